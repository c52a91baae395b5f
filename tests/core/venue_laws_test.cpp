// Laws of margin, asked of every venue's rules with random accounts. The matrix that it prints
// says of each law and venue that it holds, or that it is not this venue's rule and why.
//
// PLIMSOLL_ACCOUNTS asks for another number of accounts a venue.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>

#include "plimsoll/margin/account.h"
#include "plimsoll/margin/venue_texts.h"
#include "random_accounts.h"

namespace plimsoll {
namespace {

constexpr std::uint64_t kSeed = 20261124;

int accountsAVenue() {
  const char* const asked = std::getenv("PLIMSOLL_ACCOUNTS");
  return asked ? std::atoi(asked) : 20'000;
}

/// A random position with a table, as one venue counts it.
struct Sample {
  std::vector<MarginBracket> brackets;
  AccountPosition held;
};

/// Which kind of contract the venue has; those with both get either.
ContractKind kindOf(MarginVenue venue, test::RandomAccounts& random) {
  using enum MarginVenue;
  if (venue == binanceCoinm || venue == bybitInverse || venue == bybitInverse2024 ||
      venue == bitmex)
    return ContractKind::inverse;
  const bool hasBoth = venue == okx || venue == deribit || venue == krakenFutures ||
                       venue == gate || venue == kucoin || venue == htx;
  return hasBoth && random.coin() ? ContractKind::inverse : ContractKind::linear;
}

Sample sampleOf(MarginVenue venue, test::RandomAccounts& random) {
  const VenueRules& rules = venueRules(venue);
  Sample sample{random.brackets(), {}};
  const ContractKind kind = kindOf(venue, random);
  const Position counted = random.position(MarginTable(sample.brackets));
  const double entryPrice = countedPrice(kind, counted.entryPrice);
  const double notionalAtEntry = notional(counted, counted.entryPrice);
  sample.held = {.position = {kind, counted.signedQuantity, entryPrice, counted.margin},
                 .terms = {.rules = &rules,
                           .takerFeeRate = random.between(0.0, 0.001),
                           .contracts = random.betweenMagnitudes(1.0, 1e7),
                           .leverage = notionalAtEntry / counted.margin},
                 .isIsolated = true,
                 .symbol = 0,
                 .markPrice = entryPrice * random.between(0.97, 1.03)};
  if (rules.tiers != TierRule::marginal) {
    for (MarginBracket& bracket : sample.brackets)
      bracket.maintenanceAmount = 0.0;
  }
  if (rules.tiers == TierRule::growing)
    sample.held.terms.rateGrowth =
        random.between(0.0, 0.05) /
        (kind == ContractKind::inverse ? notionalAtEntry : quantity(counted));
  return sample;
}

/// The brackets move with the sample, so they are pointed at where they are used.
AccountPosition heldOf(const Sample& sample) {
  AccountPosition held = sample.held;
  held.terms.brackets = sample.brackets;
  return held;
}

bool isClose(double a, double b, double scale, double tolerance) {
  return std::abs(a - b) <= tolerance * std::abs(scale);
}

bool isHealthyAtEntry(const Exposure& held, double entryPrice) {
  return equity(held, entryPrice) > maintenanceMargin(held, entryPrice) * (1.0 + 1e-9);
}

/// @return whether the law held for this sample; true where it says nothing
using Law = bool (*)(const Sample&, test::RandomAccounts&);

bool equityIsMaintenance(const Sample& sample, test::RandomAccounts&) {
  const Exposure held = exposure(heldOf(sample));
  const auto price = liquidationPrice(held);
  if (!price) return true;
  const double scale = notional(held, *price) + notional(held, sample.held.position.entryPrice) +
                       std::abs(held.position.margin);
  return isClose(equity(held, *price), maintenanceMargin(held, *price), scale, 1e-9);
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
  for (MarginBracket& bracket : stricter.brackets) {
    bracket.maintenanceMarginRate *= 1.05;
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

/// Ten times as many contracts of a tenth each.
bool unitsDoNotMatter(const Sample& sample, test::RandomAccounts&) {
  if (sample.held.terms.rules->tiers == TierRule::marginal) return true;
  Sample smaller = sample;
  smaller.held.terms.contracts *= 10.0;
  for (MarginBracket& bracket : smaller.brackets) {
    bracket.notionalFloor *= 10.0;
    bracket.notionalCap *= 10.0;
  }
  return liquidationPrice(exposure(heldOf(sample))) == liquidationPrice(exposure(heldOf(smaller)));
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
    {"beyond entry, on the losing side", liquidatesBeyondEntry},
    {"more margin moves it away", moreMarginIsSafer},
    {"a higher rate brings it nearer", higherRateIsNearer},
    {"higher leverage brings it nearer", higherLeverageIsNearer},
    {"continuous at tier edges", maintenanceIsContinuous},
    {"exactly one tier is accepted", oneTierIsAccepted},
    {"cross of one is isolated", crossOfOneIsIsolated},
    {"hedge legs share a price", hedgeLegsShareAPrice},
    {"inverse short at 1x is never liquidated", inverseShortAtOneIsSafe},
    {"units do not matter", unitsDoNotMatter},
    {"the common move is nearest", commonMoveIsNearest},
};

/// Why a law is not this venue's rule; empty where it is.
std::string exception(const VenueRules& rules, Law law) {
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
  if (law == inverseShortAtOneIsSafe && isEntry)
    return "maintenance counted at entry does not vanish as the price rises";
  if (rules.crossRule == CrossRule::commonScale &&
      (law == hedgeLegsShareAPrice || law == commonMoveIsNearest))
    return "all marks go against the account together in each position's price";
  if (rules.tiers == TierRule::growing &&
      (law == commonMoveIsNearest || law == crossOfOneIsIsolated))
    return "its rate grows with the value in coin, so a short can lose on either side";
  return "";
}

}  // namespace

TEST_CASE("laws of margin hold at every venue", "[laws]") {
  const int accounts = accountsAVenue();
  std::printf("laws of margin, seed %llu, %d accounts a venue\n",
              static_cast<unsigned long long>(kSeed), accounts);
  for (const NamedLaw& law : kLaws) {
    for (int number = 0; number < kMarginVenues; ++number) {
      const auto venue = static_cast<MarginVenue>(number);
      const VenueRules& rules = venueRules(venue);
      const std::string name(venueText(venue).venue);
      const std::string reason = exception(rules, law.law);
      if (!reason.empty()) {
        std::printf("  %-40s %-20s not this venue's rule: %s\n", law.name, name.c_str(),
                    reason.c_str());
        continue;
      }
      test::RandomAccounts random(kSeed);
      int broken = 0;
      for (int i = 0; i < accounts; ++i) {
        const Sample sample = sampleOf(venue, random);
        if (law.law(sample, random)) continue;
        if (++broken == 1) {
          const ContractPosition& position = sample.held.position;
          UNSCOPED_INFO("account " << i << ": " << position.signedQuantity << " at "
                                   << position.entryPrice << ", margin " << position.margin
                                   << ", mark " << sample.held.markPrice);
        }
      }
      INFO(law.name << " at " << name << ", seed " << kSeed);
      CHECK(broken == 0);
      std::printf("  %-40s %-20s %s\n", law.name, name.c_str(), broken == 0 ? "holds" : "BROKEN");
    }
  }
}

}  // namespace plimsoll
