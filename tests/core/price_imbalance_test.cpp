#include "plimsoll/book/price_imbalance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <algorithm>
#include <cmath>
#include <map>

#include "random_book.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

TEST_CASE("footprint of two trades, by hand", "[price_imbalance]") {
  Footprint footprint(0.5);
  footprint.follow(618.0);
  footprint.add(Side::buy, 618.2, 3.0);
  footprint.add(Side::sell, 618.4, 1.0);
  REQUIRE(footprint.grid().lowestPrice(32) == 618.0);
  REQUIRE(footprint.bins().at[32] == BuySell{3.0, 1.0});
  REQUIRE(*imbalanceAt(footprint.bins(), 32) == 0.5);
  REQUIRE_FALSE(imbalanceAt(footprint.bins(), 33));
  footprint.clear();
  REQUIRE(footprint.bins().total() == BuySell{});
  REQUIRE(footprint.grid().lowestPrice(32) == 618.0);
}

TEST_CASE("a price on an edge belongs to the bin above it", "[price_imbalance]") {
  const PriceGrid grid{0.1};
  REQUIRE(grid.binOf(61'800.3) == 618'003);
  REQUIRE(grid.binOf(61'800.299) == 618'002);
  REQUIRE(grid.binOf(0.3) == 3);
  REQUIRE(grid.binOf(1e300) == std::int64_t{1} << 50);
}

TEST_CASE("all bins together are the total, wherever the price went", "[price_imbalance]") {
  const std::uint64_t seed = 681;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  Footprint footprint(0.1), split(0.1);
  std::map<std::int64_t, BuySell> traded;
  BuySell all;
  double price = 618.0;
  for (int i = 0; i < 20'000; ++i) {
    price += random.chance(0.01) ? random.between(-30.0, 30.0) : random.between(-0.2, 0.2);
    price = std::max(price, 1.0);
    const Side side = random.chance(0.5) ? Side::buy : Side::sell;
    const auto quantity = static_cast<double>(random.integer(1, 9));
    footprint.add(side, price, quantity);
    split.add(side, price, quantity / 2.0);
    split.add(side, price, quantity / 2.0);
    (side == Side::buy ? all.buy : all.sell) += quantity;
    BuySell& here = traded[PriceGrid{0.1}.binOf(price)];
    (side == Side::buy ? here.buy : here.sell) += quantity;
    const std::int64_t place = PriceGrid{0.1}.binOf(price) - footprint.grid().first;
    if (place < 16 || place >= 48) FAIL("left the middle");
    if (i % 500 != 0) continue;
    if (!(footprint.bins().total() == all)) FAIL("lost some");
    for (std::size_t k = 0; k < PriceGrid::kBins; ++k) {
      // A bin that was beyond an edge meanwhile starts anew, so it never has more.
      const BuySell& whole = traded[footprint.grid().first + static_cast<std::int64_t>(k)];
      REQUIRE(footprint.bins().at[k].buy <= whole.buy);
      REQUIRE(footprint.bins().at[k].sell <= whole.sell);
      REQUIRE(split.bins().at[k] == footprint.bins().at[k]);
    }
  }
}

TEST_CASE("while the grid stays, the footprint is what brute force finds", "[price_imbalance]") {
  test::RandomNumbers random(682);
  Footprint footprint(0.5);
  footprint.follow(618.0);
  std::map<std::int64_t, BuySell> traded;  // by twice the price
  for (int i = 0; i < 1'000; ++i) {
    const std::int64_t quarters = random.integer(4 * 611, 4 * 625);
    const auto quantity = static_cast<double>(random.integer(1, 9));
    const bool isBuy = random.chance(0.4);
    footprint.add(isBuy ? Side::buy : Side::sell, static_cast<double>(quarters) / 4.0, quantity);
    (isBuy ? traded[quarters / 2].buy : traded[quarters / 2].sell) += quantity;
  }
  for (std::size_t k = 0; k < PriceGrid::kBins; ++k) {
    REQUIRE(footprint.bins().at[k] == traded[2 * 618 - 32 + static_cast<std::int64_t>(k)]);
  }
}

TEST_CASE("what rests by price is all of the book", "[price_imbalance]") {
  test::RandomNumbers random(683);
  for (int i = 0; i < 200; ++i) {
    const test::KnownBook known = test::randomBook(random, 50);
    const PriceGrid grid{0.05, PriceGrid{0.05}.binOf(618.0) - 32};
    const PriceBins bins = restingAtPrice(known.book(), grid);
    PriceBins expected;
    BuySell all;
    for (const Level& level : known.bids) {
      expected.add(grid, valueOf(level.price), {valueOf(level.quantity), 0.0});
      all.buy += valueOf(level.quantity);
    }
    for (const Level& level : known.asks) {
      expected.add(grid, valueOf(level.price), {0.0, valueOf(level.quantity)});
      all.sell += valueOf(level.quantity);
    }
    REQUIRE_THAT(bins.total().buy, WithinRel(all.buy, 1e-12));
    REQUIRE_THAT(bins.total().sell, WithinRel(all.sell, 1e-12));
    for (std::size_t k = 0; k < PriceGrid::kBins; ++k) {
      REQUIRE_THAT(bins.at[k].buy, WithinAbs(expected.at[k].buy, 1e-9));
      REQUIRE_THAT(bins.at[k].sell, WithinAbs(expected.at[k].sell, 1e-9));
      const auto here = imbalanceAt(bins, k);
      if (here) REQUIRE(std::abs(*here) <= 1.0);
    }
  }
}

}  // namespace
}  // namespace plimsoll
