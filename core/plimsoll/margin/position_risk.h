#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "plimsoll/margin/account.h"
#include "plimsoll/margin/estimate.h"
#include "plimsoll/margin/instrument.h"

namespace plimsoll {

/// What is known about a position besides what its venue's formula asks. Everything may be
/// missing, and what hangs on it is then absent with its reason.
struct RiskFacts {
  Instrument instrument = {};                ///< has passed check()
  bool hasMark = true;                       ///< else the position's mark is not looked at
  bool hasTable = true;                      ///< else no maintenance is known
  bool hasTakerFee = true;                   ///< else the rate in the terms is not looked at
  std::optional<double> variancePerMs = {};  ///< of the mark's log return; empty until it is warm
};

/// Why a position's maintenance margin cannot be told; Reason::none where it can.
///
/// An isolated position whose leverage setting is not known is taken to have that at which
/// it was entered; of a cross one nothing can be taken.
Reason maintenanceGap(const AccountPosition& position, const RiskFacts& facts) noexcept;

/// The same of all positions, or of the cross ones.
Reason maintenanceGap(const Account& account, std::span<const RiskFacts> facts,
                      bool crossOnly) noexcept;

/// What somebody wants of a remedy.
struct WantedRemedy {
  double marginRatio = 0.5;   ///< that it aims at: half way to liquidation
  double exitCostRate = 0.0;  ///< fraction of what is closed: taker fee and slippage
};

Refusal check(const WantedRemedy& wanted) noexcept;

/// What a person sees at a glance of one position. Money is in settlement units: quote for a
/// linear contract, the base coin for an inverse one. Of a cross position equity, margin ratio
/// and the remedy are the account's.
struct PositionRisk {
  double side;  ///< +1 long, -1 short
  Estimate
      entryLeverage;  ///< notional at entry over posted margin; of a cross position the setting

  Estimate notional;           ///< at the mark
  Estimate unrealizedPnl;      ///< above zero a profit
  Estimate equity;             ///< margin and unrealized profit
  Estimate effectiveLeverage;  ///< notional over equity
  Estimate maintenanceMargin;  ///< of this position at the mark, with the fees its venue adds
  Estimate marginRatio;        ///< maintenance over equity; liquidates at 1
  Estimate maxLeverage;        ///< that the table allows at this size; absent beyond its end

  Estimate liquidationPrice;         ///< as the formula gives it; a mark price
  Estimate roundedLiquidationPrice;  ///< as the venue shows it, on the tick
  Estimate bankruptcyPrice;          ///< where nothing is left

  Estimate distanceRate;         ///< fraction of the mark; below zero beyond it
  Estimate distanceMoney;        ///< lost until there
  Estimate distanceDays;         ///< in daily standard deviations
  Estimate distanceHours;        ///< in hourly standard deviations
  Estimate distanceFiveMinutes;  ///< in standard deviations of five minutes

  Estimate lossIfLiquidated;  ///< of the posted margin

  Estimate marginToAdd;      ///< for the wanted ratio; zero if it is met
  Estimate quantityToClose;  ///< units of the position, up to the next lot, for the wanted ratio

  bool lossIsAtMost;  ///< the fee is not known, so all of the margin is given as the loss
  bool
      leverageIsAssumed;  ///< the venue counts by a setting that is not known; the entry's is taken
  bool liquidatable;      ///< maintenance has reached equity
};

// The numbers of a PositionRisk that may be absent, in the order they stand there.
#define PLIMSOLL_POSITION_ESTIMATES(field)                                                         \
  field(entryLeverage) field(notional) field(unrealizedPnl) field(equity) field(effectiveLeverage) \
      field(maintenanceMargin) field(marginRatio) field(maxLeverage) field(liquidationPrice)       \
          field(roundedLiquidationPrice) field(bankruptcyPrice) field(distanceRate)                \
              field(distanceMoney) field(distanceDays) field(distanceHours)                        \
                  field(distanceFiveMinutes) field(lossIfLiquidated) field(marginToAdd)            \
                      field(quantityToClose)

inline constexpr Estimate PositionRisk::*kPositionEstimates[] = {
#define PLIMSOLL_ESTIMATE(name) &PositionRisk::name,
    PLIMSOLL_POSITION_ESTIMATES(PLIMSOLL_ESTIMATE)
#undef PLIMSOLL_ESTIMATE
};

/// How each position of an account stands.
///
/// @param facts  as many as the account has positions
///
/// 1 BTC long from 50 000 with 5 000 posted at half a percent is liquidated at 45 226.13.
std::vector<PositionRisk> positionRisks(const Account& account, std::span<const RiskFacts> facts,
                                        const WantedRemedy& wanted);

}  // namespace plimsoll
