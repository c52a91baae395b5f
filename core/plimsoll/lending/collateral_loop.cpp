#include "plimsoll/lending/collateral_loop.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

/// q = l (1 - c): what one unit of supply becomes in the next turn.
double growth(const LoopTerms& terms) noexcept {
  return terms.ltv * (1.0 - terms.swapCostRate);
}

Refusal checkThreshold(double threshold) noexcept {
  if (!std::isfinite(threshold)) return {Error::notFinite, "liquidationThreshold"};
  if (threshold <= 0.0 || threshold > 1.0) return {Error::rateOutOfRange, "liquidationThreshold"};
  return {};
}

}  // namespace

Refusal check(const CollateralLoop& loop) noexcept {
  if (!std::isfinite(loop.collateralValue)) return {Error::notFinite, "collateralValue"};
  if (loop.collateralValue <= 0.0) return {Error::quantityNotPositive, "collateralValue"};
  if (!std::isfinite(loop.debtValue)) return {Error::notFinite, "debtValue"};
  if (loop.debtValue < 0.0) return {Error::notionalNegative, "debtValue"};
  return checkThreshold(loop.liquidationThreshold);
}

std::optional<double> multiple(const CollateralLoop& loop) noexcept {
  const double equity = loop.collateralValue - loop.debtValue;
  if (equity <= 0.0) return std::nullopt;
  return loop.collateralValue / equity;
}

std::optional<double> healthFactor(const CollateralLoop& loop) noexcept {
  if (loop.debtValue <= 0.0) return std::nullopt;
  return loop.collateralValue * loop.liquidationThreshold / loop.debtValue;
}

double liquidationPriceRate(const CollateralLoop& loop) noexcept {
  return loop.debtValue / (loop.collateralValue * loop.liquidationThreshold);
}

double dropToLiquidation(const CollateralLoop& loop) noexcept {
  return 1.0 - liquidationPriceRate(loop);
}

Refusal check(const LoopTerms& terms) noexcept {
  if (!std::isfinite(terms.ltv)) return {Error::notFinite, "ltv"};
  if (terms.ltv <= 0.0 || terms.ltv >= 1.0) return {Error::rateOutOfRange, "ltv"};
  if (!std::isfinite(terms.swapCostRate)) return {Error::notFinite, "swapCostRate"};
  if (terms.swapCostRate < 0.0 || terms.swapCostRate >= 1.0) {
    return {Error::rateOutOfRange, "swapCostRate"};
  }
  return {};
}

double suppliedAfter(const LoopTerms& terms, int borrows) noexcept {
  const double q = growth(terms);
  return (1.0 - std::pow(q, borrows + 1)) / (1.0 - q);
}

Refusal check(const LoopStart& start) noexcept {
  if (!std::isfinite(start.equity)) return {Error::notFinite, "equity"};
  if (start.equity <= 0.0) return {Error::marginNotPositive, "equity"};
  return checkThreshold(start.liquidationThreshold);
}

CollateralLoop loopAfter(const LoopStart& start, const LoopTerms& terms, int borrows) noexcept {
  const double borrowed = borrows > 0 ? terms.ltv * suppliedAfter(terms, borrows - 1) : 0.0;
  return {start.equity * suppliedAfter(terms, borrows), start.equity * borrowed,
          start.liquidationThreshold};
}

double maxMultiple(const LoopTerms& terms) noexcept {
  return 1.0 / (1.0 - growth(terms));
}

std::optional<int> borrowsFor(const LoopTerms& terms, double supplied) noexcept {
  const double q = growth(terms);
  const double missing = 1.0 - supplied * (1.0 - q);  // q^(n+1) at most
  if (!(missing > 0.0)) return std::nullopt;
  const double turns = std::log(missing) / std::log(q) - 1.0;
  if (!(turns < 1e6)) return std::nullopt;

  // The logarithm is a hair off; the series decides.
  int borrows = static_cast<int>(std::max(0.0, turns - 1.0));
  while (suppliedAfter(terms, borrows) < supplied) {
    if (suppliedAfter(terms, borrows + 1) <= suppliedAfter(terms, borrows)) return std::nullopt;
    ++borrows;
  }
  return borrows;
}

std::optional<double> healthFactorAt(double multiple, double liquidationThreshold) noexcept {
  if (!(multiple > 1.0)) return std::nullopt;
  return liquidationThreshold * multiple / (multiple - 1.0);
}

std::optional<double> multipleForHealthFactor(double healthFactor,
                                              double liquidationThreshold) noexcept {
  if (!(healthFactor > liquidationThreshold)) return std::nullopt;
  return healthFactor / (healthFactor - liquidationThreshold);
}

Refusal check(const LoopYields& yields) noexcept {
  if (!std::isfinite(yields.supplyRate)) return {Error::notFinite, "supplyRate"};
  if (!std::isfinite(yields.borrowRate)) return {Error::notFinite, "borrowRate"};
  return {};
}

double netYieldRate(double multiple, const LoopYields& yields) noexcept {
  return multiple * yields.supplyRate - (multiple - 1.0) * yields.borrowRate;
}

std::optional<double> breakEvenBorrowRate(double multiple, double supplyRate) noexcept {
  if (!(multiple > 1.0)) return std::nullopt;
  return supplyRate * multiple / (multiple - 1.0);
}

}  // namespace plimsoll
