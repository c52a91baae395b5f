#include "plimsoll/margin/account_change.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

/// What is smaller beside a position is the rounding of decimal quantities, not a position.
constexpr double kDust = 1e-12;

bool isOfOneSymbol(const AccountPosition& a, const AccountPosition& b) noexcept {
  return a.symbol == b.symbol && a.isIsolated == b.isIsolated;
}

/// The position that an order is for; none when it opens a new one.
std::optional<std::size_t> legOf(const Account& account, const Order& order) noexcept {
  if (order.leg) return order.leg;
  std::optional<std::size_t> own;
  std::optional<std::size_t> other;
  for (std::size_t i = account.positions.size(); i-- > 0;) {
    const AccountPosition& held = account.positions[i];
    if (!isOfOneSymbol(held, order.position)) continue;
    (direction(held.position) == direction(order.position.position) ? own : other) = i;
  }
  return own || order.hedges ? own : other;
}

/// That of the order, or else of the position it is for, or of another of its symbol.
std::optional<double> leverageOf(const Account& account, const Order& order) noexcept {
  auto leverage = order.position.terms.leverage;
  if (const auto leg = legOf(account, order); leg && !leverage)
    leverage = account.positions[*leg].terms.leverage;
  for (const AccountPosition& held : account.positions) {
    if (!leverage && isOfOneSymbol(held, order.position)) leverage = held.terms.leverage;
  }
  return leverage;
}

/// An order on its way into an account.
class Filling {
 public:
  Filling(const Account& account, const Order& order, ChangedAccount& after)
      : order_(order),
        bought_(countedPosition(order.position.position)),
        leverage_(leverageOf(account, order)),
        after_(after) {
    const auto leg = legOf(account, order);
    after.changed = leg.value_or(account.positions.size());
    after.fee = order.feeRate * notional(bought_, bought_.entryPrice);
    if (leg) settle();
    if (!leg) {
      open();
    } else if (direction(held().position) == direction(order.position.position)) {
      add();
    } else {
      reduce();
    }
    const double done = after.closedQuantity + after.openedQuantity;
    if (order.onlyReduces && done < quantity(bought_)) after.fee *= done / quantity(bought_);
    after.walletBalance += after.realizedPnl - after.fee - after.postedMargin;
  }

 private:
  AccountPosition& held() const noexcept { return after_.positions[*after_.changed]; }

  /// What opening this share of the order posts.
  double posted(double share) const noexcept {
    if (!order_.position.isIsolated) return 0.0;
    return share * (order_.postsByLeverage ? notional(bought_, bought_.entryPrice) / *leverage_
                                           : order_.position.position.margin);
  }

  /// What is due on the position is taken first, and what the venue stated of it holds no more.
  void settle() noexcept {
    (held().isIsolated ? held().position.margin : after_.walletBalance) -= held().pendingFees;
    held().pendingFees = 0.0;
    held().terms.statedMaintenance = {};
  }

  void open() {
    after_.openedQuantity = quantity(bought_);
    after_.postedMargin = posted(1.0);
    after_.positions.push_back(order_.position);
    after_.facts.push_back(order_.facts);
    held().position.margin = after_.postedMargin;
    held().terms.leverage = leverage_;
  }

  void add() noexcept {
    ContractPosition& position = held().position;
    const Position counted = countedPosition(position);
    after_.openedQuantity = quantity(bought_);
    after_.postedMargin = posted(1.0);
    position.entryPrice = countedPrice(position.kind, (notional(counted, counted.entryPrice) +
                                                       notional(bought_, bought_.entryPrice)) /
                                                          (quantity(counted) + quantity(bought_)));
    position.signedQuantity += order_.position.position.signedQuantity;
    position.margin += after_.postedMargin;
    held().terms.contracts += order_.position.terms.contracts;
    held().terms.leverage = leverage_;
  }

  void reduce() {
    ContractPosition& position = held().position;
    const Position counted = countedPosition(position);
    const double over = quantity(bought_) - quantity(counted);
    const bool closesAll = over >= -kDust * quantity(counted);
    after_.closedQuantity = closesAll ? quantity(counted) : quantity(bought_);
    const double share = after_.closedQuantity / quantity(counted);
    after_.realizedPnl = share * unrealizedPnl(counted, bought_.entryPrice);
    double left = position.margin * (1.0 - share);
    if (order_.marginStays && !closesAll && held().isIsolated)
      left = position.margin + after_.realizedPnl;
    after_.postedMargin = left - position.margin;
    position.margin = left;
    position.signedQuantity += order_.position.position.signedQuantity;
    held().terms.contracts -= order_.position.terms.contracts;
    if (closesAll) flip(over);
  }

  /// What of the order goes beyond the position that it has closed opens one on its own side.
  void flip(double over) {
    after_.isClosed = order_.onlyReduces || over <= kDust * quantity(bought_);
    if (after_.isClosed) {
      const auto at = static_cast<std::ptrdiff_t>(*after_.changed);
      after_.positions.erase(after_.positions.begin() + at);
      after_.facts.erase(after_.facts.begin() + at);
      return;
    }
    const double share = over / quantity(bought_);
    after_.openedQuantity = over;
    held().position.entryPrice = order_.position.position.entryPrice;
    held().position.margin = posted(share);
    after_.postedMargin += held().position.margin;
    held().terms.contracts = std::abs(held().terms.contracts);
    held().terms.leverage = leverage_;
  }

  const Order& order_;
  const Position bought_;  ///< in the counted price
  const std::optional<double> leverage_;
  ChangedAccount& after_;
};

bool knowsWallet(const Account& account, const AccountChange& change) noexcept {
  const auto isCross = [](const AccountPosition& position) { return !position.isIsolated; };
  return change.hasWallet || !account.collaterals.empty() || !(change.order || change.position) ||
         (change.order && isCross(change.order->position)) ||
         std::any_of(account.positions.begin(), account.positions.end(), isCross);
}

Refusal checkOrder(const Account& account, const Order& order) noexcept {
  if (!(std::abs(order.feeRate) < 1.0)) return {Error::rateOutOfRange, "feeRate"};
  if (order.leg && !isOfOneSymbol(account.positions[*order.leg], order.position))
    return {Error::duplicatePosition, "id"};
  if (order.position.isIsolated && order.postsByLeverage && !order.onlyReduces &&
      !leverageOf(account, order))
    return {Error::missingField, "posted"};
  return {};
}

bool isPrice(const std::optional<double>& price) noexcept {
  return !price || (std::isfinite(*price) && *price > 0.0);
}

}  // namespace

Account ChangedAccount::account(const Account& before) const noexcept {
  Account after = before;
  after.walletBalance = walletBalance;
  after.positions = positions;
  return after;
}

Refusal check(const Account& account, const AccountChange& change) noexcept {
  if (!isPrice(change.stopLoss)) return {Error::priceNotPositive, "stopLoss"};
  if (!isPrice(change.takeProfit)) return {Error::priceNotPositive, "takeProfit"};
  if (!isPrice(change.leverage)) return {Error::leverageOutOfRange, "leverageSetting"};
  if (!std::isfinite(change.amount)) return {Error::notFinite, "amount"};
  if (change.order) return checkOrder(account, *change.order);
  if (change.position && !change.leverage && !account.positions[*change.position].isIsolated)
    return {Error::wrongType, "mode"};
  return {};
}

Refusal check(const ChangedAccount& changed) noexcept {
  if (!changed.changed || changed.isClosed) return {};
  const AccountPosition& held = changed.positions[*changed.changed];
  if (!held.isIsolated || held.position.margin > 0.0) return {};
  const bool hasMark = changed.facts[*changed.changed].hasMark;
  if (hasMark && equity(exposure(held), held.markPrice) > 0.0) return {};
  return {Error::marginNotPositive, "amount"};
}

ChangedAccount changed(const Account& account, std::span<const RiskFacts> facts,
                       const AccountChange& change) {
  ChangedAccount after{.walletBalance = account.walletBalance,
                       .positions = {account.positions.begin(), account.positions.end()},
                       .facts = {facts.begin(), facts.end()},
                       .changed = change.position};
  if (change.order) {
    Filling(account, *change.order, after);
  } else if (change.leverage) {
    for (AccountPosition& position : after.positions) {
      if (isOfOneSymbol(position, account.positions[*change.position]))
        position.terms.leverage = change.leverage;
    }
  } else if (change.position) {
    after.positions[*change.position].position.margin += change.amount;
    after.postedMargin = change.amount;
    after.walletBalance -= change.amount;
  } else {
    after.walletBalance += change.amount;
  }
  if (!knowsWallet(account, change)) after.walletBalance = account.walletBalance;
  return after;
}

}  // namespace plimsoll
