#include "plimsoll/margin/profit.h"

namespace plimsoll {

double averageEntryPrice(ContractKind kind, std::span<const Fill> fills) noexcept {
  double quantity = 0.0;
  double value = 0.0;  // in the counted price
  for (const Fill& fill : fills) {
    quantity += fill.quantity;
    value += fill.quantity * countedPrice(kind, fill.price);
  }
  return countedPrice(kind, value / quantity);
}

double feesOfRound(const Exposure& exposure, double price, const PositionCosts& costs) noexcept {
  const Position& position = exposure.position;
  return costs.openFeeRate * notional(position, position.entryPrice) +
         costs.closeFeeRate * notional(exposure, price);
}

double netProfit(const Exposure& exposure, double price, const PositionCosts& costs) noexcept {
  return unrealizedPnl(exposure, price) - feesOfRound(exposure, price, costs) - costs.fundingPaid;
}

std::optional<double> priceForNetProfit(const Exposure& exposure, double netProfit,
                                        const PositionCosts& costs) noexcept {
  const Position& position = exposure.position;
  const double side = direction(position);
  const double size = quantity(position);
  const double counted =
      (size * position.entryPrice * (side + costs.openFeeRate) + costs.fundingPaid + netProfit) /
      (size * (side - costs.closeFeeRate));
  if (!(counted > 0.0)) return std::nullopt;
  return countedPrice(exposure.kind, counted);
}

std::optional<double> breakEvenPrice(const Exposure& exposure,
                                     const PositionCosts& costs) noexcept {
  return priceForNetProfit(exposure, 0.0, costs);
}

double returnOnEquity(double unrealizedPnl, double margin) noexcept {
  return unrealizedPnl / margin;
}

double initialMargin(const Exposure& exposure, double leverage) noexcept {
  return notional(exposure.position, exposure.position.entryPrice) / leverage;
}

}  // namespace plimsoll
