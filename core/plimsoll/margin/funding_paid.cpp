#include "plimsoll/margin/funding_paid.h"

#include <algorithm>

#include "plimsoll/funding/funding_cost.h"

namespace plimsoll {
namespace {

/// The side of the position in prices: an inverse one is counted with sides exchanged.
double sideOf(const Exposure& exposure) noexcept {
  const double counted = direction(exposure.position);
  return exposure.kind == ContractKind::inverse ? -counted : counted;
}

}  // namespace

double fundingPaid(const Exposure& exposure, double markPrice, double rate,
                   double intervalPart) noexcept {
  return fundingPaid(sideOf(exposure), notional(exposure, markPrice), rate) * intervalPart;
}

std::optional<double> fundingIntervalsUntilLiquidation(const Exposure& exposure, double markPrice,
                                                       double rate) noexcept {
  return fundingIntervalsUntilLiquidation(
      equity(exposure, markPrice) - maintenanceMargin(exposure, markPrice),
      fundingPaid(exposure, markPrice, rate));
}

std::optional<double> fundingIntervalsUntilLiquidation(double excess, double paid) noexcept {
  if (!(paid > 0.0)) return std::nullopt;
  return std::max(0.0, excess / paid);
}

}  // namespace plimsoll
