#include "plimsoll/margin/leverage.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

std::optional<double> effectiveLeverage(const Position& position, double markPrice) noexcept {
  const double left = equity(position, markPrice);
  if (left <= 0.0) return std::nullopt;
  return notional(position, markPrice) / left;
}

std::optional<double> leverageAtEntry(const Position& position) noexcept {
  if (position.margin <= 0.0) return std::nullopt;
  return notional(position, position.entryPrice) / position.margin;
}

std::optional<double> leverageAfterMove(double leverage, double side, double moveRate) noexcept {
  const double equityLeft = 1.0 + side * leverage * moveRate;
  if (equityLeft <= 0.0) return std::nullopt;
  return leverage * (1.0 + moveRate) / equityLeft;
}

Refusal check(const OpeningOrder& order) noexcept {
  if (!std::isfinite(order.signedQuantity)) return {Error::notFinite, "signedQuantity"};
  if (order.signedQuantity == 0.0) return {Error::quantityNotPositive, "signedQuantity"};
  if (!std::isfinite(order.orderPrice)) return {Error::notFinite, "orderPrice"};
  if (order.orderPrice <= 0.0) return {Error::priceNotPositive, "orderPrice"};
  if (!std::isfinite(order.leverage)) return {Error::notFinite, "leverage"};
  if (order.leverage <= 0.0) return {Error::leverageOutOfRange, "leverage"};
  if (!std::isfinite(order.markPrice)) return {Error::notFinite, "markPrice"};
  if (order.markPrice <= 0.0) return {Error::priceNotPositive, "markPrice"};
  return {};
}

double initialMargin(const OpeningOrder& order) noexcept {
  return std::abs(order.signedQuantity) * order.orderPrice / order.leverage;
}

double openLoss(const OpeningOrder& order) noexcept {
  return std::max(0.0, order.signedQuantity * (order.orderPrice - order.markPrice));
}

double costToOpen(const OpeningOrder& order) noexcept {
  return initialMargin(order) + openLoss(order);
}

std::optional<double> headroom(const MarginTable& table, double notional,
                               double leverage) noexcept {
  const std::optional<double> limit = table.maxNotional(leverage);
  if (!limit) return std::nullopt;
  return *limit - notional;
}

}  // namespace plimsoll
