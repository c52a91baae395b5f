#include "plimsoll/book/contract.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "plimsoll/book/depth.h"
#include "plimsoll/book/mid_price.h"
#include "random_book.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using test::KnownBook;
using test::level;

constexpr Contract kHundredDollars{.kind = InstrumentKind::inverse, .size = 100.0};

TEST_CASE("what a quantity is and what it is worth", "[contract]") {
  auto [name, kind, size, base, worth] = GENERATE(table<const char*, InstrumentKind, double, double, double>({
      {"coins", InstrumentKind::linear, 1.0, 3.0, 3.0 * 50'000.0},
      {"OKX's BTC-USDT-SWAP, 0.01 BTC", InstrumentKind::linear, 0.01, 0.03, 1'500.0},
      {"spot", InstrumentKind::spot, 1.0, 3.0, 3.0 * 50'000.0},
      {"an option of one coin", InstrumentKind::option, 1.0, 3.0, 3.0 * 50'000.0},
      {"COIN-M's BTCUSD_PERP, 100 dollars", InstrumentKind::inverse, 100.0, 300.0 / 50'000.0, 300.0},
      {"Deribit's BTC-PERPETUAL, dollars", InstrumentKind::inverse, 1.0, 3.0 / 50'000.0, 3.0},
  }));
  CAPTURE(name);
  const Contract contract{.kind = kind, .size = size};
  CHECK_THAT(*baseQuantity(contract, 3.0, 50'000.0), WithinRel(base, 1e-15));
  CHECK_THAT(*notional(contract, 3.0, 50'000.0), WithinRel(worth, 1e-15));
}

TEST_CASE("the notional is the base quantity at the price", "[contract]") {
  test::RandomNumbers random(491);
  for (int i = 0; i < 500; ++i) {
    const Contract contract{.kind = random.chance(0.5) ? InstrumentKind::inverse : InstrumentKind::linear,
                            .size = random.between(0.001, 100.0)};
    const double quantity = random.between(0.1, 1e6), price = random.between(0.001, 1e5);
    const double base = *baseQuantity(contract, quantity, price);
    REQUIRE_THAT(*notional(contract, quantity, price), WithinRel(base * price, 1e-13));
  }
}

TEST_CASE("of a contract whose size nobody has told nothing is known", "[contract]") {
  const InstrumentKind kind = GENERATE(InstrumentKind::linear, InstrumentKind::inverse);
  const Contract contract{.kind = kind};
  CHECK_FALSE(baseQuantity(contract, 3.0, 50'000.0));
  CHECK_FALSE(notional(contract, 3.0, 50'000.0));
  const OrderBook book = KnownBook{{level(9'900, 1'000)}, {level(10'100, 2'000)}}.book();
  const Depth depth = *depthWithin(book, BookSide::ask, 200.0, contract);
  CHECK(depth.quantity == 2.0);
  CHECK_FALSE(depth.baseQuantity);
  CHECK_FALSE(depth.notional);
  const Slippage order = *slippage(book, Side::buy, 1.0, contract);
  CHECK_THAT(order.averagePrice, WithinRel(101.0, 1e-15));
  CHECK_FALSE(order.notional);
}

TEST_CASE("what the venue lists counts before what the name tells", "[contract]") {
  const Listing inferred{.symbol = "X", .kind = InstrumentKind::linear, .contractSize = 1.0};
  const Listing listed{.symbol = "X", .kind = InstrumentKind::inverse, .tickSize = 0.5, .lotSize = 10.0,
                       .contractSize = 100.0};
  const Contract contract = contractOf(&listed, inferred);
  CHECK(contract.kind == InstrumentKind::inverse);
  CHECK(contract.isInverse());
  CHECK(contract.size == 100.0);
  CHECK(contract.tickSize == 0.5);
  CHECK(contract.lotSize == 10.0);
  CHECK_FALSE(contract.isInferred);
}

TEST_CASE("what the venue does not list the name tells", "[contract]") {
  const Listing inferred{.symbol = "X", .kind = InstrumentKind::inverse, .contractSize = 100.0};
  const Listing listed{.symbol = "X", .tickSize = 0.5};
  const Contract contract = contractOf(&listed, inferred);
  CHECK(contract.isInverse());
  CHECK(contract.size == 100.0);
  CHECK(contract.tickSize == 0.5);
  CHECK_FALSE(contract.lotSize);
  CHECK_FALSE(contract.isInferred);
}

TEST_CASE("without a list there is what the name tells, or nothing", "[contract]") {
  const Contract known = contractOf(nullptr, {.symbol = "X", .kind = InstrumentKind::linear, .contractSize = 1.0});
  CHECK(known.size == 1.0);
  CHECK(known.isInferred);
  CHECK_FALSE(known.tickSize);
  const Contract unknown = contractOf(nullptr, {});
  CHECK_FALSE(unknown.kind);
  CHECK_FALSE(unknown.size);
  CHECK_FALSE(unknown.isInverse());
  CHECK(unknown.isInferred);
}

TEST_CASE("money spent on an inverse contract, by hand", "[contract]") {
  // 10 contracts of 100 dollars at 50 and 30 at 60: 20 and 50 coins.
  const OrderBook book = KnownBook{{level(4'000, 10'000)}, {level(5'000, 10'000), level(6'000, 30'000)}}.book();
  const Slippage order = *slippage(book, Side::buy, 40.0, kHundredDollars);
  CHECK_THAT(order.averagePrice, WithinRel(4'000.0 / 70.0, 1e-14));
  CHECK_THAT(*order.notional, WithinRel(4'000.0, 1e-14));
  CHECK_THAT(order.rate, WithinRel((4'000.0 / 70.0 - 45.0) / 45.0, 1e-13));
  CHECK(order.worstPrice == 60.0);
  const Depth asks = *depthWithin(book, BookSide::ask, 4'000.0, kHundredDollars);
  CHECK_THAT(*asks.baseQuantity, WithinRel(70.0, 1e-14));
  CHECK_THAT(*asks.notional, WithinRel(4'000.0, 1e-14));
}

Contract randomContract(test::RandomNumbers& random) {
  return {.kind = random.chance(0.7) ? InstrumentKind::inverse : InstrumentKind::linear,
          .size = random.between(0.01, 100.0)};
}

TEST_CASE("depth of any contract is what brute force finds", "[contract]") {
  test::RandomNumbers random(492);
  for (int i = 0; i < 400; ++i) {
    const KnownBook known = test::randomBook(random, 40);
    const OrderBook book = known.book();
    const Contract contract = randomContract(random);
    const double mid = *midPrice(book), bps = random.between(1.0, 300.0);
    double quantity = 0.0, base = 0.0, worth = 0.0;
    for (const Level& ask : known.asks) {
      if ((valueOf(ask.price) - mid) / mid * 1e4 > bps) continue;
      quantity += valueOf(ask.quantity);
      base += *baseQuantity(contract, valueOf(ask.quantity), valueOf(ask.price));
      worth += *notional(contract, valueOf(ask.quantity), valueOf(ask.price));
    }
    const Depth found = *depthWithin(book, BookSide::ask, bps, contract);
    REQUIRE_THAT(found.quantity, WithinRel(quantity, 1e-12));
    REQUIRE_THAT(*found.baseQuantity, WithinRel(base, 1e-12));
    REQUIRE_THAT(*found.notional, WithinRel(worth, 1e-12));
  }
}

TEST_CASE("slippage of any contract is money over coin, level by level", "[contract]") {
  test::RandomNumbers random(493);
  for (int i = 0; i < 400; ++i) {
    const KnownBook known = test::randomBook(random, 40);
    const OrderBook book = known.book();
    const Contract contract = randomContract(random);
    const Side taker = random.chance(0.5) ? Side::buy : Side::sell;
    const auto& levels = taker == Side::buy ? known.asks : known.bids;
    double resting = 0.0;
    for (const Level& level : levels) resting += valueOf(level.quantity);
    const double quantity = random.between(0.01, 0.99) * resting;

    double left = quantity, base = 0.0, worth = 0.0;
    for (const Level& level : levels) {
      const double taken = std::min(left, valueOf(level.quantity));
      base += *baseQuantity(contract, taken, valueOf(level.price));
      worth += *notional(contract, taken, valueOf(level.price));
      left -= taken;
    }
    const double mid = *midPrice(book), average = worth / base;
    const Slippage found = *slippage(book, taker, quantity, contract);
    REQUIRE_THAT(found.averagePrice, WithinRel(average, 1e-12));
    REQUIRE_THAT(*found.notional, WithinRel(worth, 1e-12));
    REQUIRE_THAT(found.rate, WithinRel((taker == Side::buy ? average - mid : mid - average) / mid, 1e-7));
    REQUIRE(found.rate >= 0.0);
  }
}

}  // namespace
}  // namespace plimsoll
