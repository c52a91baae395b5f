#include "plimsoll/book/resting_quantity.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "allocation_count.h"
#include "plimsoll/book/book_imbalance.h"
#include "random_book.h"

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

TEST_CASE("what has rested of two orders, by hand", "[resting_quantity]") {
  RestingQuantity resting;
  resting.set(BookSide::bid, 618, 5.0, 1'000.0);
  REQUIRE(resting.at(BookSide::bid, 618, 1'200.0) == 0.0);
  resting.set(BookSide::bid, 618, 8.0, 1'300.0);
  REQUIRE(resting.at(BookSide::bid, 618, 1'600.0) == 5.0);
  REQUIRE(resting.at(BookSide::bid, 618, 1'800.0) == 8.0);
  REQUIRE(resting.at(BookSide::ask, 618, 1'800.0) == 0.0);
  REQUIRE(resting.at(BookSide::bid, 619, 1'800.0) == 0.0);
  resting.set(BookSide::bid, 618, 3.0, 1'810.0);  // what is taken away is gone at once
  REQUIRE(resting.at(BookSide::bid, 618, 1'810.0) == 3.0);
  resting.clear();
  REQUIRE(resting.at(BookSide::bid, 618, 1'900.0) == 0.0);
}

struct Change {
  double timeMs;
  double quantity;
};

/// Least of what rested from a time on; nothing before the first change.
double leastSince(const std::vector<Change>& changes, double fromMs) {
  double least = std::numeric_limits<double>::infinity();
  double before = 0.0;
  for (const Change& change : changes) {
    if (change.timeMs < fromMs) before = change.quantity;
    else least = std::min(least, change.quantity);
  }
  return std::min(least, before);
}

TEST_CASE("what has rested is the minimum of the last half of tau to tau, by brute force", "[resting_quantity]") {
  const std::uint64_t seed = 641;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (const double windowMs : {100.0, 500.0, 1'234.5}) {
    RestingQuantity resting({.windowMs = windowMs, .levels = 64});
    std::map<std::int64_t, std::vector<Change>> history;
    double now = 10'000.0;
    for (int i = 0; i < 6'000; ++i) {
      if (random.chance(0.7)) now += random.between(0.0, windowMs / 4.0);
      const std::int64_t price = random.integer(100, 105);
      const double quantity = random.chance(0.2) ? 0.0 : static_cast<double>(random.integer(1, 9));
      const bool isSet = random.chance(0.5);
      if (isSet) {
        resting.set(BookSide::ask, price, quantity, now);
        history[price].push_back({now, quantity});
      }
      const double found = resting.at(BookSide::ask, price, now);
      if (history[price].empty()) continue;
      CAPTURE(i, now, price, windowMs);
      const double halfStart = (std::floor(2.0 * now / windowMs) - 1.0) * windowMs / 2.0;
      REQUIRE(found == leastSince(history[price], halfStart));
      REQUIRE(found >= leastSince(history[price], now - windowMs - 1e-6));
      REQUIRE(found <= leastSince(history[price], now - windowMs / 2.0 + 1e-6));
      REQUIRE(found <= history[price].back().quantity);
    }
  }
}

TEST_CASE("an order shown for less than half of tau counts for nothing", "[resting_quantity]") {
  test::RandomNumbers random(642);
  for (int i = 0; i < 2'000; ++i) {
    RestingQuantity resting;
    const double start = random.between(0.0, 5'000.0);
    resting.set(BookSide::bid, 10, 2.0, start);
    const double shown = random.between(0.0, 10'000.0);
    resting.set(BookSide::bid, 10, 90.0, start + 600.0 + shown);
    const double until = random.between(0.0, 249.99);
    REQUIRE(resting.at(BookSide::bid, 10, start + 600.0 + shown + until) == 2.0);
    resting.set(BookSide::bid, 11, 90.0, start + 600.0 + shown);
    REQUIRE(resting.at(BookSide::bid, 11, start + 600.0 + shown + until) == 0.0);
    resting.set(BookSide::bid, 11, 0.0, start + 600.0 + shown + until);
    REQUIRE(resting.at(BookSide::bid, 11, start + 600.0 + shown + until + random.between(0.0, 3'000.0)) == 0.0);
    REQUIRE(resting.at(BookSide::bid, 10, start + 600.0 + shown + 500.0) == 90.0);
  }
}

void setAll(RestingQuantity& resting, const OrderBook& book, double timeMs) {
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    book.walk(side, [&](std::int64_t price, std::int64_t quantity) {
      resting.set(side, price, book.quantity(quantity), timeMs);
      return true;
    });
  }
}

TEST_CASE("on a book that stands still the imbalance is that of the book after tau", "[resting_quantity]") {
  test::RandomNumbers random(643);
  for (int i = 0; i < 100; ++i) {
    const KnownBook known = test::randomBook(random, 20);
    const OrderBook book = known.book();
    RestingQuantity resting({.levels = 4'096}), raw({.windowMs = 0.0, .levels = 4'096});
    setAll(resting, book, 1'000.0);
    setAll(raw, book, 1'000.0);
    REQUIRE_FALSE(restingImbalance(book, resting, 10, 1'240.0));
    REQUIRE(std::abs(*restingImbalance(book, resting, 10, 1'500.0) - *bookImbalance(book, 10)) < 1e-12);
    // Without a window it is so at once.
    REQUIRE(std::abs(*restingImbalance(book, raw, 10, 1'000.0) - *bookImbalance(book, 10)) < 1e-12);
  }
}

TEST_CASE("a wall that flickers does not move the imbalance", "[resting_quantity]") {
  RestingQuantity resting;
  const KnownBook plain{{level(61'800, 1'000)}, {level(61'810, 1'000)}};
  KnownBook walled = plain;
  walled.bids.front().quantity.mantissa = 500'000;
  setAll(resting, plain.book(), 0.0);
  for (double now = 1'000.0; now < 5'000.0; now += 300.0) {
    setAll(resting, walled.book(), now);
    REQUIRE(*bookImbalance(walled.book(), 5) > 0.99);
    REQUIRE(*restingImbalance(walled.book(), resting, 5, now + 149.0) == 0.0);
    setAll(resting, plain.book(), now + 150.0);
  }
}

TEST_CASE("nearer levels take the slots of farther ones, and follow finds what was left out", "[resting_quantity]") {
  RestingQuantity resting({.levels = 16, .unitsPerTick = 5});
  resting.set(BookSide::ask, 1'080, 7.0, 0.0);  // sixteen ticks above the next
  resting.set(BookSide::ask, 1'000, 3.0, 0.0);
  REQUIRE(resting.isFollowed(BookSide::ask, 1'000));
  REQUIRE_FALSE(resting.isFollowed(BookSide::ask, 1'080));
  resting.set(BookSide::ask, 1'080, 6.0, 100.0);
  REQUIRE_FALSE(resting.isFollowed(BookSide::ask, 1'080));
  for (std::int64_t tick = 1; tick < 16; ++tick) resting.set(BookSide::ask, 1'000 + 5 * tick, 1.0, 100.0);
  for (std::int64_t tick = 0; tick < 16; ++tick) REQUIRE(resting.at(BookSide::ask, 1'000 + 5 * tick, 2'000.0) > 0.0);
  resting.set(BookSide::ask, 1'000, 0.0, 2'000.0);
  REQUIRE(resting.at(BookSide::ask, 1'080, 3'000.0) == 0.0);

  OrderBook book;
  REQUIRE(book.replace({}, std::vector<Level>{{{1'080, 0}, {6, 0}}, {{1'085, 0}, {2, 0}}}) == Error::none);
  resting.follow(book, 1, 3'000.0);
  REQUIRE(resting.at(BookSide::ask, 1'080, 3'100.0) == 0.0);
  REQUIRE(resting.at(BookSide::ask, 1'080, 3'500.0) == 6.0);
  REQUIRE_FALSE(resting.isFollowed(BookSide::ask, 1'085));
}

TEST_CASE("time that repeats or runs backward counts as the last", "[resting_quantity]") {
  RestingQuantity resting;
  resting.set(BookSide::bid, 10, 5.0, 1'000.0);
  resting.set(BookSide::bid, 10, 4.0, 2'000.0);
  resting.set(BookSide::bid, 10, 6.0, 500.0);
  REQUIRE(resting.at(BookSide::bid, 10, 100.0) == 4.0);
  REQUIRE(resting.at(BookSide::bid, 10, 2'000.0) == 4.0);
  REQUIRE(resting.at(BookSide::bid, 10, 1e300) == 6.0);
}

TEST_CASE("following levels asks for no memory", "[resting_quantity]") {
  RestingQuantity resting;
  const std::int64_t before = test::allocations();
  for (std::int64_t i = 0; i < 10'000; ++i) resting.set(BookSide::bid, i * 7 % 3'001, 1.0, static_cast<double>(i));
  REQUIRE(test::allocations() == before);
}

TEST_CASE("settings of resting quantity that cannot be are refused, by field", "[resting_quantity]") {
  auto [settings, error, field] = GENERATE(table<RestingQuantitySettings, Error, std::string>({
      {{}, Error::none, ""},
      {{.windowMs = 0.0}, Error::none, ""},
      {{.windowMs = 99.0}, Error::windowOutOfRange, "windowMs"},
      {{.windowMs = 5'001.0}, Error::windowOutOfRange, "windowMs"},
      {{.windowMs = -500.0}, Error::windowOutOfRange, "windowMs"},
      {{.windowMs = std::numeric_limits<double>::quiet_NaN()}, Error::notFinite, "windowMs"},
      {{.levels = 100}, Error::levelsOutOfRange, "levels"},
      {{.levels = 8}, Error::levelsOutOfRange, "levels"},
      {{.levels = 8'192}, Error::levelsOutOfRange, "levels"},
      {{.unitsPerTick = 0}, Error::sizeNotPositive, "unitsPerTick"},
  }));
  const Refusal refusal = check(settings);
  REQUIRE(refusal.error == error);
  REQUIRE(refusal.field == field);
}

}  // namespace
}  // namespace plimsoll
