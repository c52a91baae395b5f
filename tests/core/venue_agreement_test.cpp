// Venues on chain have files of their own, which follow their contracts line by line, and rows
// among the venues' rules, which the one solver serves. Both say the same.

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

#include "plimsoll/margin/account.h"
#include "plimsoll/margin/venues/drift_premium.h"
#include "plimsoll/margin/venues/drift_ratios.h"
#include "plimsoll/margin/venues/dydx.h"
#include "plimsoll/margin/venues/gmx.h"
#include "plimsoll/margin/venues/jupiter.h"
#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

constexpr std::uint64_t kSeed = 611;
constexpr int kPositions = 20'000;

MarginBracket flat(double rate) {
  return {.notionalFloor = 0.0,
          .notionalCap = std::numeric_limits<double>::infinity(),
          .maintenanceMarginRate = rate,
          .maintenanceAmount = 0.0,
          .maxLeverage = 1.0};
}

void requireSame(std::optional<double> found, std::optional<double> expected, double near) {
  // A price of next to nothing is none for one and a rounding for the other.
  if (!expected || *expected < 1e-9 * near) {
    CHECK((!found || *found < 1e-9 * near));
    return;
  }
  REQUIRE(found);
  CHECK_THAT(*found, WithinRel(*expected, 1e-9));
}

struct Entered {
  double side, price, size;
};

Entered entered(test::RandomAccounts& random) {
  return {random.coin() ? 1.0 : -1.0, random.betweenMagnitudes(0.01, 1e5),
          random.betweenMagnitudes(10.0, 1e7)};
}

}  // namespace

TEST_CASE("GMX's rules give what its contract's formula gives", "[gmx][agreement]") {
  test::RandomAccounts random(kSeed);
  for (int i = 0; i < kPositions; ++i) {
    const auto [side, price, sizeUsd] = entered(random);
    const double tokens = sizeUsd / price;
    const double collateralUsd = sizeUsd / random.betweenMagnitudes(1.1, 50.0);
    const gmx::Market market{random.between(0.0, 10.0), random.between(0.002, 0.01), 0.01};
    const double closing = random.between(0.0, 0.001) * sizeUsd;
    const double due = random.between(0.0, 0.01) * collateralUsd;
    const bool isIndex = random.coin();
    const gmx::Position own{.signedTokens = side * tokens,
                            .sizeUsd = sizeUsd,
                            .collateralAmount = isIndex ? collateralUsd / price : collateralUsd,
                            .collateralPrice = isIndex ? price : 1.0,
                            .isCollateralIndex = isIndex,
                            .fees = {due, 0.0, closing},
                            .priceImpactUsd = 0.0};
    const MarginBracket bracket = flat(market.minCollateralRateForLiquidation);
    const AccountPosition held{
        .position = {ContractKind::linear, side * tokens, price, isIndex ? 0.0 : collateralUsd},
        .terms = {.rules = &venueRules(MarginVenue::gmxV2),
                  .brackets = {&bracket, 1},
                  .minMaintenance = market.minCollateralUsd,
                  .takerFeeRate = closing / sizeUsd},
        .isIsolated = !isIndex,
        .symbol = 0,
        .markPrice = price,
        .pendingFees = due};
    const Collateral collateral{collateralUsd / price, price, 1.0, 0};
    const Account account{
        .collaterals = isIndex ? std::span(&collateral, 1) : std::span<const Collateral>{},
        .positions = {&held, 1}};
    INFO("seed " << kSeed << ", position " << i << ", index " << isIndex << ", side " << side);
    const AccountAtMarks counted(account);
    // Ours answers from where the mark is; theirs knows no mark.
    if (isIndex && counted.cross().equity <= counted.cross().maintenanceMargin) continue;
    requireSame(counted.liquidationPrice(0), gmx::liquidationPrice(own, market), price);
  }
}

TEST_CASE("Jupiter's rules give what its parser's formula gives", "[jupiter][agreement]") {
  test::RandomAccounts random(kSeed);
  for (int i = 0; i < kPositions; ++i) {
    const auto [side, price, sizeUsd] = entered(random);
    const double collateralUsd = sizeUsd / random.betweenMagnitudes(0.5, 400.0);
    const jupiter::Custody custody{0.0006, random.betweenMagnitudes(1e6, 1e10), 500.0};
    const double borrowed = random.between(0.0, 0.3) * collateralUsd;
    const MarginBracket bracket = flat(1.0 / custody.maxLeverage);
    const AccountPosition held{
        .position = {ContractKind::linear, side * sizeUsd / price, price, collateralUsd},
        .terms = {.rules = &venueRules(MarginVenue::jupiter),
                  .brackets = {&bracket, 1},
                  .takerFeeRate = jupiter::closeFee(sizeUsd, custody) / sizeUsd},
        .isIsolated = true,
        .symbol = 0,
        .markPrice = price,
        .pendingFees = borrowed};
    const jupiter::Position own{side * sizeUsd, price, collateralUsd, borrowed};
    INFO("seed " << kSeed << ", position " << i);
    requireSame(liquidationPrice(exposure(held)), jupiter::liquidationPrice(own, custody), price);
  }
}

TEST_CASE("dYdX's rules give what its application's formula gives", "[dydx][agreement]") {
  test::RandomAccounts random(kSeed);
  for (int i = 0; i < kPositions; ++i) {
    MarginBracket brackets[2];
    AccountPosition held[2];
    dydx::PerpPosition own[2];
    double value = 0.0;
    double quoteBalance = 0.0;
    for (int k = 0; k < 2; ++k) {
      const auto [side, price, size] = entered(random);
      const double rate = random.between(0.01, 0.1);
      const double quantity = side * size / price;
      const double oraclePrice = price * random.between(0.95, 1.05);
      brackets[k] = flat(rate);
      held[k] = {.position = {ContractKind::linear, quantity, price, 0.0},
                 .terms = {.rules = &venueRules(MarginVenue::dydx), .brackets = {&brackets[k], 1}},
                 .isIsolated = false,
                 .symbol = k,
                 .markPrice = oraclePrice};
      own[k] = {quantity, oraclePrice, 1.0, rate};
      value += size;
      quoteBalance -= quantity * price;
    }
    const double wallet = value / random.betweenMagnitudes(0.5, 8.0);
    const Account account{.walletBalance = wallet, .positions = held};
    const dydx::Subaccount subaccount{quoteBalance + wallet, own};
    const AccountAtMarks counted(account);
    if (counted.cross().equity <= counted.cross().maintenanceMargin) continue;
    INFO("seed " << kSeed << ", account " << i);
    for (std::size_t k = 0; k < 2; ++k)
      requireSame(counted.liquidationPrice(k), dydx::liquidationPrice(subaccount, k),
                  held[k].markPrice);
  }
}

TEST_CASE("Drift's premium in doubles is the program's", "[drift][agreement]") {
  test::RandomAccounts random(kSeed);
  for (int i = 0; i < kPositions; ++i) {
    const auto weight = static_cast<std::int64_t>(random.between(100.0, 5'000.0));
    const auto imfFactor = static_cast<std::int64_t>(random.between(0.0, 5'000.0));
    const auto size = static_cast<std::int64_t>(random.betweenMagnitudes(1e6, 9e14));
    const std::int64_t expected = drift::sizePremium(weight, imfFactor, size) - weight;
    const double found =
        drift::sizePremiumRate(static_cast<double>(weight) / 1e4, static_cast<double>(imfFactor),
                               static_cast<double>(size) / 1e9);
    INFO("seed " << kSeed << ": " << weight << ", " << imfFactor << ", " << size);
    CHECK(std::llround(found * 1e4) == expected);
  }
}

}  // namespace plimsoll
