#include "plimsoll/flow/order_flow.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;

namespace plimsoll {
namespace {

Touch randomTouch(test::RandomNumbers& random) {
  const double bid = 100.0 + 0.5 * static_cast<double>(random.integer(-2, 2));
  return {bid, random.between(0.1, 9.0), bid + 0.5 * static_cast<double>(random.integer(1, 2)), random.between(0.1, 9.0)};
}

/// Prices mirrored at 100, bid and ask exchanged.
Touch mirrored(const Touch& touch) {
  return {200.0 - touch.askPrice, touch.askQuantity, 200.0 - touch.bidPrice, touch.bidQuantity};
}

TEST_CASE("order flow of one change, by hand", "[order_flow]") {
  const Touch before{100.0, 5.0, 101.0, 7.0};
  auto [name, now, expected] = GENERATE(table<const char*, Touch, double>({
      {"nothing", {100.0, 5.0, 101.0, 7.0}, 0.0},
      {"more bid", {100.0, 8.0, 101.0, 7.0}, 3.0},
      {"less ask", {100.0, 5.0, 101.0, 4.0}, 3.0},
      {"bid up: all of the new best is demand", {100.5, 2.0, 101.0, 7.0}, 2.0},
      {"bid down: all of the old best is gone", {99.5, 9.0, 101.0, 7.0}, -5.0},
      {"ask up: all of the old best is gone", {100.0, 5.0, 101.5, 3.0}, 7.0},
      {"ask down: all of the new best is supply", {100.0, 5.0, 100.5, 3.0}, -3.0},
      {"both up", {101.0, 2.0, 102.0, 3.0}, 9.0},
  }));
  CAPTURE(name);
  REQUIRE(orderFlow(before, now) == expected);
}

TEST_CASE("order flow of random changes obeys its laws", "[order_flow]") {
  const std::uint64_t seed = 501;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const Touch before = randomTouch(random);
    const Touch now = randomTouch(random);
    const double flow = orderFlow(before, now);
    REQUIRE_THAT(orderFlow(mirrored(before), mirrored(now)), WithinAbs(-flow, 1e-12));
    REQUIRE_THAT(orderFlow(now, before), WithinAbs(-flow, 1e-12));
    if (now.bidPrice == before.bidPrice && now.askPrice == before.askPrice) {
      const double changes = now.bidQuantity - before.bidQuantity - (now.askQuantity - before.askQuantity);
      REQUIRE_THAT(flow, WithinAbs(changes, 1e-12));
    }
    if (now.bidPrice > before.bidPrice && now.askPrice >= before.askPrice) {
      REQUIRE(flow >= now.bidQuantity + (now.askPrice > before.askPrice ? 0.0 : before.askQuantity - now.askQuantity) - 1e-12);
    }
  }
}

TEST_CASE("flow adds up over time, and back at the start nothing is left", "[order_flow]") {
  test::RandomNumbers random(502);
  OrderFlow flow;
  const Touch start{100.0, 5.0, 101.0, 7.0};
  flow.add(start, 1'000);
  REQUIRE_FALSE(flow.imbalance());  // the first touch is no change
  double sum = 0.0, depth = 0.0;
  int count = 0;
  Touch before = start;
  for (int i = 0; i < 200; ++i) {
    const Touch now = i == 199 ? start : Touch{100.0, random.between(0.0, 9.0), 101.0, random.between(0.0, 9.0)};
    flow.add(now, 1'000 + i * 20);
    sum += orderFlow(before, now);
    depth += (now.bidQuantity + now.askQuantity) / 2.0;
    ++count;
    REQUIRE_THAT(*flow.imbalance(), WithinAbs(sum, 1e-9));
    REQUIRE_THAT(*flow.normalizedImbalance(), WithinAbs(sum / (depth / count), 1e-9));
    before = now;
  }
  REQUIRE_THAT(*flow.imbalance(), WithinAbs(0.0, 1e-9));
}

TEST_CASE("the window is the last ten seconds, whole ones and the one that is filling", "[order_flow]") {
  test::RandomNumbers random(503);
  OrderFlow flow;
  struct Change {
    std::int64_t second;
    double flow;
  };
  std::vector<Change> changes;
  Touch before = randomTouch(random);
  std::int64_t timeMs = 1'700'000'000'000;
  flow.add(before, timeMs);
  for (int i = 0; i < 3'000; ++i) {
    timeMs += random.integer(0, random.chance(0.01) ? 15'000 : 300);
    const Touch now = randomTouch(random);
    flow.add(now, timeMs);
    changes.push_back({timeMs / 1'000, orderFlow(before, now)});
    before = now;
    double sum = 0.0;
    for (const Change& change : changes) sum += change.second > timeMs / 1'000 - 10 ? change.flow : 0.0;
    REQUIRE_THAT(*flow.imbalance(), WithinAbs(sum, 1e-9));
  }
}

TEST_CASE("across an unknown time there is no change", "[order_flow]") {
  OrderFlow flow;
  flow.add(Touch{100.0, 5.0, 101.0, 7.0}, 1'000);
  flow.add(Touch{100.0, 6.0, 101.0, 7.0}, 1'100);
  flow.breakChain();
  flow.add(Touch{100.0, 900.0, 101.0, 7.0}, 1'200);
  REQUIRE(flow.imbalance() == 1.0);
  flow.add(std::nullopt, 1'300);  // a side of the book is empty
  flow.add(Touch{100.0, 800.0, 101.0, 7.0}, 1'400);
  REQUIRE(flow.imbalance() == 1.0);
  flow.add(Touch{100.0, 802.0, 101.0, 7.0}, 1'500);
  REQUIRE(flow.imbalance() == 3.0);
}

TEST_CASE("one time far ahead does not spoil what comes after", "[order_flow]") {
  OrderFlow flow;
  const std::int64_t now = 1'700'000'000'000;
  flow.add(Touch{100.0, 5.0, 101.0, 7.0}, now);
  flow.add(Touch{100.0, 6.0, 101.0, 7.0}, now + 365LL * 86'400'000);
  for (int i = 1; i <= 30; ++i) flow.add(Touch{100.0, 6.0 + i, 101.0, 7.0}, now + 1'000 * i);
  // The last ten seconds alone, one unit each.
  REQUIRE(flow.imbalance() == 10.0);
}

TEST_CASE("times a little out of order count as the newest", "[order_flow]") {
  OrderFlow flow;
  flow.add(Touch{100.0, 5.0, 101.0, 7.0}, 50'000);
  flow.add(Touch{100.0, 6.0, 101.0, 7.0}, 49'000);
  flow.add(Touch{100.0, 7.0, 101.0, 7.0}, 48'000);
  REQUIRE(flow.imbalance() == 2.0);
}

TEST_CASE("a time below zero counts as zero", "[order_flow]") {
  OrderFlow flow;
  flow.add(Touch{10.0, 1.0, 11.0, 1.0}, -1'000'000);
  flow.add(Touch{10.0, 3.0, 11.0, 1.0}, -1'000'000'000'000);
  CHECK(flow.imbalance() == 2.0);
  flow.add(Touch{10.0, 4.0, 11.0, 1.0}, 0);
  CHECK(flow.imbalance() == 3.0);
}

}  // namespace
}  // namespace plimsoll
