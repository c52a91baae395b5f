#include "plimsoll/book/aggregate_depth.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "plimsoll/book/depth.h"
#include "random_book.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

// Both mids 620.00.
const KnownBook kLinear{{level(61'969, 1'000), level(61'938, 2'000)}, {level(62'031, 3'000)}};
const KnownBook kInverse{{level(61'990, 50'000)}, {level(62'010, 70'000)}};
constexpr Contract kDollars{.kind = InstrumentKind::inverse, .size = 10.0};

TEST_CASE("markets are added by what rests on them is worth, by hand", "[aggregate_depth]") {
  const auto linear = notionalDepth(kLinear.book(), 12.0, kCoins);
  const auto inverse = notionalDepth(kInverse.book(), 12.0, kDollars);
  REQUIRE(linear);
  REQUIRE(inverse);
  AggregateDepth all;
  all.add(*linear);
  all.add(*inverse);
  const double bid = 619.69 + 2.0 * 619.38 + 500.0, ask = 3.0 * 620.31 + 700.0;
  REQUIRE_THAT(*all.bid(), WithinRel(bid, 1e-15));
  REQUIRE_THAT(*all.ask(), WithinRel(ask, 1e-15));
  REQUIRE_THAT(*all.imbalance(), WithinRel((bid - ask) / (bid + ask), 1e-12));
}

TEST_CASE("nothing has no depth, and an empty window no imbalance", "[aggregate_depth]") {
  AggregateDepth all;
  REQUIRE_FALSE(all.bid());
  REQUIRE_FALSE(all.ask());
  REQUIRE_FALSE(all.imbalance());
  all.add(*notionalDepth(kLinear.book(), 0.1, kCoins));
  REQUIRE(all.bid() == 0.0);
  REQUIRE(all.ask() == 0.0);
  REQUIRE_FALSE(all.imbalance());
}

TEST_CASE("a market without a mid, or of unknown contracts, has no notional depth", "[aggregate_depth]") {
  REQUIRE_FALSE(notionalDepth(KnownBook{kLinear.bids, {}}.book(), 12.0, kCoins));
  REQUIRE_FALSE(notionalDepth(kLinear.book(), 12.0, Contract{}));
}

TEST_CASE("laws of aggregate depth", "[aggregate_depth]") {
  const auto one = *notionalDepth(kLinear.book(), 12.0, kCoins);
  const auto other = *notionalDepth(kInverse.book(), 12.0, kDollars);
  AggregateDepth all, swapped, single;
  all.add(one);
  all.add(other);
  for (const NotionalDepth& depth : {other, one}) swapped.add({depth.ask, depth.bid});
  single.add(one);

  // Swapping sides changes the sign, whatever the order.
  REQUIRE(*swapped.imbalance() == -*all.imbalance());
  // All of them lies between the least and the greatest of them.
  AggregateDepth second;
  second.add(other);
  REQUIRE(*all.imbalance() >= std::min(*single.imbalance(), *second.imbalance()));
  REQUIRE(*all.imbalance() <= std::max(*single.imbalance(), *second.imbalance()));
  // One alone is its own depth.
  REQUIRE(*single.bid() == *depthWithin(kLinear.book(), BookSide::bid, 12.0)->notional);
}

}  // namespace
}  // namespace plimsoll
