#include "plimsoll/margin/venues/jupiter.h"

#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll::jupiter {
namespace {

constexpr double kBasisPoints = 10'000.0;

}  // namespace

Refusal check(const Position& position) noexcept {
  return firstOf({
      checkAboveZero(std::abs(position.signedSizeUsd), Error::quantityNotPositive, "signedSizeUsd"),
      checkAboveZero(position.entryPrice, Error::priceNotPositive, "entryPrice"),
      checkAboveZero(position.collateralUsd, Error::marginNotPositive, "collateralUsd"),
      checkNotBelowZero(position.borrowFeeUsd, Error::notionalNegative, "borrowFeeUsd"),
  });
}

Refusal check(const Custody& custody) noexcept {
  return firstOf({
      checkRate(custody.baseFeeRate, "baseFeeRate"),
      checkAboveZero(custody.tradeImpactFeeScalar, Error::sizeNotPositive, "tradeImpactFeeScalar"),
      checkAboveZero(custody.maxLeverage, Error::leverageOutOfRange, "maxLeverage"),
  });
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
