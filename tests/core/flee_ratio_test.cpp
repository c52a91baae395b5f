#include "plimsoll/book/flee_ratio.h"

#include <catch2/catch_test_macros.hpp>
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

// Mid 100.00, so that 10 bps are ten hundredths.
const KnownBook kBefore{{level(9'999, 30'000)}, {level(10'001, 30'000), level(10'008, 10'000), level(10'020, 9'000)}};
// Mid 100.03.
const KnownBook kRisen{{level(10'001, 3'000)}, {level(10'005, 4'000), level(10'008, 11'000), level(10'011, 90'000)}};

TEST_CASE("half of the asks flee from a mid that rises, by hand", "[flee_ratio]") {
  FleeRatio flee;
  flee.update(kBefore.book(), 0.0);
  flee.addTrade(Side::buy, 5.0);
  flee.addTrade(Side::sell, 100.0);
  flee.update(kRisen.book(), 999.0);  // the bin is not over
  REQUIRE_FALSE(flee.ofBoth());
  flee.update(kRisen.book(), 1'000.0);
  REQUIRE_THAT(*flee.of(BookSide::ask), WithinRel(0.5, 1e-12));
  REQUIRE_THAT(*flee.ofBoth(), WithinRel(0.5, 1e-12));
  REQUIRE_FALSE(flee.of(BookSide::bid));
}

TEST_CASE("what was traded or stayed did not flee", "[flee_ratio]") {
  FleeRatio flee;
  flee.update(kBefore.book(), 0.0);
  flee.addTrade(Side::buy, 25.0);
  flee.update(kRisen.book(), 1'000.0);
  REQUIRE(*flee.of(BookSide::ask) == 0.0);

  // An order that moved to another price of the window has not left it.
  KnownBook moved = kBefore;
  moved.asks = {level(10'003, 20'000), level(10'008, 20'000)};
  FleeRatio other;
  other.update(kBefore.book(), 0.0);
  other.update(moved.book(), 1'000.0);
  REQUIRE(*other.of(BookSide::ask) == 0.0);
}

TEST_CASE("a side that the mid leaves does not count", "[flee_ratio]") {
  FleeRatio flee;
  flee.update(kBefore.book(), 0.0);
  flee.update(KnownBook{{level(9'999, 1)}, {level(10'001, 1)}}.book(), 1'000.0);  // the mid stays
  REQUIRE_FALSE(flee.ofBoth());
}

TEST_CASE("a gap, a broken chain and an empty side drop the bin", "[flee_ratio]") {
  FleeRatio flee;
  flee.update(kBefore.book(), 0.0);
  flee.update(kRisen.book(), FleeRatio::kLongestBinMs + 1.0);
  REQUIRE_FALSE(flee.ofBoth());
  flee.update(kBefore.book(), 7'000.0);
  flee.breakChain();
  flee.update(kRisen.book(), 8'000.0);
  const auto before = flee.ofBoth();
  flee.update(KnownBook{kRisen.bids, {}}.book(), 9'000.0);
  flee.update(kBefore.book(), 10'000.0);
  REQUIRE(flee.ofBoth() == before);
}

TEST_CASE("the flee ratio of random books stays within bounds and mirrors", "[flee_ratio]") {
  const std::uint64_t seed = 651;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  FleeRatio flee, mirrored;
  double now = 0.0;
  for (int i = 0; i < 3'000; ++i) {
    now += random.between(-50.0, 800.0);
    const KnownBook known = test::randomBook(random, 15);
    KnownBook mirror = known.swapped();
    for (auto* side : {&mirror.bids, &mirror.asks}) {
      for (Level& level : *side) level.price.mantissa = 2 * 61'800 - level.price.mantissa;
    }
    flee.update(known.book(), now);
    mirrored.update(mirror.book(), now);
    const Side side = random.chance(0.5) ? Side::buy : Side::sell;
    const double quantity = random.between(0.0, 5.0);
    flee.addTrade(side, quantity);
    mirrored.addTrade(side == Side::buy ? Side::sell : Side::buy, quantity);
    for (const BookSide of : {BookSide::bid, BookSide::ask}) {
      const auto ratio = flee.of(of);
      if (!ratio) continue;
      REQUIRE(*ratio >= 0.0);
      REQUIRE(*ratio <= 1.0);
      const auto other = mirrored.of(of == BookSide::bid ? BookSide::ask : BookSide::bid);
      // A level on the very edge may be in one window and not in its mirror image.
      REQUIRE_THAT(*other, WithinAbs(*ratio, 0.05));
    }
  }
  REQUIRE(flee.ofBoth());
}

TEST_CASE("trades confirm an imbalance of the same sign", "[flee_ratio]") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(isConfirmedByTrades(2.0, 0.1) == true);
  REQUIRE(isConfirmedByTrades(-2.0, -0.1) == true);
  REQUIRE(isConfirmedByTrades(2.0, -3.0) == false);
  REQUIRE(isConfirmedByTrades(-2.0, 3.0) == false);
  REQUIRE_FALSE(isConfirmedByTrades(0.0, 3.0));
  REQUIRE_FALSE(isConfirmedByTrades(2.0, std::nullopt));
  REQUIRE_FALSE(isConfirmedByTrades(std::nullopt, 2.0));
  REQUIRE_FALSE(isConfirmedByTrades(kNan, 2.0));
}

}  // namespace
}  // namespace plimsoll
