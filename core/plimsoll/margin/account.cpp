#include "plimsoll/margin/account.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plimsoll/margin/leverage.h"

namespace plimsoll {
namespace {

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

std::optional<double> moveRate(std::optional<double> factor, ContractKind kind) noexcept {
  if (!factor) return std::nullopt;
  return countedPrice(kind, *factor) - 1.0;
}

/// An isolated position's own distance as a move of the market.
void takeIsolated(const AccountPosition& position, std::optional<double> liquidationPrice,
                  CommonMove& move) noexcept {
  if (!liquidationPrice || position.beta == 0.0) return;
  const double rate = (*liquidationPrice / position.markPrice - 1.0) / position.beta;
  if (direction(position.position) * position.beta > 0.0) {
    move.fallRate = std::max(move.fallRate.value_or(rate), std::min(rate, 0.0));
  } else {
    move.riseRate = std::min(move.riseRate.value_or(rate), std::max(rate, 0.0));
  }
}

}  // namespace

std::optional<double> nearest(const CommonMove& move) noexcept {
  if (!move.fallRate) return move.riseRate;
  if (!move.riseRate) return move.fallRate;
  return -*move.fallRate < *move.riseRate ? *move.fallRate : *move.riseRate;
}

Exposure exposure(const AccountPosition& position) noexcept {
  const VenueRules& rules = *position.terms.rules;
  ContractPosition held = position.position;
  MarginTerms terms = position.terms;
  // What is due on it has not changed the leverage at which it was entered.
  if (position.isIsolated && !terms.leverage) terms.leverage = leverageAtEntry(countedPosition(held));
  held.margin -= position.pendingFees;
  return exposure(held, terms, position.isIsolated ? rules.isolated : rules.cross,
                  position.markPrice);
}

AccountAtMarks::AccountAtMarks(const Account& account) : account_(account) {
  cross_.equity = ownFunds(account);
  legs_.reserve(account.positions.size());
  for (const AccountPosition& position : account.positions) {
    const Exposure leg = plimsoll::exposure(position);
    const double counted = countedPrice(leg.kind, position.markPrice);
    const double size = notional(leg, position.markPrice);
    legs_.push_back({leg, counted, unrealizedPnl(leg, position.markPrice),
                     maintenanceMargin(leg, position.markPrice)});
    if (position.isIsolated) continue;
    cross_.equity += legs_.back().unrealizedPnl - position.pendingFees;
    cross_.maintenanceMargin += legs_.back().maintenanceMargin;
    if (position.terms.leverage) cross_.initialMargin += size / *position.terms.leverage;
    cross_.isInitialMarginKnown &= position.terms.leverage.has_value();
    cross_.notional += size;
  }
  joinLegs();
}

/// Lets each cross leg find the others of its symbol without a walk over all positions.
void AccountAtMarks::joinLegs() {
  int symbols = 0;
  for (const AccountPosition& position : account_.positions)
    symbols = std::max(symbols, position.symbol + 1);
  // The last leg of each so far, counted from one.
  std::vector<std::size_t> last(static_cast<std::size_t>(symbols));
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    if (!isCross(i)) continue;
    std::size_t& latest = last[static_cast<std::size_t>(account_.positions[i].symbol)];
    const std::size_t before = std::exchange(latest, i + 1);
    legs_[i].first = before == 0 ? i : legs_[before - 1].first;
    if (before != 0) legs_[before - 1].next = i;
  }
}

bool AccountAtMarks::isCross(std::size_t position) const noexcept {
  return !account_.positions[position].isIsolated;
}

/// That of the symbol it follows, one where nothing is held in that; zero where it stands still.
double AccountAtMarks::beta(const Collateral& collateral) const noexcept {
  for (const AccountPosition& position : account_.positions) {
    if (position.symbol == collateral.symbol) return position.beta;
  }
  return collateral.symbol < 0 ? 0.0 : 1.0;
}

void AccountAtMarks::moveCollaterals(Moving& moving, int symbol, double countedMark) const {
  for (const Collateral& collateral : account_.collaterals) {
    if (collateral.symbol != symbol) continue;
    moving.equityAtZero -= collateralValue(collateral);
    moving.equitySlope += collateralValue(collateral) / countedMark;
  }
}

/// One symbol's counted price moves: the legs in it, and collateral in its asset.
AccountAtMarks::Moving AccountAtMarks::symbolMoving(std::size_t position) const {
  const int symbol = account_.positions[position].symbol;
  Moving moving{cross_.equity - cross_.maintenanceMargin, 0.0, {}};
  std::size_t i = legs_[position].first;
  do {
    const Leg& leg = legs_[i];
    const Position& counted = leg.exposure.position;
    moving.equityAtZero += leg.maintenanceMargin - counted.signedQuantity * leg.countedMark;
    moving.equitySlope += counted.signedQuantity;
    moving.legs.push_back({0.0, quantity(counted), leg.exposure.maintenance});
    i = leg.next;
  } while (i != 0);
  moveCollaterals(moving, symbol, legs_[position].countedMark);
  return moving;
}

/// All cross positions as the common factor of their counted prices moves from one. An
/// inverse position counts the reciprocal, so its factor is one over that of the marks.
AccountAtMarks::Moving AccountAtMarks::commonMoving() const {
  Moving moving{cross_.equity, 0.0, {}};
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    if (!isCross(i)) continue;
    const double beta = account_.positions[i].beta;
    const double value = legs_[i].exposure.position.signedQuantity * legs_[i].countedMark;
    moving.equityAtZero -= value * beta;
    moving.equitySlope += value * beta;
    moving.legs.push_back(
        {std::abs(value) * (1.0 - beta), std::abs(value) * beta, legs_[i].exposure.maintenance});
  }
  for (const Collateral& collateral : account_.collaterals) {
    moving.equityAtZero -= collateralValue(collateral) * beta(collateral);
    moving.equitySlope += collateralValue(collateral) * beta(collateral);
  }
  return moving;
}

std::optional<double> AccountAtMarks::liquidationPriceByCommonScale(std::size_t position) const {
  const Leg& leg = legs_[position];
  const double side = direction(leg.exposure.position);
  const double bankruptcy = leg.countedMark * (1.0 - side * cross_.equity / cross_.notional);
  const double rate = leg.maintenanceMargin / notional(leg.exposure.position, leg.countedMark);
  return priceAt(leg.exposure.kind, bankruptcy / (1.0 - side * rate), leg.countedMark);
}

std::optional<double> AccountAtMarks::liquidationPrice(std::size_t position) const {
  if (!isCross(position)) return plimsoll::liquidationPrice(legs_[position].exposure);
  if (account_.positions[position].terms.rules->crossRule == CrossRule::commonScale)
    return liquidationPriceByCommonScale(position);
  const Moving moving = symbolMoving(position);
  const double mark = legs_[position].countedMark;
  const auto counted = moving.legs.size() > 1 ? crossingEitherWay(moving.path(), mark)
                                              : crossing(moving.path(), mark);
  return priceAt(legs_[position].exposure.kind, counted, mark);
}

std::optional<double> AccountAtMarks::bankruptcyPrice(std::size_t position) const {
  if (!isCross(position)) return plimsoll::bankruptcyPrice(legs_[position].exposure);
  Moving moving = symbolMoving(position);
  // Nobody's maintenance counts: not that of the symbol's legs, nor what the others hold back.
  moving.equityAtZero += cross_.maintenanceMargin;
  std::size_t i = legs_[position].first;
  do {
    moving.equityAtZero -= legs_[i].maintenanceMargin;
    i = legs_[i].next;
  } while (i != 0);
  moving.legs.clear();
  const double mark = legs_[position].countedMark;
  return priceAt(legs_[position].exposure.kind, crossing(moving.path(), mark), mark);
}

CommonMove AccountAtMarks::crossCommonMove() const {
  const Moving moving = commonMoving();
  if (moving.legs.empty()) return {};
  if (excess(moving.path(), 1.0) <= 0.0) return {0.0, 0.0};
  const ContractKind kind = account_.positions.front().position.kind;
  const auto below = moveRate(crossingBelow(moving.path(), 1.0), kind);
  const auto above = moveRate(crossingAbove(moving.path(), 1.0), kind);
  return kind == ContractKind::inverse ? CommonMove{above, below} : CommonMove{below, above};
}

CommonMove AccountAtMarks::commonMoveToLiquidation() const {
  CommonMove move = crossCommonMove();
  for (std::size_t i = 0; i < legs_.size(); ++i) {
    if (!isCross(i)) takeIsolated(account_.positions[i], liquidationPrice(i), move);
  }
  return move;
}

}  // namespace plimsoll
