#include "plimsoll/flow/level_flow.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <vector>

#include "random_book.h"
#include "random_numbers.h"

using Catch::Matchers::WithinAbs;

namespace plimsoll {
namespace {

struct Levels {
  std::vector<PriceLevel> bids;
  std::vector<PriceLevel> asks;
};

/// Up to `count` levels a side around 100, at multiples of a half: whole numbers of quantity, so
/// that every sum is exact.
Levels randomLevels(test::RandomNumbers& random, std::size_t count) {
  Levels levels;
  double bid = 100.0 + 0.5 * static_cast<double>(random.integer(-2, 2));
  double ask = bid + 0.5 * static_cast<double>(random.integer(1, 2));
  for (std::size_t i = 0; i < count; ++i) {
    levels.bids.push_back({bid, static_cast<double>(random.integer(1, 50))});
    levels.asks.push_back({ask, static_cast<double>(random.integer(1, 50))});
    bid -= 0.5 * static_cast<double>(random.integer(1, 3));
    ask += 0.5 * static_cast<double>(random.integer(1, 3));
  }
  levels.bids.resize(count - random.below(count / 2 + 1));
  levels.asks.resize(count - random.below(count / 2 + 1));
  return levels;
}

Levels mirrored(const Levels& levels) {
  Levels mirror{levels.asks, levels.bids};
  for (PriceLevel& level : mirror.bids) level.price = 200.0 - level.price;
  for (PriceLevel& level : mirror.asks) level.price = 200.0 - level.price;
  return mirror;
}

std::optional<Touch> touchOf(const Levels& levels) {
  if (levels.bids.empty() || levels.asks.empty()) return std::nullopt;
  return Touch{levels.bids[0].price, levels.bids[0].quantity, levels.asks[0].price, levels.asks[0].quantity};
}

TEST_CASE("flow of two levels, by hand", "[level_flow]") {
  const std::array<PriceLevel, 2> asks{{{101, 7}, {102, 1}}};
  const std::array<PriceLevel, 2> bids{{{100, 5}, {99, 2}}};
  const std::array<PriceLevel, 2> more{{{100, 5}, {99, 5}}};
  LevelFlow flow(2);
  flow.add(bids, asks, 1'000);
  REQUIRE_FALSE(flow.imbalance(1));
  REQUIRE_FALSE(flow.scaledImbalances());
  flow.add(more, asks, 1'100);
  REQUIRE(flow.imbalance(1) == 0.0);
  REQUIRE(flow.imbalance(2) == 3.0);
  REQUIRE(flow.normalizedImbalance(2) == 3.0 / 3.0);  // (5 + 1) / 2
  // One depth for both levels: (6 + 3) / 2.
  REQUIRE((*flow.scaledImbalances())[1] == 3.0 / 4.5);
  for (const std::size_t none : {0, 3, 11}) REQUIRE_FALSE(flow.imbalance(none));
}

TEST_CASE("of one level it is order flow, number by number", "[level_flow]") {
  test::RandomNumbers random(601);
  LevelFlow one(1), all;
  OrderFlow touch;
  std::int64_t timeMs = 1'700'000'000'000;
  for (int i = 0; i < 5'000; ++i) {
    timeMs += random.integer(-200, random.chance(0.01) ? 15'000 : 500);
    if (random.chance(0.002)) timeMs -= 100'000;
    Levels now = randomLevels(random, 4);
    for (PriceLevel& level : now.bids) level.quantity = random.between(0.1, 9.0);
    if (random.chance(0.01)) now.asks.clear();
    if (random.chance(0.01)) {
      one.breakChain(), all.breakChain(), touch.breakChain();
    }
    one.add(now.bids, now.asks, timeMs);
    all.add(now.bids, now.asks, timeMs);
    touch.add(touchOf(now), timeMs);
    REQUIRE(one.imbalance(1) == touch.imbalance());
    REQUIRE(all.imbalance(1) == touch.imbalance());
    REQUIRE(all.normalizedImbalance(1) == touch.normalizedImbalance());
    if (touch.imbalance()) REQUIRE_THAT((*one.scaledImbalances())[0], WithinAbs(*touch.normalizedImbalance(), 1e-12));
  }
}

// Every change is kept, and e is written out with missing levels at plus and minus infinity.
TEST_CASE("each level's flow is the sum of its changes in the window", "[level_flow]") {
  const std::uint64_t seed = 602;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  struct Change {
    std::int64_t second;
    std::array<double, kFlowLevels> flow;
    std::array<double, kFlowLevels> depth;
    std::array<bool, kFlowLevels> whole;
  };
  const double inf = std::numeric_limits<double>::infinity();
  const auto at = [](const std::vector<PriceLevel>& side, std::size_t m, double none) {
    return m < side.size() ? side[m] : PriceLevel{none, 0.0};
  };
  LevelFlow flow, mirror;
  std::vector<Change> changes;
  std::int64_t timeMs = 1'700'000'000'000;
  Levels before = randomLevels(random, 12);
  flow.add(before.bids, before.asks, timeMs);
  mirror.add(mirrored(before).bids, mirrored(before).asks, timeMs);
  for (int i = 0; i < 1'000; ++i) {
    timeMs += random.integer(0, random.chance(0.01) ? 15'000 : 300);
    const Levels now = randomLevels(random, 12);
    Change change{timeMs / 1'000, {}, {}, {}};
    for (std::size_t m = 0; m < kFlowLevels; ++m) {
      const PriceLevel b0 = at(before.bids, m, -inf), b1 = at(now.bids, m, -inf);
      const PriceLevel a0 = at(before.asks, m, inf), a1 = at(now.asks, m, inf);
      change.flow[m] = (b1.price >= b0.price ? b1.quantity : 0) - (b1.price <= b0.price ? b0.quantity : 0) -
                       (a1.price <= a0.price ? a1.quantity : 0) + (a1.price >= a0.price ? a0.quantity : 0);
      change.depth[m] = (b1.quantity + a1.quantity) / 2;
      change.whole[m] = m < std::min({before.bids.size(), before.asks.size(), now.bids.size(), now.asks.size()});
    }
    changes.push_back(change);
    flow.add(now.bids, now.asks, timeMs);
    mirror.add(mirrored(now).bids, mirrored(now).asks, timeMs);
    before = now;

    double allDepth = 0.0, count = 0.0;
    std::array<double, kFlowLevels> sums{};
    for (std::size_t m = 0; m < kFlowLevels; ++m) {
      double depth = 0.0;
      bool whole = true;
      count = 0.0;
      for (const Change& one : changes) {
        if (one.second <= timeMs / 1'000 - 10) continue;
        sums[m] += one.flow[m];
        depth += one.depth[m];
        whole = whole && one.whole[m];
        count += 1.0;
      }
      allDepth += depth;
      REQUIRE(flow.imbalance(m + 1) == sums[m]);
      REQUIRE(mirror.imbalance(m + 1) == -sums[m]);
      REQUIRE(flow.isWhole(m + 1) == whole);
      if (depth > 0.0) REQUIRE_THAT(*flow.normalizedImbalance(m + 1), WithinAbs(sums[m] / (depth / count), 1e-12));
    }
    const auto scaled = *flow.scaledImbalances();
    for (std::size_t m = 0; m < kFlowLevels; ++m) {
      REQUIRE_THAT(scaled[m], WithinAbs(sums[m] / (allDepth / count / 10.0), 1e-9));
    }
  }
}

TEST_CASE("at prices that stay, flow is the change of bids less that of asks, and back at the start nothing", "[level_flow]") {
  test::RandomNumbers random(603);
  Levels start;
  for (int i = 0; i < 10; ++i) {
    start.bids.push_back({100.0 - i, 5.0});
    start.asks.push_back({101.0 + i, 7.0});
  }
  LevelFlow flow;
  flow.add(start.bids, start.asks, 1'000);
  for (int i = 0; i < 100; ++i) {
    Levels now = start;
    if (i < 99) {
      for (PriceLevel& level : now.bids) level.quantity = static_cast<double>(random.integer(0, 90));
      for (PriceLevel& level : now.asks) level.quantity = static_cast<double>(random.integer(0, 90));
    }
    flow.add(now.bids, now.asks, 1'000 + 50 * i);
    for (std::size_t m = 0; m < 10; ++m) {
      REQUIRE(flow.imbalance(m + 1) == (now.bids[m].quantity - 5.0) - (now.asks[m].quantity - 7.0));
    }
  }
  for (std::size_t m = 1; m <= 10; ++m) REQUIRE(flow.imbalance(m) == 0.0);
}

TEST_CASE("a level that comes and goes is told of, and adds what rested there", "[level_flow]") {
  const std::vector<PriceLevel> asks{{101, 7}, {102, 1}}, one{{100, 5}}, two{{100, 5}, {99, 4}};
  LevelFlow flow;
  flow.add(two, asks, 1'000);
  flow.add(two, asks, 1'100);
  REQUIRE(flow.isWhole(2));
  REQUIRE_FALSE(flow.isWhole(3));
  REQUIRE(flow.imbalance(3) == 0.0);
  REQUIRE_FALSE(flow.normalizedImbalance(3));
  flow.add(one, asks, 1'200);
  REQUIRE(flow.imbalance(2) == -4.0);
  REQUIRE_FALSE(flow.isWhole(2));
  flow.add(two, asks, 1'300);
  REQUIRE(flow.imbalance(2) == 0.0);
  flow.add(two, asks, 12'000);  // the window has gone on
  REQUIRE(flow.isWhole(2));
  REQUIRE(flow.isWhole(1));
  flow.add({}, asks, 12'100);
  flow.add(one, asks, 12'200);  // a new chain
  REQUIRE(flow.imbalance(2) == 0.0);
}

TEST_CASE("times that no clock shows do no harm to the window", "[level_flow]") {
  const std::vector<PriceLevel> bids{{100, 5}}, asks{{101, 7}};
  LevelFlow flow;
  for (const std::int64_t timeMs : {std::int64_t{0}, std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::min(), std::int64_t{1'700'000'000'000}}) {
    flow.add(bids, asks, timeMs);
    flow.add(bids, asks, timeMs);
    REQUIRE(flow.imbalance(1) == 0.0);
  }
}

TEST_CASE("a book's ten best levels are those of a walk", "[level_flow]") {
  test::RandomNumbers random(604);
  for (const std::size_t count : {0, 3, 10, 40}) {
    const test::KnownBook known = test::randomBook(random, count);
    const NearLevels levels = nearLevels(known.book());
    REQUIRE(levels.bids().size() == std::min<std::size_t>(count, 10));
    REQUIRE(levels.asks().size() == std::min<std::size_t>(count, 10));
    for (std::size_t i = 0; i < levels.bids().size(); ++i) {
      REQUIRE_THAT(levels.bids()[i].price, WithinAbs(static_cast<double>(known.bids[i].price.mantissa) / 100.0, 1e-9));
      REQUIRE_THAT(levels.asks()[i].quantity, WithinAbs(static_cast<double>(known.asks[i].quantity.mantissa) / 1'000.0, 1e-9));
    }
  }
  REQUIRE(checkFlowLevels(0) == Error::levelsOutOfRange);
  REQUIRE(checkFlowLevels(1) == Error::none);
  REQUIRE(checkFlowLevels(10) == Error::none);
  REQUIRE(checkFlowLevels(11) == Error::levelsOutOfRange);
}

}  // namespace
}  // namespace plimsoll
