#include "plimsoll/margin/maintenance.h"

#include <algorithm>
#include <limits>

namespace plimsoll {
namespace {

double lastRate(const Maintenance& maintenance) noexcept {
  if (maintenance.brackets.empty()) return 0.0;
  return maintenance.rateFactor * maintenance.brackets.back().maintenanceMarginRate;
}

}  // namespace

double maintenanceMargin(const Maintenance& maintenance, double notional) noexcept {
  double rate = maintenance.exitFeeRate + maintenance.growth * notional;
  double amount = 0.0;
  if (!maintenance.brackets.empty()) {
    const MarginBracket& bracket = bracketOf(maintenance.brackets, notional);
    rate += maintenance.rateFactor * bracket.maintenanceMarginRate;
    amount = maintenance.rateFactor * bracket.maintenanceAmount;
  }
  return rate * notional - amount + maintenance.fixed;
}

double maintenanceSlope(const Maintenance& maintenance, double notional) noexcept {
  const double withoutTable = maintenance.exitFeeRate + 2.0 * maintenance.growth * notional;
  if (maintenance.brackets.empty()) return withoutTable;
  return withoutTable +
         maintenance.rateFactor * bracketOf(maintenance.brackets, notional).maintenanceMarginRate;
}

MaintenanceLine maintenanceLine(const Maintenance& maintenance, std::size_t row) noexcept {
  if (maintenance.brackets.empty())
    return {maintenance.exitFeeRate, 0.0, std::numeric_limits<double>::infinity()};
  const MarginBracket& bracket = maintenance.brackets[row];
  return {maintenance.exitFeeRate + maintenance.rateFactor * bracket.maintenanceMarginRate,
          maintenance.rateFactor * bracket.maintenanceAmount, bracket.notionalCap};
}

std::size_t maintenanceLines(const Maintenance& maintenance) noexcept {
  return std::max<std::size_t>(1, maintenance.brackets.size());
}

double lastMaintenanceSlope(const Maintenance& maintenance) noexcept {
  if (maintenance.growth > 0.0) return std::numeric_limits<double>::infinity();
  return lastRate(maintenance) + maintenance.exitFeeRate;
}

}  // namespace plimsoll
