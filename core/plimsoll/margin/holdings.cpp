#include "plimsoll/margin/holdings.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "plimsoll/margin/account.h"
#include "plimsoll/margin/distance.h"
#include "plimsoll/margin/line_crossing.h"

namespace plimsoll {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool isPositive(double value) noexcept {
  return value > 0.0 && value < std::numeric_limits<double>::infinity();
}

std::optional<double> known(double value) noexcept {
  return value == value ? std::optional(value) : std::nullopt;
}

bool isWhole(const VenueRules& rules) noexcept {
  return rules.tiers == TierRule::wholeByContracts;
}

/// Whether maintenance asks nothing of a position but its notional at the mark, or its bracket.
bool sharesLines(const VenueRules& rules, const HeldSymbol& symbol) noexcept {
  const auto [basis, exitFee] = rules.isolated;
  return (rules.tiers == TierRule::marginal || isWhole(rules)) && basis == MaintenanceBasis::mark &&
         (exitFee == ExitFee::none || exitFee == ExitFee::atMark) &&
         rules.rateOf == RateOf::notional && symbol.rateGrowth == 0.0;
}

/// Positions are counted in pairs, so every group has an even number of places.
std::size_t paired(std::size_t count) noexcept {
  return count + count % 2;
}

AccountPosition positionOf(const HoldingsTerms& terms, const HeldSymbol& symbol,
                           const ContractPosition& held, double leverage,
                           double markPrice) noexcept {
  return {.position = held,
          .terms = {.rules = terms.rules,
                    .brackets = symbol.brackets,
                    .rateGrowth = symbol.rateGrowth,
                    .imfFactor = symbol.imfFactor,
                    .minMaintenance = symbol.minMaintenance,
                    .takerFeeRate = terms.takerFeeRate.value_or(0.0),
                    .contracts = std::abs(held.signedQuantity) / symbol.contractSize.value_or(1.0),
                    .leverage = known(leverage)},
          .isIsolated = true,
          .symbol = 0,
          .markPrice = markPrice};
}

/// Any position in a symbol; most of what decides about it is not the position's own.
AccountPosition anyPosition(const HoldingsTerms& terms, const HeldSymbol& symbol,
                            double side) noexcept {
  return positionOf(terms, symbol, {symbol.kind, side, 1.0, 1.0}, kNone, 1.0);
}

Refusal checkSymbol(const HoldingsTerms& terms, const HeldSymbol& symbol) noexcept {
  if (terms.rules->isolated.exitFee != ExitFee::none && !terms.takerFeeRate)
    return {Error::missingField, "takerFeeRate"};
  if (isWhole(*terms.rules) && !symbol.contractSize) return {Error::missingField, "contractSize"};
  if (!isPositive(symbol.contractSize.value_or(1.0)))
    return {Error::sizeNotPositive, "contractSize"};
  return check(anyPosition(terms, symbol, 1.0));
}

}  // namespace

Refusal check(const HoldingsTerms& terms) noexcept {
  Refusal refusal;
  for (std::size_t i = 0; i < terms.symbols.size() && refusal == Error::none; ++i) {
    refusal = checkSymbol(terms, terms.symbols[i]);
    refusal.row = static_cast<int>(i);
  }
  return refusal;
}

Holdings::Holdings(HoldingsTerms terms)
    : terms_(std::move(terms)) {
  const bool isByRow = isWhole(*terms_.rules);
  std::size_t rows = 0;
  for (const HeldSymbol& symbol : terms_.symbols)
    rows += symbol.brackets.size();
  const std::size_t groups = 2 * (isByRow ? rows : symbols());
  lines_ = std::make_unique_for_overwrite<EdgedLine[]>(2 * rows);
  groupBlock_ = std::make_unique<Group[]>(groups);
  groups_ = {groupBlock_.get(), groups};
  firstGroup_ = std::make_unique_for_overwrite<std::uint32_t[]>(symbols());
  EdgedLine* lines = lines_.get();
  Group* group = groups_.data();
  for (std::uint32_t i = 0; i < terms_.symbols.size(); ++i) {
    firstGroup_[i] = static_cast<std::uint32_t>(group - groups_.data());
    HeldSymbol part = terms_.symbols[i];
    const std::size_t count = isByRow ? 1 : part.brackets.size();
    for (auto left = part.brackets; !left.empty(); left = left.subspan(count)) {
      part.brackets = left.first(count);
      for (const double side : {+1.0, -1.0}) {
        group->symbol = i;
        group->side = side;
        group->lines = {lines, count};
        fillLines(*group++, part, lines);
        lines += count;
      }
    }
  }
}

/// The lines of a group on its side, where that is all of its maintenance.
void Holdings::fillLines(Group& group, const HeldSymbol& part, EdgedLine* lines) const noexcept {
  const auto [kind, counted, maintenance] = exposure(anyPosition(terms_, part, group.side));
  group.side = direction(counted);
  group.isPaired = sharesLines(*terms_.rules, part) && isStraight(maintenance, group.side);
  for (std::size_t row = 0; group.isPaired && row < group.lines.size(); ++row) {
    const MaintenanceLine line = maintenanceLine(maintenance, row);
    lines[row] = {line.rate, line.amount, line.cap, edgeTerm(line, group.side)};
  }
}

Refusal Holdings::check(const PositionColumns& columns, std::size_t row) const noexcept {
  const std::uint32_t number = columns.symbol[row];
  if (number >= symbols()) return {Error::unknownSymbol, "symbol"};
  const HeldSymbol& symbol = terms_.symbols[number];
  const ContractPosition held{symbol.kind, columns.signedQuantity[row], columns.entryPrice[row],
                              columns.posted[row]};
  const Refusal refusal = plimsoll::check(held);
  if (refusal != Error::none) return refusal;
  const double leverage = columns.leverageSetting.empty() ? kNone : columns.leverageSetting[row];
  return plimsoll::check(positionOf(terms_, symbol, held, leverage, held.entryPrice));
}

Refusal Holdings::check(const PositionColumns& columns) const noexcept {
  const bool areLeveragesStated = !columns.leverageSetting.empty();
  for (std::size_t row = 0; row < columns.symbol.size(); ++row) {
    const bool isUsual = columns.symbol[row] < symbols() &&
                         isPositive(std::abs(columns.signedQuantity[row])) &&
                         isPositive(columns.entryPrice[row]) && isPositive(columns.posted[row]);
    if (isUsual && !areLeveragesStated) continue;
    Refusal refusal = check(columns, row);
    refusal.row = static_cast<int>(row);
    if (refusal != Error::none) return refusal;
  }
  return {};
}

bool Holdings::reserve(std::size_t positions) noexcept {
  const std::size_t places = positions + groups_.size();
  if (places <= capacity_) return true;
  constexpr std::size_t kColumns = 6;  // the last of which is two of half the width
  std::unique_ptr<double[]> block(new (std::nothrow) double[kColumns * places]);
  if (!block) return false;
  block_ = std::move(block);
  capacity_ = places;
  double* next = block_.get();
  for (double** const column :
       {&signedQuantity_, &entryPrice_, &margin_, &leverage_, &liquidationPrice_}) {
    *column = next;
    next += places;
  }
  row_ = reinterpret_cast<std::uint32_t*>(next);
  group_ = row_ + places;
  return true;
}

std::size_t Holdings::groupOf(const PositionColumns& columns, std::size_t row) const noexcept {
  const std::uint32_t number = columns.symbol[row];
  const double signedQuantity = columns.signedQuantity[row];
  const std::size_t ofSide = firstGroup_[number] + (signedQuantity < 0.0 ? 1 : 0);
  if (!isWhole(*terms_.rules)) return ofSide;
  const HeldSymbol& symbol = terms_.symbols[number];
  const MarginBracket& bracket =
      bracketOf(symbol.brackets, std::abs(signedQuantity) / symbol.contractSize.value_or(1.0));
  return ofSide + 2 * static_cast<std::size_t>(&bracket - symbol.brackets.data());
}

/// Puts each position at the end of its group, after counting how long the groups become.
void Holdings::sort(const PositionColumns& columns) noexcept {
  size_ = columns.symbol.size();
  for (Group& group : groups_)
    group.end = 0;
  for (std::size_t row = 0; row < size_; ++row) {
    group_[row] = static_cast<std::uint32_t>(groupOf(columns, row));
    ++groups_[group_[row]].end;
  }
  std::size_t begin = 0;
  for (Group& group : groups_) {
    group.begin = begin;
    begin += paired(std::exchange(group.end, begin));
  }
  for (std::size_t row = 0; row < size_; ++row) {
    const std::size_t at = groups_[group_[row]].end++;
    signedQuantity_[at] = columns.signedQuantity[row];
    entryPrice_[at] = columns.entryPrice[row];
    margin_[at] = columns.posted[row];
    leverage_[at] = columns.leverageSetting.empty() ? kNone : columns.leverageSetting[row];
    row_[at] = static_cast<std::uint32_t>(row);
  }
}

/// The position at a place, as it was given.
Exposure Holdings::exposureAt(const Group& group, std::size_t at, double markPrice) const noexcept {
  const HeldSymbol& symbol = terms_.symbols[group.symbol];
  const ContractPosition held{symbol.kind, signedQuantity_[at], entryPrice_[at], margin_[at]};
  return exposure(positionOf(terms_, symbol, held, leverage_[at], markPrice));
}

PositionPairs Holdings::pairsOf(const Group& group) noexcept {
  return {.kind = terms_.symbols[group.symbol].kind,
          .side = group.side,
          .lines = group.lines,
          .count = paired(group.end - group.begin),
          .signedQuantity = signedQuantity_ + group.begin,
          .entryPrice = entryPrice_ + group.begin,
          .margin = margin_ + group.begin,
          .liquidationPrice = liquidationPrice_ + group.begin};
}

/// Fills half a pair up with a position that nothing liquidates, and that is nobody's.
void Holdings::pad(const Group& group) noexcept {
  constexpr double kPlenty = 1e200;
  if ((group.end - group.begin) % 2 == 0) return;
  signedQuantity_[group.end] = group.side;
  entryPrice_[group.end] = 1.0;
  margin_[group.end] = kPlenty;
  row_[group.end] = static_cast<std::uint32_t>(size_);
}

void Holdings::solve(const Group& group) noexcept {
  if (!group.isPaired) {
    for (std::size_t at = group.begin; at < group.end; ++at) {
      liquidationPrice_[at] = liquidationPrice(exposureAt(group, at, kNone)).value_or(kNone);
    }
    return;
  }
  if (terms_.symbols[group.symbol].kind == ContractKind::inverse) {
    for (std::size_t at = group.begin; at < group.end; ++at) {
      signedQuantity_[at] = -signedQuantity_[at];
      entryPrice_[at] = countedPrice(ContractKind::inverse, entryPrice_[at]);
    }
  }
  pad(group);
  plimsoll::solve(pairsOf(group));
}

Refusal Holdings::fill(const PositionColumns& columns) {
  const Refusal refusal = check(columns);
  if (refusal != Error::none) return refusal;
  if (!reserve(columns.symbol.size())) return {Error::outOfMemory, "symbol"};
  sort(columns);
  for (const Group& group : groups_) {
    if (group.begin < group.end) solve(group);
  }
  return {};
}

void Holdings::readLiquidationPrices(double* into) const noexcept {
  for (const Group& group : groups_) {
    for (std::size_t at = group.begin; at < group.end; ++at)
      into[row_[at]] = liquidationPrice_[at];
  }
}

Refusal Holdings::check(std::span<const double> marks) noexcept {
  for (std::size_t symbol = 0; symbol < marks.size(); ++symbol) {
    if (std::isnan(marks[symbol]) || isPositive(marks[symbol])) continue;
    return {std::isinf(marks[symbol]) ? Error::notFinite : Error::priceNotPositive, "marks",
            static_cast<int>(symbol)};
  }
  return {};
}

std::size_t Holdings::markEach(const Group& group, double markPrice,
                               const MarkReadings& into) noexcept {
  std::size_t liquidatable = 0;
  for (std::size_t at = group.begin; at < group.end; ++at) {
    const Exposure held = exposureAt(group, at, markPrice);
    double& price = liquidationPrice_[at];
    if (terms_.rules->isolated.basis == MaintenanceBasis::frozenAtMark)
      price = liquidationPrice(held).value_or(kNone);
    const double left = equity(held, markPrice);
    const double maintenance = maintenanceMargin(held, markPrice);
    const double side = signedQuantity_[at] > 0.0 ? 1.0 : -1.0;
    into.distanceRate[row_[at]] = distanceRate({markPrice, price, side});
    into.marginRatio[row_[at]] = left > 0.0 ? maintenance / left : kNone;
    liquidatable += left <= maintenance;
  }
  return liquidatable;
}

std::size_t Holdings::mark(std::span<const double> marks, const MarkReadings& into) noexcept {
  std::size_t liquidatable = 0;
  for (const Group& group : groups_) {
    if (group.begin == group.end) continue;
    const double markPrice = marks[group.symbol];
    liquidatable += group.isPaired
                        ? plimsoll::mark(pairsOf(group), markPrice, row_ + group.begin, into)
                        : markEach(group, markPrice, into);
  }
  return liquidatable;
}

}  // namespace plimsoll
