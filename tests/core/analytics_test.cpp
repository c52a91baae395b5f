#include "plimsoll/analytics/analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <string>
#include <string_view>

#include "connected_engine.h"
#include "generated_stream.h"
#include "plimsoll/engine/market_metrics.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;
using test::ConnectedEngine;

bool has(const Metric& metric, MetricFlag flag) {
  return (static_cast<std::uint32_t>(metric.flags) & bit(flag)) != 0;
}

/// A market that has heard a generated stream, with an update each ten milliseconds.
struct Followed {
  test::GeneratedStream stream{4711};
  ConnectedEngine connected;
  double localTimeMs = 0.0;

  explicit Followed(const AnalyticsSettings& settings) {
    analyze(connected.at(), settings);
    connected.apply(stream.snapshot());
  }

  void hear(int messages) {
    for (int i = 0; i < messages; ++i) connected.send(stream.next(), localTimeMs += 10.0);
  }

  Metrics metrics() { return plimsoll::metrics(connected.at(), localTimeMs); }
};

TEST_CASE("a metric without a value is flagged and worth nothing", "[metric]") {
  const Metric none = metric({}, {.count = 3.0, .localTimeMs = 5.0});
  CHECK(std::isnan(none.value));
  CHECK(none.quality == 0.0);
  CHECK(has(none, MetricFlag::notReady));
  const Metric some = metric(2.0, {.count = 3.0, .localTimeMs = 5.0, .share = 0.5,
                                   .flags = bit(MetricFlag::assumed)});
  CHECK(some.value == 2.0);
  CHECK(some.quality == 0.5);
  CHECK(has(some, MetricFlag::assumed));
  CHECK(!has(some, MetricFlag::notReady));
}

TEST_CASE("quality falls by e in a metric's time, and never rises", "[metric]") {
  const Metric fresh = metric(1.0, {.count = 1.0, .localTimeMs = 1'000.0, .share = 0.8});
  CHECK(aged(fresh, 1'000.0, 500.0).quality == 0.8);
  CHECK(aged(fresh, 900.0, 500.0).quality == 0.8);  // a clock that was set back
  CHECK_THAT(aged(fresh, 1'500.0, 500.0).quality, WithinRel(0.8 / std::exp(1.0), 1e-14));
  CHECK(aged(fresh, 1e9, 500.0).quality == 0.0);
  CHECK(aged(metric(1.0, {.count = 1.0}), 1'000.0, 500.0).quality == 0.0);
}

TEST_CASE("settings pass at their limits and are refused by name beyond them", "[analytics]") {
  CHECK(check(AnalyticsSettings{}) == Error::none);
  CHECK(check(AnalyticsSettings{.restingWindowMs = 100.0}) == Error::none);
  struct Row {
    AnalyticsSettings settings;
    Error error;
    const char* field;
  };
  const Row rows[] = {
      {{.restingWindowMs = 99.0}, Error::windowOutOfRange, "restingWindowMs"},
      {{.restingWindowMs = kNotGiven}, Error::windowOutOfRange, "restingWindowMs"},
      {{.followsBook = 2.0}, Error::rateOutOfRange, "followsBook"},
      {{.vpinBucketQuantity = 0.0}, Error::quantityNotPositive, "vpinBucketQuantity"},
      {{.loopBinMs = 10'000.0, .loopTimeConstantMs = 500'000.0}, Error::windowOutOfRange, "loopTimeConstantMs"},
      {{.initialMarginRate = 0.01, .maintenanceMarginRate = 0.02}, Error::rateOutOfRange, "maintenanceMarginRate"},
      {{.fundingCapRate = 0.01, .fundingFloorRate = 0.02}, Error::rateOutOfRange, "fundingFloorRate"},
      {{.fundingCapRate = 75.0}, Error::rateOutOfRange, "fundingCapRate"},  // in percent
      {{.fundingWeight = 0.0, .premiumWeight = 0.0, .accountRatioWeight = 0.0, .takerOpenInterestWeight = 0.0},
       Error::rateOutOfRange, "fundingWeight"},
      {{.fundingWeight = 18.0}, Error::rateOutOfRange, "fundingWeight"},  // in percent
      {{.marketCap = -1.0}, Error::notionalNegative, "marketCap"},
      {{.premiumNotional = INFINITY}, Error::sizeNotPositive, "premiumNotional"},
  };
  for (const Row& row : rows) {
    const Refusal refusal = check(row.settings);
    CAPTURE(row.field);
    CHECK(refusal.error == row.error);
    CHECK(std::string_view(refusal.field) == row.field);
  }
}

TEST_CASE("nothing has a value while nothing is followed", "[analytics]") {
  ConnectedEngine connected;
  for (const Metric& metric : metrics(connected.at(), 0.0).all()) {
    CHECK(std::isnan(metric.value));
    CHECK(has(metric, MetricFlag::notReady));
  }
}

TEST_CASE("every quality is a share, and what has no value is worth nothing", "[analytics]") {
  Followed market(AnalyticsSettings{.vpinBucketQuantity = 10.0});
  int withValue = 0;
  for (int round = 0; round < 20; ++round) {
    market.hear(3'000);
    const auto places = std::size(kMetricSources);
    for (std::size_t place = 0; place < places; ++place) {
      const Metric metric = plimsoll::metric(market.connected.at(), 15 + place, market.localTimeMs + 777.0);
      CAPTURE(place);
      CHECK((metric.quality >= 0.0 && metric.quality <= 1.0));
      CHECK(metric.count >= 0.0);
      CHECK(std::isnan(metric.value) == has(metric, MetricFlag::notReady));
      if (std::isnan(metric.value)) CHECK(metric.quality == 0.0);
      withValue += !std::isnan(metric.value);
    }
  }
  CHECK(withValue > 300);
}

TEST_CASE("families can be left out, and the others are as they were", "[analytics]") {
  Followed all(AnalyticsSettings{});
  Followed flow(AnalyticsSettings{.followsBook = 0.0, .followsFunding = 0.0, .followsPositioning = 0.0});
  all.hear(20'000);
  flow.hear(20'000);
  REQUIRE(!std::isnan(all.metrics().kyleLambda.value));
  CHECK(flow.metrics().kyleLambda.value == all.metrics().kyleLambda.value);
  CHECK(flow.metrics().loopGain.value == all.metrics().loopGain.value);
  CHECK(std::isnan(flow.metrics().restingImbalance10.value));
  CHECK(!std::isnan(all.metrics().restingImbalance10.value));
}

TEST_CASE("to follow again begins anew, and to end leaves nothing", "[analytics]") {
  Followed market(AnalyticsSettings{});
  market.hear(20'000);
  REQUIRE(!std::isnan(market.metrics().kyleLambda.value));
  const AnalyticsSettings again{};
  analyze(market.connected.at(), again);
  CHECK(std::isnan(market.metrics().kyleLambda.value));
  market.connected.at().follow(nullptr);
  CHECK(analytics(market.connected.at()) == nullptr);
}

TEST_CASE("a lost book has no prices and keeps what was learned", "[analytics]") {
  Followed market(AnalyticsSettings{});
  market.hear(20'000);
  const double lambda = market.metrics().kyleLambda.value;
  REQUIRE(!std::isnan(lambda));
  market.connected.engine.reconnected(market.connected.feed);
  CHECK(std::isnan(market.metrics().volumeAdjustedMid10.value));
  CHECK(std::isnan(market.metrics().restingImbalance10.value));
  CHECK(market.metrics().kyleLambda.value == lambda);
}

}  // namespace
}  // namespace plimsoll
