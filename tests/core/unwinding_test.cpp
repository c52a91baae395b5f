#include "plimsoll/lending/unwinding.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string>

#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

}  // namespace

TEST_CASE("unwinding ends with the wanted multiple, or with no debt at all",
          "[unwinding][lending]") {
  const std::uint64_t seed = 2216;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int inSteps = 0;
  int without = 0;
  for (int i = 0; i < 10'000; ++i) {
    const double equity = random.betweenMagnitudes(1.0, 1e6);
    const double threshold = random.between(0.5, 0.95);
    const double now = random.between(1.01, 0.999 / (1.0 - threshold));
    const CollateralLoop loop{equity * now, equity * (now - 1.0), threshold};
    const double target = random.coin() ? 1.0 : random.between(1.0, now);
    const UnwindTerms terms{target, threshold, random.coin() ? 0.0 : random.between(0.0, 0.02)};
    REQUIRE(check(terms) == Error::none);
    const auto done = unwinding(loop, terms);
    if (!done) {
      ++without;
      continue;
    }
    INFO("from " << now << " to " << target << " at " << threshold << " in " << done->steps);
    REQUIRE_THAT(done->sold, WithinRel(soldToUnwind(loop, terms), 1e-12));
    REQUIRE_THAT(done->cost, WithinAbs(done->sold * terms.swapCostRate, 1e-9 * equity));
    REQUIRE_THAT(multiple(done->left).value(), WithinRel(target, 1e-6));
    // Nothing is lost but the cost.
    REQUIRE_THAT(done->left.collateralValue - done->left.debtValue,
                 WithinAbs(equity - done->cost, 1e-9 * loop.collateralValue));
    if (target == 1.0) REQUIRE(done->left.debtValue == 0.0);
    inSteps += done->steps > 1 ? 1 : 0;

    // Never in fewer steps than are needed at a lower limit.
    UnwindTerms lower = terms;
    lower.ltvWhile *= 0.98;
    const auto slower = unwinding(loop, lower);
    if (slower) REQUIRE(slower->steps >= done->steps);
  }
  REQUIRE(inSteps > 5'000);
  REQUIRE(without < 2'000);
}

TEST_CASE("each step takes out what the limit allows", "[unwinding][lending]") {
  // 30 000 against 20 000 at 80 %: 5 000 first, which frees 6 250 next, and 7 812.5 then.
  const CollateralLoop loop{30'000.0, 20'000.0, 0.825};
  const auto done = unwinding(loop, {1.0, 0.8, 0.0}).value();
  REQUIRE(done.steps == 4);
  REQUIRE(done.sold == 20'000.0);
  REQUIRE(done.left.collateralValue == 10'000.0);
  REQUIRE(done.left.debtValue == 0.0);
  REQUIRE(unwinding(loop, {1.0, 0.8, 0.01}).value().sold > 20'000.0);
  REQUIRE_THAT(unwinding(loop, {1.0, 0.8, 0.01}).value().cost, WithinRel(20'000.0 / 99.0, 1e-9));
  REQUIRE(unwinding(loop, {3.0, 0.8, 0.0}).value().steps == 0);
  REQUIRE(soldToUnwind(loop, {5.0, 0.8, 0.0}) == 0.0);
}

TEST_CASE("what cannot be unwound has no answer", "[unwinding][lending]") {
  // At the limit nothing can be taken out.
  REQUIRE(!unwinding({30'000.0, 24'000.0, 0.825}, {1.0, 0.8, 0.0}));
  // The cost takes more than the equity.
  REQUIRE(!unwinding({30'000.0, 28'000.0, 0.96}, {1.0, 0.96, 0.1}));
  // Steps that shrink, for 0.99 is more than what a swap leaves, and an equity that is hardly
  // more than the cost.
  REQUIRE(unwinding({30'000.0, 29'500.0, 0.99}, {1.0, 0.99, 0.015}));
  REQUIRE(!unwinding({30'000.0, 29'549.99, 0.99}, {1.0, 0.99, 0.015}));
}

TEST_CASE("terms of unwinding that cannot be are refused by field", "[unwinding][lending]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto says = [](const UnwindTerms& terms) {
    return std::string(name(check(terms))) + ": " + check(terms).field;
  };
  REQUIRE(says({0.5, 0.8, 0.0}) == "leverageOutOfRange: targetMultiple");
  REQUIRE(says({nan, 0.8, 0.0}) == "notFinite: targetMultiple");
  REQUIRE(says({1.0, 0.0, 0.0}) == "rateOutOfRange: ltvWhile");
  REQUIRE(says({1.0, 80.0, 0.0}) == "rateOutOfRange: ltvWhile");
  REQUIRE(says({1.0, nan, 0.0}) == "notFinite: ltvWhile");
  REQUIRE(says({1.0, 0.8, -0.1}) == "rateOutOfRange: swapCostRate");
  REQUIRE(says({50.0, 0.8, 0.02}) == "rateOutOfRange: swapCostRate");
  REQUIRE(says({1.0, 0.8, nan}) == "notFinite: swapCostRate");
}

}  // namespace plimsoll
