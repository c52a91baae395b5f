#include "plimsoll/margin/holdings.h"

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

bool isWhole(const VenueRules& rules) noexcept {
  return rules.tiers == TierRule::wholeByContracts;
}

/// How many brackets serve a position: all, or the one that its contracts fall in.
std::size_t rowsOfGroup(const HeldSymbol& symbol) noexcept {
  return isWhole(*symbol.terms.rules) ? 1 : symbol.terms.brackets.size();
}

std::size_t groupsOf(std::span<const HeldSymbol> symbols) noexcept {
  std::size_t groups = 0;
  for (const HeldSymbol& symbol : symbols)
    groups += 2 * symbol.terms.brackets.size() / rowsOfGroup(symbol);
  return groups;
}

/// Of which there are an even number, since they are counted in pairs.
std::size_t places(std::size_t count) noexcept {
  return count + count % 2;
}

/// What is each position's own among the terms.
MarginTerms termsOf(const HeldSymbol& symbol, double signedQuantity, double leverage) noexcept {
  MarginTerms terms = symbol.terms;
  terms.contracts = std::abs(signedQuantity) / symbol.contractSize;
  if (leverage == leverage) terms.leverage = leverage;
  return terms;
}

AccountPosition positionOf(const HeldSymbol& symbol, const ContractPosition& held,
                           double leverage) noexcept {
  return {.position = held,
          .terms = termsOf(symbol, held.signedQuantity, leverage),
          .isIsolated = true,
          .symbol = 0,
          .markPrice = held.entryPrice};
}

std::size_t groupOf(const HeldSymbol& symbol, double signedQuantity) noexcept {
  std::size_t group = symbol.firstGroup + (signedQuantity < 0.0 ? 1 : 0);
  if (isWhole(*symbol.terms.rules)) {
    const auto brackets = symbol.terms.brackets;
    const double contracts = std::abs(signedQuantity) / symbol.contractSize;
    group += 2 * static_cast<std::size_t>(&bracketOf(brackets, contracts) - brackets.data());
  }
  return group;
}

/// The first number of a column that is not above zero.
Refusal checkPositive(std::span<const double> column, Error error, const char* field,
                      bool isSigned = false) noexcept {
  for (std::size_t row = 0; row < column.size(); ++row) {
    const double value = isSigned ? std::abs(column[row]) : column[row];
    if (!isPositive(value))
      return {std::isfinite(value) ? error : Error::notFinite, field, static_cast<int>(row)};
  }
  return {};
}

}  // namespace

Refusal check(const HeldSymbol& symbol) noexcept {
  const bool isAsked = isWhole(*symbol.terms.rules) || !std::isnan(symbol.contractSize);
  if (isAsked && !isPositive(symbol.contractSize)) return {Error::sizeNotPositive, "contractSize"};
  return check(positionOf(symbol, {symbol.kind, 1.0, 1.0, 1.0}, kNone));
}

Holdings::Holdings(std::vector<HeldSymbol> symbols)
    : symbols_(std::move(symbols)), groups_(groupsOf(symbols_)) {
  Group* group = groups_.data();
  for (HeldSymbol& symbol : symbols_) {
    symbol.firstGroup = static_cast<std::uint32_t>(group - groups_.data());
    const auto brackets = symbol.terms.brackets;
    const std::size_t rows = rowsOfGroup(symbol);
    for (std::size_t row = 0; row < brackets.size(); row += rows) {
      for (const double side : {+1.0, -1.0}) {
        group->symbol = static_cast<std::uint32_t>(&symbol - symbols_.data());
        group->brackets = brackets.subspan(row, rows);
        group++->side = side;
      }
    }
  }
}

Refusal Holdings::checkLeverage(const PositionColumns& columns) const noexcept {
  for (std::size_t row = 0; row < columns.leverageSetting.size(); ++row) {
    const HeldSymbol& symbol = symbols_[columns.symbol[row]];
    Refusal refusal = plimsoll::check(
        positionOf(symbol, {symbol.kind, columns.signedQuantity[row], columns.entryPrice[row], 1.0},
                   columns.leverageSetting[row]));
    refusal.row = static_cast<int>(row);
    if (refusal != Error::none) return refusal;
  }
  return {};
}

Refusal Holdings::check(const PositionColumns& columns) const noexcept {
  for (std::size_t row = 0; row < columns.symbol.size(); ++row) {
    if (columns.symbol[row] >= symbols())
      return {Error::unknownSymbol, "symbol", static_cast<int>(row)};
  }
  for (const Refusal& refusal :
       {checkPositive(columns.signedQuantity, Error::quantityNotPositive, "signedQuantity", true),
        checkPositive(columns.entryPrice, Error::priceNotPositive, "entryPrice"),
        checkPositive(columns.posted, Error::marginNotPositive, "posted")}) {
    if (refusal != Error::none) return refusal;
  }
  return checkLeverage(columns);
}

bool Holdings::reserve(std::size_t positions) noexcept {
  const std::size_t most = positions + groups_.size();
  if (most <= capacity_) return true;
  constexpr std::size_t kColumns = 6;  // the last of which is two of half the width
  std::unique_ptr<double[]> block(new (std::nothrow) double[kColumns * most]);
  if (!block) return false;
  block_ = std::move(block);
  capacity_ = most;
  signedQuantity_ = block_.get();
  entryPrice_ = signedQuantity_ + most;
  margin_ = entryPrice_ + most;
  leverage_ = margin_ + most;
  liquidationPrice_ = leverage_ + most;
  row_ = reinterpret_cast<std::uint32_t*>(liquidationPrice_ + most);
  group_ = row_ + most;
  return true;
}

/// Puts each position at the end of its group, after counting how long the groups become. Half
/// a pair is filled up with a position that nothing liquidates and that is nobody's.
void Holdings::sort(const PositionColumns& columns) noexcept {
  size_ = columns.symbol.size();
  for (Group& group : groups_)
    group.end = 0;
  for (std::size_t row = 0; row < size_; ++row) {
    const std::size_t group = groupOf(symbols_[columns.symbol[row]], columns.signedQuantity[row]);
    group_[row] = static_cast<std::uint32_t>(group);
    ++groups_[group].end;
  }
  constexpr double kPlenty = 1e200;
  std::size_t next = 0;
  for (Group& group : groups_) {
    group.begin = next;
    next += places(std::exchange(group.end, next));
    if (group.begin == next) continue;
    signedQuantity_[next - 1] = group.side;
    entryPrice_[next - 1] = 1.0;
    margin_[next - 1] = kPlenty;
    row_[next - 1] = static_cast<std::uint32_t>(size_);
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

PositionPairs Holdings::pairsOf(const Group& group) const noexcept {
  const HeldSymbol& symbol = symbols_[group.symbol];
  return {
      .kind = symbol.kind,
      .side = symbol.kind == ContractKind::inverse ? -group.side : group.side,
      .brackets = group.brackets,
      .exitFeeRate = rules().isolated.exitFee == ExitFee::atMark ? symbol.terms.takerFeeRate : 0.0,
      .count = places(group.end - group.begin),
      .signedQuantity = signedQuantity_ + group.begin,
      .entryPrice = entryPrice_ + group.begin,
      .margin = margin_ + group.begin,
      .liquidationPrice = liquidationPrice_ + group.begin};
}

/// Whether maintenance asks nothing of a position but its notional at the mark, or its bracket.
bool Holdings::isPaired(const Group& group) const noexcept {
  const auto [basis, exitFee] = rules().isolated;
  const auto pairs = pairsOf(group);
  return (rules().tiers == TierRule::marginal || isWhole(rules())) &&
         rules().rateOf == RateOf::notional && basis == MaintenanceBasis::mark &&
         (exitFee == ExitFee::none || exitFee == ExitFee::atMark) &&
         symbols_[group.symbol].terms.rateGrowth == 0.0 &&
         isStraight({.brackets = pairs.brackets, .exitFeeRate = pairs.exitFeeRate}, pairs.side);
}

/// The position at a place, where it stands as it was given.
Exposure Holdings::exposureAt(const Group& group, std::size_t at, double markPrice) const noexcept {
  const HeldSymbol& symbol = symbols_[group.symbol];
  return exposure({symbol.kind, signedQuantity_[at], entryPrice_[at], margin_[at]},
                  termsOf(symbol, signedQuantity_[at], leverage_[at]), rules().isolated, markPrice);
}

void Holdings::solve(const Group& group) noexcept {
  const auto pairs = pairsOf(group);
  if (isPaired(group)) {
    for (std::size_t at = group.begin; at < group.begin + pairs.count; ++at) {
      signedQuantity_[at] *= pairs.side * group.side;
      entryPrice_[at] = countedPrice(pairs.kind, entryPrice_[at]);
    }
    plimsoll::solve(pairs);
    return;
  }
  for (std::size_t at = group.begin; at < group.end; ++at)
    liquidationPrice_[at] = liquidationPrice(exposureAt(group, at, kNone)).value_or(kNone);
}

Refusal Holdings::fill(const PositionColumns& columns) {
  const Refusal refusal = check(columns);
  if (refusal != Error::none) return refusal;
  if (!reserve(columns.symbol.size())) return {Error::outOfMemory, "symbol"};
  sort(columns);
  for (const Group& group : groups_)
    solve(group);
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
    if (std::isnan(marks[symbol])) continue;
    Refusal refusal = checkPositive(marks.subspan(symbol, 1), Error::priceNotPositive, "marks");
    refusal.row = static_cast<int>(symbol);
    if (refusal != Error::none) return refusal;
  }
  return {};
}

std::size_t Holdings::markEach(const Group& group, double markPrice,
                               const MarkReadings& into) noexcept {
  std::size_t liquidatable = 0;
  for (std::size_t at = group.begin; at < group.end; ++at) {
    const Exposure held = exposureAt(group, at, markPrice);
    double& price = liquidationPrice_[at];
    if (rules().isolated.basis == MaintenanceBasis::frozenAtMark)
      price = liquidationPrice(held).value_or(kNone);
    const double left = equity(held, markPrice);
    const double maintenance = maintenanceMargin(held, markPrice);
    into.distanceRate[row_[at]] = distanceRate({markPrice, price, group.side});
    into.marginRatio[row_[at]] = left > 0.0 ? maintenance / left : kNone;
    liquidatable += left <= maintenance;
  }
  return liquidatable;
}

std::size_t Holdings::mark(std::span<const double> marks, const MarkReadings& into) noexcept {
  std::size_t liquidatable = 0;
  for (const Group& group : groups_) {
    const double markPrice = marks[group.symbol];
    liquidatable += isPaired(group)
                        ? plimsoll::mark(pairsOf(group), markPrice, row_ + group.begin, into)
                        : markEach(group, markPrice, into);
  }
  return liquidatable;
}

}  // namespace plimsoll
