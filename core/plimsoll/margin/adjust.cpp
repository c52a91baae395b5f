#include "plimsoll/margin/adjust.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

std::optional<double> marginRatio(const Position& position, const MarginTable& table,
                                  double markPrice) noexcept {
  const double left = equity(position, markPrice);
  if (left <= 0.0) return std::nullopt;
  return table.maintenanceMargin(notional(position, markPrice)) / left;
}

Refusal check(const WantedRatio& wanted) noexcept {
  if (!(wanted.marginRatio > 0.0 && wanted.marginRatio < 1.0)) {
    return {Error::rateOutOfRange, "marginRatio"};
  }
  if (!std::isfinite(wanted.markPrice)) return {Error::notFinite, "markPrice"};
  if (wanted.markPrice <= 0.0) return {Error::priceNotPositive, "markPrice"};
  if (!(wanted.exitCostRate >= 0.0 && wanted.exitCostRate < 1.0)) {
    return {Error::rateOutOfRange, "exitCostRate"};
  }
  return {};
}

double marginToAdd(const Position& position, const MarginTable& table,
                   const WantedRatio& wanted) noexcept {
  const double maintenance = table.maintenanceMargin(notional(position, wanted.markPrice));
  const double equityWanted = maintenance / wanted.marginRatio;
  return std::max(0.0, equityWanted - equity(position, wanted.markPrice));
}

std::optional<double> quantityToClose(const Position& position, const MarginTable& table,
                                      const WantedRatio& wanted) noexcept {
  const double whole = notional(position, wanted.markPrice);
  const double equityNow = equity(position, wanted.markPrice);
  if (table.maintenanceMargin(whole) <= wanted.marginRatio * equityNow) return 0.0;

  const double equityAfterClosingAll = equityNow - wanted.exitCostRate * whole;
  if (equityAfterClosingAll < 0.0) return std::nullopt;

  // Maintenance is the greatest of the brackets' lines, so the smallest answer satisfies all
  // of them. A bracket whose rate is below rho kappa asks for nothing: closing costs more
  // equity there than it saves.
  double left = whole;
  for (const MarginBracket& bracket : table.brackets()) {
    const double slope = bracket.maintenanceMarginRate - wanted.marginRatio * wanted.exitCostRate;
    if (slope <= 0.0) continue;
    const double allowed = wanted.marginRatio * equityAfterClosingAll + bracket.maintenanceAmount;
    left = std::min(left, allowed / slope);
  }
  return (whole - left) / wanted.markPrice;
}

Position reduced(const Position& position, double quantityClosed, const WantedRatio& at) noexcept {
  const double closed = direction(position) * quantityClosed;
  const double realizedPnl = closed * (at.markPrice - position.entryPrice);
  const double exitCost = at.exitCostRate * at.markPrice * quantityClosed;
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
