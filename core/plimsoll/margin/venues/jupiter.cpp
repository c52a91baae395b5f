#include "plimsoll/margin/venues/jupiter.h"

#include <cmath>

namespace plimsoll::jupiter {
namespace {

constexpr double kBasisPoints = 10'000.0;

}  // namespace

Refusal check(const Position& position) noexcept {
  if (!std::isfinite(position.signedSizeUsd)) return {Error::notFinite, "signedSizeUsd"};
  if (position.signedSizeUsd == 0.0) return {Error::quantityNotPositive, "signedSizeUsd"};
  if (!std::isfinite(position.entryPrice)) return {Error::notFinite, "entryPrice"};
  if (position.entryPrice <= 0.0) return {Error::priceNotPositive, "entryPrice"};
  if (!std::isfinite(position.collateralUsd)) return {Error::notFinite, "collateralUsd"};
  if (position.collateralUsd <= 0.0) return {Error::marginNotPositive, "collateralUsd"};
  if (!std::isfinite(position.borrowFeeUsd)) return {Error::notFinite, "borrowFeeUsd"};
  if (position.borrowFeeUsd < 0.0) return {Error::notionalNegative, "borrowFeeUsd"};
  return {};
}

Refusal check(const Custody& custody) noexcept {
  if (!std::isfinite(custody.baseFeeRate)) return {Error::notFinite, "baseFeeRate"};
  if (custody.baseFeeRate < 0.0 || custody.baseFeeRate >= 1.0) {
    return {Error::rateOutOfRange, "baseFeeRate"};
  }
  if (!std::isfinite(custody.tradeImpactFeeScalar)) {
    return {Error::notFinite, "tradeImpactFeeScalar"};
  }
  if (custody.tradeImpactFeeScalar <= 0.0) return {Error::sizeNotPositive, "tradeImpactFeeScalar"};
  if (!std::isfinite(custody.maxLeverage)) return {Error::notFinite, "maxLeverage"};
  if (custody.maxLeverage <= 0.0) return {Error::leverageOutOfRange, "maxLeverage"};
  return {};
}

double closeFee(double sizeUsd, const Custody& custody) noexcept {
  // A hair less, so that a whole number of basis points is not rounded up for a binary rest.
  const double impact = sizeUsd * kBasisPoints / custody.tradeImpactFeeScalar;
  const double impactRate = std::ceil(impact * (1.0 - 1e-12)) / kBasisPoints;
  return sizeUsd * (custody.baseFeeRate + impactRate);
}

double borrowFee(double sizeUsd, double cumulativeRate, double rateAtSnapshot) noexcept {
  return (cumulativeRate - rateAtSnapshot) * sizeUsd;
}

double reservedCollateral(const Position& position, const Custody& custody) noexcept {
  const double size = std::abs(position.signedSizeUsd);
  return size / custody.maxLeverage + closeFee(size, custody) + position.borrowFeeUsd;
}

std::optional<double> liquidationPrice(const Position& position, const Custody& custody) noexcept {
  const double missing = reservedCollateral(position, custody) - position.collateralUsd;
  const double price = position.entryPrice + missing * position.entryPrice / position.signedSizeUsd;
  if (!(price > 0.0) || !std::isfinite(price)) return std::nullopt;
  return price;
}

bool isLiquidatable(const Position& position, const Custody& custody, double price) noexcept {
  const double pnl = position.signedSizeUsd * (price / position.entryPrice - 1.0);
  return position.collateralUsd + pnl <= reservedCollateral(position, custody);
}

}  // namespace plimsoll::jupiter
