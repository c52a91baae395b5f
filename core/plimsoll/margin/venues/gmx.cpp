#include "plimsoll/margin/venues/gmx.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll::gmx {
namespace {

/// Of a size: a fraction from zero to one.
Refusal checkShare(double rate, const char* field) noexcept {
  if (!std::isfinite(rate)) return {Error::notFinite, field};
  if (rate < 0.0 || rate > 1.0) return {Error::rateOutOfRange, field};
  return {};
}

Refusal check(const Fees& fees) noexcept {
  const Refusal costs[] = {checkNotBelowZero(fees.funding, Error::notionalNegative, "funding"),
                           checkNotBelowZero(fees.borrowing, Error::notionalNegative, "borrowing"),
                           checkNotBelowZero(fees.closing, Error::notionalNegative, "closing")};
  for (const Refusal& refusal : costs) {
    if (refusal != Error::none) return refusal;
  }
  return {};
}

double direction(const Position& position) noexcept {
  return position.signedTokens > 0.0 ? 1.0 : -1.0;
}

double total(const Fees& fees) noexcept {
  return fees.funding + fees.borrowing + fees.closing;
}

double collateralUsd(const Position& position, double indexPrice) noexcept {
  return position.collateralAmount *
         (position.isCollateralIndex ? indexPrice : position.collateralPrice);
}

double impactOf(const Position& position, const Market& market) noexcept {
  return priceImpactForLiquidation(position.priceImpactUsd, position.sizeUsd, market);
}

}  // namespace

Refusal check(const Position& position) noexcept {
  if (!std::isfinite(position.signedTokens)) return {Error::notFinite, "signedTokens"};
  if (position.signedTokens == 0.0) return {Error::quantityNotPositive, "signedTokens"};
  if (!std::isfinite(position.sizeUsd)) return {Error::notFinite, "sizeUsd"};
  if (position.sizeUsd <= 0.0) return {Error::quantityNotPositive, "sizeUsd"};
  if (!std::isfinite(position.collateralAmount)) return {Error::notFinite, "collateralAmount"};
  if (position.collateralAmount <= 0.0) return {Error::marginNotPositive, "collateralAmount"};
  if (!std::isfinite(position.collateralPrice)) return {Error::notFinite, "collateralPrice"};
  if (position.collateralPrice <= 0.0) return {Error::priceNotPositive, "collateralPrice"};
  if (const Refusal fees = check(position.fees); fees != Error::none) return fees;
  if (!std::isfinite(position.priceImpactUsd)) return {Error::notFinite, "priceImpactUsd"};
  return {};
}

Refusal check(const Market& market) noexcept {
  const Refusal refusals[] = {
      checkNotBelowZero(market.minCollateralUsd, Error::notionalNegative, "minCollateralUsd"),
      checkShare(market.minCollateralRateForLiquidation, "minCollateralRateForLiquidation"),
      checkShare(market.maxPriceImpactRateForLiquidations, "maxPriceImpactRateForLiquidations")};
  for (const Refusal& refusal : refusals) {
    if (refusal != Error::none) return refusal;
  }
  return {};
}

double entryPrice(const Position& position) noexcept {
  return position.sizeUsd / std::abs(position.signedTokens);
}

double unrealizedPnl(const Position& position, double indexPrice) noexcept {
  return position.signedTokens * indexPrice - direction(position) * position.sizeUsd;
}

Refusal check(const PoolPnl& pool) noexcept {
  if (!std::isfinite(pool.poolPnl)) return {Error::notFinite, "poolPnl"};
  if (!std::isfinite(pool.poolUsd)) return {Error::notFinite, "poolUsd"};
  if (pool.poolUsd < 0.0) return {Error::notionalNegative, "poolUsd"};
  if (!std::isfinite(pool.maxPnlRate)) return {Error::notFinite, "maxPnlRate"};
  if (pool.maxPnlRate < 0.0) return {Error::rateOutOfRange, "maxPnlRate"};
  return {};
}

double paidPnl(double pnl, const PoolPnl& pool) noexcept {
  const double most = pool.maxPnlRate * pool.poolUsd;
  if (pnl <= 0.0 || pool.poolPnl <= most) return pnl;
  return pnl * most / pool.poolPnl;
}

Refusal check(const Balance& balance) noexcept {
  if (!std::isfinite(balance.collateralUsd)) return {Error::notFinite, "collateralUsd"};
  if (!std::isfinite(balance.pnl)) return {Error::notFinite, "pnl"};
  if (const Refusal fees = check(balance.fees); fees != Error::none) return fees;
  if (!std::isfinite(balance.priceImpactUsd)) return {Error::notFinite, "priceImpactUsd"};
  return {};
}

double netValue(const Balance& balance) noexcept {
  return balance.collateralUsd + balance.pnl - balance.fees.funding - balance.fees.borrowing;
}

double netValueAfterFees(const Balance& balance) noexcept {
  return netValue(balance) + balance.priceImpactUsd - balance.fees.closing;
}

double priceImpactForLiquidation(double priceImpactUsd, double sizeUsd,
                                 const Market& market) noexcept {
  const double most = market.maxPriceImpactRateForLiquidations * sizeUsd;
  return std::max(-most, std::min(0.0, priceImpactUsd));
}

double requiredCollateral(double sizeUsd, const Market& market) noexcept {
  return std::max(market.minCollateralUsd, market.minCollateralRateForLiquidation * sizeUsd);
}

double minCollateral(double requiredUsd, const Balance& balance) noexcept {
  return requiredUsd - balance.pnl - balance.priceImpactUsd + balance.fees.closing;
}

double remainingCollateral(const Position& position, const Market& market,
                           double indexPrice) noexcept {
  return collateralUsd(position, indexPrice) + unrealizedPnl(position, indexPrice) +
         impactOf(position, market) - total(position.fees);
}

bool isLiquidatable(const Position& position, const Market& market, double indexPrice) noexcept {
  const double remaining = remainingCollateral(position, market, indexPrice);
  return remaining <= 0.0 || remaining < requiredCollateral(position.sizeUsd, market);
}

std::optional<double> liquidationPrice(const Position& position, const Market& market) noexcept {
  const double side = direction(position);
  const double required = requiredCollateral(position.sizeUsd, market);
  const double costs = total(position.fees) - impactOf(position, market);
  const double fixed =
      position.isCollateralIndex ? 0.0 : position.collateralAmount * position.collateralPrice;
  const double moving = position.isCollateralIndex ? position.collateralAmount : 0.0;

  // fixed + moving p + signedTokens p - s S - costs = required
  const double price =
      (required + costs + side * position.sizeUsd - fixed) / (position.signedTokens + moving);
  if (!(price > 0.0) || !std::isfinite(price)) return std::nullopt;
  return price;
}

std::optional<double> leverage(const Position& position, double indexPrice) noexcept {
  const double left =
      netValue({collateralUsd(position, indexPrice), unrealizedPnl(position, indexPrice),
                position.fees, position.priceImpactUsd});
  if (left <= 0.0) return std::nullopt;
  return position.sizeUsd / left;
}

double maxLeverage(double minCollateralRate) noexcept {
  return std::round(1.0 / minCollateralRate);
}

Refusal check(const LeverageLimits& limits) noexcept {
  const Refusal refusals[] = {
      checkShare(limits.minCollateralRate, "minCollateralRate"),
      checkShare(limits.minCollateralRateForLiquidation, "minCollateralRateForLiquidation"),
      checkShare(limits.positionFeeRate, "positionFeeRate")};
  for (const Refusal& refusal : refusals) {
    if (refusal != Error::none) return refusal;
  }
  if (limits.minCollateralRate == 0.0) return {Error::rateOutOfRange, "minCollateralRate"};
  if (limits.minCollateralRateForLiquidation == 0.0) {
    return {Error::rateOutOfRange, "minCollateralRateForLiquidation"};
  }
  return {};
}

double maxAllowedLeverage(const LeverageLimits& limits) noexcept {
  constexpr double kStep = 5.0;
  const double opening = 1.0 / (limits.minCollateralRate + 2.0 * limits.positionFeeRate);
  const double liquidation = 1.0 / (2.0 * limits.minCollateralRateForLiquidation);
  // In basis points first, as the interface has it: 0.005 is no binary fraction, and 1 / 0.005
  // must not fall short of 200.
  const double basisPoints = std::floor(std::min(opening, liquidation) * 1e4 + 1e-6);
  return std::floor(basisPoints / (kStep * 1e4)) * kStep;
}

}  // namespace plimsoll::gmx
