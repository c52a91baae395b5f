#include "plimsoll/analytics/positioning_analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "plimsoll/analytics/flow_analytics.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

PositionRatio share(RatioKind kind, double longShare) {
  return {.symbol = "BTCUSDT", .kind = kind, .longShare = longShare, .venueTimeMs = 1};
}

TEST_CASE("a divergence is as old as the older of its two shares", "[positioning_analytics]") {
  PositioningAnalytics analytics{AnalyticsSettings{}};
  const Contract contract;
  const TradeFlow tradeFlow;
  const auto read = [&] {
    Metrics metrics;
    analytics.read(metrics, {.book = nullptr, .contract = contract, .tradeFlow = tradeFlow,
                             .localTimeMs = 0.0, .bookLocalTimeMs = 0.0}, {});
    return metrics;
  };
  analytics.addRatio(share(RatioKind::accounts, 0.75), 1'000.0);
  CHECK(std::isnan(read().crowdWhaleDivergence.value));
  analytics.addRatio(share(RatioKind::topPositions, 0.5), 5'000.0);
  analytics.addRatio(share(RatioKind::topPositions, 0.5), 9'000.0);
  const Metrics metrics = read();
  CHECK(metrics.accountLogRatio.localTimeMs == 1'000.0);
  CHECK(metrics.topPositionLogRatio.localTimeMs == 9'000.0);
  CHECK(metrics.crowdWhaleDivergence.localTimeMs == 1'000.0);
  // ln(0.75 / 0.25) - ln(0.5 / 0.5)
  CHECK_THAT(metrics.crowdWhaleDivergence.value, WithinRel(std::log(3.0), 1e-14));
}

TEST_CASE("branching of liquidations is a lower bound where the venue hides some",
          "[positioning_analytics]") {
  for (const bool hidesSome : {false, true}) {
    FlowAnalytics analytics{AnalyticsSettings{.branchingWindowMs = 10'000.0}};
    for (int i = 0; i < 3'000; ++i) {
      const Liquidation liquidation{.symbol = "BTCUSDT", .positionSide = PositionSide::longSide,
                                    .price = 1.0, .priceKind = LiquidationPrice::bankruptcy,
                                    .quantity = 1.0, .lowerBound = hidesSome,
                                    .venueTimeMs = 1'700'000'000'000 + i * i};
      analytics.addLiquidation(liquidation, 0.0);
    }
    const Contract contract;
    const TradeFlow tradeFlow;
    Metrics metrics;
    analytics.read(metrics, {.book = nullptr, .contract = contract, .tradeFlow = tradeFlow,
                             .localTimeMs = 0.0, .bookLocalTimeMs = 0.0});
    const Metric& found = metrics.liquidationBranchingRatio;
    REQUIRE(!std::isnan(found.value));
    const auto flags = static_cast<std::uint32_t>(found.flags);
    CHECK(((flags & bit(MetricFlag::lowerBound)) != 0) == hidesSome);
  }
}

}  // namespace
}  // namespace plimsoll
