#include "plimsoll/book/book_levels.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "random_book.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

const KnownBook kKnown{{level(61'804, 1'000), level(61'800, 2'000), level(61'799, 500), level(61'350, 7'000)},
                       {level(61'810, 3'000), level(61'814, 250), level(62'000, 8'000)}};

std::vector<BookRow> rowsOf(const OrderBook& book, BookSide side, BookRowsWanted wanted) {
  std::vector<BookRow> rows(3, BookRow{1.0, 2.0, 3.0});  // what stood there before is replaced
  bookLevels(book, side, wanted, rows);
  return rows;
}

void requireRows(const std::vector<BookRow>& rows, const std::vector<BookRow>& expected) {
  REQUIRE(rows.size() == expected.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CAPTURE(i);
    REQUIRE_THAT(rows[i].price, WithinRel(expected[i].price, 1e-12));
    REQUIRE_THAT(rows[i].quantity, WithinRel(expected[i].quantity, 1e-12));
    REQUIRE_THAT(rows[i].cumulativeQuantity, WithinRel(expected[i].cumulativeQuantity, 1e-12));
  }
}

TEST_CASE("rows without grouping are the levels", "[book_levels]") {
  const OrderBook book = kKnown.book();
  requireRows(rowsOf(book, BookSide::bid, {3, 0.0}), {{618.04, 1.0, 1.0}, {618.0, 2.0, 3.0}, {617.99, 0.5, 3.5}});
  requireRows(rowsOf(book, BookSide::ask, {9, 0.0}), {{618.1, 3.0, 3.0}, {618.14, 0.25, 3.25}, {620.0, 8.0, 11.25}});
  REQUIRE(rowsOf(book, BookSide::bid, {0, 0.0}).empty());
  REQUIRE(rowsOf(OrderBook{}, BookSide::bid, {5, 1.0}).empty());
}

TEST_CASE("bids are grouped downward and asks upward", "[book_levels]") {
  const OrderBook book = kKnown.book();
  requireRows(rowsOf(book, BookSide::bid, {9, 0.1}), {{618.0, 3.0, 3.0}, {617.9, 0.5, 3.5}, {613.5, 7.0, 10.5}});
  requireRows(rowsOf(book, BookSide::ask, {9, 0.1}), {{618.1, 3.0, 3.0}, {618.2, 0.25, 3.25}, {620.0, 8.0, 11.25}});
  requireRows(rowsOf(book, BookSide::bid, {9, 10.0}), {{610.0, 10.5, 10.5}});
  requireRows(rowsOf(book, BookSide::ask, {1, 1.0}), {{619.0, 3.25, 3.25}});
}

TEST_CASE("groups hold what the levels hold, and never a better price", "[book_levels]") {
  const std::uint64_t seed = 451;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 300; ++i) {
    const OrderBook book = test::randomBook(random, 50).book();
    const double grouping = random.chance(0.5) ? random.between(0.01, 5.0) : 0.01 * static_cast<double>(random.integer(1, 300));
    CAPTURE(i, grouping);
    for (const BookSide side : {BookSide::bid, BookSide::ask}) {
      const auto levels = rowsOf(book, side, {1'000, 0.0});
      const auto groups = rowsOf(book, side, {1'000, grouping});
      REQUIRE_THAT(groups.back().cumulativeQuantity, WithinRel(levels.back().cumulativeQuantity, 1e-12));
      double sum = 0.0;
      std::size_t at = 0;
      for (const BookRow& group : groups) {
        sum += group.quantity;
        REQUIRE_THAT(group.cumulativeQuantity, WithinRel(sum, 1e-9));
        // The levels that this group has taken in lie within one grouping of its edge.
        while (at < levels.size() && levels[at].cumulativeQuantity <= group.cumulativeQuantity * (1.0 + 1e-12)) {
          const double inside = side == BookSide::bid ? levels[at].price - group.price : group.price - levels[at].price;
          REQUIRE(inside >= -1e-6);
          REQUIRE(inside < grouping + 1e-6);
          ++at;
        }
      }
      REQUIRE(at == levels.size());
    }
  }
}

TEST_CASE("a book as text rebuilds the same book", "[book_levels]") {
  test::RandomNumbers random(452);
  const OrderBook book = test::randomBook(random, 200).book();
  const BookText text = bookText(book);
  std::vector<Level> bids, asks;
  for (const auto& row : text.bids) bids.push_back({*decimal(row.price), *decimal(row.quantity)});
  for (const auto& row : text.asks) asks.push_back({*decimal(row.price), *decimal(row.quantity)});
  OrderBook again;
  REQUIRE(again.replace(bids, asks) == Error::none);
  const BookText same = bookText(again);
  REQUIRE(same.bids.size() == text.bids.size());
  REQUIRE(same.asks.size() == text.asks.size());
  for (std::size_t i = 0; i < text.bids.size(); ++i) {
    REQUIRE(decimal(same.bids[i].price) == decimal(text.bids[i].price));
    REQUIRE(decimal(same.bids[i].quantity) == decimal(text.bids[i].quantity));
  }
}

TEST_CASE("a grouping that cannot be is refused", "[book_levels]") {
  REQUIRE(checkGrouping(0.0) == Error::none);
  REQUIRE(checkGrouping(0.5) == Error::none);
  REQUIRE(checkGrouping(-0.5) == Error::sizeNotPositive);
  REQUIRE(checkGrouping(std::numeric_limits<double>::quiet_NaN()) == Error::notFinite);
}

}  // namespace
}  // namespace plimsoll
