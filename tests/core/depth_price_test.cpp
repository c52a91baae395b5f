#include "plimsoll/book/depth_price.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "plimsoll/book/mid_price.h"
#include "random_book.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

const KnownBook kKnown{{level(10'000, 2'000), level(9'900, 1'000)}, {level(10'100, 1'000), level(10'300, 4'000)}};

TEST_CASE("three prices of a book, by hand", "[depth_price]") {
  const OrderBook book = kKnown.book();
  REQUIRE_THAT(*volumeAdjustedMid(book, 2), WithinRel(100.125, 1e-14));
  REQUIRE_THAT(*weightedDepthPrice(book, 2), WithinRel(101.5, 1e-14));
  REQUIRE_THAT(*effectiveMid(book, 2), WithinRel((299.0 / 3.0 * 5.0 + 102.6 * 3.0) / 8.0, 1e-14));
  // The mid is 100.5: 60 bps leave one level of each side, 160 a second bid alone, 300 all.
  REQUIRE_THAT(*volumeAdjustedMidWithin(book, 60.0), WithinRel(*weightedMid(book), 1e-14));
  REQUIRE_THAT(*volumeAdjustedMidWithin(book, 160.0), WithinRel(*weightedMid(book), 1e-14));
  REQUIRE_THAT(*weightedDepthPriceWithin(book, 160.0), WithinRel((200.0 + 99.0 + 101.0) / 4.0, 1e-14));
  REQUIRE(*effectiveMidWithin(book, 300.0) == *effectiveMid(book, 2));
  REQUIRE_FALSE(volumeAdjustedMidWithin(book, 1.0));
  REQUIRE_FALSE(weightedDepthPriceWithin(book, 1.0));
  REQUIRE_FALSE(effectiveMidWithin(book, 1.0));
}

TEST_CASE("with one side there are no such prices", "[depth_price]") {
  for (const KnownBook& known : {KnownBook{kKnown.bids, {}}, KnownBook{{}, kKnown.asks}, KnownBook{}}) {
    const OrderBook book = known.book();
    for (const auto& price : {volumeAdjustedMid(book, 3), weightedDepthPrice(book, 3), effectiveMid(book, 3),
                              volumeAdjustedMidWithin(book, 50.0), weightedDepthPriceWithin(book, 50.0),
                              effectiveMidWithin(book, 50.0)}) {
      REQUIRE_FALSE(price);
    }
  }
}

TEST_CASE("prices of random books obey their laws", "[depth_price]") {
  const std::uint64_t seed = 621;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 400; ++i) {
    const KnownBook known = test::randomBook(random, 20);
    const OrderBook book = known.book();
    CAPTURE(i);
    // One level is the weighted mid, and the weighted depth leans as far the other way.
    REQUIRE_THAT(*volumeAdjustedMid(book, 1), WithinRel(*weightedMid(book), 1e-14));
    REQUIRE_THAT(*effectiveMid(book, 1), WithinRel(*weightedMid(book), 1e-14));
    REQUIRE_THAT(*weightedDepthPrice(book, 1), WithinRel(2.0 * *midPrice(book) - *weightedMid(book), 1e-13));

    const int levels = static_cast<int>(random.integer(1, 20));
    double crossed = 0.0, own = 0.0, all = 0.0, bidMoney = 0.0, askMoney = 0.0, bidQuantity = 0.0, askQuantity = 0.0;
    for (int j = 0; j < levels; ++j) {
      const double pb = valueOf(known.bids[j].price), qb = valueOf(known.bids[j].quantity);
      const double pa = valueOf(known.asks[j].price), qa = valueOf(known.asks[j].quantity);
      crossed += pb * qa + pa * qb;
      own += pb * qb + pa * qa;
      all += qb + qa;
      bidMoney += pb * qb, bidQuantity += qb;
      askMoney += pa * qa, askQuantity += qa;
    }
    const double eb = bidMoney / bidQuantity, ea = askMoney / askQuantity;
    REQUIRE_THAT(*volumeAdjustedMid(book, levels), WithinRel(crossed / all, 1e-13));
    REQUIRE_THAT(*weightedDepthPrice(book, levels), WithinRel(own / all, 1e-13));
    REQUIRE_THAT(*effectiveMid(book, levels), WithinRel((eb * askQuantity + ea * bidQuantity) / all, 1e-13));
    const double worstBid = valueOf(known.bids[levels - 1].price), worstAsk = valueOf(known.asks[levels - 1].price);
    for (const double price : {*volumeAdjustedMid(book, levels), *weightedDepthPrice(book, levels), *effectiveMid(book, levels)}) {
      REQUIRE(price >= worstBid * (1.0 - 1e-14));
      REQUIRE(price <= worstAsk * (1.0 + 1e-14));
    }
    // A window around the mid that ends behind every level is all of them.
    REQUIRE(*volumeAdjustedMidWithin(book, 10'000.0) == *volumeAdjustedMid(book, 20));
    REQUIRE(*weightedDepthPriceWithin(book, 10'000.0) == *weightedDepthPrice(book, 20));
  }
}

TEST_CASE("prices of a mirrored book are mirrored", "[depth_price]") {
  test::RandomNumbers random(622);
  for (int i = 0; i < 200; ++i) {
    const KnownBook known = test::randomBook(random, 12);
    const std::int64_t twice = known.bids.front().price.mantissa + known.asks.front().price.mantissa;
    KnownBook mirrored = known.swapped();
    for (auto* side : {&mirrored.bids, &mirrored.asks}) {
      for (Level& level : *side) level.price.mantissa = twice - level.price.mantissa;
    }
    const OrderBook book = known.book(), other = mirrored.book();
    const double sum = static_cast<double>(twice) / 100.0;
    REQUIRE_THAT(*volumeAdjustedMid(other, 7), WithinRel(sum - *volumeAdjustedMid(book, 7), 1e-12));
    REQUIRE_THAT(*weightedDepthPrice(other, 7), WithinRel(sum - *weightedDepthPrice(book, 7), 1e-12));
    REQUIRE_THAT(*effectiveMid(other, 7), WithinRel(sum - *effectiveMid(book, 7), 1e-12));
  }
}

TEST_CASE("more pairs than are looked at are left out", "[depth_price]") {
  std::vector<Level> bids, asks;
  for (std::int64_t i = 0; i < 600; ++i) {
    bids.push_back(level(100'000 - i, 1'000));
    asks.push_back(level(100'001 + i, 1'000 + (i >= kMaxPairedLevels ? 50'000 : 0)));
  }
  const OrderBook book = KnownBook{bids, asks}.book();
  REQUIRE(*volumeAdjustedMid(book, 600) == *volumeAdjustedMid(book, kMaxPairedLevels));
  REQUIRE(*weightedDepthPrice(book, 600) > *weightedDepthPrice(book, kMaxPairedLevels));
}

}  // namespace
}  // namespace plimsoll
