// Settings of analytics reach the parts that they are for: the same events, and another answer.

#include <array>
#include <catch2/catch_test_macros.hpp>

#include "followed_market.h"

namespace plimsoll {
namespace {

using test::FollowedMarket;
using test::isMissing;

/// Open interest that swung a little for a quarter of an hour and then fell by a tenth.
FollowedMarket fallen(const AnalyticsSettings& settings) {
  FollowedMarket market(settings);
  market.mark(100.0, 100.0);
  for (int i = 0; i < 50; ++i) market.wait(20'000), market.openInterest(10'000.0 - 40.0 * (i % 3));
  market.wait(20'000);
  market.openInterest(9'000.0);
  return market;
}

bool isUnderWay(const FollowedMarket& market) { return !isMissing(market.metrics().deleveragingDepth); }

TEST_CASE("how far and how fast open interest has to fall is what the settings say", "[metrics]") {
  CHECK(isUnderWay(fallen({})));
  CHECK(isUnderWay(fallen({.deleveragingDrawdownRate = 0.09})));
  CHECK_FALSE(isUnderWay(fallen({.deleveragingDrawdownRate = 0.11})));
  CHECK_FALSE(isUnderWay(fallen({.deleveragingStartZ = -100.0})));
}

TEST_CASE("when a deleveraging is over is what the settings say", "[metrics]") {
  for (const double recovery : {0.3, 0.5}) {
    FollowedMarket market = fallen({.deleveragingRecoveryRate = recovery});
    market.wait(20'000);
    market.openInterest(9'400.0);  // four tenths of what was lost
    CHECK(isUnderWay(market) == (recovery > 0.4));
  }
  for (const double calmMs : {120'000.0, 600'000.0}) {
    FollowedMarket market = fallen({.deleveragingStartZ = -5.0, .deleveragingCalmMs = calmMs});
    market.wait(400'000);
    market.openInterest(9'000.0);
    CHECK(isUnderWay(market) == (calmMs > 400'000.0));
  }
}

TEST_CASE("a component of crowding is missing after what the settings say", "[metrics]") {
  for (const double staleMs : {20'000.0, 40'000.0}) {
    FollowedMarket market(AnalyticsSettings{.crowdingHistoryMs = 1'000.0, .crowdingStaleMs = staleMs});
    for (int i = 0; i < 30; ++i) market.wait(1'000), market.ratio(RatioKind::accounts, 0.3 + 0.01 * i);
    CHECK_FALSE(isMissing(market.metrics().longCrowding));
    market.wait(30'000);
    CHECK(isMissing(market.metrics().longCrowding) == (staleMs < 30'000.0));
  }
}

TEST_CASE("crowding remembers a value in each interval of the settings", "[metrics]") {
  for (const double historyMs : {1'000.0, 5'000.0}) {
    FollowedMarket market(AnalyticsSettings{.crowdingHistoryMs = historyMs});
    for (int i = 0; i < 30; ++i) market.wait(1'000), market.ratio(RatioKind::accounts, 0.3 + 0.01 * i);
    // Twenty have to be remembered, and in half a minute there are thirty or six.
    CHECK(isMissing(market.metrics().longCrowding) == (historyMs > 1'000.0));
  }
}

TEST_CASE("as many windows of events are kept as the settings say", "[metrics]") {
  for (const double windows : {60.0, 240.0}) {
    FollowedMarket market(AnalyticsSettings{.branchingWindowMs = 10'000.0, .branchingWindows = windows});
    market.liquidation(1.0);
    for (int window = 1; window <= 100; ++window) {
      market.wait(10'000);
      // Clusters at first, and then as regular as a clock.
      const int events = window > 30 ? 2 : window % 2 * 20;
      for (int i = 0; i < events; ++i) market.liquidation(1.0);
    }
    CHECK((market.metrics().liquidationBranchingRatio.value > 0.0) == (windows > 100.0));
  }
}

TEST_CASE("a family that is not followed has no metric, and takes none of another", "[metrics]") {
  const auto told = [](const AnalyticsSettings& settings) {
    FollowedMarket market(settings);
    market.snapshot({{10'000, 100}}, {{10'001, 100}});
    market.trade(Side::buy, 10'001, 1);
    market.mark(10'000.0, 9'990.0);
    market.tell(FundingRate{.symbol = {}, .ratePerInterval = 0.0001, .intervalHours = 8.0});
    market.ratio(RatioKind::accounts, 0.6);
    const Metrics metrics = market.metrics();
    return std::array{!isMissing(metrics.volumeAdjustedMid10), !isMissing(metrics.clockRegularity1S),
                      !isMissing(metrics.fundingRatePerYear), !isMissing(metrics.accountLogRatio)};
  };
  CHECK(told({}) == std::array{true, true, true, true});
  CHECK(told({.followsBook = 0.0}) == std::array{false, true, true, true});
  CHECK(told({.followsFlow = 0.0}) == std::array{true, false, true, true});
  CHECK(told({.followsFunding = 0.0}) == std::array{true, true, false, true});
  CHECK(told({.followsPositioning = 0.0}) == std::array{true, true, true, false});
}

}  // namespace
}  // namespace plimsoll
