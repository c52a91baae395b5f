#include "plimsoll/margin/account_risk.h"

#include <algorithm>

namespace plimsoll {
namespace {

Estimate ratio(double over, double under) noexcept {
  if (under <= 0.0) return Estimate::absent(Reason::noEquity);
  return Estimate::of(over / under);
}

bool hasCross(const Account& account) noexcept {
  return std::any_of(account.positions.begin(), account.positions.end(),
                     [](const AccountPosition& position) { return !position.isIsolated; });
}

Estimate venueMarginRatio(const CrossBalance& cross, VenueMarginRatio convention) noexcept {
  switch (convention) {
    case VenueMarginRatio::maintenanceOverEquity:
      break;
    case VenueMarginRatio::equityOverMaintenance:
      if (cross.maintenanceMargin <= 0.0) return Estimate::absent(Reason::noPosition);
      return Estimate::of(cross.equity / cross.maintenanceMargin);
    case VenueMarginRatio::equityOverNotional:
      if (cross.notional <= 0.0) return Estimate::absent(Reason::noPosition);
      return Estimate::of(cross.equity / cross.notional);
  }
  return ratio(cross.maintenanceMargin, cross.equity);
}

void fillCross(const Account& account, const CrossBalance& cross, AccountRisk& risk) noexcept {
  risk.equity = Estimate::of(cross.equity);
  risk.maintenanceMargin = Estimate::of(cross.maintenanceMargin);
  const bool isKnown = cross.isInitialMarginKnown;
  risk.initialMargin = isKnown ? Estimate::of(cross.initialMargin)
                               : Estimate::absent(Reason::noLeverage);
  risk.freeMargin = isKnown ? Estimate::of(std::max(0.0, cross.equity - cross.initialMargin))
                            : Estimate::absent(Reason::noLeverage);
  risk.marginRatio = ratio(cross.maintenanceMargin, cross.equity);
  risk.effectiveLeverage = ratio(cross.notional, cross.equity);
  risk.liquidatable = hasCross(account) && cross.equity <= cross.maintenanceMargin;
  const VenueMarginRatio convention = account.positions.empty()
                                          ? VenueMarginRatio::maintenanceOverEquity
                                          : account.positions.front().terms.rules->marginRatio;
  risk.venueMarginRatio = venueMarginRatio(cross, convention);
}

}  // namespace

AccountRisk accountRisk(const Account& account, std::span<const RiskFacts> facts) {
  AccountRisk risk{};
  const Reason crossGap = maintenanceGap(account, facts, true);
  for (Estimate AccountRisk::*const estimate : kAccountEstimates)
    risk.*estimate = Estimate::absent(crossGap);
  const AccountAtMarks counted(account);
  if (crossGap == Reason::none) fillCross(account, counted.cross(), risk);

  const Reason anyGap = maintenanceGap(account, facts, false);
  const CommonMove move = anyGap == Reason::none ? counted.commonMoveToLiquidation() : CommonMove{};
  const Reason why = anyGap == Reason::none ? Reason::fullyCollateralized : anyGap;
  risk.commonMoveToLiquidation = Estimate::of(nearest(move), why);
  risk.commonFallToLiquidation = Estimate::of(move.fallRate, why);
  risk.commonRiseToLiquidation = Estimate::of(move.riseRate, why);
  return risk;
}

}  // namespace plimsoll
