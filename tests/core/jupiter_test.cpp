#include "plimsoll/margin/venues/jupiter.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

#include "random_accounts.h"

namespace plimsoll::jupiter {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

/// 6 basis points, and one of impact for each 125 000 dollars.
constexpr Custody kSol{0.0006, 1.25e9, 500.0};

}  // namespace

TEST_CASE("a closing fee rounds its impact up to a basis point", "[jupiter]") {
  REQUIRE_THAT(closeFee(100'000.0, kSol), WithinRel(70.0, 1e-12));
  REQUIRE_THAT(closeFee(125'000.0, kSol), WithinRel(125'000.0 * 0.0007, 1e-12));
  REQUIRE_THAT(closeFee(125'001.0, kSol), WithinRel(125'001.0 * 0.0008, 1e-12));
  // Whole basis points stay what they are, with cents that are no binary fractions too.
  REQUIRE_THAT(closeFee(613'677.31, {0.0006, 6'136'773'100.0, 500.0}),
               WithinRel(613'677.31 * 0.0007, 1e-12));
  for (int points = 1; points <= 100; ++points) {
    const double size = 125'000.0 * points;
    REQUIRE_THAT(closeFee(size, kSol), WithinRel(size * (6.0 + points) / 1e4, 1e-12));
  }
}

TEST_CASE("borrowing costs what the rate has grown by", "[jupiter]") {
  REQUIRE_THAT(borrowFee(10'000.0, 0.0215, 0.02), WithinRel(15.0, 1e-12));
  REQUIRE(borrowFee(10'000.0, 0.02, 0.02) == 0.0);
}

TEST_CASE("a long of ten times is liquidated below its entry, one under water above", "[jupiter]") {
  const Position position{10'000.0, 100.0, 1'000.0, 0.0};
  REQUIRE(check(position) == Error::none);
  REQUIRE_THAT(reservedCollateral(position, kSol), WithinRel(27.0, 1e-12));
  REQUIRE_THAT(liquidationPrice(position, kSol).value(), WithinRel(90.27, 1e-12));
  Position aged = position;
  aged.borrowFeeUsd = 1'000.0;
  REQUIRE_THAT(liquidationPrice(aged, kSol).value(), WithinRel(100.27, 1e-12));
  aged.signedSizeUsd = -10'000.0;
  REQUIRE_THAT(liquidationPrice(aged, kSol).value(), WithinRel(99.73, 1e-12));
}

TEST_CASE("at Jupiter's liquidation price what is left is the reserve", "[jupiter]") {
  const std::uint64_t seed = 250;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int found = 0;
  int underWater = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double size = random.betweenMagnitudes(10.0, 1e7);
    const double side = random.coin() ? 1.0 : -1.0;
    const double collateral = size / random.betweenMagnitudes(0.8, 250.0);
    const Position position{side * size, random.betweenMagnitudes(1e-3, 1e5), collateral,
                            collateral * random.between(0.0, 1.2)};
    const Custody custody{random.between(0.0, 0.001), random.betweenMagnitudes(1e7, 1e10), 500.0};
    REQUIRE(check(custody) == Error::none);
    const auto price = liquidationPrice(position, custody);
    if (!price) continue;
    const double pnl = position.signedSizeUsd * (*price / position.entryPrice - 1.0);
    REQUIRE_THAT(collateral + pnl, WithinAbs(reservedCollateral(position, custody), 1e-9 * size));
    REQUIRE(isLiquidatable(position, custody, *price * (1.0 - side * 1e-6)));
    REQUIRE(!isLiquidatable(position, custody, *price * (1.0 + side * 1e-6)));

    // The price is on the losing side of the entry unless the reserve is not there.
    const bool isUnderWater = reservedCollateral(position, custody) > collateral;
    if (isUnderWater) REQUIRE(side * (*price - position.entryPrice) >= 0.0);
    if (!isUnderWater) REQUIRE(side * (*price - position.entryPrice) <= 0.0);
    underWater += isUnderWater ? 1 : 0;
    ++found;

    Position richer = position;
    richer.collateralUsd *= 1.01;
    const auto later = liquidationPrice(richer, custody);
    if (later) REQUIRE(side * (*later - *price) < 0.0);
  }
  REQUIRE(found > 8'000);
  REQUIRE(underWater > 1'000);
}

TEST_CASE("a position of less than its collateral is never liquidated", "[jupiter]") {
  REQUIRE(!liquidationPrice({100.0, 10.0, 150.0, 0.0}, kSol));
}

TEST_CASE("a Jupiter position that cannot be is refused", "[jupiter]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(check(Position{0.0, 1.0, 1.0, 0.0}) == Error::quantityNotPositive);
  REQUIRE(check(Position{nan, 1.0, 1.0, 0.0}) == Error::notFinite);
  REQUIRE(check(Position{1.0, -1.0, 1.0, 0.0}) == Error::priceNotPositive);
  REQUIRE(check(Position{1.0, nan, 1.0, 0.0}) == Error::notFinite);
  REQUIRE(check(Position{1.0, 1.0, 0.0, 0.0}) == Error::marginNotPositive);
  REQUIRE(check(Position{1.0, 1.0, 1.0, -1.0}) == Error::notionalNegative);
  REQUIRE(check(Custody{6.0, 1e9, 500.0}) == Error::rateOutOfRange);
  REQUIRE(check(Custody{0.0006, 0.0, 500.0}) == Error::sizeNotPositive);
  REQUIRE(check(Custody{0.0006, nan, 500.0}) == Error::notFinite);
  REQUIRE(check(Custody{0.0006, 1e9, 0.0}) == Error::leverageOutOfRange);
}

}  // namespace plimsoll::jupiter
