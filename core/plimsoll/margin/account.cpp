#include "plimsoll/margin/account.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/margin/crossing.h"

namespace plimsoll {
namespace {

double countedMark(const AccountPosition& position) noexcept {
  return countedPrice(position.position.kind, position.markPrice);
}

double collateralValue(const Collateral& collateral) noexcept {
  return collateral.quantity * collateral.price * collateral.weight;
}

/// What of the equity does not depend on any position.
double ownFunds(const Account& account) noexcept {
  double funds = account.walletBalance - account.orderMargin;
  for (const Collateral& collateral : account.collaterals)
    funds += collateralValue(collateral);
  return funds;
}

double unrealizedPnl(const Exposure& exposure, const AccountPosition& position) noexcept {
  return exposure.position.signedQuantity * (countedMark(position) - exposure.position.entryPrice);
}

/// The path of one symbol's counted price: the legs in it move, the rest stands still.
struct SymbolPath {
  double equityAtZero = 0.0;
  double equitySlope = 0.0;
  std::vector<MovingNotional> legs;
};

SymbolPath symbolPath(const Account& account, const AccountPosition& asked) {
  SymbolPath path{ownFunds(account), 0.0, {}};
  for (const AccountPosition& position : account.positions) {
    if (position.isIsolated) continue;
    const Exposure leg = exposure(position);
    const double signedQuantity = leg.position.signedQuantity;
    if (position.symbol == asked.symbol) {
      path.equityAtZero -= signedQuantity * leg.position.entryPrice;
      path.equitySlope += signedQuantity;
      path.legs.push_back({0.0, std::abs(signedQuantity), leg.maintenance});
    } else {
      path.equityAtZero +=
          unrealizedPnl(leg, position) - maintenanceMargin(leg, position.markPrice);
    }
  }
  for (const Collateral& collateral : account.collaterals) {
    if (collateral.symbol != asked.symbol) continue;
    path.equityAtZero -= collateralValue(collateral);
    path.equitySlope +=
        collateral.quantity * collateral.weight * (collateral.price / countedMark(asked));
  }
  return path;
}

std::optional<double> liquidationPriceByCommonScale(const Account& account,
                                                    const AccountPosition& asked) {
  const CrossBalance balance = crossBalance(account);
  const Exposure leg = exposure(asked);
  const double counted = countedMark(asked);
  const double side = leg.position.signedQuantity > 0.0 ? 1.0 : -1.0;
  const double notionalAtMark = notional(leg, asked.markPrice);
  const double bankruptcy = counted * (1.0 - side * balance.equity / balance.notional);
  const double rate = maintenanceMargin(leg, asked.markPrice) / notionalAtMark;
  const double price = bankruptcy / (1.0 - side * rate);
  return priceAt(leg.kind, price, counted);
}

/// All cross positions as the common factor of the counted prices moves from one.
/// An inverse position counts the reciprocal, so its factor is one over that of the marks.
SymbolPath commonPath(const Account& account) {
  SymbolPath path{account.walletBalance - account.orderMargin, 0.0, {}};
  for (const AccountPosition& position : account.positions) {
    if (position.isIsolated) continue;
    const Exposure leg = exposure(position);
    const double mark = countedMark(position);
    const double size = leg.position.signedQuantity;
    path.equityAtZero += size * (mark * (1.0 - position.beta) - leg.position.entryPrice);
    path.equitySlope += size * mark * position.beta;
    path.legs.push_back({std::abs(size) * mark * (1.0 - position.beta),
                         std::abs(size) * mark * position.beta, leg.maintenance});
  }
  for (const Collateral& collateral : account.collaterals) {
    const double moving = collateral.symbol < 0 ? 0.0 : collateral.beta;
    path.equityAtZero += collateralValue(collateral) * (1.0 - moving);
    path.equitySlope += collateralValue(collateral) * moving;
  }
  return path;
}

bool isInverse(const Account& account) noexcept {
  return !account.positions.empty() &&
         account.positions.front().position.kind == ContractKind::inverse;
}

std::optional<double> moveRate(std::optional<double> factor, bool inverse) noexcept {
  if (!factor) return std::nullopt;
  return (inverse ? 1.0 / *factor : *factor) - 1.0;
}

CommonMove crossCommonMove(const Account& account) {
  const SymbolPath path = commonPath(account);
  if (path.legs.empty()) return {};
  const Path walked{path.equityAtZero, path.equitySlope, path.legs};
  if (excess(walked, 1.0) <= 0.0) return {0.0, 0.0};
  const bool inverse = isInverse(account);
  const auto below = moveRate(crossingBelow(walked, 1.0), inverse);
  const auto above = moveRate(crossingAbove(walked, 1.0), inverse);
  return inverse ? CommonMove{above, below} : CommonMove{below, above};
}

/// An isolated position's own distance as a move of the market.
void takeIsolated(const AccountPosition& position, CommonMove& move) noexcept {
  const auto price = liquidationPrice(exposure(position));
  if (!price || position.beta <= 0.0) return;
  const double rate = (*price / position.markPrice - 1.0) / position.beta;
  const bool isLong = direction(position.position) > 0.0;
  if (isLong) move.fallRate = std::max(move.fallRate.value_or(rate), std::min(rate, 0.0));
  if (!isLong) move.riseRate = std::min(move.riseRate.value_or(rate), std::max(rate, 0.0));
}

}  // namespace

Exposure exposure(const AccountPosition& position) noexcept {
  const VenueRules& rules = *position.terms.rules;
  return exposure(position.position, position.terms,
                  position.isIsolated ? rules.isolated : rules.cross, position.markPrice);
}

CrossBalance crossBalance(const Account& account) noexcept {
  CrossBalance balance{ownFunds(account), 0.0, 0.0, 0.0};
  for (const AccountPosition& position : account.positions) {
    if (position.isIsolated) continue;
    const Exposure leg = exposure(position);
    const double size = notional(leg, position.markPrice);
    balance.equity += unrealizedPnl(leg, position);
    balance.maintenanceMargin += maintenanceMargin(leg, position.markPrice);
    if (position.terms.leverage) balance.initialMargin += size / *position.terms.leverage;
    balance.notional += size;
  }
  return balance;
}

std::optional<double> liquidationPrice(const Account& account, std::size_t position) {
  const AccountPosition& asked = account.positions[position];
  if (asked.isIsolated) return liquidationPrice(exposure(asked));
  if (asked.terms.rules->crossRule == CrossRule::commonScale)
    return liquidationPriceByCommonScale(account, asked);
  const SymbolPath path = symbolPath(account, asked);
  const auto counted =
      crossing({path.equityAtZero, path.equitySlope, path.legs}, countedMark(asked));
  return priceAt(asked.position.kind, counted, countedMark(asked));
}

CommonMove commonMoveToLiquidation(const Account& account) {
  CommonMove move = crossCommonMove(account);
  for (const AccountPosition& position : account.positions) {
    if (position.isIsolated) takeIsolated(position, move);
  }
  return move;
}

std::optional<double> nearest(const CommonMove& move) noexcept {
  if (!move.fallRate) return move.riseRate;
  if (!move.riseRate) return move.fallRate;
  return -*move.fallRate < *move.riseRate ? *move.fallRate : *move.riseRate;
}

}  // namespace plimsoll
