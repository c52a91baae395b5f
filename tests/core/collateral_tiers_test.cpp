#include "plimsoll/margin/collateral_tiers.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string>

#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

constexpr double kEndless = std::numeric_limits<double>::infinity();
constexpr CollateralTier kTiers[] = {{0.0, 20.0, 0.98}, {20.0, 50.0, 0.95}, {50.0, 100.0, 0.5}};

std::string refusal(std::initializer_list<CollateralTier> tiers) {
  const Refusal refusal = check(std::span(tiers.begin(), tiers.size()));
  return std::string(name(refusal.error)) + " " + refusal.field + " " + std::to_string(refusal.row);
}

}  // namespace

TEST_CASE("each part of a collateral counts by its own tier", "[collateral_tiers]") {
  REQUIRE_THAT(weightedAmount(kTiers, 10.0), WithinRel(9.8, 1e-15));
  REQUIRE_THAT(weightedAmount(kTiers, 20.0), WithinRel(19.6, 1e-15));
  REQUIRE_THAT(weightedAmount(kTiers, 30.0), WithinRel(29.1, 1e-15));
  REQUIRE_THAT(weightedAmount(kTiers, 1'000.0), WithinRel(19.6 + 28.5 + 25.0, 1e-15));
  REQUIRE(weightedAmount(kTiers, 0.0) == 0.0);
  REQUIRE_THAT(effectiveWeight(kTiers, 30.0), WithinRel(0.97, 1e-15));
  REQUIRE(effectiveWeight(kTiers, 0.0) == 0.98);
}

TEST_CASE("what counts of a collateral is concave in its amount", "[collateral_tiers]") {
  test::RandomAccounts random(5);
  for (int i = 0; i < 10'000; ++i) {
    const double a = random.between(0.0, 200.0);
    const double b = random.between(0.0, 200.0);
    const double between = weightedAmount(kTiers, (a + b) / 2.0);
    REQUIRE(between >= (weightedAmount(kTiers, a) + weightedAmount(kTiers, b)) / 2.0 - 1e-12);
    // The more there is, the less one unit counts.
    REQUIRE(effectiveWeight(kTiers, std::min(a, b)) >=
            effectiveWeight(kTiers, std::max(a, b)) - 1e-12);
  }
}

TEST_CASE("tiers that are none name their row", "[collateral_tiers]") {
  REQUIRE(check(kTiers) == Error::none);
  REQUIRE(refusal({}) == "tableEmpty tiers 0");
  REQUIRE(refusal({{1.0, 2.0, 0.9}}) == "tableNotFromZero floor 0");
  REQUIRE(refusal({{0.0, 2.0, 0.9}, {3.0, 4.0, 0.9}}) == "tableHole floor 1");
  REQUIRE(refusal({{0.0, 2.0, 0.9}, {1.0, 4.0, 0.9}}) == "tableOverlap floor 1");
  REQUIRE(refusal({{0.0, 0.0, 0.9}}) == "tableNotIncreasing cap 0");
  REQUIRE(refusal({{0.0, 2.0, 98.0}}) == "rateOutOfRange weight 0");
  REQUIRE(refusal({{0.0, 2.0, 0.9}, {2.0, kEndless, 0.95}}) == "tableNotIncreasing weight 1");
}

}  // namespace plimsoll
