#include "plimsoll/book/depth.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "plimsoll/book/mid_price.h"
#include "random_book.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

// Mid 620.00, half the spread 0.31.
const KnownBook kKnown{{level(61'969, 1'000), level(61'938, 2'000), level(61'907, 4'000)},
                       {level(62'031, 3'000), level(62'620, 8'000)}};

TEST_CASE("depth within a distance, by hand", "[depth]") {
  const OrderBook book = kKnown.book();
  const Depth bids = *depthWithin(book, BookSide::bid, 12.0);
  REQUIRE_THAT(bids.quantity, WithinRel(3.0, 1e-15));
  REQUIRE_THAT(*bids.notional, WithinRel(619.69 + 2.0 * 619.38, 1e-15));
  const Depth asks = *depthWithin(book, BookSide::ask, 99.0);
  REQUIRE_THAT(asks.quantity, WithinRel(3.0, 1e-15));
  REQUIRE_THAT(*asks.notional, WithinRel(3.0 * 620.31, 1e-15));
  const Depth none = *depthWithin(book, BookSide::ask, 1.0);
  REQUIRE(none.quantity == 0.0);
  REQUIRE(none.notional == 0.0);
  REQUIRE_FALSE(depthWithin(KnownBook{kKnown.bids, {}}.book(), BookSide::bid, 12.0));
}

TEST_CASE("slippage of an order, by hand", "[depth]") {
  const OrderBook book = kKnown.book();
  auto [name, side, quantity, notional, worst] = GENERATE(table<const char*, Side, double, double, double>({
      {"within the best ask", Side::buy, 2.0, 2.0 * 620.31, 620.31},
      {"all of the best ask", Side::buy, 3.0, 3.0 * 620.31, 620.31},
      {"into the second ask", Side::buy, 4.0, 3.0 * 620.31 + 626.20, 626.20},
      {"all the asks", Side::buy, 11.0, 3.0 * 620.31 + 8.0 * 626.20, 626.20},
      {"into the third bid", Side::sell, 3.5, 619.69 + 2.0 * 619.38 + 0.5 * 619.07, 619.07},
  }));
  CAPTURE(name);
  const Slippage found = *slippage(book, side, quantity);
  const double average = notional / quantity;
  REQUIRE_THAT(*found.notional, WithinRel(notional, 1e-14));
  REQUIRE_THAT(found.averagePrice, WithinRel(average, 1e-14));
  REQUIRE_THAT(found.rate, WithinRel(std::abs(average - 620.0) / 620.0, 1e-10));
  REQUIRE(found.worstPrice == worst);
}

TEST_CASE("what the book cannot fill has no price", "[depth]") {
  REQUIRE_FALSE(slippage(kKnown.book(), Side::buy, 11.001));
  REQUIRE_FALSE(slippage(kKnown.book(), Side::sell, 1e12));
  REQUIRE_FALSE(slippage(KnownBook{kKnown.bids, {}}.book(), Side::sell, 1.0));
  REQUIRE_FALSE(slippage(OrderBook{}, Side::buy, 1.0));
}

TEST_CASE("all that a random book holds can be taken, and no more", "[depth]") {
  const std::uint64_t seed = 441;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 500; ++i) {
    const KnownBook known = test::randomBook(random, 1 + random.below(60));
    std::int64_t units = 0;
    for (const Level& level : known.asks) units += level.quantity.mantissa;
    CAPTURE(i, units);
    REQUIRE(slippage(known.book(), Side::buy, fromUnits(units, 3)));
    REQUIRE_FALSE(slippage(known.book(), Side::buy, fromUnits(units + 1, 3)));
  }
}

TEST_CASE("slippage of random books obeys its laws", "[depth]") {
  const std::uint64_t seed = 442;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 500; ++i) {
    const KnownBook known = test::randomBook(random, 40);
    const OrderBook book = known.book();
    const double mid = *midPrice(book);
    double resting = 0.0;
    for (const Level& level : known.asks) resting += valueOf(level.quantity);
    CAPTURE(i);

    // A vanishing order pays half the spread.
    const double halfSpread = (book.best(BookSide::ask)->price - mid) / mid;
    REQUIRE_THAT(slippage(book, Side::buy, 1e-9)->rate, WithinRel(halfSpread, 1e-9));

    // More is never cheaper per unit, and its cost is convex.
    const double small = random.between(0.01, 0.3) * resting;
    const double large = small + random.between(0.01, 0.3) * resting;
    const Slippage ofSmall = *slippage(book, Side::buy, small);
    const Slippage ofLarge = *slippage(book, Side::buy, large);
    const Slippage between = *slippage(book, Side::buy, (small + large) / 2.0);
    REQUIRE(ofLarge.averagePrice >= ofSmall.averagePrice - 1e-9);
    REQUIRE(ofLarge.rate >= ofSmall.rate - 1e-12);
    REQUIRE(ofLarge.worstPrice >= ofSmall.worstPrice);
    REQUIRE(*between.notional <= (*ofSmall.notional + *ofLarge.notional) / 2.0 + 1e-6);

    // Splitting saves nothing: the second part meets what the first one left.
    KnownBook rest = known;
    double left = small;
    while (left >= valueOf(rest.asks.front().quantity)) {
      left -= valueOf(rest.asks.front().quantity);
      rest.asks.erase(rest.asks.begin());
    }
    rest.asks.front().quantity.mantissa -= static_cast<std::int64_t>(left * 1'000.0);
    const auto second = slippage(rest.book(), Side::buy, large - small);
    if (second) REQUIRE(*ofSmall.notional + *second->notional >= *ofLarge.notional * (1.0 - 1e-3));

    // Brute force over the levels.
    double wanted = large, cost = 0.0;
    for (const Level& level : known.asks) {
      const double taken = std::min(wanted, valueOf(level.quantity));
      cost += taken * valueOf(level.price);
      wanted -= taken;
    }
    REQUIRE_THAT(*ofLarge.notional, WithinRel(cost, 1e-12));
  }
}

TEST_CASE("a buy on a book is a sell on its mirror", "[depth]") {
  test::RandomNumbers random(443);
  for (int i = 0; i < 300; ++i) {
    const KnownBook known = test::randomBook(random, 20);
    const std::int64_t twice = known.bids.front().price.mantissa + known.asks.front().price.mantissa;
    KnownBook mirrored = known.swapped();
    for (auto* side : {&mirrored.bids, &mirrored.asks}) {
      for (Level& level : *side) level.price.mantissa = twice - level.price.mantissa;
    }
    const double quantity = valueOf(known.asks.front().quantity) * random.between(0.1, 1.0);
    const Slippage buy = *slippage(known.book(), Side::buy, quantity);
    const Slippage sell = *slippage(mirrored.book(), Side::sell, quantity);
    REQUIRE_THAT(sell.rate, WithinAbs(buy.rate, 1e-12));
    const Depth asks = *depthWithin(known.book(), BookSide::ask, 20.5);
    const Depth bids = *depthWithin(mirrored.book(), BookSide::bid, 20.5);
    REQUIRE_THAT(bids.quantity, WithinAbs(asks.quantity, 1e-9));
  }
}

TEST_CASE("depth within a distance is what brute force finds", "[depth]") {
  test::RandomNumbers random(444);
  for (int i = 0; i < 400; ++i) {
    const KnownBook known = test::randomBook(random, 40);
    const OrderBook book = known.book();
    const double mid = *midPrice(book);
    const double bps = random.between(0.01, 300.0);
    double quantity = 0.0, notional = 0.0;
    for (const Level& level : known.bids) {
      if ((mid - valueOf(level.price)) / mid * 1e4 > bps) continue;
      quantity += valueOf(level.quantity);
      notional += valueOf(level.quantity) * valueOf(level.price);
    }
    const Depth found = *depthWithin(book, BookSide::bid, bps);
    REQUIRE_THAT(found.quantity, WithinAbs(quantity, 1e-9));
    REQUIRE_THAT(*found.notional, WithinAbs(notional, 1e-6));
  }
}

}  // namespace
}  // namespace plimsoll
