#pragma once

#include <optional>

#include "plimsoll/margin/estimate.h"
#include "plimsoll/margin/instrument.h"
#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/position.h"

namespace plimsoll {

/// What is known when somebody asks how a position stands. Everything but the position may
/// be missing, and what hangs on it is then absent with its reason.
struct RiskQuestion {
  Position position;                    ///< has passed check()
  const MarginTable* table = nullptr;   ///< none: not known
  Instrument instrument;                ///< has passed check()
  std::optional<double> markPrice;      ///< quote units for one base unit, above zero
  std::optional<double> variancePerMs;  ///< of the mark's log return; empty until it is warm

  double wantedMarginRatio = 0.5;  ///< that the remedy aims at: half way to liquidation
  double exitCostRate = 0.0;       ///< fraction of what is closed: taker fee and slippage
};

/// What a person sees at a glance of one isolated position.
struct PositionRisk {
  double side;             ///< +1 long, -1 short
  Estimate entryLeverage;  ///< notional at entry over posted margin

  Estimate notional;           ///< quote units at the mark
  Estimate unrealizedPnl;      ///< quote units, above zero a profit
  Estimate equity;             ///< quote units
  Estimate effectiveLeverage;  ///< notional over equity
  Estimate maintenanceMargin;  ///< quote units at the mark
  Estimate marginRatio;        ///< maintenance over equity; liquidates at 1
  Estimate maxLeverage;        ///< that the table allows at this notional; absent beyond its end

  Estimate liquidationPrice;         ///< as the formula gives it; a mark price
  Estimate roundedLiquidationPrice;  ///< on the tick, toward the mark
  Estimate bankruptcyPrice;          ///< where nothing is left

  Estimate distanceRate;         ///< fraction of the mark; below zero beyond it
  Estimate distanceMoney;        ///< quote units lost until there
  Estimate distanceDays;         ///< in daily standard deviations
  Estimate distanceHours;        ///< in hourly standard deviations
  Estimate distanceFiveMinutes;  ///< in standard deviations of five minutes

  Estimate lossIfLiquidated;  ///< quote units of the posted margin
  bool lossIsAtMost;          ///< the fee is not known, so all of the margin is given as the loss

  Estimate marginToAdd;      ///< quote units, for the wanted ratio; zero if it is met
  Estimate quantityToClose;  ///< base units, up to the next lot, for the wanted ratio

  bool liquidatable;  ///< the mark is at the liquidation price or beyond
};

/// How the position stands. Each number is the one of its own header (leverage.h,
/// liquidation.h, distance.h, adjust.h); this only asks them all and says why one is absent.
///
///     positionRisk({.position = {+1.0, 50'000.0, 5'000.0}, .table = &table,
///                   .markPrice = 50'000.0}).liquidationPrice.value   // 45'226.13 at half a percent
PositionRisk positionRisk(const RiskQuestion& question) noexcept;

}  // namespace plimsoll
