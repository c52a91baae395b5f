#include "plimsoll/lending/toxic_zone.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string>

#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

}  // namespace

TEST_CASE("a liquidation raises the health factor outside the toxic zone and only there",
          "[toxic_zone][lending]") {
  const std::uint64_t seed = 7306;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int toxic = 0;
  int sound = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double collateral = random.betweenMagnitudes(1.0, 1e6);
    const CollateralLoop loop{collateral, collateral * random.between(0.5, 1.1),
                              random.between(0.5, 0.97)};
    const double bonus = random.between(0.0, 0.2);
    const double most = std::min(loop.debtValue, loop.collateralValue / (1.0 + bonus));
    const LiquidationStep step{bonus, most * random.between(0.01, 0.9)};
    REQUIRE(check(step, loop) == Error::none);
    const CollateralLoop after = loopAfterLiquidation(loop, step);
    const double before = healthFactor(loop).value();
    INFO("health " << before << ", bonus " << bonus);
    REQUIRE(after.debtValue < loop.debtValue);
    REQUIRE(after.collateralValue - after.debtValue <= loop.collateralValue - loop.debtValue);

    const double edge = toxicHealthFactor(loop.liquidationThreshold, bonus);
    if (std::abs(before / edge - 1.0) < 1e-9) continue;
    REQUIRE(isToxic(loop, bonus) == (before < edge));
    REQUIRE(isToxic(loop, bonus) == (dropToToxic(loop, bonus) <= 0.0));
    if (isToxic(loop, bonus)) {
      REQUIRE(healthFactor(after).value() < before);
      ++toxic;
    } else {
      REQUIRE(healthFactor(after).value() > before);
      ++sound;
    }
  }
  REQUIRE(toxic > 3'000);
  REQUIRE(sound > 3'000);
}

TEST_CASE("at the drop to the toxic zone a liquidation changes no health factor",
          "[toxic_zone][lending]") {
  CollateralLoop loop{30'000.0, 20'000.0, 0.825};
  const double drop = dropToToxic(loop, 0.05);
  REQUIRE_THAT(drop, WithinRel(0.3, 1e-12));
  REQUIRE(drop > dropToLiquidation(loop));
  loop.collateralValue *= 1.0 - drop;
  REQUIRE_THAT(healthFactor(loop).value(), WithinRel(toxicHealthFactor(0.825, 0.05), 1e-12));
  REQUIRE_THAT(healthFactor(loopAfterLiquidation(loop, {0.05, 5'000.0})).value(),
               WithinRel(healthFactor(loop).value(), 1e-12));
}

TEST_CASE("what is repaid for a health factor brings it", "[toxic_zone][lending]") {
  const std::uint64_t seed = 7307;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int repaid = 0;
  for (int i = 0; i < 20'000; ++i) {
    const double collateral = random.betweenMagnitudes(1.0, 1e6);
    const CollateralLoop loop{collateral, collateral * random.between(0.5, 1.1),
                              random.between(0.5, 0.97)};
    const double bonus = random.between(0.0, 0.15);
    const double wanted = random.between(0.9, 1.3);
    const double before = healthFactor(loop).value();
    const auto needed = repaidForHealthFactor(loop, bonus, wanted);
    if (before >= wanted) {
      REQUIRE(needed.value() == 0.0);
      continue;
    }
    if (isToxic(loop, bonus)) REQUIRE(!needed);
    if (!needed || *needed >= 0.999 * loop.debtValue) continue;
    REQUIRE(check(LiquidationStep{bonus, *needed}, loop) == Error::none);
    REQUIRE_THAT(healthFactor(loopAfterLiquidation(loop, {bonus, *needed})).value(),
                 WithinRel(wanted, 1e-6));
    ++repaid;
  }
  REQUIRE(repaid > 2'000);
}

TEST_CASE("a liquidation that cannot be is refused by field", "[toxic_zone][lending]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const CollateralLoop loop{100.0, 90.0, 0.8};
  const auto says = [&](const LiquidationStep& step) {
    return std::string(name(check(step, loop))) + ": " + check(step, loop).field;
  };
  REQUIRE(says({-0.05, 1.0}) == "rateOutOfRange: bonusRate");
  REQUIRE(says({5.0, 1.0}) == "rateOutOfRange: bonusRate");
  REQUIRE(says({nan, 1.0}) == "notFinite: bonusRate");
  REQUIRE(says({0.05, 0.0}) == "quantityNotPositive: repaid");
  REQUIRE(says({0.05, nan}) == "notFinite: repaid");
  REQUIRE(says({0.05, 91.0}) == "rateOutOfRange: repaid");
  REQUIRE(says({0.2, 85.0}) == "rateOutOfRange: repaid");
}

}  // namespace plimsoll
