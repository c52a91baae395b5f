#include "plimsoll/book/mid_price.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "plimsoll/book/book_imbalance.h"
#include "random_book.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

TEST_CASE("mid and weighted mid, by hand", "[mid_price]") {
  auto [name, known, mid, weighted] = GENERATE(table<const char*, KnownBook, double, double>({
      {"equal quantities", {{level(61'800, 500)}, {level(61'810, 500)}}, 618.05, 618.05},
      {"three quarters bid", {{level(61'800, 3'000)}, {level(61'810, 1'000)}}, 618.05, 618.075},
      {"a crumb of an ask", {{level(10'000, 999)}, {level(10'100, 1)}}, 100.5, 100.999},
      {"crossed", {{level(61'810, 1)}, {level(61'800, 1)}}, 618.05, 618.05},
  }));
  CAPTURE(name);
  const OrderBook book = known.book();
  REQUIRE_THAT(*midPrice(book), WithinRel(mid, 1e-15));
  REQUIRE_THAT(*weightedMid(book), WithinRel(weighted, 1e-15));
  REQUIRE_THAT(*midUnits(book), WithinRel(mid * 100.0, 1e-14));
}

TEST_CASE("with one side there is no mid", "[mid_price]") {
  for (const KnownBook& known : {KnownBook{{level(61'800, 1)}, {}}, KnownBook{{}, {level(61'800, 1)}}, KnownBook{}}) {
    const OrderBook book = known.book();
    REQUIRE_FALSE(midPrice(book));
    REQUIRE_FALSE(midUnits(book));
    REQUIRE_FALSE(weightedMid(book));
  }
}

TEST_CASE("the weighted mid lies between bid and ask, toward the lighter side", "[mid_price]") {
  const std::uint64_t seed = 431;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const KnownBook known = test::randomBook(random, 1 + random.below(5));
    const OrderBook book = known.book();
    const double mid = *midPrice(book);
    const double weighted = *weightedMid(book);
    const double bid = book.best(BookSide::bid)->price;
    const double ask = book.best(BookSide::ask)->price;
    REQUIRE(weighted >= bid);
    REQUIRE(weighted <= ask);
    // W = M + I (Pa - Pb) / 2: the imbalance of the top moves it from the mid.
    REQUIRE_THAT(weighted, WithinRel(mid + *topImbalance(book) * (ask - bid) / 2.0, 1e-12));
  }
}

// Source: the first rows of the sample in sstoikov/microprice (commit 4e5f29a843cb), as its
// notebook prints them, to six decimals. Its imbalance is Qb / (Qb + Qa).
TEST_CASE("weighted mid and imbalance are those that Stoikov prints", "[mid_price]") {
  auto [bid, ask, share, weighted] = GENERATE(table<std::int64_t, std::int64_t, double, double>({
      {20, 471, 0.040733, 14.330407},
      {25, 148, 0.144509, 14.331445},
      {31, 95, 0.246032, 14.332460},
      {29, 92, 0.239669, 14.332397},
      {21, 65, 0.244186, 14.332442},
  }));
  CAPTURE(bid, ask);
  const OrderBook book = KnownBook{{level(1'433, bid * 1'000)}, {level(1'434, ask * 1'000)}}.book();
  REQUIRE_THAT(*weightedMid(book), WithinAbs(weighted, 0.51e-6));
  REQUIRE_THAT((*topImbalance(book) + 1.0) / 2.0, WithinAbs(share, 0.51e-6));
}

}  // namespace
}  // namespace plimsoll
