#include "plimsoll/book/market_impact.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "plimsoll/book/depth.h"
#include "plimsoll/book/mid_price.h"
#include "random_book.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

constexpr ImpactScale kScale{.dailyVolatility = 0.03, .dailyQuantity = 10'000.0};
constexpr Contract kDollars{.kind = InstrumentKind::inverse, .size = 10.0};

double asksOf(const KnownBook& known) {
  double resting = 0.0;
  for (const Level& level : known.asks) resting += valueOf(level.quantity);
  return resting;
}

TEST_CASE("the square-root law, by hand", "[market_impact]") {
  REQUIRE_THAT(squareRootImpact(kScale, 100.0), WithinRel(0.003, 1e-15));
  REQUIRE_THAT(squareRootImpact({0.03, 10'000.0, 0.5}, 400.0), WithinRel(0.003, 1e-15));
  REQUIRE(squareRootImpact(kScale, 0.0) == 0.0);
}

TEST_CASE("an order beyond the book, by hand", "[market_impact]") {
  const KnownBook known{{level(61'969, 1'000)}, {level(62'031, 3'000), level(62'620, 8'000)}};
  const auto found = *expectedSlippage(known.book(), {Side::buy, 111.0}, kScale);
  // A hundred are left at 626.20; the law moves the price by 0.3 % of the mid, 620.00.
  const double money = 3.0 * 620.31 + 8.0 * 626.20 + 100.0 * (626.20 + 1.86 * 2.0 / 3.0);
  REQUIRE_THAT(found.lastPrice, WithinRel(628.06, 1e-14));
  REQUIRE_THAT(found.averagePrice, WithinRel(money / 111.0, 1e-14));
  REQUIRE_THAT(found.rate, WithinRel((money / 111.0 - 620.0) / 620.0, 1e-10));
  REQUIRE_THAT(*found.notional, WithinRel(money, 1e-14));
  REQUIRE_THAT(found.quantityFromBook, WithinRel(11.0, 1e-14));
  REQUIRE_THAT(found.quantityBeyond, WithinRel(100.0, 1e-14));
}

TEST_CASE("without a mid, or at a price of nothing, there is no slippage", "[market_impact]") {
  const KnownBook known{{level(61'969, 1'000)}, {level(62'031, 3'000)}};
  REQUIRE_FALSE(expectedSlippage(KnownBook{known.bids, {}}.book(), {Side::sell, 1.0}, kScale));
  REQUIRE_FALSE(expectedSlippage(OrderBook{}, {Side::sell, 1.0}, kScale));
  // I = 1.3 there: a buy more than doubles the price, a sell has none to take.
  REQUIRE(expectedSlippage(known.book(), {Side::buy, 2e7}, kScale));
  REQUIRE_FALSE(expectedSlippage(known.book(), {Side::sell, 2e7}, kScale));
}

TEST_CASE("what the book holds costs what slippage says", "[market_impact]") {
  const std::uint64_t seed = 631;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 400; ++i) {
    const KnownBook known = test::randomBook(random, 30);
    const OrderBook book = known.book();
    const double quantity = random.between(1e-6, 1.0) * asksOf(known);
    for (const Contract& contract : {kCoins, kDollars}) {
      const auto plain = *slippage(book, Side::buy, quantity, contract);
      const auto found = *expectedSlippage(book, {Side::buy, quantity}, kScale, contract);
      REQUIRE(found.averagePrice == plain.averagePrice);
      REQUIRE(found.rate == plain.rate);
      REQUIRE(found.lastPrice == plain.worstPrice);
      REQUIRE(found.quantityBeyond == 0.0);
    }
    const double halfSpread = (book.best(BookSide::ask)->price - *midPrice(book)) / *midPrice(book);
    REQUIRE_THAT(expectedSlippage(book, {Side::buy, 1e-9}, kScale)->rate, WithinRel(halfSpread, 1e-9));
  }
}

TEST_CASE("more is never cheaper, cost is convex and does not leap where the book ends", "[market_impact]") {
  test::RandomNumbers random(632);
  for (int i = 0; i < 400; ++i) {
    const KnownBook known = test::randomBook(random, 10);
    const OrderBook book = known.book();
    const double all = asksOf(known);
    const auto cost = [&](double quantity) { return *expectedSlippage(book, {Side::buy, quantity}, kScale); };
    const double small = random.between(0.01, 3.0) * all, large = small + random.between(0.01, 5.0) * all;
    REQUIRE(cost(large).rate >= cost(small).rate - 1e-12);
    REQUIRE(cost(large).lastPrice >= cost(small).lastPrice);
    const double between = *cost((small + large) / 2.0).notional;
    REQUIRE(between <= (*cost(small).notional + *cost(large).notional) / 2.0 * (1.0 + 1e-12));
    REQUIRE_THAT(*cost(all * (1.0 + 1e-9)).notional, WithinRel(*cost(all * (1.0 - 1e-9)).notional, 1e-8));

    // A sell brings in ever less for one more.
    const auto income = [&](double quantity) { return *expectedSlippage(book, {Side::sell, quantity}, kScale)->notional; };
    REQUIRE(income((small + large) / 2.0) >= (income(small) + income(large)) / 2.0 * (1.0 - 1e-12));
  }
}

TEST_CASE("an order in two parts costs no less on a book that stands still", "[market_impact]") {
  test::RandomNumbers random(633);
  for (int i = 0; i < 300; ++i) {
    const KnownBook known = test::randomBook(random, 15);
    for (const Side side : {Side::buy, Side::sell}) {
      const double reference = *midPrice(known.book());
      KnownBook rest = known;
      auto& taken = side == Side::buy ? rest.asks : rest.bids;
      // The first part takes some levels and a part of the next.
      double first = 0.0;
      for (std::size_t gone = random.below(taken.size() - 1); gone-- > 0; taken.erase(taken.begin())) {
        first += valueOf(taken.front().quantity);
      }
      const std::int64_t part = random.integer(0, taken.front().quantity.mantissa - 1);
      taken.front().quantity.mantissa -= part;
      first += static_cast<double>(part) / 1'000.0;
      if (first == 0.0) continue;
      const double second = random.between(0.1, 100.0);
      const double sign = side == Side::buy ? 1.0 : -1.0;
      const double whole = *expectedSlippage(known.book(), {side, first + second, reference}, kScale)->notional;
      const double inParts = *expectedSlippage(known.book(), {side, first, reference}, kScale)->notional +
                             *expectedSlippage(rest.book(), {side, second, reference}, kScale)->notional;
      REQUIRE(sign * inParts >= sign * whole - 1e-9 * whole);
    }
  }
}

TEST_CASE("a buy costs what a sell does on the mirrored book", "[market_impact]") {
  test::RandomNumbers random(634);
  for (int i = 0; i < 300; ++i) {
    const KnownBook known = test::randomBook(random, 10);
    const std::int64_t twice = known.bids.front().price.mantissa + known.asks.front().price.mantissa;
    KnownBook mirrored = known.swapped();
    for (auto* side : {&mirrored.bids, &mirrored.asks}) {
      for (Level& level : *side) level.price.mantissa = twice - level.price.mantissa;
    }
    const double quantity = random.between(0.01, 5.0) * asksOf(known);
    const auto buy = *expectedSlippage(known.book(), {Side::buy, quantity}, kScale);
    const auto sell = *expectedSlippage(mirrored.book(), {Side::sell, quantity}, kScale);
    REQUIRE_THAT(sell.rate, WithinAbs(buy.rate, 1e-12));
  }
}

TEST_CASE("an inverse order beyond the book buys what its money buys along the way", "[market_impact]") {
  const KnownBook known{{level(61'969, 1'000)}, {level(62'031, 3'000)}};
  const auto [side, left] = GENERATE(table<Side, double>(
      {{Side::buy, 0.001}, {Side::buy, 90.0}, {Side::buy, 1e6}, {Side::sell, 50.0}, {Side::sell, 1e6}}));
  const double worst = side == Side::buy ? 620.31 : 619.69, sign = side == Side::buy ? 1.0 : -1.0;
  const double fromBook = side == Side::buy ? 3.0 : 1.0;
  // By the midpoints of a hundred thousand steps of the square root.
  double coins = fromBook / worst;
  constexpr int kSteps = 100'000;
  for (int i = 0; i < kSteps; ++i) {
    const double root = std::sqrt(left) * (i + 0.5) / kSteps;
    coins += 2.0 * root * std::sqrt(left) / kSteps / (worst + sign * 620.0 * squareRootImpact(kScale, root * root));
  }
  const auto found = *expectedSlippage(known.book(), {side, left + fromBook}, kScale, kDollars);
  CAPTURE(left);
  REQUIRE_THAT(found.averagePrice, WithinRel((left + fromBook) / coins, 1e-9));
  REQUIRE(found.rate > 0.0);
}

TEST_CASE("scales that cannot be are refused, by field", "[market_impact]") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  auto [scale, error, field] = GENERATE(table<ImpactScale, Error, std::string>({
      {{0.03, 1.0, 1.0}, Error::none, ""},
      {{0.0, 1.0, 0.5}, Error::none, ""},
      {{-0.01, 1.0, 1.0}, Error::varianceNegative, "dailyVolatility"},
      {{kNan, 1.0, 1.0}, Error::notFinite, "dailyVolatility"},
      {{0.03, 0.0, 1.0}, Error::quantityNotPositive, "dailyQuantity"},
      {{0.03, kNan, 1.0}, Error::notFinite, "dailyQuantity"},
      {{0.03, 1.0, 1.51}, Error::rateOutOfRange, "factor"},
      {{0.03, 1.0, kNan}, Error::notFinite, "factor"},
  }));
  const Refusal refusal = check(scale);
  REQUIRE(refusal.error == error);
  REQUIRE(refusal.field == field);
}

TEST_CASE("orders that cannot be are refused", "[market_impact]") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  REQUIRE(check(MarketOrder{Side::buy, 1.0}).error == Error::none);
  REQUIRE(check(MarketOrder{Side::buy, 0.0}).error == Error::quantityNotPositive);
  REQUIRE(check(MarketOrder{Side::buy, kInfinity}).error == Error::notFinite);
  REQUIRE(check(MarketOrder{Side::buy, 1.0, 0.0}).error == Error::priceNotPositive);
  REQUIRE(check(MarketOrder{Side::buy, 1.0, kInfinity}).error == Error::notFinite);
}

}  // namespace
}  // namespace plimsoll
