#include "plimsoll/book/venue_imbalance.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "plimsoll/book/aggregate_depth.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/mid_price.h"
#include "random_book.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

constexpr Contract kDollars{.kind = InstrumentKind::inverse, .size = 10.0};

BpsDepth depthOf(double bid, double ask) {
  BpsDepth depth;
  depth.bid[3] = bid;
  depth.ask[7] = ask;
  return depth;
}

TEST_CASE("imbalance and dispersion of two venues, by hand", "[venue_imbalance]") {
  VenueImbalance venues;
  venues.add(depthOf(3.0, 1.0));
  REQUIRE(*venues.dispersion() == 0.0);
  venues.add(depthOf(1.0, 5.0));
  REQUIRE_THAT(*venues.imbalance(10), WithinRel(-0.2, 1e-14));
  REQUIRE_THAT(*venues.dispersion(), WithinRel((0.5 + 2.0 / 3.0) / 2.0, 1e-14));
  REQUIRE(*venues.imbalance(7) == 1.0);
  REQUIRE_FALSE(venues.imbalance(3));
  const double bids = 4.0 * std::exp(-0.3), asks = 6.0 * std::exp(-0.7);
  REQUIRE_THAT(*venues.weightedImbalance(10.0), WithinRel((bids - asks) / (bids + asks), 1e-13));
}

TEST_CASE("one venue is what its own book says", "[venue_imbalance]") {
  const std::uint64_t seed = 671;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 300; ++i) {
    const OrderBook book = test::randomBook(random, 60).book();
    for (const Contract& contract : {kCoins, kDollars}) {
      VenueImbalance one;
      one.add(*bpsDepth(book, contract));
      for (const int distanceBps : {1, 5, 10, 25, 50, 100}) {
        CAPTURE(i, distanceBps);
        const NotionalDepth own = *notionalDepth(book, distanceBps, contract);
        REQUIRE_THAT(one.bid(distanceBps), WithinRel(own.bid, 1e-12));
        REQUIRE_THAT(one.ask(distanceBps), WithinRel(own.ask, 1e-12));
        const auto expected = imbalance(own.bid, own.ask);
        REQUIRE(one.imbalance(distanceBps).has_value() == expected.has_value());
        if (expected) REQUIRE_THAT(*one.imbalance(distanceBps), WithinAbs(*expected, 1e-12));
      }
      // Of an inverse contract quantities are money, and the book's own imbalance is the same.
      if (contract.isInverse() && bookImbalanceWithin(book, 25.0)) {
        REQUIRE_THAT(*one.imbalance(25), WithinAbs(*bookImbalanceWithin(book, 25.0), 1e-12));
      }
    }
  }
}

TEST_CASE("bins are what brute force finds", "[venue_imbalance]") {
  test::RandomNumbers random(672);
  for (int i = 0; i < 200; ++i) {
    const KnownBook known = test::randomBook(random, 40);
    const OrderBook book = known.book();
    const double mid = *midUnits(book);
    BpsDepth expected;
    const auto put = [&](const std::vector<Level>& levels, double sign, auto& bins) {
      for (const Level& level : levels) {
        const double units = static_cast<double>(level.price.mantissa);
        std::size_t bin = 0;
        while (bin < 100 && sign * units > sign * mid * (1.0 + sign * static_cast<double>(bin + 1) * 1e-4)) ++bin;
        if (bin < 100) bins[bin] += valueOf(level.price) * valueOf(level.quantity);
      }
    };
    // The book's units may be coarser than hundredths; the ratio of prices is the same.
    if (book.priceDecimals() != 2) continue;
    put(known.bids, -1.0, expected.bid);
    put(known.asks, +1.0, expected.ask);
    const BpsDepth found = *bpsDepth(book, kCoins);
    for (std::size_t k = 0; k < 100; ++k) {
      REQUIRE_THAT(found.bid[k], WithinRel(expected.bid[k], 1e-12));
      REQUIRE_THAT(found.ask[k], WithinRel(expected.ask[k], 1e-12));
    }
  }
}

TEST_CASE("venues twice, in another order or with another basis change nothing", "[venue_imbalance]") {
  test::RandomNumbers random(673);
  for (int i = 0; i < 200; ++i) {
    std::vector<BpsDepth> depths;
    for (int venue = 0; venue < 4; ++venue) {
      depths.push_back(*bpsDepth(test::randomBook(random, 30).book(), venue % 2 == 0 ? kCoins : kDollars));
    }
    VenueImbalance once(25), twice(25), swapped(25);
    double least = 1.0, greatest = -1.0;
    for (const BpsDepth& depth : depths) {
      once.add(depth);
      twice.add(depth);
      swapped.add({depth.ask, depth.bid});
      VenueImbalance single;
      single.add(depth);
      least = std::min(least, single.imbalance(25).value_or(1.0));
      greatest = std::max(greatest, single.imbalance(25).value_or(-1.0));
    }
    std::reverse(depths.begin(), depths.end());
    for (const BpsDepth& depth : depths) twice.add(depth);
    REQUIRE_THAT(*twice.imbalance(25), WithinAbs(*once.imbalance(25), 1e-12));
    REQUIRE_THAT(*twice.weightedImbalance(10.0), WithinAbs(*once.weightedImbalance(10.0), 1e-12));
    REQUIRE_THAT(*twice.dispersion(), WithinAbs(*once.dispersion(), 1e-12));
    REQUIRE(*swapped.imbalance(25) == -*once.imbalance(25));
    REQUIRE_THAT(*swapped.dispersion(), WithinAbs(*once.dispersion(), 1e-12));
    REQUIRE(*once.dispersion() <= 1.0);
    // All lies between the least and the greatest of its parts.
    REQUIRE(*once.imbalance(25) >= least - 1e-12);
    REQUIRE(*once.imbalance(25) <= greatest + 1e-12);
    // A wide decay weighs all alike.
    REQUIRE_THAT(*once.weightedImbalance(10'000.0), WithinAbs(*once.imbalance(100), 0.01));
  }
}

TEST_CASE("a basis between venues pushes nothing out of the window", "[venue_imbalance]") {
  const BpsDepth here = *bpsDepth(KnownBook{{level(10'000, 1'000)}, {level(10'002, 3'000)}}.book(), kDollars);
  const BpsDepth there = *bpsDepth(KnownBook{{level(20'000, 1'000)}, {level(20'004, 3'000)}}.book(), kDollars);
  REQUIRE(here.bid == there.bid);
  REQUIRE(here.ask == there.ask);
}

TEST_CASE("without a mid, a size or anything near there is none", "[venue_imbalance]") {
  const KnownBook known{{level(10'000, 1'000)}, {level(10'002, 3'000)}};
  REQUIRE_FALSE(bpsDepth(KnownBook{known.bids, {}}.book(), kCoins));
  REQUIRE_FALSE(bpsDepth(known.book(), Contract{}));
  VenueImbalance venues;
  REQUIRE_FALSE(venues.imbalance(10));
  REQUIRE_FALSE(venues.weightedImbalance(10.0));
  REQUIRE_FALSE(venues.dispersion());
  venues.add(BpsDepth{});
  REQUIRE_FALSE(venues.imbalance(10));
  REQUIRE_FALSE(venues.dispersion());
  REQUIRE(venues.venues() == 1);
  // A crossed book is no farther from its mid than the first bin.
  const BpsDepth crossed = *bpsDepth(KnownBook{{level(10'002, 1'000)}, {level(10'000, 3'000)}}.book(), kCoins);
  REQUIRE_THAT(crossed.bid[0], WithinRel(100.02, 1e-14));
}

TEST_CASE("distances and decays of bins that cannot be are refused", "[venue_imbalance]") {
  REQUIRE(checkBins(1) == Error::none);
  REQUIRE(checkBins(100) == Error::none);
  REQUIRE(checkBins(0) == Error::windowOutOfRange);
  REQUIRE(checkBins(101) == Error::windowOutOfRange);
  REQUIRE(checkBinDecay(0.2) == Error::none);
  REQUIRE(checkBinDecay(0.1) == Error::windowOutOfRange);
  REQUIRE(checkBinDecay(10'001.0) == Error::windowOutOfRange);
  REQUIRE(checkBinDecay(std::numeric_limits<double>::quiet_NaN()) == Error::notFinite);
}

}  // namespace
}  // namespace plimsoll
