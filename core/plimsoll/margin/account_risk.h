#pragma once

#include <span>

#include "plimsoll/margin/position_risk.h"

namespace plimsoll {

/// How the cross part of an account stands, in settlement units.
struct AccountRisk {
  Estimate equity;             ///< wallet, weighted collaterals and unrealized profit
  Estimate maintenanceMargin;  ///< of all cross positions
  Estimate initialMargin;      ///< at their leverage settings; absent where one is not known
  Estimate freeMargin;         ///< equity less initial margin, not below zero
  Estimate marginRatio;        ///< maintenance over equity; liquidates at 1 on every venue
  Estimate venueMarginRatio;   ///< the same as the venue itself counts it
  Estimate effectiveLeverage;  ///< notional of both sides over equity

  /// By how much all marks move together until something is liquidated, isolated positions
  /// included: the nearer of the two below, with its sign.
  Estimate commonMoveToLiquidation;
  Estimate commonFallToLiquidation;  ///< fraction, below zero
  Estimate commonRiseToLiquidation;  ///< fraction, above zero

  bool liquidatable;  ///< the cross part is
};

// The numbers of an AccountRisk, in the order they stand there.
#define PLIMSOLL_ACCOUNT_ESTIMATES(field)                                                          \
  field(equity) field(maintenanceMargin) field(initialMargin) field(freeMargin) field(marginRatio) \
      field(venueMarginRatio) field(effectiveLeverage) field(commonMoveToLiquidation)              \
          field(commonFallToLiquidation) field(commonRiseToLiquidation)

inline constexpr Estimate AccountRisk::*kAccountEstimates[] = {
#define PLIMSOLL_ESTIMATE(name) &AccountRisk::name,
    PLIMSOLL_ACCOUNT_ESTIMATES(PLIMSOLL_ESTIMATE)
#undef PLIMSOLL_ESTIMATE
};

/// @param facts  as many as the account has positions
AccountRisk accountRisk(const Account& account, std::span<const RiskFacts> facts);

}  // namespace plimsoll
