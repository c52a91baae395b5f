#include "plimsoll/margin/adjust.h"

#include <algorithm>

#include "plimsoll/margin/crossing.h"

namespace plimsoll {

std::optional<double> marginRatio(const Position& position, const MarginTable& table,
                                  double markPrice) noexcept {
  const double left = equity(position, markPrice);
  if (left <= 0.0) return std::nullopt;
  return table.maintenanceMargin(notional(position, markPrice)) / left;
}

double marginToAdd(const RemedyQuestion& question) noexcept {
  const double maintenance =
      maintenanceMargin(question.exposure, question.markPrice) + question.otherMaintenance;
  return std::max(0.0, maintenance / question.wantedMarginRatio - question.equity);
}

std::optional<double> quantityToClose(const RemedyQuestion& question) noexcept {
  const double price = countedPrice(question.exposure.kind, question.markPrice);
  const double whole = quantity(question.exposure.position);
  const double ratio = question.wantedMarginRatio;
  const double costOfAll = question.exitCostRate * whole * price;

  Maintenance inProportion = question.exposure.maintenance;
  inProportion.exitFeeRate += inProportion.fixed / (whole * price);
  inProportion.fixed = 0.0;
  const MovingNotional left{0.0, price, inProportion};
  const Path path{ratio * (question.equity - costOfAll) - question.otherMaintenance,
                  ratio * question.exitCostRate * price,
                  {&left, 1}};
  if (excess(path, whole) >= 0.0) return 0.0;
  if (excess(path, 0.0) < 0.0) return std::nullopt;
  return whole - crossing(path, whole).value_or(0.0);
}

Position reduced(const Position& position, double quantityClosed, double markPrice,
                 double exitCostRate) noexcept {
  const double closed = direction(position) * quantityClosed;
  const double realizedPnl = closed * (markPrice - position.entryPrice);
  const double exitCost = exitCostRate * markPrice * quantityClosed;
  return {position.signedQuantity - closed, position.entryPrice,
          position.margin + realizedPnl - exitCost};
}

double lossIfLiquidated(const Position& position, double liquidationPrice,
                        double liquidationFeeRate) noexcept {
  const double fee = liquidationFeeRate * notional(position, liquidationPrice);
  const double left = std::max(0.0, equity(position, liquidationPrice) - fee);
  return position.margin - left;
}

}  // namespace plimsoll
