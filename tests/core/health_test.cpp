#include "plimsoll/lending/health.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string>
#include <vector>

#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

/// 10 ether at 2 500 against 20 000 dollars.
const std::vector<LendingAsset> kEther{{2'500.0, 10.0, 0.0, 0.8, 0.825},
                                       {1.0, 0.0, 20'000.0, 0.0, 0.0}};

/// One to six assets, each collateral, debt, or both.
std::vector<LendingAsset> randomAccount(test::RandomAccounts& random) {
  std::vector<LendingAsset> account(static_cast<std::size_t>(random.between(1.0, 6.99)));
  for (LendingAsset& asset : account) {
    asset.price = random.betweenMagnitudes(1e-3, 1e5);
    if (random.coin()) asset.collateralQuantity = random.betweenMagnitudes(1.0, 1e6) / asset.price;
    if (random.coin()) asset.debtQuantity = random.betweenMagnitudes(1.0, 1e6) / asset.price;
    asset.liquidationThreshold = random.between(0.0, 1.0);
    asset.maxLtv = random.between(0.0, asset.liquidationThreshold);
  }
  return account;
}

}  // namespace

TEST_CASE("the health of ether against dollars is that of the worked example",
          "[health][lending]") {
  REQUIRE(check(kEther) == Error::none);
  REQUIRE_THAT(healthFactor(kEther).value(), WithinRel(1.03125, 1e-12));
  REQUIRE_THAT(borrowedLtv(kEther).value(), WithinRel(0.8, 1e-12));
  REQUIRE_THAT(weightedLiquidationThreshold(kEther).value(), WithinRel(0.825, 1e-12));
  REQUIRE_THAT(weightedMaxLtv(kEther).value(), WithinRel(0.8, 1e-12));
  REQUIRE(availableBorrows(kEther) == 0.0);
  REQUIRE_THAT(liquidationPrice(kEther, 0).value(), WithinRel(20'000.0 / 8.25, 1e-12));
  REQUIRE_THAT(liquidationPrice(kEther, 1).value(), WithinRel(1.03125, 1e-12));
  REQUIRE_THAT(drawdownToLiquidation(kEther).value(), WithinRel(1.0 - 1.0 / 1.03125, 1e-12));
  REQUIRE_THAT(moveToLiquidation(kEther, 0).value(), WithinRel(1.0 / 1.03125 - 1.0, 1e-12));
}

TEST_CASE("without debt there is no health factor and no liquidation price", "[health][lending]") {
  const std::vector<LendingAsset> account{{2'500.0, 10.0, 0.0, 0.8, 0.825}};
  REQUIRE(!healthFactor(account));
  REQUIRE(!drawdownToLiquidation(account));
  REQUIRE(!liquidationPrice(account, 0));
  REQUIRE_THAT(availableBorrows(account), WithinRel(20'000.0, 1e-12));
}

TEST_CASE("without collateral there is no loan to value", "[health][lending]") {
  const std::vector<LendingAsset> account{{1.0, 0.0, 5.0, 0.0, 0.0}};
  REQUIRE(healthFactor(account).value() == 0.0);
  REQUIRE(!borrowedLtv(account));
  REQUIRE(!weightedMaxLtv(account));
  REQUIRE(!weightedLiquidationThreshold(account));
  REQUIRE(!drawdownToLiquidation(account));
  REQUIRE(!liquidationPrice(account, 0));
  REQUIRE(!healthFactor({}));
}

TEST_CASE("the health factor is one at every asset's liquidation price", "[health][lending]") {
  const std::uint64_t seed = 2020;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int found = 0;
  int falling = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto account = randomAccount(random);
    REQUIRE(check(account) == Error::none);
    for (std::size_t index = 0; index < account.size(); ++index) {
      const auto price = liquidationPrice(account, index);
      if (!price) continue;
      auto moved = account;
      moved[index].price = *price;
      REQUIRE_THAT(healthFactor(moved).value(), WithinRel(1.0, 1e-9));
      ++found;

      // Beyond it on the collateral's side is below, on the debt's above.
      const bool isCollateral =
          account[index].collateralQuantity * account[index].liquidationThreshold >
          account[index].debtQuantity;
      moved[index].price = *price * (isCollateral ? 0.99 : 1.01);
      REQUIRE(healthFactor(moved).value() < 1.0);
      falling += isCollateral ? 1 : 0;
    }
  }
  REQUIRE(found > 10'000);
  REQUIRE(falling > 3'000);
}

TEST_CASE("more collateral raises health, and less of all of it by the drawdown ends it",
          "[health][lending]") {
  const std::uint64_t seed = 2021;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int asked = 0;
  for (int i = 0; i < 20'000; ++i) {
    auto account = randomAccount(random);
    const auto before = healthFactor(account);
    if (!before || *before <= 0.0) continue;
    auto richer = account;
    richer[0].collateralQuantity += 1.0;
    richer[0].liquidationThreshold = std::max(0.01, richer[0].liquidationThreshold);
    REQUIRE(healthFactor(richer).value() > *before);

    const double left = 1.0 - drawdownToLiquidation(account).value();
    for (LendingAsset& asset : account)
      asset.collateralQuantity *= left;
    REQUIRE_THAT(healthFactor(account).value(), WithinRel(1.0, 1e-9));
    ++asked;
  }
  REQUIRE(asked > 10'000);
}

TEST_CASE("what may be borrowed brings the debt to the weighted cap and no further",
          "[health][lending]") {
  const std::uint64_t seed = 2022;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int borrowed = 0;
  for (int i = 0; i < 10'000; ++i) {
    auto account = randomAccount(random);
    const double available = availableBorrows(account);
    REQUIRE(available >= 0.0);
    if (available <= 0.0) continue;
    account[0].debtQuantity += available / account[0].price;
    REQUIRE_THAT(borrowedLtv(account).value(), WithinRel(weightedMaxLtv(account).value(), 1e-9));
    REQUIRE(healthFactor(account).value() >= 1.0 - 1e-9);
    ++borrowed;
  }
  REQUIRE(borrowed > 2'000);
}

TEST_CASE("the close factor is nothing, a part, or all", "[health][lending]") {
  const CloseFactorRule rule{0.5, 0.95};
  REQUIRE(check(rule) == Error::none);
  REQUIRE(closeFactor(rule, 1.0) == 0.0);
  REQUIRE(closeFactor(rule, 0.999) == 0.5);
  REQUIRE(closeFactor(rule, 0.9501) == 0.5);
  REQUIRE(closeFactor(rule, 0.95) == 1.0);
  REQUIRE(closeFactor(rule, 0.0) == 1.0);
  REQUIRE(check(CloseFactorRule{0.0, 0.95}) == Error::rateOutOfRange);
  REQUIRE(check(CloseFactorRule{0.5, 1.0}) == Error::rateOutOfRange);
}

TEST_CASE("a lending asset that cannot be is refused by field and row", "[health][lending]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto says = [](const LendingAsset& asset) {
    const std::array<LendingAsset, 2> account{kEther[0], asset};
    const Refusal refusal = check(account);
    return std::to_string(refusal.row) + " " + name(refusal.error) + ": " + refusal.field;
  };
  REQUIRE(says({nan, 1.0, 0.0, 0.5, 0.6}) == "1 notFinite: price");
  REQUIRE(says({0.0, 1.0, 0.0, 0.5, 0.6}) == "1 priceNotPositive: price");
  REQUIRE(says({1.0, -1.0, 0.0, 0.5, 0.6}) == "1 quantityNegative: collateralQuantity");
  REQUIRE(says({1.0, infinity, 0.0, 0.5, 0.6}) == "1 notFinite: collateralQuantity");
  REQUIRE(says({1.0, 1.0, -2.0, 0.5, 0.6}) == "1 quantityNegative: debtQuantity");
  REQUIRE(says({1.0, 1.0, nan, 0.5, 0.6}) == "1 notFinite: debtQuantity");
  REQUIRE(says({1.0, 1.0, 0.0, 0.5, 60.0}) == "1 rateOutOfRange: liquidationThreshold");
  REQUIRE(says({1.0, 1.0, 0.0, 0.5, nan}) == "1 notFinite: liquidationThreshold");
  REQUIRE(says({1.0, 1.0, 0.0, 0.7, 0.6}) == "1 rateOutOfRange: maxLtv");
  REQUIRE(says({1.0, 1.0, 0.0, nan, 0.6}) == "1 notFinite: maxLtv");
}

}  // namespace plimsoll
