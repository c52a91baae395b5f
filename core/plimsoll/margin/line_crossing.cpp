#include "plimsoll/margin/line_crossing.h"

namespace plimsoll {

bool isStraight(const Maintenance& maintenance, double side) noexcept {
  return maintenance.growth == 0.0 && (side < 0.0 || lastMaintenanceSlope(maintenance) < 1.0);
}

double edgeTerm(const MaintenanceLine& line, double side) noexcept {
  return (side - line.rate) * line.cap + line.amount;
}

std::optional<double> lineCrossing(const Position& position,
                                   const Maintenance& maintenance) noexcept {
  const double side = direction(position);
  const double atZero =
      position.margin - position.signedQuantity * position.entryPrice - maintenance.fixed;
  std::size_t row = 0;
  while (row + 1 < maintenanceLines(maintenance) &&
         side * (atZero + edgeTerm(maintenanceLine(maintenance, row), side)) < 0.0)
    ++row;
  const auto [rate, amount, cap] = maintenanceLine(maintenance, row);
  const double price = (atZero + amount) / (quantity(position) * rate - position.signedQuantity);
  if (!(price > 0.0) || price > kFarthestPrice) return std::nullopt;
  return price;
}

}  // namespace plimsoll
