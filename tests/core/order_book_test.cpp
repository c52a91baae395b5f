#include "plimsoll/book/order_book.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "plimsoll/book/book_levels.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Level level(const char* price, const char* quantity) { return {*decimal(price), *decimal(quantity)}; }

/// Both sides as text, best first, without the zeros that the book's unit adds.
std::string textOf(const OrderBook& book) {
  const auto plain = [](const std::string& number) {
    const Decimal value = *decimal(number);
    return decimalText(value.mantissa, value.decimals);
  };
  std::string text;
  const BookText rows = bookText(book);
  for (const auto& row : rows.bids) text += plain(row.quantity) + "@" + plain(row.price) + " ";
  text += "|";
  for (const auto& row : rows.asks) text += " " + plain(row.quantity) + "@" + plain(row.price);
  return text;
}

TEST_CASE("bids stand from the highest price down, asks from the lowest up", "[order_book]") {
  OrderBook book;
  const std::vector<Level> bids{level("99.5", "1"), level("100.00", "2.5"), level("7", "3")};
  const std::vector<Level> asks{level("101", "4"), level("100.5", "0.001"), level("5000", "6")};
  REQUIRE(book.replace(bids, asks) == Error::none);
  REQUIRE(textOf(book) == "2.5@100 1@99.5 3@7 | 0.001@100.5 4@101 6@5000");
  REQUIRE(book.best(BookSide::bid)->price == 100.0);
  REQUIRE(book.best(BookSide::bid)->quantity == 2.5);
  REQUIRE(book.best(BookSide::ask)->price == 100.5);
  REQUIRE(book.levels(BookSide::bid) == 3);
  REQUIRE(book.quantityUnits(BookSide::ask, 1'005) == 1);
  REQUIRE(book.quantityUnits(BookSide::ask, 1'004) == 0);
  REQUIRE_FALSE(book.crossed());
}

TEST_CASE("a quantity of zero deletes, and what is not there may be deleted", "[order_book]") {
  OrderBook book;
  REQUIRE(book.replace(std::vector{level("100", "1"), level("99", "2")}, std::vector{level("101", "3")}) == Error::none);
  REQUIRE(book.update(std::vector{level("100", "0.00"), level("12", "0")}, std::vector{level("101", "5")}) == Error::none);
  REQUIRE(textOf(book) == "2@99 | 5@101");
  REQUIRE(book.update({}, std::vector{level("101.0", "0")}) == Error::none);
  REQUIRE(textOf(book) == "2@99 |");
  REQUIRE_FALSE(book.best(BookSide::ask));
}

TEST_CASE("finer decimals refine the units and move nothing", "[order_book]") {
  OrderBook book;
  REQUIRE(book.replace(std::vector{level("100", "1")}, std::vector{level("101", "2")}) == Error::none);
  REQUIRE(book.priceDecimals() == 0);
  REQUIRE(book.update(std::vector{level("99.99", "0.125")}, {}) == Error::none);
  REQUIRE(book.priceDecimals() == 2);
  REQUIRE(book.quantityDecimals() == 3);
  REQUIRE(textOf(book) == "1@100 0.125@99.99 | 2@101");
  // The same price written finer is the same price.
  REQUIRE(book.update(std::vector{level("100.0000000", "7")}, std::vector{level("101.00", "0")}) == Error::none);
  REQUIRE(textOf(book) == "7@100 0.125@99.99 |");
}

TEST_CASE("a crossed book says so", "[order_book]") {
  OrderBook book;
  REQUIRE(book.replace(std::vector{level("100", "1")}, std::vector{level("100", "1")}) == Error::none);
  REQUIRE(book.crossed());
  REQUIRE(book.update({}, std::vector{level("100", "0"), level("100.01", "1")}) == Error::none);
  REQUIRE_FALSE(book.crossed());
}

TEST_CASE("what does not fit 64 bits changes nothing at all", "[order_book]") {
  const std::string huge = std::to_string(kMost);
  OrderBook book;
  REQUIRE(book.replace(std::vector{level("100", "1")}, std::vector{level("101", "2")}) == Error::none);
  const std::string before = textOf(book);

  // The first level fits, the second would need a unit in which it does not.
  const std::vector<Level> mixed{level("99", "5"), {{kMost, 0}, {1, 0}}};
  const std::vector<Level> fine{level("0.01", "1")};
  CHECK(book.update(mixed, fine) == Error::numberOutOfRange);
  CHECK(textOf(book) == before);
  CHECK(book.update(fine, mixed) == Error::numberOutOfRange);
  CHECK(textOf(book) == before);
  CHECK(book.replace(mixed, fine) == Error::numberOutOfRange);
  CHECK(textOf(book) == before);
  CHECK(book.replace(std::vector<Level>{{{1, 0}, {kMost, 0}}, {{2, 0}, {1, 3}}}, {}) == Error::numberOutOfRange);
  CHECK(textOf(book) == before);

  // A book that holds the largest numbers there are refuses to be refined.
  REQUIRE(book.replace(std::vector<Level>{{{kMost, 0}, {kMost, 0}}}, {}) == Error::none);
  REQUIRE(textOf(book) == huge + "@" + huge + " |");
  CHECK(book.update({}, std::vector{level("0.1", "1")}) == Error::numberOutOfRange);
  CHECK(book.update({}, std::vector{level("1", "0.1")}) == Error::numberOutOfRange);
  CHECK(textOf(book) == huge + "@" + huge + " |");
  CHECK(book.update({}, std::vector{level("5", "1")}) == Error::none);
}

/// Number as a map's key: units of 10^-9.
std::int64_t nanos(const Decimal& value) { return *inUnits(value, 9); }

struct MapBook {
  std::map<std::int64_t, std::int64_t> bids, asks;

  static void set(std::map<std::int64_t, std::int64_t>& side, const std::vector<Level>& levels) {
    for (const Level& level : levels) {
      if (level.quantity.mantissa == 0) {
        side.erase(nanos(level.price));
      } else {
        side[nanos(level.price)] = nanos(level.quantity);
      }
    }
  }

  /// Compared exactly, level by level, in the book's order.
  bool equals(const OrderBook& book) const {
    const auto same = [&](BookSide side, auto level, auto last) {
      bool equal = true;
      book.walk(side, [&](std::int64_t price, std::int64_t quantity) {
        equal = level != last && nanos({price, book.priceDecimals()}) == level->first &&
                nanos({quantity, book.quantityDecimals()}) == level->second;
        if (equal) ++level;
        return equal;
      });
      return equal && level == last;
    };
    return same(BookSide::bid, bids.rbegin(), bids.rend()) && same(BookSide::ask, asks.begin(), asks.end());
  }
};

TEST_CASE("a book agrees with two maps through updates, refinements and replacements", "[order_book]") {
  const std::uint64_t seed = GENERATE(411, 412, 413);
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  OrderBook book;
  MapBook map;
  std::int32_t finestPrice = 0, finestQuantity = 0;

  const auto randomLevels = [&](bool deletes) {
    std::vector<Level> levels(random.below(12));
    for (Level& level : levels) {
      const auto decimals = static_cast<std::int32_t>(random.below(static_cast<std::size_t>(finestPrice) + 1));
      const auto lots = static_cast<std::int32_t>(random.below(static_cast<std::size_t>(finestQuantity) + 1));
      const std::int64_t price = random.integer(50, 60 + 40 * powerOfTen(2)) * powerOfTen(decimals) + random.integer(0, powerOfTen(decimals) - 1);
      level = {{price, decimals}, {deletes && random.chance(0.5) ? 0 : random.integer(1, 1'000'000), lots}};
    }
    return levels;
  };
  for (int i = 0; i < 30'000; ++i) {
    if (i % 5'000 == 4'999) finestPrice = std::min(finestPrice + 1, 6);
    if (i % 7'000 == 6'999) ++finestQuantity;
    if (random.chance(0.001)) {
      finestPrice = finestQuantity = 0;
      const auto bids = randomLevels(false);
      const auto asks = randomLevels(false);
      map = {};
      MapBook::set(map.bids, bids);
      MapBook::set(map.asks, asks);
      REQUIRE(book.replace(bids, asks) == Error::none);
    } else {
      const auto bids = randomLevels(true);
      const auto asks = randomLevels(true);
      MapBook::set(map.bids, bids);
      MapBook::set(map.asks, asks);
      REQUIRE(book.update(bids, asks) == Error::none);
    }
    if (book.levels(BookSide::bid) != map.bids.size() || book.levels(BookSide::ask) != map.asks.size()) {
      FAIL("another number of levels after step " << i);
    }
    if (i % 50 == 0 && !map.equals(book)) FAIL("another book after step " << i);
  }
  REQUIRE(map.equals(book));
}

}  // namespace
}  // namespace plimsoll
