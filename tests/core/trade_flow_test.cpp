#include "plimsoll/flow/trade_flow.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

struct Fill {
  Side side;
  double quantity;
  std::int64_t timeMs;
};

std::vector<Fill> randomFills(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<Fill> fills;
  std::int64_t timeMs = 1'700'000'000'000;
  for (int i = 0; i < count; ++i) {
    timeMs += random.integer(0, 900);
    fills.push_back({random.chance(0.6) ? Side::buy : Side::sell, random.between(0.001, 5.0), timeMs});
  }
  return fills;
}

TradeFlow flowOf(const std::vector<Fill>& fills) {
  TradeFlow flow;
  for (const Fill& fill : fills) flow.add(fill.side, fill.quantity, fill.timeMs);
  return flow;
}

TEST_CASE("before the first trade there is no flow", "[trade_flow]") {
  REQUIRE_FALSE(TradeFlow{}.cumulativeVolumeDelta());
  REQUIRE_FALSE(TradeFlow{}.imbalance());
}

TEST_CASE("when every taker buys the imbalance is one, when every one sells minus one", "[trade_flow]") {
  std::vector<Fill> fills = randomFills(511, 500);
  for (Fill& fill : fills) fill.side = Side::buy;
  REQUIRE(flowOf(fills).imbalance() == 1.0);
  for (Fill& fill : fills) fill.side = Side::sell;
  REQUIRE(flowOf(fills).imbalance() == -1.0);
}

TEST_CASE("the flow of a stream is the sum written out", "[trade_flow]") {
  const std::uint64_t seed = 512;
  CAPTURE(seed);
  const std::vector<Fill> fills = randomFills(seed, 2'000);
  const TradeFlow flow = flowOf(fills);
  double bought = 0.0, sold = 0.0, delta = 0.0, all = 0.0;
  for (const Fill& fill : fills) {
    (fill.side == Side::buy ? bought : sold) += fill.quantity;
    const double weight = std::exp(-static_cast<double>(fills.back().timeMs - fill.timeMs) / TradeFlow::kTimeConstantMs);
    delta += weight * (fill.side == Side::buy ? fill.quantity : -fill.quantity);
    all += weight * fill.quantity;
  }
  REQUIRE_THAT(*flow.cumulativeVolumeDelta(), WithinRel(bought - sold, 1e-10));
  REQUIRE_THAT(flow.boughtQuantity(), WithinRel(bought, 1e-12));
  REQUIRE_THAT(flow.soldQuantity(), WithinRel(sold, 1e-12));
  REQUIRE_THAT(*flow.imbalance(), WithinRel(delta / all, 1e-9));
  REQUIRE(std::abs(*flow.imbalance()) <= 1.0);
}

TEST_CASE("mirrored takers mirror the flow", "[trade_flow]") {
  std::vector<Fill> fills = randomFills(513, 500);
  const TradeFlow flow = flowOf(fills);
  for (Fill& fill : fills) fill.side = fill.side == Side::buy ? Side::sell : Side::buy;
  const TradeFlow mirrored = flowOf(fills);
  REQUIRE(*mirrored.imbalance() == -*flow.imbalance());
  REQUIRE(*mirrored.cumulativeVolumeDelta() == -*flow.cumulativeVolumeDelta());
}

TEST_CASE("splitting a trade in two changes nothing", "[trade_flow]") {
  const std::vector<Fill> fills = randomFills(514, 500);
  std::vector<Fill> split;
  for (const Fill& fill : fills) {
    split.push_back({fill.side, 0.25 * fill.quantity, fill.timeMs});
    split.push_back({fill.side, 0.75 * fill.quantity, fill.timeMs});
  }
  REQUIRE_THAT(*flowOf(split).imbalance(), WithinRel(*flowOf(fills).imbalance(), 1e-10));
  REQUIRE_THAT(*flowOf(split).cumulativeVolumeDelta(), WithinRel(*flowOf(fills).cumulativeVolumeDelta(), 1e-10));
}

TEST_CASE("one time far ahead does not spoil what comes after", "[trade_flow]") {
  const std::vector<Fill> fills = randomFills(515, 2'000);
  TradeFlow flow;
  flow.add(Side::sell, 1.0, fills.front().timeMs + 365LL * 86'400'000);
  for (const Fill& fill : fills) flow.add(fill.side, fill.quantity, fill.timeMs);
  REQUIRE_THAT(*flow.imbalance(), WithinAbs(*flowOf(fills).imbalance(), 1e-4));
}

TEST_CASE("after a year of silence only the new trade counts", "[trade_flow]") {
  TradeFlow flow;
  flow.add(Side::sell, 1'000'000.0, 1'000);
  flow.add(Side::buy, 1e-6, 1'000 + 365LL * 86'400'000);
  REQUIRE(flow.imbalance() == 1.0);
}

}  // namespace
}  // namespace plimsoll
