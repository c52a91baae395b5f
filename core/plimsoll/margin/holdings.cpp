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

/// Positions are counted in pairs, so every group has an even number of places.
std::size_t paired(std::size_t count) noexcept {
  return count + count % 2;
}

}  // namespace

MarginTerms Holdings::termsOf(const HeldSymbol& symbol) const noexcept {
  return {.rules = &rules_,
          .brackets = symbol.brackets,
          .rateGrowth = symbol.rateGrowth,
          .takerFeeRate = takerFeeRate_};
}

Refusal Holdings::add(HeldSymbol symbol) {
  if (!isPositive(symbol.contractSize)) return {Error::sizeNotPositive, "contractSize"};
  AccountPosition any{.position = {symbol.kind, 1.0, 1.0, 1.0},
                      .terms = termsOf(symbol),
                      .isIsolated = true,
                      .symbol = 0,
                      .markPrice = 1.0};
  any.terms.contracts = 1.0;
  const Refusal refusal = plimsoll::check(any);
  if (refusal != Error::none) return refusal;

  firstGroup_.push_back(static_cast<std::uint32_t>(groups_.size()));
  const std::span<const MarginBracket> brackets = symbol.brackets;
  for (std::size_t row = 0; row < (isWhole() ? brackets.size() : 1); ++row) {
    for (const double side : {+1.0, -1.0})
      addGroup(symbol, isWhole() ? brackets.subspan(row, 1) : brackets, side);
  }
  symbols_.push_back(std::move(symbol));
  return {};
}

void Holdings::addGroup(const HeldSymbol& symbol, std::span<const MarginBracket> brackets,
                        double side) {
  MarginTerms terms = termsOf(symbol);
  terms.brackets = brackets;
  const auto [kind, any, maintenance] =
      exposure({symbol.kind, side, 1.0, 1.0}, terms, rules_.isolated, 1.0);
  const ModeRules& mode = rules_.isolated;
  const bool isShared = mode.basis == MaintenanceBasis::mark && rules_.rateOf == RateOf::notional &&
                        symbol.rateGrowth == 0.0 &&
                        (mode.exitFee == ExitFee::none || mode.exitFee == ExitFee::atMark);
  groups_.push_back({.symbol = static_cast<std::uint32_t>(symbols_.size()),
                     .side = direction(any),
                     .isPaired = isShared && isStraight(maintenance, direction(any)),
                     .firstLine = static_cast<std::uint32_t>(lines_.size()),
                     .lines = static_cast<std::uint32_t>(maintenanceLines(maintenance))});
  for (std::size_t row = 0; row < groups_.back().lines; ++row) {
    const MaintenanceLine line = maintenanceLine(maintenance, row);
    lines_.push_back({line.rate, line.amount, line.cap, edgeTerm(line, direction(any))});
  }
}

Refusal Holdings::check(const PositionColumns& columns, std::size_t row) const noexcept {
  const std::uint32_t number = columns.symbol[row];
  if (number >= symbols_.size()) return {Error::unknownSymbol, "symbol"};
  const HeldSymbol& symbol = symbols_[number];
  AccountPosition position{.position = {symbol.kind, columns.signedQuantity[row],
                                        columns.entryPrice[row], columns.posted[row]},
                           .terms = termsOf(symbol),
                           .isIsolated = true,
                           .symbol = 0,
                           .markPrice = columns.entryPrice[row]};
  const Refusal refusal = plimsoll::check(position.position);
  if (refusal != Error::none) return refusal;
  position.terms.contracts = std::abs(columns.signedQuantity[row]) / symbol.contractSize;
  if (!columns.leverageSetting.empty())
    position.terms.leverage = known(columns.leverageSetting[row]);
  return plimsoll::check(position);
}

Refusal Holdings::check(const PositionColumns& columns) const noexcept {
  const bool areLeveragesStated = !columns.leverageSetting.empty();
  for (std::size_t row = 0; row < columns.symbol.size(); ++row) {
    const bool isUsual = columns.symbol[row] < symbols_.size() &&
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

std::uint32_t Holdings::groupOf(const PositionColumns& columns, std::size_t row) const noexcept {
  const std::uint32_t number = columns.symbol[row];
  const double signedQuantity = columns.signedQuantity[row];
  const std::uint32_t ofSide = firstGroup_[number] + (signedQuantity < 0.0 ? 1 : 0);
  if (!isWhole()) return ofSide;
  const HeldSymbol& symbol = symbols_[number];
  const MarginBracket& bracket =
      bracketOf(symbol.brackets, std::abs(signedQuantity) / symbol.contractSize);
  return ofSide + 2 * static_cast<std::uint32_t>(&bracket - symbol.brackets.data());
}

/// Puts each position at the end of its group, after counting how long the groups become.
void Holdings::sort(const PositionColumns& columns) noexcept {
  size_ = columns.symbol.size();
  for (Group& group : groups_)
    group.end = 0;
  for (std::size_t row = 0; row < size_; ++row) {
    group_[row] = groupOf(columns, row);
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
  const HeldSymbol& symbol = symbols_[group.symbol];
  MarginTerms terms = termsOf(symbol);
  terms.contracts = std::abs(signedQuantity_[at]) / symbol.contractSize;
  terms.leverage = known(leverage_[at]);
  return exposure({symbol.kind, signedQuantity_[at], entryPrice_[at], margin_[at]}, terms,
                  rules_.isolated, markPrice);
}

PositionPairs Holdings::pairsOf(const Group& group) noexcept {
  return {.kind = symbols_[group.symbol].kind,
          .side = group.side,
          .lines = std::span(lines_).subspan(group.firstLine, group.lines),
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
  if (symbols_[group.symbol].kind == ContractKind::inverse) {
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
    if (rules_.isolated.basis == MaintenanceBasis::frozenAtMark)
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
