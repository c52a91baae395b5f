#include "plimsoll/margin/margin_table.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace plimsoll {
namespace {

// Venues print amounts in decimals, some rounded to cents.
constexpr double kAmountTolerance = 1e-6;  // of the maintenance margin at the edge
constexpr double kCent = 0.01;             // quote units

double continuousAmount(const MarginBracket& before, const MarginBracket& bracket) noexcept {
  const double rise = bracket.maintenanceMarginRate - before.maintenanceMarginRate;
  return before.maintenanceAmount + bracket.notionalFloor * rise;
}

Refusal checkAlone(const MarginBracket& bracket) noexcept {
  if (!std::isfinite(bracket.notionalFloor)) return {Error::notFinite, "notionalFloor"};
  if (std::isnan(bracket.notionalCap)) return {Error::notFinite, "notionalCap"};
  if (!std::isfinite(bracket.maintenanceMarginRate))
    return {Error::notFinite, "maintenanceMarginRate"};
  if (!std::isfinite(bracket.maintenanceAmount)) return {Error::notFinite, "maintenanceAmount"};
  if (!std::isfinite(bracket.maxLeverage)) return {Error::notFinite, "maxLeverage"};

  if (bracket.notionalCap <= bracket.notionalFloor)
    return {Error::tableNotIncreasing, "notionalCap"};
  if (bracket.maxLeverage <= 0.0) return {Error::leverageOutOfRange, "maxLeverage"};

  const double rate = bracket.maintenanceMarginRate;
  const double shareOfInitialMargin = rate * bracket.maxLeverage;
  if (rate < 0.0) return {Error::rateOutOfRange, "maintenanceMarginRate"};
  if (rate >= 1.0 || shareOfInitialMargin >= 10.0)
    return {Error::tablePercent, "maintenanceMarginRate"};
  if (shareOfInitialMargin >= 1.0) return {Error::tableRate, "maintenanceMarginRate"};
  return {};
}

Refusal checkFirst(const MarginBracket& first) noexcept {
  if (first.notionalFloor != 0.0) return {Error::tableNotFromZero, "notionalFloor"};
  if (first.maintenanceAmount != 0.0) return {Error::tableDiscontinuous, "maintenanceAmount"};
  return {};
}

Refusal checkNext(const MarginBracket& before, const MarginBracket& bracket) noexcept {
  if (bracket.notionalFloor > before.notionalCap) return {Error::tableHole, "notionalFloor"};
  if (bracket.notionalFloor < before.notionalCap) return {Error::tableOverlap, "notionalFloor"};
  if (bracket.maintenanceMarginRate < before.maintenanceMarginRate) {
    return {Error::tableNotIncreasing, "maintenanceMarginRate"};
  }
  if (bracket.maxLeverage > before.maxLeverage) return {Error::tableNotIncreasing, "maxLeverage"};
  return {};
}

Refusal checkContinuous(const MarginBracket& before, const MarginBracket& bracket) noexcept {
  const double amount = continuousAmount(before, bracket);
  const double marginAtEdge = before.maintenanceMarginRate * bracket.notionalFloor;
  const double tolerance = std::max(kCent, kAmountTolerance * marginAtEdge);
  if (std::abs(bracket.maintenanceAmount - amount) > tolerance) {
    return {Error::tableDiscontinuous, "maintenanceAmount"};
  }
  return {};
}

Refusal inRow(Refusal refusal, std::size_t row) noexcept {
  refusal.row = static_cast<int>(row);
  return refusal;
}

/// Each row by itself, and where it stands among the others.
Refusal checkRows(std::span<const MarginBracket> brackets) noexcept {
  if (brackets.empty()) return {Error::tableEmpty, "brackets"};
  for (std::size_t row = 0; row < brackets.size(); ++row) {
    const Refusal alone = checkAlone(brackets[row]);
    if (alone != Error::none) return inRow(alone, row);

    const Refusal place =
        row == 0 ? checkFirst(brackets[0]) : checkNext(brackets[row - 1], brackets[row]);
    if (place != Error::none) return inRow(place, row);
  }
  return {};
}

}  // namespace

Refusal check(std::span<const MarginBracket> brackets) noexcept {
  const Refusal rows = checkRows(brackets);
  if (rows != Error::none) return rows;
  for (std::size_t row = 1; row < brackets.size(); ++row) {
    const Refusal amount = checkContinuous(brackets[row - 1], brackets[row]);
    if (amount != Error::none) return inRow(amount, row);
  }
  return {};
}

Refusal checkWholePosition(std::span<const MarginBracket> brackets) noexcept {
  const Refusal rows = checkRows(brackets);
  if (rows != Error::none) return rows;
  for (std::size_t row = 0; row < brackets.size(); ++row) {
    if (brackets[row].maintenanceAmount != 0.0)
      return inRow({Error::tableDiscontinuous, "maintenanceAmount"}, row);
  }
  return {};
}

void fillMaintenanceAmounts(std::span<MarginBracket> brackets) noexcept {
  for (std::size_t row = 0; row < brackets.size(); ++row) {
    brackets[row].maintenanceAmount =
        row == 0 ? 0.0 : continuousAmount(brackets[row - 1], brackets[row]);
  }
}

const MarginBracket& bracketOf(std::span<const MarginBracket> brackets, double notional) noexcept {
  // Tables have about ten rows: walking them is as fast as searching.
  std::size_t row = 0;
  while (row + 1 < brackets.size() && notional >= brackets[row].notionalCap)
    ++row;
  return brackets[row];
}

std::optional<double> maxLeverage(std::span<const MarginBracket> brackets, double size) noexcept {
  for (const MarginBracket& bracket : brackets) {
    if (size <= bracket.notionalCap) return bracket.maxLeverage;
  }
  return std::nullopt;
}

double maintenanceMargin(const MarginBracket& bracket, double notional) noexcept {
  return bracket.maintenanceMarginRate * notional - bracket.maintenanceAmount;
}

MarginTable::MarginTable(std::vector<MarginBracket> brackets) noexcept
    : brackets_(std::move(brackets)) {}

const MarginBracket& MarginTable::bracket(double notional) const noexcept {
  return bracketOf(brackets_, notional);
}

double MarginTable::maintenanceMargin(double notional) const noexcept {
  return plimsoll::maintenanceMargin(bracket(notional), notional);
}

std::optional<double> MarginTable::maxLeverage(double notional) const noexcept {
  return plimsoll::maxLeverage(brackets_, notional);
}

std::optional<double> MarginTable::maxLeverageForMargin(double margin) const noexcept {
  double best = 0.0;
  for (const MarginBracket& bracket : brackets_) {
    best = std::max(best, std::min(bracket.maxLeverage, bracket.notionalCap / margin));
  }
  if (best < 1.0) return std::nullopt;
  return best;
}

std::optional<double> MarginTable::maxNotional(double leverage) const noexcept {
  std::optional<double> largest;
  for (const MarginBracket& bracket : brackets_) {
    if (leverage <= bracket.maxLeverage) largest = bracket.notionalCap;
  }
  return largest;
}

}  // namespace plimsoll
