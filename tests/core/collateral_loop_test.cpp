#include "plimsoll/lending/collateral_loop.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string>

#include "plimsoll/lending/health.h"
#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

const double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace

TEST_CASE("a loop is what its pages say", "[collateral_loop][lending]") {
  REQUIRE_THAT(multiple({30'000.0, 20'000.0, 0.9}).value(), WithinRel(3.0, 1e-12));
  REQUIRE_THAT(maxMultiple({0.9, 0.0}), WithinRel(10.0, 1e-12));
  const CollateralLoop ether{30'000.0, 20'000.0, 0.825};
  REQUIRE_THAT(3'000.0 * liquidationPriceRate(ether), WithinRel(20'000.0 / 8.25, 1e-12));
  REQUIRE_THAT(dropToLiquidation(ether), WithinAbs(0.192, 1e-3));
  REQUIRE_THAT(healthFactor(ether).value(), WithinRel(1.2375, 1e-12));
  REQUIRE_THAT(healthFactorAt(3.0, 0.825).value(), WithinRel(1.2375, 1e-12));
  REQUIRE_THAT(netYieldRate(3.0, {0.035, 0.025}), WithinRel(0.055, 1e-12));
  REQUIRE_THAT(breakEvenBorrowRate(3.0, 0.035).value(), WithinRel(0.0525, 1e-12));
}

TEST_CASE("borrowing n times sums the geometric series", "[collateral_loop][lending]") {
  const std::uint64_t seed = 2212;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const LoopTerms terms{random.between(0.01, 0.97),
                          random.coin() ? 0.0 : random.between(0.0, 0.03)};
    REQUIRE(check(terms) == Error::none);
    const double equity = random.betweenMagnitudes(1.0, 1e6);
    const int borrows = static_cast<int>(random.between(0.0, 30.0));
    double turn = equity;
    double collateral = equity;
    double debt = 0.0;
    double cost = 0.0;
    for (int n = 0; n < borrows; ++n) {
      const double loan = terms.ltv * turn;
      turn = loan * (1.0 - terms.swapCostRate);
      debt += loan;
      cost += loan - turn;
      collateral += turn;
    }
    const CollateralLoop loop = loopAfter({equity, 0.98}, terms, borrows);
    REQUIRE_THAT(loop.collateralValue, WithinRel(collateral, 1e-9));
    REQUIRE_THAT(loop.debtValue, WithinRel(debt, 1e-9));
    REQUIRE_THAT(loop.collateralValue - loop.debtValue, WithinRel(equity - cost, 1e-6));
    REQUIRE_THAT(suppliedAfter(terms, borrows), WithinRel(collateral / equity, 1e-9));

    REQUIRE(suppliedAfter(terms, borrows) <= suppliedAfter(terms, borrows + 1));
    REQUIRE(suppliedAfter(terms, borrows + 1) <= maxMultiple(terms));
    REQUIRE_THAT(suppliedAfter(terms, 5'000), WithinRel(maxMultiple(terms), 1e-12));
  }
}

TEST_CASE("the number of borrows is the fewest that are enough", "[collateral_loop][lending]") {
  const std::uint64_t seed = 2213;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const LoopTerms terms{random.between(0.01, 0.97),
                          random.coin() ? 0.0 : random.between(0.0, 0.03)};
    const double supplied = 1.0 + random.between(0.0, 0.999) * (maxMultiple(terms) - 1.0);
    const int borrows = borrowsFor(terms, supplied).value();
    REQUIRE(suppliedAfter(terms, borrows) >= supplied);
    if (borrows > 0) REQUIRE(suppliedAfter(terms, borrows - 1) < supplied);
    // A number of borrows is found again by what it supplies.
    REQUIRE(borrowsFor(terms, suppliedAfter(terms, 3)).value() == 3);
    REQUIRE(!borrowsFor(terms, maxMultiple(terms) * 1.0001));
  }
  REQUIRE(borrowsFor({0.8, 0.0}, 1.0).value() == 0);
  REQUIRE(!borrowsFor({0.5, 0.0}, 2.0));
  REQUIRE(!borrowsFor({0.8, 0.0}, std::numeric_limits<double>::infinity()));
}

TEST_CASE("a loop's health and price agree with those of an account",
          "[collateral_loop][lending]") {
  const std::uint64_t seed = 2214;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const double threshold = random.between(0.3, 0.97);
    const double wanted = random.between(1.01, 20.0);
    const double equity = random.betweenMagnitudes(1.0, 1e6);
    const CollateralLoop loop{equity * wanted, equity * (wanted - 1.0), threshold};
    REQUIRE(check(loop) == Error::none);
    REQUIRE_THAT(multiple(loop).value(), WithinRel(wanted, 1e-9));
    const double health = healthFactor(loop).value();
    REQUIRE_THAT(healthFactorAt(wanted, threshold).value(), WithinRel(health, 1e-9));
    REQUIRE_THAT(multipleForHealthFactor(health, threshold).value(), WithinRel(wanted, 1e-6));

    const double price = random.betweenMagnitudes(1e-2, 1e5);
    const LendingAsset account[] = {{price, loop.collateralValue / price, 0.0, 0.0, threshold},
                                    {1.0, 0.0, loop.debtValue, 0.0, 0.0}};
    REQUIRE_THAT(price * liquidationPriceRate(loop),
                 WithinRel(liquidationPrice(account, 0).value(), 1e-9));
    REQUIRE_THAT(dropToLiquidation(loop), WithinAbs(drawdownToLiquidation(account).value(), 1e-9));

    // At that drop the health factor is one; a higher multiple is nearer to it.
    CollateralLoop fallen = loop;
    fallen.collateralValue *= 1.0 - dropToLiquidation(loop);
    REQUIRE_THAT(healthFactor(fallen).value(), WithinRel(1.0, 1e-9));
    REQUIRE(healthFactorAt(wanted + 0.1, threshold).value() < health);
  }
}

TEST_CASE("carry is what both sides bring, and nothing at the break-even rate",
          "[collateral_loop][lending]") {
  const std::uint64_t seed = 2215;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const double wanted = random.between(1.001, 20.0);
    const LoopYields yields{random.between(-0.05, 0.2), random.between(-0.05, 0.2)};
    const double even = breakEvenBorrowRate(wanted, yields.supplyRate).value();
    REQUIRE_THAT(netYieldRate(wanted, {yields.supplyRate, even}), WithinAbs(0.0, 1e-12));
    REQUIRE_THAT(netYieldRate(1.0, yields), WithinAbs(yields.supplyRate, 1e-15));
    // Where both rates are one, leverage earns nothing.
    REQUIRE_THAT(netYieldRate(wanted, {0.04, 0.04}), WithinRel(0.04, 1e-9));
    // In money: a year on collateral and debt.
    const double earned = wanted * yields.supplyRate - (wanted - 1.0) * yields.borrowRate;
    REQUIRE_THAT(netYieldRate(wanted, yields), WithinAbs(earned, 1e-12));
  }
}

TEST_CASE("where there is no debt or no equity there is no number", "[collateral_loop][lending]") {
  REQUIRE(!healthFactor(CollateralLoop{10.0, 0.0, 0.8}));
  REQUIRE(multiple({10.0, 0.0, 0.8}).value() == 1.0);
  REQUIRE(dropToLiquidation({10.0, 0.0, 0.8}) == 1.0);
  REQUIRE(!multiple({10.0, 10.0, 0.8}));
  REQUIRE(!multiple({10.0, 11.0, 0.8}));
  REQUIRE(dropToLiquidation({10.0, 11.0, 0.8}) < 0.0);
  REQUIRE(!healthFactorAt(1.0, 0.8));
  REQUIRE(!healthFactorAt(kNaN, 0.8));
  REQUIRE(!breakEvenBorrowRate(1.0, 0.05));
  REQUIRE(!multipleForHealthFactor(0.8, 0.8));
}

TEST_CASE("a loop that cannot be is refused by field", "[collateral_loop][lending]") {
  const auto says = [](const Refusal& refusal) {
    return std::string(name(refusal.error)) + ": " + refusal.field;
  };
  REQUIRE(says(check(CollateralLoop{0.0, 0.0, 0.8})) == "quantityNotPositive: collateralValue");
  REQUIRE(says(check(CollateralLoop{kNaN, 0.0, 0.8})) == "notFinite: collateralValue");
  REQUIRE(says(check(CollateralLoop{1.0, -1.0, 0.8})) == "notionalNegative: debtValue");
  REQUIRE(says(check(CollateralLoop{1.0, kNaN, 0.8})) == "notFinite: debtValue");
  REQUIRE(says(check(CollateralLoop{1.0, 0.0, 80.0})) == "rateOutOfRange: liquidationThreshold");
  REQUIRE(says(check(CollateralLoop{1.0, 0.0, 0.0})) == "rateOutOfRange: liquidationThreshold");
  REQUIRE(says(check(LoopStart{0.0, 0.8})) == "marginNotPositive: equity");
  REQUIRE(says(check(LoopStart{kNaN, 0.8})) == "notFinite: equity");
  REQUIRE(says(check(LoopStart{1.0, kNaN})) == "notFinite: liquidationThreshold");
  REQUIRE(says(check(LoopStart{1.0, 0.8})) == "none: ");
  REQUIRE(says(check(LoopTerms{1.0, 0.0})) == "rateOutOfRange: ltv");
  REQUIRE(says(check(LoopTerms{0.0, 0.0})) == "rateOutOfRange: ltv");
  REQUIRE(says(check(LoopTerms{kNaN, 0.0})) == "notFinite: ltv");
  REQUIRE(says(check(LoopTerms{0.5, 1.0})) == "rateOutOfRange: swapCostRate");
  REQUIRE(says(check(LoopTerms{0.5, -0.1})) == "rateOutOfRange: swapCostRate");
  REQUIRE(says(check(LoopYields{kNaN, 0.0})) == "notFinite: supplyRate");
  REQUIRE(says(check(LoopYields{0.0, kNaN})) == "notFinite: borrowRate");
}

}  // namespace plimsoll
