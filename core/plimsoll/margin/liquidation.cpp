#include "plimsoll/margin/liquidation.h"

#include <algorithm>

namespace plimsoll {
namespace {

/// Where equity meets one bracket's line; at or below zero when it does so nowhere.
double meetingPrice(const Position& position, const MarginBracket& bracket) noexcept {
  const double side = direction(position);
  const double size = quantity(position);
  return (position.margin + bracket.maintenanceAmount - side * size * position.entryPrice) /
         (size * (bracket.maintenanceMarginRate - side));
}

std::optional<double> priceAboveZero(double price) noexcept {
  if (!(price > 0.0)) return std::nullopt;
  return price;
}

}  // namespace

std::optional<double> liquidationPrice(const Position& position,
                                       const MarginBracket& bracket) noexcept {
  return priceAboveZero(meetingPrice(position, bracket));
}

std::optional<double> liquidationPrice(const Position& position,
                                       const MarginTable& table) noexcept {
  const bool isLong = position.signedQuantity > 0.0;
  double price = meetingPrice(position, table.brackets().front());
  for (const MarginBracket& bracket : table.brackets().subspan(1)) {
    const double next = meetingPrice(position, bracket);
    price = isLong ? std::max(price, next) : std::min(price, next);
  }
  return priceAboveZero(price);
}

std::optional<double> bankruptcyPrice(const Position& position) noexcept {
  return priceAboveZero(position.entryPrice - position.margin / position.signedQuantity);
}

double collateral(const CrossBalances& balances) noexcept {
  return balances.walletBalance - balances.otherMaintenanceMargin + balances.otherUnrealizedPnl;
}

double marginForLiquidationPrice(const Position& position, const MarginTable& table,
                                 double price) noexcept {
  return marginForLiquidationPrice(position, table.bracket(notional(position, price)), price);
}

double marginForLiquidationPrice(const Position& position, const MarginBracket& bracket,
                                 double price) noexcept {
  return maintenanceMargin(bracket, notional(position, price)) - unrealizedPnl(position, price);
}

}  // namespace plimsoll
