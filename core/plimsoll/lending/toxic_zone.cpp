#include "plimsoll/lending/toxic_zone.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

Refusal check(const LiquidationStep& step, const CollateralLoop& loop) noexcept {
  if (!std::isfinite(step.bonusRate)) return {Error::notFinite, "bonusRate"};
  if (step.bonusRate < 0.0 || step.bonusRate > 1.0) return {Error::rateOutOfRange, "bonusRate"};
  if (!std::isfinite(step.repaid)) return {Error::notFinite, "repaid"};
  if (step.repaid <= 0.0) return {Error::quantityNotPositive, "repaid"};
  const bool isTooMuch =
      step.repaid > loop.debtValue || step.repaid * (1.0 + step.bonusRate) > loop.collateralValue;
  if (isTooMuch) return {Error::rateOutOfRange, "repaid"};
  return {};
}

CollateralLoop loopAfterLiquidation(const CollateralLoop& loop,
                                    const LiquidationStep& step) noexcept {
  return {loop.collateralValue - step.repaid * (1.0 + step.bonusRate), loop.debtValue - step.repaid,
          loop.liquidationThreshold};
}

double toxicHealthFactor(double liquidationThreshold, double bonusRate) noexcept {
  return liquidationThreshold * (1.0 + bonusRate);
}

bool isToxic(const CollateralLoop& loop, double bonusRate) noexcept {
  return loop.debtValue * (1.0 + bonusRate) >= loop.collateralValue;
}

double dropToToxic(const CollateralLoop& loop, double bonusRate) noexcept {
  return 1.0 - loop.debtValue * (1.0 + bonusRate) / loop.collateralValue;
}

std::optional<double> repaidForHealthFactor(const CollateralLoop& loop, double bonusRate,
                                            double healthFactor) noexcept {
  const double threshold = loop.liquidationThreshold;
  const double missing = healthFactor * loop.debtValue - threshold * loop.collateralValue;
  if (missing <= 0.0) return 0.0;
  if (isToxic(loop, bonusRate)) return std::nullopt;
  const double repaid = missing / (healthFactor - toxicHealthFactor(threshold, bonusRate));
  // Below the toxic zone a wanted health factor under T (1 + b) has been reached already.
  if (!(repaid > 0.0) || repaid > loop.debtValue) return std::nullopt;
  return repaid;
}

}  // namespace plimsoll
