#include "plimsoll/analytics/funding_analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

constexpr VenueTimeMs kStartMs = 1'790'006'400'000;  // a multiple of eight hours
constexpr std::int64_t kHourMs = 3'600'000;

Level level(std::int64_t price, std::int64_t quantity) {
  return {.price = {.mantissa = price}, .quantity = {.mantissa = quantity}};
}

/// Predicted after two minutes of marks with both impact prices this far above the index.
Metrics predicted(const AnalyticsSettings& settings, FeedVenue venue, std::int64_t premium) {
  OrderBook book;
  const Level bids[] = {level(50'000 + premium, 10), level(49'000, 1'000)};
  const Level asks[] = {level(50'001 + premium, 1'000)};
  REQUIRE(book.update(bids, asks, 1) == Error::none);
  const Contract contract{.kind = InstrumentKind::linear, .size = 1.0};
  const TradeFlow tradeFlow;
  FundingAnalytics analytics(settings, venue);
  Present present{.book = &book, .contract = contract, .tradeFlow = tradeFlow, .localTimeMs = 0.0,
                  .bookLocalTimeMs = 0.0};
  present.markPrice = present.indexPrice = 50'000.0;
  present.fundingIntervalHours = 8.0;
  present.nextFundingTimeMs = kStartMs + 8 * kHourMs;
  for (int second = 0; second < 120; ++second) {
    present.localTimeMs = second * 1'000.0;
    analytics.addMark(present, kStartMs + second * 1'000);
  }
  Metrics metrics;
  analytics.read(metrics, present);
  return metrics;
}

bool isAssumed(const Metric& metric) {
  return (static_cast<std::uint32_t>(metric.flags) & bit(MetricFlag::assumed)) != 0;
}

// Ten coins at the bid are half a million quote units: any smaller notional sells at the bid.
const AnalyticsSettings kPlain{.initialMarginRate = 0.01};

TEST_CASE("a predicted rate keeps within the market's own cap and floor", "[funding_analytics]") {
  // 500 over 50 000 is one percent of premium: 0.01 + clamp(0.0001 - 0.01, -0.0005, 0.0005).
  const Metric free = predicted(kPlain, FeedVenue::bybitLinear, 500).runningFundingRate;
  CHECK_THAT(free.value, WithinRel(0.0095, 1e-9));
  CHECK(isAssumed(free));

  AnalyticsSettings capped = kPlain;
  capped.fundingCapRate = 0.004;
  CHECK(isAssumed(predicted(capped, FeedVenue::bybitLinear, 500).runningFundingRate));
  capped.fundingFloorRate = -0.003;
  const Metric above = predicted(capped, FeedVenue::bybitLinear, 500).runningFundingRate;
  CHECK(above.value == 0.004);
  CHECK(!isAssumed(above));
  CHECK(predicted(capped, FeedVenue::bybitLinear, -600).runningFundingRate.value == -0.003);
}

TEST_CASE("a market's own interest and impact notional count", "[funding_analytics]") {
  // At the index nobody pays but the interest.
  CHECK_THAT(predicted(kPlain, FeedVenue::binanceUsdm, 0).runningFundingRate.value,
             WithinRel(0.0001, 1e-9));
  AnalyticsSettings own = kPlain;
  own.interestRatePer8Hours = 0.0;
  CHECK(std::abs(predicted(own, FeedVenue::binanceUsdm, 0).runningFundingRate.value) < 1e-12);

  // 20 000 sell at 50 500, and 505 000 empty that level: a million quote units reach 49 000.
  const double small = predicted({}, FeedVenue::hyperliquid, 500).runningFundingRate.value;
  AnalyticsSettings large;
  large.fundingImpactNotional = 1'000'000.0;
  CHECK(small > predicted(large, FeedVenue::hyperliquid, 500).runningFundingRate.value + 0.001);
  AnalyticsSettings smaller;
  smaller.fundingImpactNotional = 6'000.0;
  CHECK(predicted(smaller, FeedVenue::hyperliquid, 500).runningFundingRate.value == small);
}

TEST_CASE("a history that comes at one moment has a deviation, in either order", "[funding_analytics]") {
  // Most intervals pay the interest, so the median deviation is zero and the standard one stands in.
  for (const bool isNewestFirst : {false, true}) {
    FundingAnalytics analytics({}, FeedVenue::binanceUsdm);
    for (int i = 0; i < 100; ++i) {
      const int interval = isNewestFirst ? 100 - i : i;
      analytics.addSettled(interval % 4 == 0 ? 0.0003 : 0.0001, kStartMs + interval * 8 * kHourMs);
    }
    const OrderBook book;
    const Contract contract;
    const TradeFlow tradeFlow;
    Present present{.book = &book, .contract = contract, .tradeFlow = tradeFlow, .localTimeMs = 0.0,
                    .bookLocalTimeMs = 0.0};
    present.fundingRatePerInterval = 0.0005;
    Metrics metrics;
    analytics.read(metrics, present);
    CHECK(metrics.fundingRateZ.count == 100.0);
    // A quarter pays 0.0002 more: a deviation of 0.0002 sqrt(3) / 4, with weights that favour the last.
    CHECK_THAT(metrics.fundingRateZ.value, WithinRel(0.0004 / (0.0002 * std::sqrt(3.0) / 4.0), 0.1));
  }
}

TEST_CASE("markets in isolated margin have the interest that the venue has for them",
          "[funding_analytics]") {
  AnalyticsSettings isolated{.isIsolatedMarket = 1.0};
  const double cross = predicted({}, FeedVenue::dydx, 0).runningFundingRate.value;
  const FundingRule* rule = fundingRule(FundingVenue::dydx, kStartMs);
  REQUIRE(rule->isolatedInterestRatePer8Hours);
  CHECK_THAT(predicted(isolated, FeedVenue::dydx, 0).runningFundingRate.value - cross,
             WithinRel(*rule->isolatedInterestRatePer8Hours, 1e-9));
}

}  // namespace
}  // namespace plimsoll
