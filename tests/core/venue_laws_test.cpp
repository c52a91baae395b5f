// Laws of margin, asked of every venue's rules with random accounts. The matrix that it prints
// says of each law and venue that it holds, that it holds before the venue rounds the price that
// it shows, or that it is not this venue's rule and why.
//
// PLIMSOLL_ACCOUNTS and PLIMSOLL_SEED ask for another number of accounts a venue, or others.

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "plimsoll/margin/account.h"
#include "plimsoll/margin/venue_texts.h"
#include "venue_samples.h"

namespace plimsoll {
namespace {

using test::heldOf;
using test::isClose;
using test::Law;
using test::Sample;

bool isHealthyAtEntry(const Exposure& held, double entryPrice) {
  return equity(held, entryPrice) > maintenanceMargin(held, entryPrice) * (1.0 + 1e-9);
}

bool equityIsMaintenance(const Sample& sample, test::RandomAccounts&) {
  const Exposure held = exposure(heldOf(sample));
  const auto price = liquidationPrice(held);
  if (!price) return true;
  const double scale =
      std::max(notional(held, *price), notional(held, sample.held.position.entryPrice));
  return isClose(equity(held, *price), maintenanceMargin(held, *price), scale, 1e-9);
}

/// Three symbols on one wallet, of either side: at one's price, the others' marks as they are,
/// the account is at its maintenance margin.
bool accountIsAtMaintenance(const Sample& sample, test::RandomAccounts& random) {
  AccountPosition held[] = {heldOf(sample), heldOf(sample), heldOf(sample)};
  for (int i = 0; i < 3; ++i) {
    held[i].isIsolated = false;
    held[i].symbol = i;
    held[i].position.signedQuantity *= random.between(-1.0, 1.0);
  }
  const Account account{.walletBalance = 3.0 * sample.held.position.margin, .positions = held};
  const AccountAtMarks counted(account);
  if (counted.cross().equity <= counted.cross().maintenanceMargin) return true;
  for (AccountPosition& position : held) {
    const auto price = counted.liquidationPrice(static_cast<std::size_t>(position.symbol));
    if (!price) continue;
    const double before = std::exchange(position.markPrice, *price);
    const CrossBalance moved = AccountAtMarks(account).cross();
    position.markPrice = before;
    const double size = std::max(moved.notional, counted.cross().notional);
    if (!isClose(moved.equity, moved.maintenanceMargin, size, 1e-9)) return false;
  }
  return true;
}

bool liquidatesBeyondEntry(const Sample& sample, test::RandomAccounts&) {
  const Exposure held = exposure(heldOf(sample));
  const double entry = sample.held.position.entryPrice;
  const auto price = liquidationPrice(held);
  if (!price || !isHealthyAtEntry(held, entry)) return true;
  return direction(sample.held.position) > 0.0 ? *price < entry : *price > entry;
}

/// How much farther away b is than a, as a share of the entry price: above zero is safer.
double safer(const Sample& sample, std::optional<double> a, std::optional<double> b) {
  if (!b) return 1.0;  // nothing is the safest
  if (!a) return -1.0;
  return direction(sample.held.position) * (*a - *b) / sample.held.position.entryPrice;
}

bool moreMarginIsSafer(const Sample& sample, test::RandomAccounts&) {
  AccountPosition more = heldOf(sample);
  const auto before = liquidationPrice(exposure(more));
  more.position.margin *= 1.1;
  return safer(sample, before, liquidationPrice(exposure(more))) >= -1e-12;
}

bool higherRateIsNearer(const Sample& sample, test::RandomAccounts&) {
  Sample stricter = sample;
  const bool isInParts = sample.held.terms.rules->tiers == TierRule::sizePremium;
  for (MarginBracket& bracket : stricter.brackets) {
    bracket.maintenanceMarginRate =
        isInParts ? bracket.maintenanceMarginRate + 1e-4 : bracket.maintenanceMarginRate * 1.05;
    bracket.maintenanceAmount *= 1.05;
  }
  return safer(sample, liquidationPrice(exposure(heldOf(stricter))),
               liquidationPrice(exposure(heldOf(sample)))) >= -1e-12;
}

bool higherLeverageIsNearer(const Sample& sample, test::RandomAccounts&) {
  AccountPosition held = heldOf(sample);
  const auto before = liquidationPrice(exposure(held));
  held.position.margin /= 1.1;
  held.terms.leverage = *held.terms.leverage * 1.1;
  return safer(sample, liquidationPrice(exposure(held)), before) >= -1e-12;
}

/// Of a notional just below and at each edge of the table.
bool maintenanceIsContinuous(const Sample& sample, test::RandomAccounts&) {
  const Maintenance maintenance = exposure(heldOf(sample)).maintenance;
  for (const MarginBracket& bracket : sample.brackets) {
    if (!std::isfinite(bracket.notionalCap)) continue;
    const double below = maintenanceMargin(maintenance, std::nextafter(bracket.notionalCap, 0.0));
    const double at = maintenanceMargin(maintenance, bracket.notionalCap);
    if (!isClose(below, at, bracket.notionalCap, 1e-12)) return false;
  }
  return true;
}

bool oneTierIsAccepted(const Sample& sample, test::RandomAccounts&) {
  const Exposure whole = exposure(heldOf(sample));
  if (!liquidationPrice(whole)) return true;
  int accepted = 0;
  for (std::size_t k = 0; k < sample.brackets.size(); ++k) {
    Exposure one = whole;
    one.maintenance.brackets = std::span(sample.brackets).subspan(k, 1);
    const auto price = liquidationPrice(one);
    if (!price) continue;
    const double at = notional(one, *price);
    const bool isLast = k + 1 == sample.brackets.size();
    accepted +=
        at >= sample.brackets[k].notionalFloor && (isLast || at < sample.brackets[k].notionalCap);
  }
  return accepted == 1;
}

bool crossOfOneIsIsolated(const Sample& sample, test::RandomAccounts&) {
  AccountPosition cross = heldOf(sample);
  const auto alone = liquidationPrice(exposure(cross));
  cross.isIsolated = false;
  const Account account{.walletBalance = cross.position.margin, .positions = {&cross, 1}};
  // A price is asked from where the mark is; beyond it the account is liquidatable already.
  const auto together = AccountAtMarks(account).liquidationPrice(0);
  if (!alone || !together) return alone.has_value() == together.has_value();
  return isClose(*alone, *together, *alone, 1e-9);
}

bool hedgeLegsShareAPrice(const Sample& sample, test::RandomAccounts& random) {
  AccountPosition legs[] = {heldOf(sample), heldOf(sample)};
  legs[1].position.signedQuantity *= -random.between(0.1, 0.9);
  for (AccountPosition& leg : legs)
    leg.isIsolated = false;
  const Account account{.walletBalance = sample.held.position.margin, .positions = legs};
  const auto first = AccountAtMarks(account).liquidationPrice(0);
  const auto second = AccountAtMarks(account).liquidationPrice(1);
  if (!first || !second) return first.has_value() == second.has_value();
  return isClose(*first, *second, *first, 1e-9);
}

bool inverseShortAtOneIsSafe(const Sample& sample, test::RandomAccounts& random) {
  if (sample.held.position.kind != ContractKind::inverse) return true;
  AccountPosition held = heldOf(sample);
  held.position.signedQuantity = -std::abs(held.position.signedQuantity);
  const double value = std::abs(held.position.signedQuantity) / held.position.entryPrice;
  held.terms.leverage = 1.0;
  held.position.margin = value / random.between(0.2, 1.0);
  return !liquidationPrice(exposure(held));
}

/// Ten times as many contracts of a tenth each; or a base unit of which there are 1 024 to one,
/// for which the price is as much lower.
bool unitsDoNotMatter(const Sample& sample, test::RandomAccounts&) {
  constexpr double kParts = 1'024.0;  // a power of two, so that nothing is rounded
  const auto before = liquidationPrice(exposure(heldOf(sample)));
  Sample smaller = sample;
  AccountPosition& held = smaller.held;
  if (sample.held.terms.rules->tiers != TierRule::marginal) {
    held.terms.contracts *= 10.0;
    for (MarginBracket& bracket : smaller.brackets) {
      bracket.notionalFloor *= 10.0;
      bracket.notionalCap *= 10.0;
    }
    if (liquidationPrice(exposure(heldOf(smaller))) != before) return false;
  }
  smaller = sample;
  held.position.entryPrice /= kParts;
  held.markPrice /= kParts;
  held.terms.rateGrowth /= kParts;
  if (held.position.kind == ContractKind::linear) {
    held.position.signedQuantity *= kParts;
  } else {
    // It settles in the new unit, of which all sums are more.
    held.position.margin *= kParts;
    for (MarginBracket& bracket : smaller.brackets) {
      if (sample.held.terms.rules->tiers == TierRule::marginal) {
        bracket.notionalFloor *= kParts;
        bracket.notionalCap *= kParts;
      }
      bracket.maintenanceAmount *= kParts;
    }
  }
  const auto after = liquidationPrice(exposure(heldOf(smaller)));
  if (!before || !after) return before.has_value() == after.has_value();
  return isClose(*before, *after * kParts, *before, 1e-12);
}

/// What the venue shows is at most a tick nearer to the mark than what it computes.
bool shownWithinATick(const Sample& sample, test::RandomAccounts& random) {
  const auto price = liquidationPrice(exposure(heldOf(sample)));
  if (!price) return true;
  const double side = direction(sample.held.position);
  const double tick = std::pow(10.0, std::floor(std::log10(*price) - random.between(1.0, 6.0)));
  const double nearer = side * (shownPrice(*sample.held.terms.rules, *price, side, tick) - *price);
  return nearer >= -1e-9 * *price && nearer <= tick * (1.0 + 1e-6);
}

bool commonMoveIsNearest(const Sample& sample, test::RandomAccounts& random) {
  AccountPosition held[] = {heldOf(sample), heldOf(sample), heldOf(sample)};
  for (int i = 0; i < 3; ++i) {
    held[i].isIsolated = false;
    held[i].symbol = i;
    held[i].position.signedQuantity *= random.between(0.1, 1.0);
  }
  const Account account{.walletBalance = 3.0 * sample.held.position.margin, .positions = held};
  const AccountAtMarks counted(account);
  if (counted.cross().equity <= counted.cross().maintenanceMargin) return true;
  const auto move = nearest(counted.commonMoveToLiquidation());
  for (std::size_t i = 0; i < 3; ++i) {
    const auto price = counted.liquidationPrice(i);
    if (!price) continue;
    const double alone = std::abs(*price / held[i].markPrice - 1.0);
    if (!move || std::abs(*move) > alone * (1.0 + 1e-9)) return false;
  }
  return true;
}

struct NamedLaw {
  const char* name;
  Law law;
};

constexpr NamedLaw kLaws[] = {
    {"equity is maintenance at the price", equityIsMaintenance},
    {"the same of an account of several, cross", accountIsAtMaintenance},
    {"beyond entry, on the losing side", liquidatesBeyondEntry},
    {"more margin moves it away", moreMarginIsSafer},
    {"a higher rate brings it nearer", higherRateIsNearer},
    {"higher leverage brings it nearer", higherLeverageIsNearer},
    {"maintenance is continuous at tier edges", maintenanceIsContinuous},
    {"exactly one tier is accepted", oneTierIsAccepted},
    {"cross of one is isolated with the same collateral", crossOfOneIsIsolated},
    {"hedge legs share a price", hedgeLegsShareAPrice},
    {"an inverse short at 1x or less is never liquidated", inverseShortAtOneIsSafe},
    {"units do not matter, contracts or base", unitsDoNotMatter},
    {"on one side, the common move is nearer than any single one", commonMoveIsNearest},
    {"what is shown is within a tick, toward the mark", shownWithinATick},
    {"preview equals apply, bit for bit", test::previewEqualsApply},
    {"two halves of an order make the whole", test::halvesMakeTheWhole},
    {"a flip closes, then opens", test::flipClosesThenOpens},
    {"there and back at one price is nothing", test::thereAndBackIsNothing},
};
constexpr int kLawCount = std::size(kLaws);

/// Whether a venue has inverse contracts, of itself or among others.
ContractKind kindOf(MarginVenue venue) {
  test::RandomAccounts random(1);
  ContractKind kind = ContractKind::linear;
  for (int i = 0; i < 20; ++i)
    kind = std::max(kind, test::kindOf(venue, random));
  return kind;
}

/// Why a law is not this venue's rule; empty where it is. Where each rule stands is said by
/// the venue's formula, which the matrix prints beside it.
std::string exception(MarginVenue venue, Law law) {
  const VenueRules& rules = venueRules(venue);
  const bool isWhole = rules.tiers != TierRule::marginal;
  const bool isEntry = rules.isolated.basis != MaintenanceBasis::mark;
  if (law == maintenanceIsContinuous && isWhole)
    return "one row is for the whole position, so maintenance jumps with size";
  if (law == oneTierIsAccepted && (isWhole || isEntry))
    return "the row is chosen by contracts or at entry, before there is a price";
  if (law == crossOfOneIsIsolated &&
      (rules.isolated.basis != rules.cross.basis || rules.isolated.exitFee != rules.cross.exitFee))
    return "its cross formula is another than its isolated one";
  if (law == crossOfOneIsIsolated && rules.cross.basis == MaintenanceBasis::frozenAtMark)
    return "maintenance stands still at the mark in both, and an account has another mark";
  if (law == accountIsAtMaintenance && rules.cross.basis == MaintenanceBasis::frozenAtMark)
    return "its cross maintenance stands still at the mark that it is asked at";
  if (law == inverseShortAtOneIsSafe && kindOf(venue) == ContractKind::linear)
    return "it has no inverse contract";
  if (law == inverseShortAtOneIsSafe && isEntry)
    return "maintenance counted at entry does not vanish as the price rises";
  if (rules.crossRule == CrossRule::commonScale &&
      (law == hedgeLegsShareAPrice || law == commonMoveIsNearest || law == accountIsAtMaintenance))
    return "all marks go against the account together in each position's price";
  if (rules.tiers == TierRule::growing &&
      (law == commonMoveIsNearest || law == crossOfOneIsIsolated))
    return "its rate grows with the value in coin, so a short can lose on either side";
  if (law == unitsDoNotMatter && rules.tiers == TierRule::sizePremium)
    return "its premium for size is counted in the program's own base units";
  return "";
}

/// Laws of a price that is compared with another: a rounded one can be off by its tick.
bool isOfThePrice(Law law) {
  return law == equityIsMaintenance || law == accountIsAtMaintenance ||
         law == liquidatesBeyondEntry || law == hedgeLegsShareAPrice || law == commonMoveIsNearest;
}

/// What became of a law at a venue.
struct Cell {
  std::string exception;
  int broken = 0;
  std::string firstBroken;
};

using Row = std::array<Cell, kLawCount>;

std::string textOf(const Sample& sample, int account) {
  const ContractPosition& position = sample.held.position;
  std::ostringstream text;
  text << "account " << account << ": " << position.signedQuantity << " at " << position.entryPrice
       << ", margin " << position.margin << ", mark " << sample.held.markPrice;
  return text.str();
}

Row rowOf(MarginVenue venue, std::uint64_t seed, int accounts) {
  Row row;
  for (int k = 0; k < kLawCount; ++k)
    row[k].exception = exception(venue, kLaws[k].law);
  test::RandomAccounts random(seed);
  for (int i = 0; i < accounts; ++i) {
    const Sample sample = test::sampleOf(venue, random);
    for (int k = 0; k < kLawCount; ++k) {
      if (!row[k].exception.empty() || kLaws[k].law(sample, random)) continue;
      if (++row[k].broken == 1) row[k].firstBroken = textOf(sample, i);
    }
  }
  return row;
}

/// Every venue's row, on as many threads as there are cores.
std::vector<Row> matrix(std::uint64_t seed, int accounts) {
  std::vector<Row> rows(kMarginVenues);
  std::atomic<int> next = 0;
  const auto work = [&] {
    for (int number = next++; number < kMarginVenues; number = next++)
      rows[number] = rowOf(static_cast<MarginVenue>(number), seed, accounts);
  };
  std::vector<std::thread> workers;
  for (unsigned i = 0; i < std::max(1u, std::thread::hardware_concurrency()); ++i)
    workers.emplace_back(work);
  for (std::thread& worker : workers)
    worker.join();
  return rows;
}

void print(const std::vector<Row>& rows) {
  for (int k = 0; k < kLawCount; ++k)
    std::printf("  %2d  %s\n", k + 1, kLaws[k].name);
  std::printf("  holds, round: before the venue rounds its price, letter: not its rule\n\n%20s",
              "");
  for (int k = 0; k < kLawCount; ++k)
    std::printf(" %5d", k + 1);
  std::vector<std::string> reasons;
  for (int number = 0; number < kMarginVenues; ++number) {
    const auto venue = static_cast<MarginVenue>(number);
    std::printf("\n  %-18s", std::string(venueText(venue).venue).c_str());
    for (int k = 0; k < kLawCount; ++k) {
      const Cell& cell = rows[number][k];
      if (!cell.exception.empty()) {
        const auto found = std::find(reasons.begin(), reasons.end(), cell.exception);
        std::printf(" %5c", static_cast<char>('a' + (found - reasons.begin())));
        if (found == reasons.end()) reasons.push_back(cell.exception);
      } else if (cell.broken > 0) {
        std::printf(" BREAK");
      } else {
        const bool isRounded = venueRules(venue).shown != ShownPrice::asComputed;
        std::printf(" %5s", isRounded && isOfThePrice(kLaws[k].law) ? "round" : "holds");
      }
    }
    std::printf("  %s", std::string(venueText(venue).formula).c_str());
  }
  std::printf("\n\n");
  for (std::size_t i = 0; i < reasons.size(); ++i)
    std::printf("  %c  %s\n", static_cast<char>('a' + i), reasons[i].c_str());
}

std::uint64_t asked(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("laws of margin hold at every venue", "[laws]") {
  const std::uint64_t seed = asked("PLIMSOLL_SEED", 20'261'124);
  const int accounts = static_cast<int>(asked("PLIMSOLL_ACCOUNTS", 20'000));
  std::printf("laws of margin, seed %llu, %d accounts a venue\n",
              static_cast<unsigned long long>(seed), accounts);
  std::fflush(stdout);
  const std::vector<Row> rows = matrix(seed, accounts);
  print(rows);
  for (int number = 0; number < kMarginVenues; ++number) {
    for (int k = 0; k < kLawCount; ++k) {
      INFO(kLaws[k].name << " at " << venueText(static_cast<MarginVenue>(number)).venue << ", seed "
                         << seed << ": " << rows[number][k].firstBroken);
      CHECK(rows[number][k].broken == 0);
    }
  }
}

}  // namespace plimsoll
