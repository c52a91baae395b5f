#include "plimsoll/margin/preview.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/margin/leverage.h"

namespace plimsoll {
namespace {

using enum ProblemCode;

constexpr double kRounding = 1e-9;        // of a leverage or a quantity
constexpr double kNoticeableRate = 0.01;  // of the mark: more than a mark is off its market

/// Whether a price is met on the way from one to another, or at its end.
bool isMet(double price, double from, double to) noexcept {
  return (from - price) * (price - to) >= 0.0;
}

Standing standing(const Account& account, std::span<const RiskFacts> facts,
                  const WantedRemedy& wanted) {
  return {accountRisk(account, facts), positionRisks(account, facts, wanted)};
}

/// Goes through what can be wrong, in the order of an order's life: its size, its price, what
/// it makes of the position, and of the account.
class Judge {
 public:
  Judge(const PreviewQuestion& question, const ChangedAccount& changed, Preview& preview)
      : question_(question), change_(question.change), changed_(changed), preview_(preview) {
    if (change_.order) judgeOrder(*change_.order);
    if (hasPosition()) judgePosition();
    judgeAccount();
  }

 private:
  void found(ProblemCode code, double first = 0.0, double second = 0.0) {
    preview_.problems.push_back({code, first, second});
  }

  bool hasPosition() const noexcept { return changed_.changed && !changed_.isClosed; }
  std::size_t index() const noexcept { return *changed_.changed; }
  const AccountPosition& held() const noexcept { return changed_.positions[index()]; }
  bool opens() const noexcept { return changed_.openedQuantity > 0.0; }

  /// The price that a stop is judged from: that of an order which opens, else the mark.
  double reference() const noexcept {
    if (change_.order && opens()) return change_.order->position.position.entryPrice;
    return changed_.facts[index()].hasMark ? held().markPrice : held().position.entryPrice;
  }

  void judgeOrder(const Order& order) {
    const AccountPosition& asked = order.position;
    const double quantity = std::abs(asked.position.signedQuantity);
    if (changed_.closedQuantity > 0.0) judgeReduction(order, quantity);
    if (opens()) judgeOpening(order);
    const double lot = order.facts.instrument.lotSize.value_or(0.0);
    if (lot > 0.0 && !changed_.isClosed &&
        std::abs(roundedToStep(quantity, lot, Rounding::down) - quantity) > kRounding * quantity)
      found(quantityOffLot, quantity, lot);
  }

  void judgeReduction(const Order& order, double quantity) {
    const AccountPosition& before = question_.account.positions[index()];
    const double price = order.position.position.entryPrice;
    const double closed = changed_.closedQuantity;
    if (opens()) {
      found(flips, closed, changed_.openedQuantity);
    } else if (!order.onlyReduces) {
      found(reducesOnly, closed, std::abs(before.position.signedQuantity) - closed);
    } else if (quantity > closed * (1.0 + kRounding)) {
      found(moreThanHeld, quantity, closed);
    }
    const auto& bankruptcy = preview_.before.positions[index()].bankruptcyPrice.value;
    const double from = order.facts.hasMark ? before.markPrice : before.position.entryPrice;
    if (bankruptcy && price != *bankruptcy && isMet(*bankruptcy, from, price))
      found(closesBeyondBankruptcy, price, *bankruptcy);
  }

  void judgeOpening(const Order& order) {
    const AccountPosition& asked = order.position;
    for (const AccountPosition& other : question_.account.positions) {
      if (other.symbol == asked.symbol && other.isIsolated != asked.isIsolated)
        return found(marginModeDiffers, std::abs(other.position.signedQuantity),
                     changed_.openedQuantity);
    }
    const double price = asked.position.entryPrice;
    if (order.facts.hasMark &&
        direction(asked.position) * (asked.markPrice - price) > kNoticeableRate * asked.markPrice)
      found(filledBetterThanMark, price, asked.markPrice);
  }

  void judgePosition() {
    judgeTier();
    const PositionRisk& risk = preview_.after.positions[index()];
    const Estimate& shown = risk.roundedLiquidationPrice;
    const Estimate& liquidation = shown.value ? shown : risk.liquidationPrice;
    if (!liquidation.value && liquidation.reason != Reason::fullyCollateralized)
      found(liquidationUnknown);
    const double from = reference();
    const double side = direction(held().position);
    if (const auto& stop = change_.stopLoss) {
      if (side * (from - *stop) <= 0.0) {
        found(stopOnWrongSide, *stop, from);
      } else {
        if (liquidation.value && isMet(*liquidation.value, from, *stop))
          found(stopBeyondLiquidation, *stop, *liquidation.value);
        if (risk.bankruptcyPrice.value && isMet(*risk.bankruptcyPrice.value, from, *stop))
          found(stopBeyondBankruptcy, *stop, *risk.bankruptcyPrice.value);
      }
    }
    if (const auto& target = change_.takeProfit) {
      if (side * (*target - from) <= 0.0) {
        found(takeProfitOnWrongSide, *target, from);
      } else if (liquidation.value && isMet(*liquidation.value, from, *target)) {
        found(takeProfitBeyondLiquidation, *target, *liquidation.value);
      }
    }
  }

  /// Leverage and size of the position against its table. A new setting is that of both legs.
  void judgeTier() {
    if (change_.order ? !opens() : !change_.leverage && change_.amount >= 0.0) return;
    for (const AccountPosition& position : changed_.positions) {
      const bool isOther =
          position.symbol != held().symbol || position.isIsolated != held().isIsolated;
      if (isOther || position.terms.brackets.empty()) continue;
      const double size = tierSize(position);
      const MarginBracket& last = position.terms.brackets.back();
      const double most = maxLeverage(position.terms.brackets, size).value_or(last.maxLeverage);
      const double leverage = leverageOf(position);
      if (leverage > most) found(leverageOverTier, leverage, most);
      if (size > last.notionalCap) found(sizeBeyondTable, size, last.notionalCap);
    }
  }

  /// As it is set, or more where an isolated position posts less than that asks for.
  static double leverageOf(const AccountPosition& position) noexcept {
    const auto entered = leverageAtEntry(countedPosition(position.position));
    return std::max(position.isIsolated ? entered.value_or(0.0) * (1.0 - kRounding) : 0.0,
                    position.terms.leverage.value_or(0.0));
  }

  void judgeAccount() {
    const AccountRisk& after = preview_.after.account;
    if (hasPosition() && held().isIsolated && preview_.after.positions[index()].liquidatable) {
      const PositionRisk& risk = preview_.after.positions[index()];
      found(liquidatableAtOnce, *risk.equity.value, *risk.maintenanceMargin.value);
    } else if (after.liquidatable) {
      found(liquidatableAtOnce, *after.equity.value, *after.maintenanceMargin.value);
    }
    if (hasPosition() && held().isIsolated && !change_.order && change_.amount < 0.0) {
      judgeRemoval();
    } else if (opens() || !change_.order) {
      judgeFreeMargin();
    }
  }

  /// What may be taken out of a position: margin beyond its initial margin at the mark, of
  /// which no unrealized profit is a part.
  void judgeRemoval() {
    const auto& before = question_.account.positions[index()];
    const PositionRisk& risk = preview_.before.positions[index()];
    if (!risk.unrealizedPnl.value || !before.terms.leverage) return;
    const double free = before.position.margin + std::min(0.0, *risk.unrealizedPnl.value) -
                        *risk.notional.value / *before.terms.leverage;
    if (-change_.amount > free) found(notEnoughFreeMargin, -change_.amount, std::max(0.0, free));
  }

  /// Equity less initial margin of the cross part, before and after. A profit that the order
  /// shows at once is not there to pay for it; a loss is taken.
  void judgeFreeMargin() {
    const AccountRisk& before = preview_.before.account;
    const AccountRisk& after = preview_.after.account;
    const bool isCrossOrder = change_.order && !held().isIsolated;
    if (isCrossOrder && !held().terms.leverage) return found(initialMarginUnknown);
    for (const Reason reason : {before.initialMargin.reason, after.initialMargin.reason}) {
      if (reason == Reason::noLeverage) return found(initialMarginUnknown);
      if (reason != Reason::none) return;
    }
    double had = *before.equity.value - *before.initialMargin.value;
    double left = *after.equity.value - *after.initialMargin.value;
    if (isCrossOrder) left -= gainAtOnce(*change_.order);
    const double needed = had - left;
    // Profit that is not realized is not paid out.
    if (!change_.order && !change_.position && question_.account.collaterals.empty()) {
      had = std::min(had, question_.account.walletBalance);
      left = had - needed;
    }
    if (needed > 0.0 && left < 0.0) found(notEnoughFreeMargin, needed, std::max(0.0, had));
  }

  double gainAtOnce(const Order& order) const noexcept {
    const Position bought = countedPosition(order.position.position);
    const double mark = countedPrice(order.position.position.kind, order.position.markPrice);
    return std::max(0.0, unrealizedPnl(bought, mark)) * changed_.openedQuantity / quantity(bought);
  }

  const PreviewQuestion& question_;
  const AccountChange& change_;
  const ChangedAccount& changed_;
  Preview& preview_;
};

}  // namespace

Preview preview(const PreviewQuestion& question, const ChangedAccount& changed) {
  Preview preview{standing(question.account, question.facts, question.wanted),
                  standing(changed.account(question.account), changed.facts, question.wanted),
                  {}};
  Judge(question, changed, preview);
  return preview;
}

}  // namespace plimsoll
