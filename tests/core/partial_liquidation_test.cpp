#include "plimsoll/margin/partial_liquidation.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "venue_samples.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

// By contracts, one row for the whole position.
constexpr MarginBracket kByContracts[] = {{0.0, 100.0, 0.004, 0.0, 100.0},
                                          {100.0, 200.0, 0.005, 0.0, 75.0},
                                          {200.0, 400.0, 0.01, 0.0, 50.0},
                                          {400.0, 800.0, 0.02, 0.0, 20.0}};
constexpr MarginBracket kByNotional[] = {{0.0, 50'000.0, 0.005, 0.0, 100.0},
                                         {50'000.0, 1e9, 0.01, 250.0, 50.0}};

AccountPosition held(MarginVenue venue, double signedQuantity, double margin,
                     std::span<const MarginBracket> brackets, double contracts = 0.0) {
  return {.position = {ContractKind::linear, signedQuantity, 100.0, margin},
          .terms = {.rules = &venueRules(venue), .brackets = brackets, .contracts = contracts},
          .isIsolated = true,
          .symbol = 0,
          .markPrice = 100.0};
}

std::vector<LiquidationStep> stepsOf(MarginVenue venue, const AccountPosition& position) {
  return liquidationSteps(position, *partialLiquidation(venue));
}

}  // namespace

TEST_CASE("OKX goes down two tiers at a time, and closes the first two whole",
          "[partial_liquidation]") {
  // 500 contracts are in tier 4: down to the end of tier 2, and then at once.
  const AccountPosition position = held(MarginVenue::okx, +500.0, 5'000.0, kByContracts, 500.0);
  const auto steps = stepsOf(MarginVenue::okx, position);
  REQUIRE(steps.size() == 2);
  REQUIRE_THAT(steps[0].price, WithinRel(90.0 / 0.98, 1e-12));
  REQUIRE(steps[0].quantity == 300.0);
  REQUIRE(steps[0].left == 200.0);
  // 200 with what the 500 had: 5 000 - 300 (100 - p), at half a percent.
  const double margin = 5'000.0 - 300.0 * (100.0 - steps[0].price);
  REQUIRE_THAT(steps[1].price, WithinRel((100.0 - margin / 200.0) / 0.995, 1e-12));
  REQUIRE(steps[1].left == 0.0);
  // In tier 2 it goes at once.
  const AccountPosition small = held(MarginVenue::okx, +150.0, 1'500.0, kByContracts, 150.0);
  REQUIRE(stepsOf(MarginVenue::okx, small).size() == 1);
}

TEST_CASE("Bybit goes down tier by tier, to the edge in notional", "[partial_liquidation]") {
  const AccountPosition position = held(MarginVenue::bybitLinear, -1'000.0, 5'000.0, kByNotional);
  const auto steps = stepsOf(MarginVenue::bybitLinear, position);
  REQUIRE(steps.size() == 2);
  REQUIRE_THAT(steps[0].left * steps[0].price, WithinRel(50'000.0, 1e-12));
  REQUIRE(steps[1].price > steps[0].price);
  REQUIRE(steps[1].left == 0.0);
}

TEST_CASE("Hyperliquid sends a fifth of a large position first", "[partial_liquidation]") {
  const AccountPosition large = held(MarginVenue::hyperliquid, +2'000.0, 20'000.0, kByNotional);
  const auto steps = stepsOf(MarginVenue::hyperliquid, large);
  REQUIRE(steps.size() == 2);
  REQUIRE(steps[0].quantity == 400.0);
  REQUIRE(steps[1].quantity == 1'600.0);
  const AccountPosition small = held(MarginVenue::hyperliquid, +1'000.0, 10'000.0, kByNotional);
  REQUIRE(stepsOf(MarginVenue::hyperliquid, small).size() == 1);
}

TEST_CASE("Deribit closes an eighth at a time", "[partial_liquidation]") {
  AccountPosition position = held(MarginVenue::deribit, +0.3, 3.0, kByContracts, 1.0);
  const auto steps = stepsOf(MarginVenue::deribit, position);
  REQUIRE(steps.size() == 8);
  REQUIRE(steps.back().left == 0.0);
}

TEST_CASE("what no price liquidates has no steps", "[partial_liquidation]") {
  REQUIRE(
      stepsOf(MarginVenue::okx, held(MarginVenue::okx, +1.0, 100.0, kByContracts, 1.0)).empty());
  REQUIRE_FALSE(partialLiquidation(MarginVenue::binanceUsdm));
}

TEST_CASE("steps go on against the position until nothing is left", "[partial_liquidation]") {
  test::RandomAccounts random(13);
  for (int number = 0; number < 21; ++number) {
    const auto venue = static_cast<MarginVenue>(number);
    const auto how = partialLiquidation(venue);
    if (!how) continue;
    for (int i = 0; i < 2'000; ++i) {
      const test::Sample sample = test::sampleOf(venue, random);
      const AccountPosition position = test::heldOf(sample);
      const auto steps = liquidationSteps(position, *how);
      double left = std::abs(position.position.signedQuantity);
      double last = position.position.entryPrice;
      for (const LiquidationStep& step : steps) {
        REQUIRE(step.quantity >= 0.0);
        REQUIRE(step.left < left);
        REQUIRE_THAT(step.quantity + step.left, WithinRel(left, 1e-9));
        if (&step != &steps.front())
          REQUIRE(direction(position.position) * (last - step.price) >= -1e-9 * last);
        left = step.left;
        last = step.price;
      }
      REQUIRE(steps.size() <= 12);
    }
  }
}

}  // namespace plimsoll
