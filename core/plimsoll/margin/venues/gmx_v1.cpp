#include "plimsoll/margin/venues/gmx_v1.h"

#include <algorithm>
#include <cmath>

namespace plimsoll::gmx_v1 {

Refusal check(const Position& position) noexcept {
  if (!std::isfinite(position.signedSizeUsd)) return {Error::notFinite, "signedSizeUsd"};
  if (position.signedSizeUsd == 0.0) return {Error::quantityNotPositive, "signedSizeUsd"};
  if (!std::isfinite(position.collateralUsd)) return {Error::notFinite, "collateralUsd"};
  if (position.collateralUsd <= 0.0) return {Error::marginNotPositive, "collateralUsd"};
  if (!std::isfinite(position.averagePrice)) return {Error::notFinite, "averagePrice"};
  if (position.averagePrice <= 0.0) return {Error::priceNotPositive, "averagePrice"};
  if (!std::isfinite(position.fundingFeeUsd)) return {Error::notFinite, "fundingFeeUsd"};
  if (position.fundingFeeUsd < 0.0) return {Error::notionalNegative, "fundingFeeUsd"};
  return {};
}

Refusal check(const Rules& rules) noexcept {
  if (!std::isfinite(rules.marginFeeRate)) return {Error::notFinite, "marginFeeRate"};
  if (rules.marginFeeRate < 0.0 || rules.marginFeeRate >= 1.0) {
    return {Error::rateOutOfRange, "marginFeeRate"};
  }
  if (!std::isfinite(rules.liquidationFeeUsd)) return {Error::notFinite, "liquidationFeeUsd"};
  if (rules.liquidationFeeUsd < 0.0) return {Error::notionalNegative, "liquidationFeeUsd"};
  if (!std::isfinite(rules.maxLeverage)) return {Error::notFinite, "maxLeverage"};
  if (rules.maxLeverage <= 0.0) return {Error::leverageOutOfRange, "maxLeverage"};
  return {};
}

std::optional<double> liquidationPrice(const Position& position, const Rules& rules) noexcept {
  const double size = std::abs(position.signedSizeUsd);
  const double fees = rules.marginFeeRate * size + position.fundingFeeUsd + rules.liquidationFeeUsd;
  // What comes first is what must remain the most.
  const double mustRemain = std::max(fees, size / rules.maxLeverage);
  const double mayLose = position.collateralUsd - mustRemain;
  const double price =
      position.averagePrice - mayLose * position.averagePrice / position.signedSizeUsd;
  if (!(price > 0.0) || !std::isfinite(price)) return std::nullopt;
  return price;
}

}  // namespace plimsoll::gmx_v1
