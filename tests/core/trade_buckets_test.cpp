#include "plimsoll/flow/trade_buckets.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

std::vector<TakerTrade> randomTrades(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<TakerTrade> trades;
  std::int64_t timeMs = 1'700'000'000'000;
  for (int i = 0; i < count; ++i) {
    timeMs += random.integer(0, 900);
    const double quantity = std::exp(random.between(-2.0, 10.0));
    trades.push_back({random.chance(0.6) ? Side::buy : Side::sell, 300.0, quantity, 300.0 * quantity, timeMs});
  }
  return trades;
}

TradeBuckets bucketsOf(const std::vector<TakerTrade>& trades) {
  TradeBuckets buckets;
  for (const TakerTrade& trade : trades) buckets.add(trade);
  return buckets;
}

TEST_CASE("a trade of 500 and one of 20 000, by hand", "[trade_buckets]") {
  TradeBuckets buckets;
  REQUIRE_FALSE(buckets.total().cumulativeVolumeDelta());
  REQUIRE_FALSE(buckets.total().imbalance());
  buckets.add({Side::buy, 100.0, 5.0, 500.0, 1'000});
  buckets.add({Side::sell, 100.0, 200.0, 20'000.0, 1'000});
  REQUIRE(buckets.volume(0).cumulativeVolumeDelta() == 5.0);
  REQUIRE_FALSE(buckets.volume(1).cumulativeVolumeDelta());
  REQUIRE(buckets.volume(2).cumulativeVolumeDelta() == -200.0);
  REQUIRE(buckets.total().cumulativeVolumeDelta() == -195.0);
  REQUIRE(buckets.volume(0).imbalance() == 1.0);
  REQUIRE(buckets.volume(2).imbalance() == -1.0);
  REQUIRE(buckets.total().imbalance() == -195.0 / 205.0);
  REQUIRE_FALSE(buckets.volume(5).imbalance());
}

TEST_CASE("a size begins at its edge", "[trade_buckets]") {
  for (std::size_t i = 0; i < kTradeSizeEdges.size(); ++i) {
    REQUIRE(tradeSize(std::nextafter(kTradeSizeEdges[i], 0.0)) == i);
    REQUIRE(tradeSize(kTradeSizeEdges[i]) == i + 1);
  }
  REQUIRE(tradeSize(0.0) == 0);
  REQUIRE(tradeSize(25'000.0) == 2);
  REQUIRE(tradeSize(1e100) == 4);
}

TEST_CASE("sizes add up to the total exactly, and the total is the flow of all trades", "[trade_buckets]") {
  const std::uint64_t seed = 621;
  CAPTURE(seed);
  TradeBuckets buckets;
  TradeFlow flow;
  for (const TakerTrade& trade : randomTrades(seed, 3'000)) {
    buckets.add(trade);
    flow.add(trade.takerSide, trade.quantity, trade.venueTimeMs);
    double bought = 0.0, sold = 0.0, delta = 0.0;
    for (std::size_t size = 0; size < kTradeSizes; ++size) {
      const TakerVolume volume = buckets.volume(size);
      bought += volume.bought;
      sold += volume.sold;
      delta += volume.cumulativeVolumeDelta().value_or(0.0);
      REQUIRE(volume.delta == volume.bought - volume.sold);
      REQUIRE(std::abs(volume.imbalance().value_or(0.0)) <= 1.0);
    }
    const TakerVolume total = buckets.total();
    REQUIRE(total.bought == bought);
    REQUIRE(total.sold == sold);
    REQUIRE(total.cumulativeVolumeDelta() == delta);
    REQUIRE_THAT(total.bought, WithinRel(flow.boughtQuantity(), 1e-12));
    REQUIRE_THAT(total.sold, WithinRel(flow.soldQuantity(), 1e-12));
    REQUIRE_THAT(delta, WithinAbs(*flow.cumulativeVolumeDelta(), 1e-12 * (bought + sold)));
    REQUIRE_THAT(*total.imbalance(), WithinAbs(*flow.imbalance(), 1e-12));
  }
  for (std::size_t size = 0; size < kTradeSizes; ++size) REQUIRE(buckets.volume(size).bought > 0.0);
}

TEST_CASE("each size is the sum over its trades written out", "[trade_buckets]") {
  const auto trades = randomTrades(622, 1'000);
  const TradeBuckets buckets = bucketsOf(trades);
  for (std::size_t size = 0; size < kTradeSizes; ++size) {
    double delta = 0.0, recentDelta = 0.0, recent = 0.0;
    for (const TakerTrade& trade : trades) {
      const std::array<double, 6> edges{0.0, 1e3, 1e4, 1e5, 1e6, 1e300};
      if (*trade.notional < edges[size] || *trade.notional >= edges[size + 1]) continue;
      const double sign = trade.takerSide == Side::buy ? 1.0 : -1.0;
      const double weight = std::exp(-static_cast<double>(trades.back().venueTimeMs - trade.venueTimeMs) / 60'000.0);
      delta += sign * trade.quantity;
      recentDelta += weight * sign * trade.quantity;
      recent += weight * trade.quantity;
    }
    REQUIRE_THAT(*buckets.volume(size).cumulativeVolumeDelta(), WithinRel(delta, 1e-10));
    REQUIRE_THAT(*buckets.volume(size).imbalance(), WithinRel(recentDelta / recent, 1e-10));
  }
}

TEST_CASE("when every taker buys each size says one, and mirrored takers mirror it", "[trade_buckets]") {
  auto trades = randomTrades(623, 500);
  const TakerVolume before = bucketsOf(trades).total();
  auto buys = trades;
  for (TakerTrade& trade : trades) trade.takerSide = trade.takerSide == Side::buy ? Side::sell : Side::buy;
  for (TakerTrade& trade : buys) trade.takerSide = Side::buy;
  REQUIRE(*bucketsOf(trades).total().imbalance() == -*before.imbalance());
  REQUIRE(*bucketsOf(trades).total().cumulativeVolumeDelta() == -*before.cumulativeVolumeDelta());
  REQUIRE(bucketsOf(buys).total().imbalance() == 1.0);
  for (std::size_t size = 0; size < kTradeSizes; ++size) REQUIRE(bucketsOf(buys).volume(size).imbalance() == 1.0);
}

TEST_CASE("splitting a trade leaves the total", "[trade_buckets]") {
  const auto trades = randomTrades(624, 500);
  std::vector<TakerTrade> split;
  for (TakerTrade trade : trades) {
    for (const double part : {0.25, 0.75}) {
      split.push_back(trade);
      split.back().quantity *= part;
      *split.back().notional *= part;
    }
  }
  const TakerVolume whole = bucketsOf(trades).total(), parts = bucketsOf(split).total();
  REQUIRE_THAT(*parts.cumulativeVolumeDelta(), WithinRel(*whole.cumulativeVolumeDelta(), 1e-10));
  REQUIRE_THAT(*parts.imbalance(), WithinRel(*whole.imbalance(), 1e-10));
}

TEST_CASE("time that jumps, and trades of unknown size", "[trade_buckets]") {
  TradeBuckets buckets;
  buckets.add({Side::sell, 100.0, 1e6, 1e8, 1'000});
  buckets.add({Side::sell, 100.0, 7.0, std::nullopt, 1'000});
  REQUIRE(buckets.total().sold == 1e6);
  buckets.add({Side::buy, 100.0, 1.0, 100.0, 1'000 + 365LL * 86'400'000});
  REQUIRE(buckets.total().imbalance() == 1.0);
  REQUIRE_FALSE(buckets.volume(4).imbalance());  // long ago
  REQUIRE(buckets.volume(4).cumulativeVolumeDelta() == -1e6);
  buckets.add({Side::sell, 100.0, 3.0, 300.0, 5'000});  // that clock was wrong
  REQUIRE(buckets.total().imbalance() == -0.5);
  buckets.add({Side::buy, 100.0, 2.0, 200.0, 4'000});
  REQUIRE(buckets.total().imbalance() == 0.0);
  buckets.add({Side::sell, 100.0, 1.0, 100.0, 4'000 + 86'400'000});
  REQUIRE(buckets.total().imbalance() == -1.0);
}

}  // namespace
}  // namespace plimsoll
