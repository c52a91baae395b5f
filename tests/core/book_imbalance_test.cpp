#include "plimsoll/book/book_imbalance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

#include "random_book.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

double midOf(const KnownBook& known) {
  return (valueOf(known.bids.front().price) + valueOf(known.asks.front().price)) / 2.0;
}

/// The formula with any weight, a level at a time.
template <typename Weight>
double writtenOut(const KnownBook& known, Weight&& weight) {
  double bids = 0.0, asks = 0.0;
  for (std::size_t i = 0; i < known.bids.size(); ++i) bids += weight(known.bids[i], i) * valueOf(known.bids[i].quantity);
  for (std::size_t i = 0; i < known.asks.size(); ++i) asks += weight(known.asks[i], i) * valueOf(known.asks[i].quantity);
  return (bids - asks) / (bids + asks);
}

KnownBook scaled(KnownBook known, std::int64_t factor) {
  for (auto* side : {&known.bids, &known.asks}) {
    for (Level& level : *side) level.quantity.mantissa *= factor;
  }
  return known;
}

TEST_CASE("imbalance of the top", "[book_imbalance]") {
  auto [name, known, expected] = GENERATE(table<const char*, KnownBook, std::optional<double>>({
      {"equal", {{level(61'800, 500)}, {level(61'810, 500)}}, 0.0},
      {"three to one", {{level(61'800, 3'000)}, {level(61'810, 1'000)}}, 0.5},
      {"one to four", {{level(61'800, 1'000)}, {level(61'810, 4'000)}}, -0.6},
      {"only bids", {{level(61'800, 1)}, {}}, 1.0},
      {"only asks", {{}, {level(61'810, 1)}}, -1.0},
      {"nothing", {{}, {}}, std::nullopt},
  }));
  CAPTURE(name);
  const auto found = topImbalance(known.book());
  REQUIRE(found.has_value() == expected.has_value());
  if (expected) REQUIRE_THAT(*found, WithinAbs(*expected, 1e-15));
}

TEST_CASE("imbalance of some levels, within a distance and weighted, by hand", "[book_imbalance]") {
  // Mid 620.00; the bids stand 5, 10 and 15 bps below it, the asks 5 and 100 above.
  const KnownBook known{{level(61'969, 1'000), level(61'938, 2'000), level(61'907, 4'000)},
                        {level(62'031, 3'000), level(62'620, 8'000)}};
  const OrderBook book = known.book();
  REQUIRE_THAT(*bookImbalance(book, 1), WithinRel(-0.5, 1e-15));
  REQUIRE_THAT(*bookImbalance(book, 2), WithinRel((3.0 - 11.0) / 14.0, 1e-15));
  REQUIRE_THAT(*bookImbalance(book, 100), WithinRel((7.0 - 11.0) / 18.0, 1e-15));
  REQUIRE_THAT(*bookImbalanceWithin(book, 12.0), WithinAbs(0.0, 1e-15));
  REQUIRE_THAT(*bookImbalanceWithin(book, 99.0), WithinRel((7.0 - 3.0) / 10.0, 1e-15));
  // A level exactly at the edge counts: 10 bps below 620.00 is 619.38.
  REQUIRE_THAT(*bookImbalanceWithin(book, 10.0), WithinAbs(0.0, 1e-15));
  const double e = std::exp(-1.0);
  const double bids = 1.0 + 2.0 * e + 4.0 * e * e;
  const double asks = 3.0 + 8.0 * std::exp(-19.0);
  REQUIRE_THAT(*weightedImbalance(book, 5.0), WithinRel((bids - asks) / (bids + asks), 1e-12));
}

TEST_CASE("without a mid there is no distance from it", "[book_imbalance]") {
  const OrderBook book = KnownBook{{level(61'800, 1)}, {}}.book();
  REQUIRE_FALSE(bookImbalanceWithin(book, 10.0));
  REQUIRE_FALSE(weightedImbalance(book, 10.0));
  REQUIRE(bookImbalance(book, 10) == 1.0);
  REQUIRE_FALSE(bookImbalance(OrderBook{}, 10));
}

TEST_CASE("imbalances of random books obey their laws", "[book_imbalance]") {
  const std::uint64_t seed = 421;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 400; ++i) {
    const KnownBook known = test::randomBook(random, 1 + random.below(60));
    const OrderBook book = known.book();
    const OrderBook mirrored = scaled(known, 7).book();
    const double mid = midOf(known);
    const auto distance = [&](const Level& level) { return std::abs(valueOf(level.price) - mid) / mid * 1e4; };
    CAPTURE(i);

    REQUIRE(*bookImbalance(book, 1) == *topImbalance(book));
    for (const int levels : {1, 2, 5, 20, 1'000}) {
      const double value = *bookImbalance(book, levels);
      REQUIRE(std::abs(value) <= 1.0);
      REQUIRE_THAT(value, WithinAbs(writtenOut(known, [&](const Level&, std::size_t at) {
        return at < static_cast<std::size_t>(levels) ? 1.0 : 0.0; }), 1e-12));
      REQUIRE_THAT(*bookImbalance(mirrored, levels), WithinAbs(value, 1e-14));  // scale does not matter
    }
    for (const double bps : {0.37, 3.3, 25.7, 501.0, 10'000.0}) {
      const auto value = bookImbalanceWithin(book, bps);
      const double brute = writtenOut(known, [&](const Level& level, std::size_t) { return distance(level) <= bps ? 1.0 : 0.0; });
      REQUIRE(value.has_value() == !std::isnan(brute));
      if (value) REQUIRE_THAT(*value, WithinAbs(brute, 1e-12));
    }
    for (const double bps : {0.5, 10.0, 100.0, 10'000.0}) {
      const double value = *weightedImbalance(book, bps);
      REQUIRE(std::abs(value) <= 1.0);
      // Relative to the best level, so that a small kappa does not divide nothing by nothing.
      const double nearest = distance(known.bids.front());
      REQUIRE_THAT(value, WithinAbs(writtenOut(known, [&](const Level& level, std::size_t) {
        return std::exp(-(distance(level) - nearest) / bps); }), 1e-9));
    }
  }
}

TEST_CASE("swapping the sides changes the sign", "[book_imbalance]") {
  const std::uint64_t seed = 422;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 300; ++i) {
    const KnownBook known = test::randomBook(random, 30);
    // Mirror prices at the mid, which stays in whole units: p becomes 2 M - p.
    const std::int64_t twice = known.bids.front().price.mantissa + known.asks.front().price.mantissa;
    KnownBook mirrored = known.swapped();
    for (auto* side : {&mirrored.bids, &mirrored.asks}) {
      for (Level& level : *side) level.price.mantissa = twice - level.price.mantissa;
    }
    const OrderBook book = known.book();
    const OrderBook other = mirrored.book();
    REQUIRE(*topImbalance(other) == -*topImbalance(book));
    REQUIRE(*bookImbalance(other, 7) == -*bookImbalance(book, 7));
    REQUIRE_THAT(*weightedImbalance(other, 12.5), WithinAbs(-*weightedImbalance(book, 12.5), 1e-14));
    const auto within = bookImbalanceWithin(book, 33.3);
    if (within) REQUIRE_THAT(*bookImbalanceWithin(other, 33.3), WithinAbs(-*within, 1e-14));
  }
}

TEST_CASE("as much more on both sides is less imbalance", "[book_imbalance]") {
  test::RandomNumbers random(423);
  for (int i = 0; i < 300; ++i) {
    KnownBook known = test::randomBook(random, 10);
    const OrderBook before = known.book();
    const std::int64_t more = random.integer(1, 10'000);
    known.bids.front().quantity.mantissa += more;
    known.asks.front().quantity.mantissa += more;
    const OrderBook after = known.book();
    REQUIRE(std::abs(*topImbalance(after)) <= std::abs(*topImbalance(before)));
    REQUIRE(std::abs(*bookImbalance(after, 10)) <= std::abs(*bookImbalance(before, 10)));
    REQUIRE(std::abs(*weightedImbalance(after, 10.0)) <= std::abs(*weightedImbalance(before, 10.0)));
  }
}

TEST_CASE("more bid is never less imbalance", "[book_imbalance]") {
  test::RandomNumbers random(424);
  for (int i = 0; i < 300; ++i) {
    KnownBook known = test::randomBook(random, 10);
    const OrderBook before = known.book();
    known.bids[random.below(known.bids.size())].quantity.mantissa += random.integer(1, 9'000);
    const OrderBook after = known.book();
    REQUIRE(*topImbalance(after) >= *topImbalance(before));
    REQUIRE(*bookImbalance(after, 10) > *bookImbalance(before, 10));
    REQUIRE(*weightedImbalance(after, 10.0) >= *weightedImbalance(before, 10.0));
  }
}

TEST_CASE("what stands outside of a window has no effect", "[book_imbalance]") {
  test::RandomNumbers random(425);
  for (int i = 0; i < 200; ++i) {
    KnownBook known = test::randomBook(random, 10);
    const OrderBook before = known.book();
    known.bids.push_back(level(30'000, random.integer(1, 100'000)));
    known.asks.push_back(level(90'000, random.integer(1, 100'000)));
    const OrderBook after = known.book();
    REQUIRE(*bookImbalance(after, 3) == *bookImbalance(before, 3));
    REQUIRE(bookImbalanceWithin(after, 3'000.0) == bookImbalanceWithin(before, 3'000.0));
    REQUIRE(*weightedImbalance(after, 10.0) == *weightedImbalance(before, 10.0));
  }
}

TEST_CASE("a wide decay weighs all alike, a narrow one leaves the top", "[book_imbalance]") {
  test::RandomNumbers random(426);
  for (int i = 0; i < 200; ++i) {
    const OrderBook book = test::randomBook(random, 25).book();
    const double all = *bookImbalance(book, kMaxImbalanceLevels);
    // At the widest decay that is allowed, levels some per cent away still weigh a little less.
    REQUIRE_THAT(*weightedImbalance(book, 10'000.0), WithinAbs(all, 0.2));
    REQUIRE_THAT(*weightedImbalance(book, 1e7), WithinAbs(all, 1e-3));
    REQUIRE_THAT(*weightedImbalance(book, 1e-4), WithinAbs(*topImbalance(book), 1e-12));
  }
}

TEST_CASE("moving a bid closer never lowers the weighted imbalance", "[book_imbalance]") {
  test::RandomNumbers random(427);
  for (int i = 0; i < 300; ++i) {
    KnownBook known = test::randomBook(random, 8);
    const double before = *weightedImbalance(known.book(), 15.0);
    const std::size_t at = 1 + random.below(known.bids.size() - 1);
    const std::int64_t room = known.bids[at - 1].price.mantissa - known.bids[at].price.mantissa - 1;
    if (room <= 0) continue;
    known.bids[at].price.mantissa += random.integer(1, room);  // the mid stays where it is
    REQUIRE(*weightedImbalance(known.book(), 15.0) >= before);
  }
}

TEST_CASE("quantities near 64 bits do not wrap around", "[book_imbalance]") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  OrderBook book;
  REQUIRE(book.replace(std::vector<Level>{{{10, 0}, {kMost, 0}}, {{9, 0}, {kMost, 0}}, {{8, 0}, {kMost, 0}}},
                       std::vector<Level>{{{11, 0}, {kMost, 0}}}) == Error::none);
  REQUIRE_THAT(*bookImbalance(book, 3), WithinRel(0.5, 1e-12));
}

TEST_CASE("levels and distances that cannot be are refused", "[book_imbalance]") {
  REQUIRE(checkLevels(1) == Error::none);
  REQUIRE(checkLevels(kMaxImbalanceLevels) == Error::none);
  REQUIRE(checkLevels(0) == Error::levelsOutOfRange);
  REQUIRE(checkLevels(-1) == Error::levelsOutOfRange);
  REQUIRE(checkLevels(kMaxImbalanceLevels + 1) == Error::levelsOutOfRange);
  REQUIRE(checkDistance(0.01) == Error::none);
  REQUIRE(checkDistance(10'000.0) == Error::none);
  REQUIRE(checkDistance(0.0) == Error::windowOutOfRange);
  REQUIRE(checkDistance(-1.0) == Error::windowOutOfRange);
  REQUIRE(checkDistance(10'001.0) == Error::windowOutOfRange);
  REQUIRE(checkDistance(std::numeric_limits<double>::quiet_NaN()) == Error::notFinite);
  REQUIRE(checkDistance(std::numeric_limits<double>::infinity()) == Error::notFinite);
}

}  // namespace
}  // namespace plimsoll
