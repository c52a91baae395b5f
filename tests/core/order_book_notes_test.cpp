// What a book keeps beside its levels, and what it does by it.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <string>
#include <utility>
#include <vector>

#include "plimsoll/book/order_book.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

Level level(const char* price, const char* quantity) { return {*decimal(price), *decimal(quantity)}; }

using Rows = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// Prices and quantities in the book's units, best first.
Rows rows(const OrderBook& book, BookSide side) {
  Rows rows;
  book.walk(side, [&](std::int64_t price, std::int64_t quantity) {
    rows.emplace_back(price, quantity);
    return true;
  });
  return rows;
}

struct BothSides {
  Rows bids;
  Rows asks;
  friend bool operator==(const BothSides&, const BothSides&) = default;
};

BothSides both(const OrderBook& book) { return {rows(book, BookSide::bid), rows(book, BookSide::ask)}; }

TEST_CASE("of two levels that cross the older goes", "[order_book]") {
  OrderBook book(LevelNotes::updateId);
  book.replace(std::vector{level("100", "5"), level("99", "1")}, std::vector{level("101", "2"), level("102", "3")}, 10);
  SECTION("the asks are older") {
    book.update(std::vector{level("101", "4")}, {}, 11);
    book.uncross();
    CHECK(both(book) == BothSides{{{101, 4}, {100, 5}, {99, 1}}, {{102, 3}}});
  }
  SECTION("the bids are older, several of them") {
    book.update({}, std::vector{level("99", "7")}, 11);
    book.uncross();
    CHECK(both(book) == BothSides{{}, {{99, 7}, {101, 2}, {102, 3}}});
  }
  SECTION("a level that is told anew is as old as that") {
    book.update(std::vector{level("102", "1")}, {}, 11);
    book.update({}, std::vector{level("101", "2")}, 12);
    book.uncross();
    CHECK(both(book) == BothSides{{{100, 5}, {99, 1}}, {{101, 2}, {102, 3}}});
  }
  SECTION("a level that was deleted and came back is as old as its return") {
    book.update({}, std::vector{level("101", "0")}, 11);
    book.update(std::vector{level("101", "1")}, {}, 12);
    book.update({}, std::vector{level("101", "9")}, 13);
    book.uncross();
    CHECK(both(book) == BothSides{{{100, 5}, {99, 1}}, {{101, 9}, {102, 3}}});
  }
}

TEST_CASE("of two levels that were set at once the smaller goes from both", "[order_book]") {
  OrderBook book(LevelNotes::updateId);
  SECTION("the bid is larger") {
    book.replace(std::vector{level("101", "5")}, std::vector{level("100", "2"), level("103", "1")}, 7);
    book.uncross();
    CHECK(both(book) == BothSides{{{101, 3}}, {{103, 1}}});
  }
  SECTION("the ask is larger, and meets the next bid as well") {
    const std::vector<Level> bids{level("101", "5"), level("100", "1"), level("99", "4")};
    book.replace(bids, std::vector{level("100", "8")}, 7);
    book.uncross();
    CHECK(both(book) == BothSides{{{99, 4}}, {{100, 2}}});
  }
  SECTION("both are equal and both go") {
    book.replace(std::vector{level("101", "5"), level("99", "4")}, std::vector{level("101", "5.0")}, 7);
    book.uncross();
    CHECK(both(book) == BothSides{{{99, 4}}, {}});
  }
  SECTION("what is left keeps its age") {
    book.replace(std::vector{level("101", "5")}, std::vector{level("100", "2")}, 7);
    book.uncross();
    book.update({}, std::vector{level("101", "1")}, 8);
    book.uncross();
    CHECK(both(book) == BothSides{{}, {{101, 1}}});
  }
}

TEST_CASE("ids of zero, and of before a replacement, are ids like others", "[order_book]") {
  OrderBook book(LevelNotes::updateId);
  book.replace(std::vector{level("100", "5")}, {}, 1'000);
  book.replace({}, std::vector{level("101", "2")}, 0);
  book.update(std::vector{level("100", "4"), level("102", "1")}, {}, 1);
  book.uncross();
  CHECK(both(book) == BothSides{{{102, 1}, {100, 4}}, {}});
}

/// A level with its age, for dYdX's rule written out on vectors.
struct Aged {
  std::int64_t price;
  std::int64_t quantity;
  std::int64_t updateId;
};

struct AgedBook {
  std::vector<Aged> bids, asks;

  static void set(std::vector<Aged>& side, const std::vector<Level>& levels, std::int64_t updateId) {
    for (const Level& level : levels) {
      const std::int64_t price = *inUnits(level.price, 0);
      std::erase_if(side, [&](const Aged& aged) { return aged.price == price; });
      if (level.quantity.mantissa != 0) side.push_back({price, *inUnits(level.quantity, 0), updateId});
    }
  }

  void uncross() {
    while (!bids.empty() && !asks.empty()) {
      const auto bid = std::ranges::max_element(bids, {}, &Aged::price);
      const auto ask = std::ranges::min_element(asks, {}, &Aged::price);
      if (bid->price < ask->price) return;
      if (bid->updateId < ask->updateId) {
        bids.erase(bid);
      } else if (ask->updateId < bid->updateId) {
        asks.erase(ask);
      } else {
        const std::int64_t smaller = std::min(bid->quantity, ask->quantity);
        if ((bid->quantity -= smaller) == 0) bids.erase(bid);
        if ((ask->quantity -= smaller) == 0) asks.erase(ask);
      }
    }
  }

  BothSides rows() const {
    const auto sorted = [](std::vector<Aged> side, std::int64_t sign) {
      std::ranges::sort(side, {}, [sign](const Aged& aged) { return sign * aged.price; });
      Rows rows;
      for (const Aged& aged : side) rows.emplace_back(aged.price, aged.quantity);
      return rows;
    };
    return {sorted(bids, -1), sorted(asks, +1)};
  }
};

TEST_CASE("a book is never crossed after uncrossing, and is left alone where it was not", "[order_book]") {
  const std::uint64_t seed = GENERATE(481, 482, 483);
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  OrderBook book(LevelNotes::updateId);
  AgedBook aged;
  int crossings = 0;
  for (std::int64_t id = 1; id <= 8'000; ++id) {
    const auto levels = [&](std::int64_t low, std::int64_t high) {
      std::vector<Level> levels(random.below(4));
      for (Level& level : levels) {
        level = {{random.integer(low, high), 0}, {random.chance(0.4) ? 0 : random.integer(1, 9), 0}};
      }
      return levels;
    };
    const auto bids = levels(50, 108), asks = levels(92, 150);
    const std::int64_t updateId = random.chance(0.3) ? id - 1 : id;  // some are told in two parts
    if (random.chance(0.01)) {
      aged = {};
      REQUIRE(book.replace(bids, asks, updateId) == Error::none);
    } else {
      REQUIRE(book.update(bids, asks, updateId) == Error::none);
    }
    AgedBook::set(aged.bids, bids, updateId);
    AgedBook::set(aged.asks, asks, updateId);
    const bool wasCrossed = book.crossed();
    const BothSides before = both(book);
    crossings += wasCrossed;
    book.uncross();
    aged.uncross();
    if (book.crossed()) FAIL("crossed after update " << id);
    if (!wasCrossed && both(book) != before) FAIL("touched without need at update " << id);
    if (both(book) != aged.rows()) FAIL("another book after update " << id);
  }
  CHECK(crossings > 500);
}

TEST_CASE("a truncated book keeps the best levels of each side", "[order_book]") {
  const LevelNotes notes = GENERATE(LevelNotes::none, LevelNotes::writtenDecimals, LevelNotes::updateId);
  test::RandomNumbers random(484);
  for (int i = 0; i < 200; ++i) {
    OrderBook book(notes);
    std::vector<Level> bids(random.below(60)), asks(random.below(60));
    // Some of them far outside what a ladder keeps near.
    const auto far = [&] { return random.chance(0.1) ? random.integer(0, 1'000'000'000) : random.integer(0, 5'000); };
    for (Level& level : bids) level = {{2'000'000'000 - far(), 1}, {random.integer(1, 9), 0}};
    for (Level& level : asks) level = {{2'000'000'001 + far(), 1}, {random.integer(1, 9), 0}};
    REQUIRE(book.replace(bids, asks, i) == Error::none);
    BothSides expected = both(book);
    const std::size_t depth = random.below(50);
    for (Rows* side : {&expected.bids, &expected.asks}) side->resize(std::min(side->size(), depth));
    book.truncate(depth);
    REQUIRE(both(book) == expected);
    REQUIRE(book.levels(BookSide::bid) == expected.bids.size());
    REQUIRE(book.levels(BookSide::ask) == expected.asks.size());
    book.truncate(depth);
    REQUIRE(both(book) == expected);
  }
}

TEST_CASE("a level that was cut off and comes back is as old as its return", "[order_book]") {
  OrderBook book(LevelNotes::updateId);
  book.replace(std::vector{level("100", "1"), level("99", "2")}, {}, 5);
  book.truncate(1);
  book.update(std::vector{level("99", "3"), level("100", "0")}, {}, 7);
  book.update({}, std::vector{level("99", "4")}, 6);
  book.uncross();
  CHECK(both(book) == BothSides{{{99, 3}}, {}});
}

/// How a level is written, by its price and quantity in plain text.
WrittenDecimals written(const OrderBook& book, BookSide side, const char* price) {
  return book.written(side, *inUnits(*decimal(price), book.priceDecimals()));
}

bool same(const WrittenDecimals& a, const WrittenDecimals& b) { return a.price == b.price && a.quantity == b.quantity; }

TEST_CASE("levels stay as they were written when the book's units are refined", "[order_book]") {
  OrderBook book(LevelNotes::writtenDecimals);
  book.replace(std::vector{level("100.0", "1.500"), level("99", "2")}, std::vector{level("101", "3.00")});
  CHECK(same(written(book, BookSide::bid, "100"), {1, 3}));
  CHECK(same(written(book, BookSide::bid, "99"), {0, 0}));
  CHECK(same(written(book, BookSide::ask, "101"), {0, 2}));
  const std::int32_t before = book.priceDecimals();
  book.update(std::vector{level("98.12345", "0.00010")}, {});
  REQUIRE(book.priceDecimals() > before);
  CHECK(same(written(book, BookSide::bid, "100"), {1, 3}));
  CHECK(same(written(book, BookSide::bid, "99"), {0, 0}));
  CHECK(same(written(book, BookSide::bid, "98.12345"), {5, 5}));
  CHECK(same(written(book, BookSide::ask, "101"), {0, 2}));
  // Told anew, in another way.
  book.update(std::vector{level("100.000000", "1.5")}, {});
  CHECK(same(written(book, BookSide::bid, "100"), {6, 1}));
}

TEST_CASE("of more decimals than any venue writes the most are kept", "[order_book]") {
  OrderBook book(LevelNotes::writtenDecimals);
  const std::string price = "1." + std::string(60, '0'), quantity = "2." + std::string(50, '0');
  book.replace(std::vector{level(price.c_str(), quantity.c_str())}, {});
  CHECK(same(written(book, BookSide::bid, "1"), {kMaxWrittenDecimals, kMaxWrittenDecimals}));
}

}  // namespace
}  // namespace plimsoll
