#include "plimsoll/margin/position.h"

#include <cmath>

namespace plimsoll {
namespace {

Refusal checkExposure(double signedQuantity, double entryPrice) noexcept {
  if (!std::isfinite(signedQuantity)) return {Error::notFinite, "signedQuantity"};
  if (signedQuantity == 0.0) return {Error::quantityNotPositive, "signedQuantity"};
  if (!std::isfinite(entryPrice)) return {Error::notFinite, "entryPrice"};
  if (entryPrice <= 0.0) return {Error::priceNotPositive, "entryPrice"};
  return {};
}

}  // namespace

Refusal check(const Position& position) noexcept {
  const Refusal exposure = checkExposure(position.signedQuantity, position.entryPrice);
  if (exposure != Error::none) return exposure;
  if (!std::isfinite(position.margin)) return {Error::notFinite, "margin"};
  if (position.margin <= 0.0) return {Error::marginNotPositive, "margin"};
  return {};
}

Refusal check(const PositionAtMark& position) noexcept {
  const Refusal exposure = checkExposure(position.signedQuantity, position.entryPrice);
  if (exposure != Error::none) return exposure;
  if (!std::isfinite(position.markPrice)) return {Error::notFinite, "markPrice"};
  if (position.markPrice <= 0.0) return {Error::priceNotPositive, "markPrice"};
  if (!std::isfinite(position.equityAtMark)) return {Error::notFinite, "equityAtMark"};
  if (position.equityAtMark <= 0.0) return {Error::marginNotPositive, "equityAtMark"};
  return {};
}

Position position(const PositionAtMark& stated) noexcept {
  const double profit = stated.signedQuantity * (stated.markPrice - stated.entryPrice);
  return {stated.signedQuantity, stated.entryPrice, stated.equityAtMark - profit};
}

double direction(const Position& position) noexcept {
  return position.signedQuantity > 0.0 ? 1.0 : -1.0;
}

double quantity(const Position& position) noexcept {
  return std::abs(position.signedQuantity);
}

double notional(const Position& position, double price) noexcept {
  return quantity(position) * price;
}

double unrealizedPnl(const Position& position, double price) noexcept {
  return position.signedQuantity * (price - position.entryPrice);
}

double equity(const Position& position, double price) noexcept {
  return position.margin + unrealizedPnl(position, price);
}

}  // namespace plimsoll
