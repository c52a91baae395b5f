#include "plimsoll/positioning/open_interest.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string_view>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr Contract kHundredDollars{.kind = InstrumentKind::inverse, .size = 100.0};
constexpr Contract kUnknownSize{.kind = InstrumentKind::linear};
constexpr double kInfinity = std::numeric_limits<double>::infinity();

OpenInterest contracts(double quantity) { return {.symbol = "X", .quantity = quantity}; }

TEST_CASE("open interest in coins, in money and in what it settles in, by hand", "[open_interest]") {
  auto [name, kind, size, base, notional, settlement] =
      GENERATE(table<const char*, InstrumentKind, double, double, double, double>({
          {"coins", InstrumentKind::linear, 1.0, 3'000.0, 150e6, 150e6},
          {"OKX's BTC-USDT-SWAP, 0.01 BTC", InstrumentKind::linear, 0.01, 30.0, 1.5e6, 1.5e6},
          {"COIN-M's BTCUSD_PERP, 100 dollars", InstrumentKind::inverse, 100.0, 6.0, 300'000.0, 6.0},
      }));
  CAPTURE(name);
  const auto open = normalizedOpenInterest(contracts(3'000.0), {.kind = kind, .size = size}, 50'000.0);
  CHECK_THAT(*open.baseQuantity, WithinRel(base, 1e-15));
  CHECK_THAT(*open.notional, WithinRel(notional, 1e-15));
  CHECK_THAT(*open.settlementQuantity, WithinRel(settlement, 1e-15));
}

TEST_CASE("what the venue says is kept, and the rest follows from it", "[open_interest]") {
  const OpenInterest told{.symbol = "X", .quantity = 3'000.0, .baseQuantity = 7.0};
  const auto open = normalizedOpenInterest(told, kHundredDollars, 50'000.0);
  CHECK(open.baseQuantity == 7.0);
  CHECK(open.notional == 300'000.0);

  const auto fromMoney = normalizedOpenInterest({.symbol = "X", .notional = 100'000.0}, kUnknownSize, 50'000.0);
  CHECK(fromMoney.baseQuantity == 2.0);
  const auto fromCoins = normalizedOpenInterest({.symbol = "X", .baseQuantity = 2.0}, kUnknownSize, 50'000.0);
  CHECK(fromCoins.notional == 100'000.0);
}

TEST_CASE("open interest that cannot be known is empty", "[open_interest]") {
  const auto unsized = normalizedOpenInterest(contracts(3'000.0), kUnknownSize, 50'000.0);
  CHECK_FALSE(unsized.baseQuantity);
  CHECK_FALSE(unsized.notional);
  CHECK_FALSE(unsized.settlementQuantity);

  const double bad = GENERATE(-1.0, kInfinity, std::numeric_limits<double>::quiet_NaN());
  CAPTURE(bad);
  const OpenInterest told{.symbol = "X", .quantity = bad, .baseQuantity = bad, .notional = bad};
  CHECK_FALSE(normalizedOpenInterest(told, kCoins, 50'000.0).baseQuantity);
  CHECK_FALSE(normalizedOpenInterest(told, kCoins, 50'000.0).notional);
  CHECK_FALSE(normalizedOpenInterest(contracts(1e308), kCoins, 50'000.0).notional);  // does not fit
  CHECK(normalizedOpenInterest(contracts(0.0), kCoins, 50'000.0).notional == 0.0);

  const Contract unknownKind{.size = 1.0};
  CHECK(normalizedOpenInterest(contracts(3.0), unknownKind, 50'000.0).notional == 150'000.0);
  CHECK_FALSE(normalizedOpenInterest(contracts(3.0), unknownKind, 50'000.0).settlementQuantity);
}

TEST_CASE("contracts of another size, so many fewer, are the same open interest", "[open_interest]") {
  test::RandomNumbers random(601);
  for (int i = 0; i < 500; ++i) {
    const auto kind = random.chance(0.5) ? InstrumentKind::inverse : InstrumentKind::linear;
    const double size = random.between(0.01, 100.0), factor = random.between(0.1, 10.0);
    const double quantity = random.between(1.0, 1e6), price = random.between(0.01, 1e5);
    const auto one = normalizedOpenInterest(contracts(quantity), {.kind = kind, .size = size}, price);
    const auto other = normalizedOpenInterest(contracts(quantity / factor), {.kind = kind, .size = size * factor}, price);
    REQUIRE_THAT(*other.baseQuantity, WithinRel(*one.baseQuantity, 1e-12));
    REQUIRE_THAT(*other.notional, WithinRel(*one.notional, 1e-12));
    REQUIRE_THAT(*one.notional, WithinRel(*one.baseQuantity * price, 1e-12));
  }
}

TEST_CASE("open interest over its scales, by hand", "[open_interest]") {
  const NormalizedOpenInterest open{.baseQuantity = 1'000.0, .notional = 50e6};
  const OpenInterestScales scales{.marketCap = 1e9,
                                  .dayNotional = 200e6,
                                  .depthNotional = 5e6,
                                  .spotDepthNotional = 2e6,
                                  .reserveBaseQuantity = 4'000.0};
  REQUIRE(check(scales) == Error::none);
  const auto ratios = openInterestRatios(open, scales);
  CHECK_THAT(*ratios.toMarketCap, WithinRel(0.05, 1e-15));
  CHECK_THAT(*ratios.toDayNotional, WithinRel(0.25, 1e-15));
  CHECK_THAT(*ratios.toDepth, WithinRel(10.0, 1e-15));
  CHECK_THAT(*ratios.toSpotDepth, WithinRel(25.0, 1e-15));
  CHECK_THAT(*ratios.estimatedLeverage, WithinRel(0.25, 1e-15));
}

// docs.rs, wickra-core 2.0.0, estimated_leverage_ratio.rs: 25 000 coins against 100 000.
TEST_CASE("the estimated leverage ratio is open coins over coins in reserve", "[open_interest]") {
  const auto ratios = openInterestRatios({.baseQuantity = 25'000.0}, {.reserveBaseQuantity = 100'000.0});
  CHECK(ratios.estimatedLeverage == 0.25);
  CHECK_FALSE(ratios.toMarketCap);
  CHECK_FALSE(ratios.toDayNotional);
  CHECK_FALSE(ratios.toDepth);
  CHECK_FALSE(ratios.toSpotDepth);
}

TEST_CASE("without its scale a ratio is empty, not zero", "[open_interest]") {
  const NormalizedOpenInterest open{.baseQuantity = 1'000.0, .notional = 50e6};
  CHECK_FALSE(openInterestRatios(open, {}).estimatedLeverage);
  CHECK_FALSE(openInterestRatios(open, {.dayNotional = 0.0}).toDayNotional);
  CHECK_FALSE(openInterestRatios({}, {.dayNotional = 10.0}).toDayNotional);
  CHECK(openInterestRatios({.notional = 0.0}, {.dayNotional = 10.0}).toDayNotional == 0.0);
}

TEST_CASE("a scale that cannot be is refused by its name", "[open_interest]") {
  CHECK(check(OpenInterestScales{}) == Error::none);
  CHECK(check(OpenInterestScales{.marketCap = -1.0}) == Error::notionalNegative);
  CHECK(check(OpenInterestScales{.depthNotional = kInfinity}) == Error::notFinite);
  const Refusal refusal = check(OpenInterestScales{.reserveBaseQuantity = 0.0});
  CHECK(refusal == Error::quantityNotPositive);
  CHECK(std::string_view(refusal.field) == "reserveBaseQuantity");
}

TEST_CASE("the coin-margined share is of what has a kind and a notional", "[open_interest]") {
  std::vector<ContractInterest> contracts{
      {InstrumentKind::linear, 60.0}, {InstrumentKind::inverse, 20.0}, {InstrumentKind::inverse, std::nullopt},
      {std::nullopt, 500.0},          {InstrumentKind::option, 900.0}, {InstrumentKind::linear, kInfinity}};
  const auto margin = coinMargin(contracts);
  CHECK_THAT(margin->share, WithinRel(0.25, 1e-15));
  CHECK(margin->counted == 2);
  std::reverse(contracts.begin(), contracts.end());
  CHECK_THAT(coinMargin(contracts)->share, WithinRel(0.25, 1e-15));

  CHECK_FALSE(coinMargin({}));
  CHECK_FALSE(coinMargin(std::vector<ContractInterest>{{InstrumentKind::inverse, 0.0}}));
  CHECK(coinMargin(std::vector<ContractInterest>{{InstrumentKind::inverse, 3.0}})->share == 1.0);
  CHECK(coinMargin(std::vector<ContractInterest>{{InstrumentKind::linear, 3.0}})->share == 0.0);
}

}  // namespace
}  // namespace plimsoll
