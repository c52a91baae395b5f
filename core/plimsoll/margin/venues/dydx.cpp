#include "plimsoll/margin/venues/dydx.h"

#include <algorithm>
#include <cmath>

namespace plimsoll::dydx {
namespace {

constexpr double kImpactMargin = 500.0;

double value(const PerpPosition& position) noexcept {
  return position.signedQuantity * position.oraclePrice;
}

double maintenanceMargin(const PerpPosition& position) noexcept {
  return std::abs(value(position)) * position.maintenanceMarginRate;
}

std::optional<double> priceAboveZero(double price) noexcept {
  if (!(price > 0.0 && std::isfinite(price))) return std::nullopt;
  return price;
}

Refusal check(const PerpPosition& position) noexcept {
  if (!std::isfinite(position.signedQuantity)) return {Error::notFinite, "signedQuantity"};
  if (position.signedQuantity == 0.0) return {Error::quantityNotPositive, "signedQuantity"};
  if (!std::isfinite(position.oraclePrice)) return {Error::notFinite, "oraclePrice"};
  if (position.oraclePrice <= 0.0) return {Error::priceNotPositive, "oraclePrice"};
  if (!(position.initialMarginRate > 0.0 && position.initialMarginRate <= 1.0)) {
    return {Error::rateOutOfRange, "initialMarginRate"};
  }
  if (!(position.maintenanceMarginRate >= 0.0 &&
        position.maintenanceMarginRate <= position.initialMarginRate)) {
    return {Error::rateOutOfRange, "maintenanceMarginRate"};
  }
  if (!std::isfinite(value(position))) return {Error::notFinite, "signedQuantity"};
  return {};
}

}  // namespace

Refusal check(const OpenInterest& openInterest) noexcept {
  if (!std::isfinite(openInterest.notional)) return {Error::notFinite, "notional"};
  if (openInterest.notional < 0.0) return {Error::notionalNegative, "notional"};
  if (!std::isfinite(openInterest.upperCap)) return {Error::notFinite, "upperCap"};
  if (openInterest.upperCap < 0.0) return {Error::notionalNegative, "upperCap"};
  if (openInterest.lowerCap < 0.0) return {Error::notionalNegative, "lowerCap"};
  if (!(openInterest.lowerCap <= openInterest.upperCap)) {
    return {Error::numberOutOfRange, "lowerCap"};
  }
  return {};
}

double effectiveInitialMarginRate(double baseInitialMarginRate,
                                  const OpenInterest& openInterest) noexcept {
  const auto& [notional, lowerCap, upperCap] = openInterest;
  if (upperCap == 0.0 || notional <= lowerCap) return baseInitialMarginRate;
  if (notional >= upperCap) return 1.0;
  const double part = (notional - lowerCap) / (upperCap - lowerCap);
  return std::min(baseInitialMarginRate + part * (1.0 - baseInitialMarginRate), 1.0);
}

Refusal check(const Subaccount& subaccount) noexcept {
  if (!std::isfinite(subaccount.quoteBalance)) return {Error::notFinite, "quoteBalance"};
  double notional = std::abs(subaccount.quoteBalance);
  for (std::size_t i = 0; i < subaccount.positions.size(); ++i) {
    Refusal refusal = check(subaccount.positions[i]);
    notional += std::abs(value(subaccount.positions[i]));
    if (refusal == Error::none && !std::isfinite(notional)) {
      refusal = {Error::notFinite, "signedQuantity"};
    }
    if (refusal == Error::none) continue;
    refusal.row = static_cast<int>(i);
    return refusal;
  }
  return {};
}

Summary summary(const Subaccount& subaccount) noexcept {
  Summary found{};
  found.equity = subaccount.quoteBalance;
  for (const PerpPosition& position : subaccount.positions) {
    found.equity += value(position);
    found.notional += std::abs(value(position));
    found.initialMargin += std::abs(value(position)) * position.initialMarginRate;
    found.maintenanceMargin += maintenanceMargin(position);
  }
  found.rawFreeMargin = found.equity - found.initialMargin;
  if (found.equity > 0.0) {
    found.leverage = found.notional / found.equity;
    found.marginUsage = 1.0 - found.rawFreeMargin / found.equity;
  }
  found.isLiquidatable = found.maintenanceMargin > 0.0 && found.maintenanceMargin > found.equity;
  return found;
}

double buyingPower(double rawFreeMargin, double initialMarginRate) noexcept {
  return rawFreeMargin / initialMarginRate;
}

std::optional<double> liquidationPrice(const Subaccount& subaccount, std::size_t index) noexcept {
  const PerpPosition& position = subaccount.positions[index];
  const Summary all = summary(subaccount);
  const double others = all.maintenanceMargin - maintenanceMargin(position);
  const double size = position.signedQuantity;
  const double slope = std::abs(size) * position.maintenanceMarginRate - size;
  if (slope == 0.0) return std::nullopt;
  return priceAboveZero((all.equity - value(position) - others) / slope);
}

std::optional<double> bankruptcyPrice(const Subaccount& subaccount, std::size_t index) noexcept {
  const PerpPosition& position = subaccount.positions[index];
  return priceAboveZero(position.oraclePrice -
                        summary(subaccount).equity / position.signedQuantity);
}

double equityAfterMove(const Subaccount& subaccount, std::size_t index,
                       double oraclePrice) noexcept {
  const PerpPosition& position = subaccount.positions[index];
  return summary(subaccount).equity +
         position.signedQuantity * (oraclePrice - position.oraclePrice);
}

double maxFundingRate(double initialMarginRate, double maintenanceMarginRate,
                      double clampFactor) noexcept {
  return clampFactor * (initialMarginRate - maintenanceMarginRate);
}

double impactNotional(double initialMarginRate) noexcept {
  return kImpactMargin / initialMarginRate;
}

}  // namespace plimsoll::dydx
