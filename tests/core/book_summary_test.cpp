#include "plimsoll/book/book_summary.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>

#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/depth.h"
#include "random_book.h"

namespace plimsoll {
namespace {

/// What each function says by itself, bit for bit.
void requireEach(const OrderBook& book, const Contract& contract) {
  const auto notional = [&](BookSide side) -> std::optional<double> {
    const auto depth = depthWithin(book, side, BookSummary::kNearBps, contract);
    return depth ? depth->notional : std::nullopt;
  };
  const BookSummary summary = bookSummary(book, contract);
  REQUIRE(summary.imbalance5 == bookImbalance(book, 5));
  REQUIRE(summary.imbalance10 == bookImbalance(book, 10));
  REQUIRE(summary.imbalance20 == bookImbalance(book, 20));
  REQUIRE(summary.nearImbalance == bookImbalanceWithin(book, BookSummary::kNearBps));
  REQUIRE(summary.weightedImbalance == weightedImbalance(book, BookSummary::kNearBps));
  REQUIRE(summary.nearBidNotional == notional(BookSide::bid));
  REQUIRE(summary.nearAskNotional == notional(BookSide::ask));
}

TEST_CASE("the summary of a book is what each function says by itself", "[book_summary]") {
  const auto contract = GENERATE(kCoins, Contract{.kind = InstrumentKind::inverse, .size = 100.0},
                                 Contract{.kind = InstrumentKind::linear});
  const std::uint64_t seed = 811;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 300; ++i) {
    const auto levels = static_cast<std::size_t>(random.integer(0, random.chance(0.5) ? 25 : 800));
    test::KnownBook known = test::randomBook(random, levels);
    if (random.chance(0.1)) known.bids.clear();
    if (random.chance(0.1)) known.asks.clear();
    requireEach(known.book(), contract);
  }
}

}  // namespace
}  // namespace plimsoll
