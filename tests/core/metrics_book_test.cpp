// What the metrics of a book say of scripted books: values by hand, and of each side another, so
// that whoever exchanges the sides is found out.

#include "plimsoll/analytics/book_analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <optional>
#include <vector>

#include "followed_market.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::FollowedMarket;
using test::isMissing;
using test::Row;
using test::Rows;

/// So high that ten basis points are 5,000 ticks.
constexpr std::int64_t kMid = 5'000'000;

TEST_CASE("the volume-adjusted mid weighs each price by what rests across, of ten levels", "[metrics]") {
  FollowedMarket market;
  market.snapshot({{100, 2}, {99, 1}}, {{101, 1}, {103, 4}});
  // The example of volumeAdjustedMid().
  CHECK_THAT(market.metrics().volumeAdjustedMid10.value,
             WithinRel((100.0 * 1 + 101.0 * 2 + 99.0 * 4 + 103.0 * 1) / 8.0, 1e-14));

  Rows bids{{1'000, 3}}, asks{{1'001, 1}};
  for (std::int64_t i = 1; i < 10; ++i) bids.push_back({1'000 - i, 1}), asks.push_back({1'001 + i, 1});
  bids.push_back({900, 1'000'000});
  asks.push_back({1'500, 1});
  market.snapshot(bids, asks);
  // Nine pairs about 1000.5 of quantity 2, one that leans up by a quarter, and an eleventh level.
  CHECK_THAT(market.metrics().volumeAdjustedMid10.value,
             WithinRel((9.0 * 2.0 * 1'000.5 + 4.0 * 1'000.75) / 22.0, 1e-14));
}

TEST_CASE("the resting imbalance leaves out what came within its window", "[metrics]") {
  FollowedMarket market(AnalyticsSettings{.restingWindowMs = 500.0});
  market.snapshot({{kMid, 6}}, {{kMid + 1, 2}});
  market.wait(100);
  market.change({{kMid - 9'999, 1}}, {});  // the look at which levels begin to be followed
  market.wait(100);
  market.change({{kMid - 9'999, 0}}, {});
  market.wait(1'000);
  CHECK_THAT(market.metrics().restingImbalance10.value, WithinRel((6.0 - 2.0) / 8.0, 1e-14));
  market.change({}, {{kMid + 1, 102}});
  market.wait(100);
  CHECK_THAT(market.metrics().restingImbalance10.value, WithinRel((6.0 - 2.0) / 8.0, 1e-14));
  CHECK_THAT(*market.market().bookImbalance(10), WithinRel((6.0 - 102.0) / 108.0, 1e-14));
  market.wait(1'000);
  CHECK_THAT(market.metrics().restingImbalance10.value, WithinRel((6.0 - 102.0) / 108.0, 1e-14));
}

TEST_CASE("asks withdrawn before a rising mid raise askFleeRatio and nothing else", "[metrics]") {
  FollowedMarket market;
  market.snapshot({{kMid - 1, 7}}, {{kMid + 1, 10}, {kMid + 2, 30}});
  market.wait(100);
  market.change({{kMid - 1, 8}}, {});  // opens a bin with 40 asked
  market.wait(500);
  market.trade(Side::buy, kMid + 1, 5);
  market.trade(Side::sell, kMid - 1, 3);  // takes nothing that was asked
  market.wait(500);
  market.change({}, {{kMid + 1, 0}, {kMid + 2, 15}});
  // 40 asked, 15 left, 5 traded: 20 of 40.
  CHECK_THAT(market.metrics().askFleeRatio.value, WithinRel(0.5, 1e-14));
  CHECK(isMissing(market.metrics().bidFleeRatio));

  // In the next bin the mid falls: of 8 bid 2 are left and 4 were sold to.
  market.wait(500);
  market.trade(Side::sell, kMid - 1, 4);
  market.trade(Side::buy, kMid + 2, 1);
  market.wait(500);
  market.change({{kMid - 1, 0}, {kMid - 3, 2}}, {});
  CHECK_THAT(market.metrics().bidFleeRatio.value, WithinRel((8.0 - 2.0 - 4.0) / 8.0, 1e-14));
  CHECK_THAT(market.metrics().askFleeRatio.value, WithinRel(0.5, 1e-14));
}

/// Sweeps one side from a billion to 0.4 of it, and lets what was lost come back with a half-life.
void sweep(FollowedMarket& market, BookSide side, double halfLifeMs) {
  constexpr double kBefore = 1e9, kTrough = 4e8;
  const auto set = [&](double quantity) {
    const Rows rows{{side == BookSide::bid ? kMid - 2 : kMid + 2, std::llround(quantity)}};
    side == BookSide::bid ? market.change(rows, {}) : market.change({}, rows);
  };
  market.wait(1'000);
  set(kBefore);
  for (std::int64_t sinceMs = 0; sinceMs <= 10'000; sinceMs += 100) {
    market.wait(100);
    set(kBefore - (kBefore - kTrough) * std::exp2(-static_cast<double>(sinceMs) / halfLifeMs));
  }
}

TEST_CASE("depth that comes back with a half-life has it, each side its own", "[metrics]") {
  FollowedMarket market;
  market.snapshot({{kMid - 1, 1}, {kMid - 2, 1'000'000'000}}, {{kMid + 1, 1}, {kMid + 2, 1'000'000'000}});
  sweep(market, BookSide::bid, 2'000.0);
  CHECK_THAT(market.metrics().bidDepthHalfLifeMs.value, WithinRel(2'000.0, 1e-6));
  CHECK(market.metrics().bidDepthHalfLifeMs.count == 1.0);
  CHECK(isMissing(market.metrics().askDepthHalfLifeMs));
  sweep(market, BookSide::ask, 700.0);
  CHECK_THAT(market.metrics().askDepthHalfLifeMs.value, WithinRel(700.0, 1e-6));
  CHECK_THAT(market.metrics().bidDepthHalfLifeMs.value, WithinRel(2'000.0, 1e-6));
}

/// An hour has a sample of what is usual each three and a half seconds; the mid stays.
struct UsualMarket {
  FollowedMarket market;
  std::vector<double> imbalances;

  /// @param most  the side that takers have been on, or else on both as much
  explicit UsualMarket(std::optional<Side> most = std::nullopt) {
    market.snapshot({{kMid - 1, 50}}, {{kMid + 1, 50}});
    market.trade(most.value_or(Side::buy), kMid, 10);
    market.trade(most.value_or(Side::sell), kMid, 10);
    for (std::int64_t i = 0; i < 40; ++i) {
      market.trade(most.value_or(i % 2 == 0 ? Side::buy : Side::sell), kMid, 10 + i * 7 % 11);
      if (most && i % 4 == 0) market.trade(*most == Side::buy ? Side::sell : Side::buy, kMid, 1);
      sample(50 + i * 17 % 23, 50 + i * 29 % 31);
    }
  }

  void sample(std::int64_t bid, std::int64_t ask) {
    market.wait(3'500);
    market.change({{kMid - 1, bid}}, {{kMid + 1, ask}});
    imbalances.push_back(static_cast<double>(bid - ask) / static_cast<double>(bid + ask));
  }
};

TEST_CASE("bookImbalanceZ is by the median and the median deviation of the samples", "[metrics]") {
  UsualMarket usual;
  usual.sample(90, 10);
  const Metric metric = usual.market.metrics().bookImbalanceZ;
  CHECK_THAT(metric.value, WithinRel(test::robustZ(usual.imbalances, 0.8), 1e-12));
  CHECK(metric.value > 3.0);
  CHECK(metric.count == 41.0);
  // Between two samples the book as it is counts, and no sample is taken of it.
  usual.market.wait(200);
  usual.market.change({{kMid - 1, 10}}, {{kMid + 1, 90}});
  CHECK_THAT(usual.market.metrics().bookImbalanceZ.value, WithinRel(test::robustZ(usual.imbalances, -0.8), 1e-12));
}

TEST_CASE("takers confirm a book that leans to their side, and no other", "[metrics]") {
  struct Case {
    Side takers;
    std::int64_t bid, ask;
    double confirmation;
  };
  for (const Case& each : {Case{Side::buy, 90, 10, 1.0}, Case{Side::buy, 10, 90, -1.0}, Case{Side::sell, 10, 90, 1.0},
                           Case{Side::sell, 90, 10, -1.0}}) {
    UsualMarket usual;
    usual.market.wait(200);
    usual.market.trade(each.takers, kMid, 500);
    usual.market.change({{kMid - 1, each.bid}}, {{kMid + 1, each.ask}});
    CAPTURE(static_cast<int>(each.takers), each.bid);
    CHECK(usual.market.metrics().tradeConfirmation.value == each.confirmation);
  }
}

TEST_CASE("takers that buy less than usual are sellers to a book that leans unusually", "[metrics]") {
  for (const Side most : {Side::buy, Side::sell}) {
    const Side least = most == Side::buy ? Side::sell : Side::buy;
    UsualMarket usual(most);
    usual.market.wait(200);
    usual.market.trade(least, kMid, 60);
    // Still more of what is most, and less so than it was.
    const double now = *usual.market.market().tradeFlow().imbalance();
    REQUIRE((most == Side::buy ? now : -now) > 0.0);
    usual.market.change({{kMid - 1, most == Side::buy ? 10 : 90}}, {{kMid + 1, most == Side::buy ? 90 : 10}});
    CHECK(usual.market.metrics().tradeConfirmation.value == 1.0);
  }
}

TEST_CASE("the microprice leans by what the mid was seen to do, in ticks of the instrument", "[metrics]") {
  constexpr std::int64_t kTick = 5;
  FollowedMarket market(AnalyticsSettings{.followsFlow = 0.0, .followsFunding = 0.0, .followsPositioning = 0.0});
  market.list(static_cast<double>(kTick), 1.0);
  std::int64_t bid = kMid;
  market.snapshot({{bid, 9}}, {{bid + kTick, 1}});
  // From a heavy bid the mid always goes up by a tick and from a heavy ask down; a heavy side
  // follows itself as often as it follows the other. So G1 = 1 tick, B = 0 and G* = 1 tick.
  const auto step = [&](bool isHeavyBid, std::int64_t to) {
    market.wait(10);
    const Row oldBid{bid, 0}, oldAsk{bid + kTick, 0};
    bid = to;
    const std::int64_t quantity = isHeavyBid ? 9 : 1;
    market.change({oldBid, {bid, quantity}}, {oldAsk, {bid + kTick, 10 - quantity}});
  };
  market.change({{bid, 9}}, {});  // the first touch of the chain
  for (int round = 0; round < 5'000; ++round) {
    step(true, bid + kTick);
    step(false, bid + kTick);
    step(false, bid - kTick);
    step(true, bid - kTick);
  }
  const double mid = static_cast<double>(bid) + 2.5;
  CHECK(market.metrics().microprice.count == 20'000.0);
  CHECK_THAT(market.metrics().microprice.value, WithinAbs(mid + 5.0, 1e-6));
  step(true, bid + kTick);
  step(false, bid + kTick);
  CHECK_THAT(market.metrics().microprice.value, WithinAbs(mid + 10.0 - 5.0, 1e-6));
}

TEST_CASE("what is usual is not what came first: takers that buy confirm a book of bids", "[metrics]") {
  FollowedMarket market;
  market.snapshot({{kMid - 1, 50}}, {{kMid + 1, 50}});
  market.trade(Side::buy, kMid, 10);
  // Ten minutes of takers who buy and sell alike, after that first one.
  for (int i = 0; i < 171; ++i) {
    market.wait(3'500);
    market.change({{kMid - 1, 50 + i * 17 % 23}}, {{kMid + 1, 50 + i * 29 % 31}});
    market.trade(Side::sell, kMid, 10);
    market.trade(Side::buy, kMid, 10);
  }
  market.wait(200);
  market.trade(Side::buy, kMid, 150);
  market.change({{kMid - 1, 90}}, {{kMid + 1, 10}});
  CHECK(market.metrics().tradeConfirmation.value == 1.0);
}

}  // namespace
}  // namespace plimsoll
