#include "plimsoll/margin/venues/gmx_v1.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

#include "random_accounts.h"

namespace plimsoll::gmx_v1 {
namespace {

using Catch::Matchers::WithinAbs;

}  // namespace

TEST_CASE("a price of v1 is what the interface's tests stated", "[gmx]") {
  REQUIRE_THAT(liquidationPrice({98'712.87, 9'871.29, 23'091.42, 0.0}, {}).value(),
               WithinAbs(21'013.1915, 1e-4));
  REQUIRE_THAT(liquidationPrice({-99'009.9, 9'901.0, 23'118.4, 0.0}, {}).value(),
               WithinAbs(25'199.0583, 1e-4));
}

TEST_CASE("at the v1 price the loss has left the greater of fees and what leverage asks", "[gmx]") {
  const std::uint64_t seed = 2022;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int found = 0;
  for (int i = 0; i < 5'000; ++i) {
    const double size = random.betweenMagnitudes(10.0, 1e7);
    const Position position{random.coin() ? size : -size,
                            size / random.betweenMagnitudes(0.5, 50.0),
                            random.betweenMagnitudes(1e-2, 1e5), size * random.between(0.0, 0.01)};
    const Rules rules;
    REQUIRE(check(position) == Error::none);
    REQUIRE(check(rules) == Error::none);
    const auto price = liquidationPrice(position, rules);
    if (!price) continue;
    const double pnl = position.signedSizeUsd * (*price / position.averagePrice - 1.0);
    const double fees = 0.001 * size + position.fundingFeeUsd + 5.0;
    REQUIRE_THAT(position.collateralUsd + pnl,
                 WithinAbs(std::max(fees, size / 100.0), 1e-9 * size));
    ++found;
  }
  REQUIRE(found > 4'000);
  // A long of less than its collateral.
  REQUIRE(!liquidationPrice({100.0, 150.0, 10.0, 0.0}, {}));
}

TEST_CASE("a v1 position that cannot be is refused", "[gmx]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(check(Position{0.0, 1.0, 1.0, 0.0}) == Error::quantityNotPositive);
  REQUIRE(check(Position{nan, 1.0, 1.0, 0.0}) == Error::notFinite);
  REQUIRE(check(Position{1.0, 0.0, 1.0, 0.0}) == Error::marginNotPositive);
  REQUIRE(check(Position{1.0, 1.0, 0.0, 0.0}) == Error::priceNotPositive);
  REQUIRE(check(Position{1.0, 1.0, 1.0, -1.0}) == Error::notionalNegative);
  REQUIRE(check(Position{1.0, 1.0, 1.0, nan}) == Error::notFinite);
  REQUIRE(check(Rules{1.0, 5.0, 100.0}) == Error::rateOutOfRange);
  REQUIRE(check(Rules{0.001, -5.0, 100.0}) == Error::notionalNegative);
  REQUIRE(check(Rules{0.001, 5.0, 0.0}) == Error::leverageOutOfRange);
  REQUIRE(check(Rules{0.001, nan, 100.0}) == Error::notFinite);
}

}  // namespace plimsoll::gmx_v1
