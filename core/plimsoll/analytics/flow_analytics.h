#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "plimsoll/analytics/analytics_settings.h"
#include "plimsoll/analytics/metrics.h"
#include "plimsoll/analytics/present.h"
#include "plimsoll/flow/branching_ratio.h"
#include "plimsoll/flow/clock_regularity.h"
#include "plimsoll/flow/integrated_flow.h"
#include "plimsoll/flow/level_flow.h"
#include "plimsoll/flow/loop_gain.h"
#include "plimsoll/flow/price_impact.h"
#include "plimsoll/flow/recent_node_events.h"
#include "plimsoll/flow/trade_buckets.h"
#include "plimsoll/flow/vpin.h"

namespace plimsoll {

/// What is followed of the order flow and the trades of one market. About 50 kB, most of it the
/// latest trades' times.
class FlowAnalytics {
 public:
  explicit FlowAnalytics(const AnalyticsSettings& settings);

  void update(const BookChange& change) noexcept;

  /// A whole book of a venue that pushes nothing else: it tells where the mid is, and nothing of
  /// the orders that came and went between.
  void look(const BookChange& change) noexcept;

  /// @param trade  has passed check()
  void addTrade(const TakerTrade& trade, double localTimeMs) noexcept;
  void addLiquidation(const Liquidation& liquidation, double localTimeMs) noexcept;

  /// The book was replaced, or was lost: what was between is unknown.
  void breakChain() noexcept;

  /// Trades and liquidations were missed.
  void interrupt() noexcept;

  void read(Metrics& metrics, const Present& present) const noexcept;

  const LevelFlow& levels() const noexcept { return levels_; }
  const TradeBuckets& sizes() const noexcept { return sizes_; }

  /// Times and sides of the latest trades: what a fit of who answers whom is made of.
  const RecentNodeEvents& latestTrades() const noexcept { return trades_; }

 private:
  void readImpact(Metrics& metrics, const MetricBasis& book, const MetricBasis& trades) const noexcept;
  void readTrades(Metrics& metrics, const MetricBasis& trades) const noexcept;

  LevelFlow levels_;
  IntegratedFlow integrated_;
  VenueTimeMs startMs_ = 0;
  OrderFlowImpact orderFlowImpact_;
  TradeImpact tradeImpact_;
  TradeBuckets sizes_;
  std::optional<Vpin> vpin_;
  BranchingRatio mids_;
  double lastMid_ = 0.0;
  BranchingRatio liquidations_;
  bool areSomeLiquidationsHidden_ = false;
  LoopGain loop_;
  ClockRegularity clock_;
  RecentNodeEvents trades_;
  double tradeLocalTimeMs_ = kNotGiven;
  double liquidationLocalTimeMs_ = kNotGiven;
};

}  // namespace plimsoll
