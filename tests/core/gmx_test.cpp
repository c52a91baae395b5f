#include "plimsoll/margin/venues/gmx.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "random_accounts.h"

namespace plimsoll::gmx {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

/// 1 % of size and 5 dollars, impact up to 0.5 %.
constexpr Market kMarket{5.0, 0.01, 0.005};

/// 2 ether long from 2 500 with 500 of a dollar token.
constexpr Position kLong{2.0, 5'000.0, 500.0, 1.0, false, {1.0, 2.0, 3.0}, -10.0};

Position randomPosition(test::RandomAccounts& random) {
  const double side = random.coin() ? 1.0 : -1.0;
  const double price = random.betweenMagnitudes(1e-3, 1e5);
  const double size = random.betweenMagnitudes(10.0, 1e7);
  const double collateral = size / random.betweenMagnitudes(0.5, 80.0);
  const bool isIndex = random.coin();
  const double collateralPrice = isIndex ? price : random.betweenMagnitudes(0.5, 5'000.0);
  const auto cost = [&] { return random.coin() ? 0.0 : collateral * random.between(0.0, 0.1); };
  return {side * size / price,
          size,
          collateral / collateralPrice,
          collateralPrice,
          isIndex,
          {cost(), cost(), cost()},
          size * random.between(-0.02, 0.01)};
}

Market randomMarket(test::RandomAccounts& random) {
  return {random.between(0.0, 10.0), random.between(0.001, 0.02), random.between(0.0, 0.01)};
}

}  // namespace

TEST_CASE("value and leverage are what the interface's tests say", "[gmx]") {
  REQUIRE(netValue({1'000.0, 200.0, {10.0, 15.0, 5.0}, -7.0}) == 1'175.0);
  REQUIRE(netValue({1'000.0, -300.0, {5.0, 5.0, 0.0}, 0.0}) == 690.0);
  REQUIRE(netValueAfterFees({1'000.0, 200.0, {10.0, 15.0, 30.0}, -50.0}) == 1'095.0);
  REQUIRE(netValueAfterFees({1'000.0, -300.0, {5.0, 5.0, 10.0}, -20.0}) == 660.0);
  // 2 000 against 1 000 + 200 - 100.
  const Position position{1.0, 2'000.0, 1'000.0, 1.0, false, {50.0, 50.0, 0.0}, 0.0};
  REQUIRE_THAT(leverage(position, 2'200.0).value(), WithinRel(2'000.0 / 1'100.0, 1e-12));
  REQUIRE(!leverage(position, 1'100.0));
}

TEST_CASE("the collateral that must be there is the required less the profit", "[gmx]") {
  REQUIRE(minCollateral(500.0, {0.0, 0.0, {0.0, 0.0, 50.0}, 0.0}) == 550.0);
  REQUIRE(minCollateral(200.0, {0.0, 500.0, {0.0, 0.0, 50.0}, 0.0}) == -250.0);
  REQUIRE(minCollateral(200.0, {0.0, 0.0, {0.0, 0.0, 50.0}, -30.0}) == 280.0);
  const Market market{100.0, 0.0, 0.01};
  REQUIRE(priceImpactForLiquidation(-20.0, 1'000.0, market) == -10.0);
  REQUIRE(priceImpactForLiquidation(-5.0, 1'000.0, market) == -5.0);
  REQUIRE(priceImpactForLiquidation(20.0, 1'000.0, market) == 0.0);
  REQUIRE(minCollateral(requiredCollateral(1'000.0, market), {9.0, 50.0, {1.0, 2.0, 5.0}, -10.0}) ==
          65.0);
  REQUIRE(requiredCollateral(1'000.0, kMarket) == 10.0);
  REQUIRE(requiredCollateral(100.0, kMarket) == 5.0);
}

TEST_CASE("a long of two ether is liquidated where fifty dollars remain", "[gmx]") {
  REQUIRE(check(kLong) == Error::none);
  REQUIRE(entryPrice(kLong) == 2'500.0);
  // 500 - 10 - 6 less the loss is 50: the loss is 434, 217 for each.
  REQUIRE_THAT(liquidationPrice(kLong, kMarket).value(), WithinRel(2'283.0, 1e-12));
  // In ether: 0.2 of it, (5 000 + 50 + 16) / 2.2.
  Position inEther = kLong;
  inEther.isCollateralIndex = true;
  inEther.collateralAmount = 0.2;
  REQUIRE_THAT(liquidationPrice(inEther, kMarket).value(), WithinRel(5'066.0 / 2.2, 1e-12));
  // A short in ether: (5 000 - 50 - 16) / 1.8.
  inEther.signedTokens = -2.0;
  REQUIRE_THAT(liquidationPrice(inEther, kMarket).value(), WithinRel(4'934.0 / 1.8, 1e-12));
}

TEST_CASE("at the liquidation price what remains is what is required", "[gmx]") {
  const std::uint64_t seed = 2023;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int found = 0;
  int without = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Position position = randomPosition(random);
    const Market market = randomMarket(random);
    REQUIRE(check(position) == Error::none);
    REQUIRE(check(market) == Error::none);
    const auto price = liquidationPrice(position, market);
    if (!price) {
      ++without;
      continue;
    }
    INFO(position.signedTokens << " from " << entryPrice(position) << ", at " << *price);
    const double scale = position.sizeUsd + std::abs(position.signedTokens) * *price;
    REQUIRE_THAT(remainingCollateral(position, market, *price),
                 WithinAbs(requiredCollateral(position.sizeUsd, market), 1e-9 * scale));

    // On the losing side of it liquidatable, on the other not.
    const double perPrice =
        position.signedTokens + (position.isCollateralIndex ? position.collateralAmount : 0.0);
    if (std::abs(perPrice) < 1e-6 * std::abs(position.signedTokens)) continue;
    const double toLoss = perPrice > 0.0 ? -1e-4 : 1e-4;
    REQUIRE(isLiquidatable(position, market, *price * (1.0 + toLoss)));
    REQUIRE(!isLiquidatable(position, market, *price * (1.0 - toLoss)));
    ++found;

    // More collateral is farther away; costs are nearer.
    const double away = perPrice > 0.0 ? -1.0 : 1.0;
    Position richer = position;
    richer.collateralAmount *= 1.05;
    const auto later = liquidationPrice(richer, market);
    if (later && !position.isCollateralIndex) REQUIRE(away * (*later - *price) > 0.0);
    Position older = position;
    older.fees.borrowing += 0.01 * position.sizeUsd;
    const auto sooner = liquidationPrice(older, market);
    if (sooner) REQUIRE(away * (*sooner - *price) < 0.0);
  }
  REQUIRE(found > 15'000);
  REQUIRE(without > 100);
}

TEST_CASE("the interface's four formulas are one", "[gmx]") {
  const std::uint64_t seed = 2025;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const Position position = randomPosition(random);
    const Market market = randomMarket(random);
    const bool isLong = position.signedTokens > 0.0;
    const double tokens = std::abs(position.signedTokens);
    const double required = requiredCollateral(position.sizeUsd, market);
    const double impact =
        priceImpactForLiquidation(position.priceImpactUsd, position.sizeUsd, market);
    const double fees = position.fees.funding + position.fees.borrowing + position.fees.closing;
    double expected = 0.0;
    if (position.isCollateralIndex) {
      expected = isLong ? (position.sizeUsd + required - impact + fees) /
                              (tokens + position.collateralAmount)
                        : (position.sizeUsd - required + impact - fees) /
                              (tokens - position.collateralAmount);
    } else {
      const double remaining = position.collateralAmount * position.collateralPrice + impact - fees;
      expected = isLong ? (required - remaining + position.sizeUsd) / tokens
                        : (required - remaining - position.sizeUsd) / -tokens;
    }
    const auto price = liquidationPrice(position, market);
    REQUIRE(price.has_value() == (expected > 0.0 && std::isfinite(expected)));
    if (price) REQUIRE_THAT(*price, WithinRel(expected, 1e-9));
  }
}

TEST_CASE("a position that no price liquidates has no liquidation price", "[gmx]") {
  Position covered = kLong;
  covered.collateralAmount = 6'000.0;
  REQUIRE(!liquidationPrice(covered, kMarket));
  // A short with its own size as collateral moves with no price.
  Position hedged = kLong;
  hedged.signedTokens = -2.0;
  hedged.isCollateralIndex = true;
  hedged.collateralAmount = 2.0;
  REQUIRE(!liquidationPrice(hedged, kMarket));
}

TEST_CASE("a pool pays profits up to a part of it", "[gmx]") {
  REQUIRE(paidPnl(100.0, {1'000.0, 1'600.0, 0.5}) == 80.0);
  REQUIRE(paidPnl(100.0, {800.0, 1'600.0, 0.5}) == 100.0);
  REQUIRE(paidPnl(-100.0, {1'000.0, 1'600.0, 0.5}) == -100.0);
  REQUIRE(paidPnl(100.0, {-50.0, 1'600.0, 0.5}) == 100.0);
}

TEST_CASE("the leverage a market allows is what the interface's tests say", "[gmx]") {
  auto [rate, expected] = GENERATE(table<double, double>({
      {0.01, 100.0},
      {0.006666666666666666, 150.0},
      {0.00666, 150.0},
      {0.00667, 150.0},
      {0.005, 200.0},
      {0.004999999999999999, 200.0},
      {0.008333333333333333, 120.0},
      {0.00833, 120.0},
      {0.004, 250.0},
  }));
  CAPTURE(rate);
  REQUIRE(maxLeverage(rate) == expected);
}

TEST_CASE("the leverage that may be chosen leaves room for fees and liquidation", "[gmx]") {
  REQUIRE(maxAllowedLeverage({0.01, 0.005, 0.0}) == 100.0);
  REQUIRE(maxAllowedLeverage({0.01, 0.005, 0.0006}) == 85.0);
  REQUIRE(maxAllowedLeverage({0.005, 0.005, 0.0}) == 100.0);
  REQUIRE(maxAllowedLeverage({0.004, 0.0025, 0.0}) == 200.0);
}

TEST_CASE("a GMX position or market that cannot be is refused by field", "[gmx]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto says = [](auto change) {
    Position position = kLong;
    change(position);
    return std::string(name(check(position))) + ": " + check(position).field;
  };
  REQUIRE(says([&](Position& p) { p.signedTokens = 0.0; }) == "quantityNotPositive: signedTokens");
  REQUIRE(says([&](Position& p) { p.signedTokens = nan; }) == "notFinite: signedTokens");
  REQUIRE(says([&](Position& p) { p.sizeUsd = -1.0; }) == "quantityNotPositive: sizeUsd");
  REQUIRE(says([&](Position& p) { p.sizeUsd = infinity; }) == "notFinite: sizeUsd");
  REQUIRE(says([&](Position& p) { p.collateralAmount = 0.0; }) ==
          "marginNotPositive: collateralAmount");
  REQUIRE(says([&](Position& p) { p.collateralAmount = nan; }) == "notFinite: collateralAmount");
  REQUIRE(says([&](Position& p) { p.collateralPrice = 0.0; }) ==
          "priceNotPositive: collateralPrice");
  REQUIRE(says([&](Position& p) { p.collateralPrice = nan; }) == "notFinite: collateralPrice");
  REQUIRE(says([&](Position& p) { p.fees.funding = -1.0; }) == "notionalNegative: funding");
  REQUIRE(says([&](Position& p) { p.fees.borrowing = nan; }) == "notFinite: borrowing");
  REQUIRE(says([&](Position& p) { p.fees.closing = -1.0; }) == "notionalNegative: closing");
  REQUIRE(says([&](Position& p) { p.priceImpactUsd = nan; }) == "notFinite: priceImpactUsd");

  REQUIRE(check(Market{-1.0, 0.01, 0.01}) == Error::notionalNegative);
  REQUIRE(check(Market{1.0, 1.01, 0.01}) == Error::rateOutOfRange);
  REQUIRE(check(Market{1.0, 0.01, nan}) == Error::notFinite);
  REQUIRE(check(Balance{nan, 0.0, {}, 0.0}) == Error::notFinite);
  REQUIRE(check(Balance{0.0, nan, {}, 0.0}) == Error::notFinite);
  REQUIRE(check(Balance{0.0, 0.0, {-1.0, 0.0, 0.0}, 0.0}) == Error::notionalNegative);
  REQUIRE(check(Balance{0.0, 0.0, {}, nan}) == Error::notFinite);
  REQUIRE(check(PoolPnl{nan, 1.0, 0.5}) == Error::notFinite);
  REQUIRE(check(PoolPnl{1.0, -1.0, 0.5}) == Error::notionalNegative);
  REQUIRE(check(PoolPnl{1.0, 1.0, -0.5}) == Error::rateOutOfRange);
  REQUIRE(check(LeverageLimits{0.0, 0.01, 0.0}) == Error::rateOutOfRange);
  REQUIRE(check(LeverageLimits{0.01, 0.0, 0.0}) == Error::rateOutOfRange);
  REQUIRE(check(LeverageLimits{0.01, 0.01, -0.1}) == Error::rateOutOfRange);
  REQUIRE(check(LeverageLimits{0.01, 0.005, 0.0006}) == Error::none);
}

}  // namespace plimsoll::gmx
