#include "plimsoll/funding/premium.h"

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
using test::bookOf;
using test::level;
using test::randomBook;

double doubleOf(const Decimal& value) { return std::stod(decimalText(value.mantissa, value.decimals)); }

double heldNotional(const std::vector<Level>& levels) {
  double sum = 0.0;
  for (const Level& each : levels) sum += doubleOf(each.price) * doubleOf(each.quantity);
  return sum;
}

/// Binance's way of writing it: N / [(N - sum of p q before) / p_x + sum of q before].
double asWritten(const std::vector<Level>& levels, double notional) {
  double money = 0.0, base = 0.0;
  for (const Level& each : levels) {
    const double price = doubleOf(each.price), quantity = doubleOf(each.quantity);
    if (money + price * quantity >= notional) return notional / ((notional - money) / price + base);
    money += price * quantity;
    base += quantity;
  }
  return notional / base;
}

TEST_CASE("impact prices are the formula written out", "[premium]") {
  test::RandomNumbers random(901);
  for (int round = 0; round < 200; ++round) {
    const KnownBook known = randomBook(random, 1 + random.below(40));
    const OrderBook book = known.book();
    const double notional = random.between(1.0, 100'000.0);
    const ImpactPrices prices = impactPrices(book, notional);
    CAPTURE(round, notional);
    REQUIRE(prices.bid.has_value() == (heldNotional(known.bids) >= notional));
    REQUIRE(prices.ask.has_value() == (heldNotional(known.asks) >= notional));
    if (prices.bid) REQUIRE_THAT(*prices.bid, WithinRel(asWritten(known.bids, notional), 1e-12));
    if (prices.ask) REQUIRE_THAT(*prices.ask, WithinRel(asWritten(known.asks, notional), 1e-12));
    if (prices.bid) REQUIRE(*prices.bid <= book.best(BookSide::bid)->price * (1.0 + 1e-12));
    if (prices.ask) REQUIRE(*prices.ask >= book.best(BookSide::ask)->price * (1.0 - 1e-12));
  }
}

TEST_CASE("a larger notional never gets a better impact price", "[premium]") {
  test::RandomNumbers random(902);
  const OrderBook book = randomBook(random, 40).book();
  ImpactPrices before = impactPrices(book, 1.0);
  for (double notional = 2.0; notional < 4'000'000.0; notional *= 1.3) {
    const ImpactPrices now = impactPrices(book, notional);
    if (now.bid) REQUIRE(*now.bid <= *before.bid * (1.0 + 1e-12));
    if (now.ask) REQUIRE(*now.ask >= *before.ask * (1.0 - 1e-12));
    if (!now.bid || !now.ask) break;
    before = now;
  }
}

TEST_CASE("a book gives all that it holds and not a coin more", "[premium]") {
  const OrderBook book = bookOf({level(10'000, 1'000), level(9'900, 2'000)}, {level(10'100, 5'000)}).book();
  REQUIRE_THAT(*impactPrices(book, 298.0).bid, WithinRel(298.0 / 3.0, 1e-12));
  REQUIRE_FALSE(impactPrices(book, 298.1).bid);
  REQUIRE(impactPrices(book, 298.1).ask);
  REQUIRE_FALSE(premiumIndex(impactPrices(book, 298.1), 100.0));
  REQUIRE_FALSE(impactPrices(OrderBook{}, 1.0).bid);
  REQUIRE_FALSE(impactPrices(book, 100.0, Contract{.kind = InstrumentKind::linear}).ask);
}

TEST_CASE("contracts of some size, and inverse ones, are walked by what they are worth", "[premium]") {
  const OrderBook book = bookOf({level(10'000, 1'000), level(9'900, 2'000)}, {level(10'100, 5'000)}).book();
  const Contract tenths{.kind = InstrumentKind::linear, .size = 0.1};
  REQUIRE_THAT(*impactPrices(book, 29.8, tenths).bid, WithinRel(298.0 / 3.0, 1e-12));
  // One contract is 10 of money: 30 money in all, the first ten of it at 100.
  const Contract inverse{.kind = InstrumentKind::inverse, .size = 10.0};
  REQUIRE_THAT(*impactPrices(book, 30.0, inverse).bid, WithinRel(30.0 / (10.0 / 100.0 + 20.0 / 99.0), 1e-12));
  REQUIRE_FALSE(impactPrices(book, 30.1, inverse).bid);
}

TEST_CASE("the premium is zero wherever the index lies between the impact prices", "[premium]") {
  test::RandomNumbers random(903);
  for (int round = 0; round < 500; ++round) {
    const double bid = random.between(90.0, 110.0);
    const double ask = bid + random.between(0.0, 2.0);
    const double index = random.between(88.0, 114.0);
    const double premium = *premiumIndex({bid, ask}, index);
    CAPTURE(bid, ask, index);
    if (index >= bid && index <= ask) REQUIRE(premium == 0.0);
    if (index < bid) REQUIRE(premium > 0.0);
    if (index > ask) REQUIRE(premium < 0.0);
    // Free of scale, and mirrored with the prices about the index.
    REQUIRE_THAT(*premiumIndex({7.0 * bid, 7.0 * ask}, 7.0 * index), WithinAbs(premium, 1e-14));
    REQUIRE_THAT(*premiumIndex({2.0 * index - ask, 2.0 * index - bid}, index), WithinAbs(-premium, 1e-14));
  }
}

TEST_CASE("an impact bid of 10 100 over an index of 10 000 is a premium of one percent", "[premium]") {
  // The header's example; numbers of hyperliquid-121, cortex-vigil.com/wiki/funding-rates.
  REQUIRE_THAT(*premiumIndex({10'100.0, 10'101.0}, 10'000.0), WithinRel(0.01, 1e-12));
  REQUIRE(premiumIndex({10'100.0, std::nullopt}, 10'000.0) == std::nullopt);
}

TEST_CASE("an impact notional is a margin over a margin rate", "[premium]") {
  REQUIRE_THAT(impactNotional(500.0, 0.1), WithinRel(5'000.0, 1e-12));
  REQUIRE_THAT(impactNotional(200.0, 0.008), WithinRel(25'000.0, 1e-12));
}

TEST_CASE("impact terms that cannot be used are refused by name", "[premium]") {
  REQUIRE(check(ImpactTerms{20'000.0, 60'000.0}) == Error::none);
  REQUIRE(check(ImpactTerms{0.0, 60'000.0}) == Error::sizeNotPositive);
  REQUIRE(check(ImpactTerms{20'000.0, -1.0}) == Error::priceNotPositive);
  REQUIRE(check(ImpactTerms{std::numeric_limits<double>::infinity(), 1.0}) == Error::notFinite);
}

}  // namespace
}  // namespace plimsoll
