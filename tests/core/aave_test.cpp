#include "plimsoll/lending/aave.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>

#include "random_numbers.h"

namespace plimsoll::aave {
namespace {

using Catch::Matchers::WithinRel;

std::string say(const std::optional<WideInteger>& value) {
  return value ? value->text() : "none";
}

double inRays(const WideInteger& value) {
  return value.toDouble() / 1e27;
}

constexpr std::uint64_t kYear = 365 * 24 * 60 * 60;

}  // namespace

TEST_CASE("interest is the integer that aave-utilities states", "[aave][lending]") {
  const Accrual accrual{500'000'000'000'000'000, 100'000'100};
  REQUIRE(check(accrual) == Error::none);
  REQUIRE(say(shownCompoundedInterest(accrual)) == "1000000001585491184589599100");
  REQUIRE(say(shownLinearInterest(accrual)) == "1000000001585491184677828513");
  // The contract keeps what the rate of one second loses.
  REQUIRE(say(linearInterest(accrual)) == "1000000001585491184677828513");
  REQUIRE(say(compoundedInterest(accrual)) == "1000000001585491185934719662");
}

TEST_CASE("a year at ten percent compounds by the first terms of its power", "[aave][lending]") {
  const Accrual accrual{wideTenTo(26), kYear};
  REQUIRE(say(linearInterest(accrual)) == "1100000000000000000000000000");
  // 1 + 0.1 + 0.005 + 0.001 / 6, the last rounded down before it is multiplied.
  REQUIRE_THAT(inRays(compoundedInterest(accrual).value()), WithinRel(1.1051666666666666, 1e-15));
  REQUIRE_THAT(inRays(shownCompoundedInterest(accrual).value()),
               WithinRel(1.1051666666666666, 1e-6));
}

TEST_CASE("the rate of one second is expanded as a binomial", "[aave][lending]") {
  // At one for a second, three seconds are 2^3: the third term is the last there is.
  const WideInteger rate = kRay * kYear;
  for (const std::uint64_t seconds : {1u, 2u, 3u}) {
    const WideInteger power = kRay * (std::uint64_t{1} << seconds);
    REQUIRE(say(shownCompoundedInterest({rate, seconds})) == say(power));
  }
}

TEST_CASE("a wad and a ray are powers of ten", "[aave][lending]") {
  REQUIRE(kWad == wideTenTo(18));
  REQUIRE(kRay == wideTenTo(27));
}

TEST_CASE("no time and no rate leave an index as it is", "[aave][lending]") {
  for (const Accrual accrual : {Accrual{kRay, 0}, Accrual{0u, 12'345}, Accrual{0u, 0}}) {
    REQUIRE(linearInterest(accrual) == kRay);
    REQUIRE(compoundedInterest(accrual) == kRay);
    REQUIRE(shownLinearInterest(accrual) == kRay);
    REQUIRE(shownCompoundedInterest(accrual) == kRay);
  }
}

TEST_CASE("compounding is above linear, below the exponential, and grows with time",
          "[aave][lending]") {
  const std::uint64_t seed = 365;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 1'000; ++i) {
    const WideInteger rate = flooredQuotient(kRay * random.below(2'000'000), 1'000'000);
    const Accrual accrual{rate, random.below(2 * kYear)};
    const Accrual later{rate, accrual.seconds + 1 + random.below(kYear)};
    const WideInteger compounded = compoundedInterest(accrual).value();
    REQUIRE(compounded >= linearInterest(accrual));
    const double x = inRays(rate) * static_cast<double>(accrual.seconds) / kYear;
    REQUIRE(inRays(compounded) <= std::exp(x) * (1.0 + 1e-12));
    REQUIRE_THAT(inRays(compounded), WithinRel(1.0 + x + x * x / 2 + x * x * x / 6, 1e-12));
    REQUIRE(compoundedInterest(later).value() >= compounded);
    REQUIRE_THAT(inRays(shownLinearInterest(accrual).value()),
                 WithinRel(inRays(linearInterest(accrual)), 1e-15));
  }
}

TEST_CASE("the health factor is rounded down to 18 decimals", "[aave][lending]") {
  // 0.1 of collateral at 50 % against 0.03.
  AccountTotals totals{100'000'000'000'000'000u, 0u, 30'000'000'000'000'000u};
  totals.weightedThresholdBase = totals.collateralBase * 5'000;
  REQUIRE(check(totals) == Error::none);
  REQUIRE(say(healthFactorWad(totals)) == "1666666666666666666");
  totals.debtBase = 0u;
  REQUIRE(!healthFactorWad(totals));
  REQUIRE(say(availableBorrowsBase(totals, 5'000)) == "50000000000000000");
  totals.debtBase = 50'000'000'000'000'001u;
  REQUIRE(availableBorrowsBase(totals, 5'000) == 0);
}

TEST_CASE("the health factor of one collateral and one debt is what aave-utilities states",
          "[aave][lending]") {
  auto [debt, expected] = GENERATE(table<double, double>({
      {5e16, 1.0},
      {3e16, 1.6666666666666667},
      {0.0, -1.0},
  }));
  const LendingAsset account[] = {{1.0, 1e17, 0.0, 0.0, 0.5}, {1.0, 0.0, debt, 0.0, 0.0}};
  REQUIRE(shownHealthFactor(healthFactor(account)) == expected);
}

TEST_CASE("an efficiency mode replaces what its assets allow", "[aave][lending]") {
  const LendingAsset staked{2'500.0, 1.0, 0.0, 0.75, 0.8};
  const EMode mode{0.93, 0.95};
  REQUIRE(check(mode) == Error::none);
  REQUIRE(inEMode(staked, mode).maxLtv == 0.93);
  REQUIRE(inEMode(staked, mode).liquidationThreshold == 0.95);
  REQUIRE(inEMode(staked, mode).collateralQuantity == 1.0);
  LendingAsset frozen = staked;
  frozen.maxLtv = 0.0;
  REQUIRE(inEMode(frozen, mode).maxLtv == 0.0);
  REQUIRE(check(EMode{0.96, 0.95}) == Error::rateOutOfRange);
  REQUIRE(check(EMode{0.9, 95.0}) == Error::rateOutOfRange);
  REQUIRE(check(EMode{std::numeric_limits<double>::quiet_NaN(), 0.95}) == Error::notFinite);
}

TEST_CASE("nothing borrowed is shown as minus one", "[aave][lending]") {
  REQUIRE(shownHealthFactor(std::nullopt) == -1.0);
  REQUIRE(shownHealthFactor(1.5) == 1.5);
}

TEST_CASE("half of the total debt may be repaid, or all of a small or sick one",
          "[aave][lending]") {
  REQUIRE(maxLiquidatableDebt({1.0, 10'000.0, 10'000.0, 12'000.0}) == 0.0);
  REQUIRE(maxLiquidatableDebt({0.98, 10'000.0, 10'000.0, 12'000.0}) == 5'000.0);
  REQUIRE(maxLiquidatableDebt({0.98, 10'000.0, 4'000.0, 12'000.0}) == 4'000.0);
  REQUIRE(maxLiquidatableDebt({0.95, 10'000.0, 10'000.0, 12'000.0}) == 10'000.0);
  REQUIRE(maxLiquidatableDebt({0.98, 1'999.0, 1'999.0, 12'000.0}) == 1'999.0);
  REQUIRE(maxLiquidatableDebt({0.98, 10'000.0, 10'000.0, 1'999.0}) == 10'000.0);
  REQUIRE(maxLiquidatableDebt({0.98, 2'000.0, 2'000.0, 2'000.0}) == 1'000.0);
}

TEST_CASE("what cannot be is refused by field in an Aave account", "[aave][lending]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const WideInteger tooMuch = WideInteger::fromLimbs({0, 0, 0, 0, 1});  // 2^128
  REQUIRE(check(Accrual{tooMuch, 1}) == Error::numberOutOfRange);
  REQUIRE(check(Accrual{kRay, std::uint64_t{1} << 40}) == Error::windowOutOfRange);
  REQUIRE(check(AccountTotals{tooMuch, 0u, 0u}) == Error::numberOutOfRange);
  REQUIRE(check(AccountTotals{0u, tooMuch, 0u}) == Error::numberOutOfRange);
  REQUIRE(check(AccountTotals{0u, 0u, tooMuch}) == Error::numberOutOfRange);
  REQUIRE(check(AccountTotals{0u, 0u, -1}) == Error::numberOutOfRange);
  REQUIRE(check(Accrual{-1, 1}) == Error::numberOutOfRange);
  REQUIRE(check(Accrual{wideTenTo(78), 1}) == Error::numberOutOfRange);
  REQUIRE(check(Liquidation{nan, 1.0, 1.0, 1.0}) == Error::notFinite);
  REQUIRE(check(Liquidation{-0.1, 1.0, 1.0, 1.0}) == Error::rateOutOfRange);
  REQUIRE(check(Liquidation{0.9, -1.0, 1.0, 1.0}) == Error::notionalNegative);
  REQUIRE(check(Liquidation{0.9, 1.0, 2.0, 1.0}) == Error::rateOutOfRange);
  REQUIRE(check(Liquidation{0.9, 1.0, 1.0, nan}) == Error::notFinite);
  // The highest that passes gives a number or none, and never a wrong one.
  const WideInteger highest = tooMuch - 1;
  const Accrual longest{highest, (std::uint64_t{1} << 40) - 1};
  REQUIRE(check(longest) == Error::none);
  REQUIRE(linearInterest(longest) > kRay);
  REQUIRE(!compoundedInterest(longest));
  REQUIRE(shownCompoundedInterest(longest).value() > kRay);
  REQUIRE(healthFactorWad({highest, highest, 1u}));
}

}  // namespace plimsoll::aave
