// Metrics by their place, and of which moment they are.

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "followed_market.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;
using test::FollowedMarket;

/// Local times of the streams of a market that has heard each of them once, all of them different.
struct HeardMarket {
  FollowedMarket market;
  double bookMs, tradeMs, markMs, fundingMs, openInterestMs, ratioMs;

  HeardMarket() {
    const auto at = [&] { return market.wait(1'000), market.localTimeMs(); };
    ratioMs = at(), market.ratio(RatioKind::accounts, 0.6);
    bookMs = at(), market.snapshot({{4'999, 30}}, {{5'001, 10}});
    tradeMs = at(), market.trade(Side::buy, 5'001, 3), market.trade(Side::sell, 4'999, 1);
    markMs = at(), market.mark(5'003.0, 4'990.0);
    fundingMs = at();
    market.tell(FundingRate{.symbol = {}, .ratePerInterval = 0.0002, .intervalHours = 8.0});
    openInterestMs = at(), market.openInterest(700.0);
    at();
  }
};

constexpr std::string_view kNames[] = {
#define PLIMSOLL_METRIC(name, source) #name,
    PLIMSOLL_READING_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC
#define PLIMSOLL_METRIC(name, source, doc) #name,
    PLIMSOLL_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC
};

Metric byName(const HeardMarket& heard, std::string_view name, double laterMs = 0.0) {
  for (std::size_t place = 0; place < std::size(kNames); ++place) {
    if (kNames[place] == name) return metric(heard.market.market(), place, heard.market.localTimeMs() + laterMs);
  }
  return {};
}

TEST_CASE("a metric has the value of its name", "[metrics]") {
  const HeardMarket heard;
  const auto value = [&](std::string_view name) { return byName(heard, name).value; };
  CHECK(value("midPrice") == 5'000.0);
  CHECK_THAT(value("weightedMid"), WithinRel((4'999.0 * 10 + 5'001.0 * 30) / 40.0, 1e-14));
  CHECK_THAT(value("topImbalance"), WithinRel(0.5, 1e-14));
  CHECK_THAT(value("bookImbalance20"), WithinRel(0.5, 1e-14));
  CHECK_THAT(value("bidDepth10Bps"), WithinRel(4'999.0 * 30, 1e-14));
  CHECK_THAT(value("askDepth10Bps"), WithinRel(5'001.0 * 10, 1e-14));
  CHECK(value("cumulativeVolumeDelta") == 2.0);
  CHECK_THAT(value("tradeFlowImbalance"), WithinRel(0.5, 1e-14));
  CHECK_THAT(value("volumeAdjustedMid10"), WithinRel((4'999.0 * 10 + 5'001.0 * 30) / 40.0, 1e-14));
  CHECK_THAT(value("fundingRatePerYear"), WithinRel(0.0002 * 1'095.0, 1e-14));
  CHECK_THAT(value("accountLogRatio"), WithinRel(std::log(1.5), 1e-12));
}

TEST_CASE("a metric is of the moment in which its own stream told it, and fades from then on", "[metrics]") {
  const HeardMarket heard;
  struct Case {
    std::string_view name;
    double heardMs;
    double freshMs;
  };
  const auto markStaleMs = heard.market.market().staleLimits().markMs;
  for (const Case& each : {Case{"midPrice", heard.bookMs, 1e15}, Case{"tradeFlowImbalance", heard.tradeMs, 60'000.0},
                           Case{"volumeAdjustedMid10", heard.bookMs, 1e15},
                           Case{"predictedFundingRate", heard.markMs, markStaleMs},
                           Case{"fundingRatePerYear", heard.fundingMs, 600'000.0},
                           Case{"accountLogRatio", heard.ratioMs, 600'000.0}}) {
    CAPTURE(each.name);
    CHECK(byName(heard, each.name).localTimeMs == each.heardMs);
    const double fresh = byName(heard, each.name, each.heardMs - heard.market.localTimeMs()).quality;
    REQUIRE(fresh > 0.0);
    const double ageMs = heard.market.localTimeMs() + 30'000.0 - each.heardMs;
    CHECK_THAT(byName(heard, each.name, 30'000.0).quality, WithinRel(fresh * std::exp(-ageMs / each.freshMs), 1e-9));
  }
  const Metrics metrics = heard.market.metrics();
  CHECK(metrics.premiumIndex.localTimeMs == heard.bookMs);
  CHECK(metrics.clockRegularity1S.localTimeMs == heard.tradeMs);
  CHECK(metrics.kyleLambda.localTimeMs == heard.tradeMs);
  CHECK(metrics.openInterestToDepth.localTimeMs == heard.openInterestMs);
  CHECK(metrics.openInterestVelocityPerHour.localTimeMs == heard.openInterestMs);
}

}  // namespace
}  // namespace plimsoll
