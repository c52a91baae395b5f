#include "plimsoll/margin/venues/dydx.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "random_accounts.h"

namespace plimsoll::dydx {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

std::string says(const Refusal& refusal) {
  return std::string(name(refusal)) + ": " + refusal.field;
}

/// Up to five positions, with equity anywhere from bankrupt to rich.
struct RandomSubaccount {
  std::vector<PerpPosition> positions;
  double quoteBalance = 0.0;

  explicit RandomSubaccount(test::RandomAccounts& random) {
    const int count = 1 + static_cast<int>(random.between(0.0, 5.0));
    double notional = 0.0;
    for (int i = 0; i < count; ++i) {
      const double price = random.betweenMagnitudes(1e-3, 1e5);
      const double side = random.coin() ? 1.0 : -1.0;
      const double size = side * random.betweenMagnitudes(1e2, 1e6) / price;
      const double initial = random.between(0.02, 1.0);
      positions.push_back({size, price, initial, initial * random.between(0.3, 0.9)});
      notional += std::abs(size) * price;
      quoteBalance -= size * price;
    }
    quoteBalance += notional * random.between(-0.1, 1.2);
  }

  Subaccount subaccount() const { return {quoteBalance, positions}; }

  Subaccount moved(std::size_t index, double oraclePrice) {
    positions[index].oraclePrice = oraclePrice;
    return subaccount();
  }
};

}  // namespace

TEST_CASE("a dYdX subaccount as its web application shows it", "[dydx]") {
  const std::vector<PerpPosition> positions{{+1.0, 1'000.0, 0.05, 0.03}};
  const Summary found = summary({-900.0, positions});
  REQUIRE(found.equity == 100.0);
  REQUIRE(found.notional == 1'000.0);
  REQUIRE(found.initialMargin == 50.0);
  REQUIRE(found.maintenanceMargin == 30.0);
  REQUIRE(found.rawFreeMargin == 50.0);
  REQUIRE(found.leverage == 10.0);
  REQUIRE(found.marginUsage == 0.5);
  REQUIRE_FALSE(found.isLiquidatable);
  REQUIRE(buyingPower(found.rawFreeMargin, 0.05) == 1'000.0);
}

TEST_CASE("dYdX liquidates below maintenance margin, not at it", "[dydx]") {
  const std::vector<PerpPosition> positions{{+1.0, 1'000.0, 0.05, 0.03125}};
  REQUIRE_FALSE(summary({-968.75, positions}).isLiquidatable);
  REQUIRE(summary({-968.8, positions}).isLiquidatable);
  // A subaccount without positions is not, whatever it owes.
  REQUIRE_FALSE(summary({-1.0, {}}).isLiquidatable);
}

TEST_CASE("a dYdX position without a liquidation price", "[dydx]") {
  const std::vector<PerpPosition> paid{{+1.0, 1'000.0, 0.05, 0.03}};
  REQUIRE_FALSE(liquidationPrice({1.0, paid}, 0));
  REQUIRE_FALSE(bankruptcyPrice({1.0, paid}, 0));
  const std::vector<PerpPosition> whole{{+1.0, 1'000.0, 1.0, 1.0}};
  REQUIRE_FALSE(liquidationPrice({-900.0, whole}, 0));
  const std::vector<PerpPosition> lost{{-1.0, 1'000.0, 0.05, 0.03}};
  REQUIRE_FALSE(liquidationPrice({-1.0, lost}, 0));
}

TEST_CASE("examples of the dYdX header", "[dydx]") {
  const std::vector<PerpPosition> positions{{-3.0, 3'000.0, 0.1, 0.05}};
  REQUIRE_THAT(liquidationPrice({10'000.0, positions}, 0).value(),
               WithinRel(10'000.0 / 3.15, 1e-12));
  REQUIRE_THAT(maxFundingRate(0.05, 0.03), WithinRel(0.12, 1e-12));
  REQUIRE(impactNotional(0.1) == 5'000.0);
  // Deleveraging takes a short of 500 at 1 with 100 at 1.2, and leaves it nothing.
  const std::vector<PerpPosition> bankrupt{{-500.0, 1.0, 0.05, 0.03}};
  REQUIRE_THAT(bankruptcyPrice({600.0, bankrupt}, 0).value(), WithinRel(1.2, 1e-12));
  REQUIRE(equityAfterMove({600.0, bankrupt}, 0, 2.0) == -400.0);
}

TEST_CASE("at a dYdX liquidation price equity is maintenance margin", "[dydx]") {
  const std::uint64_t seed = 4;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    RandomSubaccount account(random);
    INFO("account " << i);
    REQUIRE(says(check(account.subaccount())) == "none: ");
    const Summary before = summary(account.subaccount());
    const PerpPosition target = account.positions[0];
    const double side = target.signedQuantity > 0.0 ? 1.0 : -1.0;
    const auto price = liquidationPrice(account.subaccount(), 0);
    const auto bankruptcy = bankruptcyPrice(account.subaccount(), 0);
    if (bankruptcy) {
      const double scale = before.notional + std::abs(target.signedQuantity) * *bankruptcy;
      REQUIRE_THAT(equityAfterMove(account.subaccount(), 0, *bankruptcy),
                   WithinAbs(0.0, 1e-12 * scale));
    }
    if (!price) continue;
    ++found;

    // More collateral moves it away, and another's maintenance moves it nearer.
    RandomSubaccount richer = account;
    richer.quoteBalance += 0.01 * before.notional;
    if (const auto away = liquidationPrice(richer.subaccount(), 0)) {
      REQUIRE(side * *away < side * *price);
    }
    RandomSubaccount heavier = account;
    heavier.positions.push_back({1.0, 0.01 * before.notional, 0.5, 0.25});
    heavier.quoteBalance -= 0.01 * before.notional;
    if (const auto nearer = liquidationPrice(heavier.subaccount(), 0)) {
      REQUIRE(side * *nearer > side * *price);
    }

    const double asked = equityAfterMove(account.subaccount(), 0, *price);
    const double scale = before.notional + std::abs(target.signedQuantity) * *price;
    const Summary there = summary(account.moved(0, *price));
    REQUIRE_THAT(there.equity, WithinAbs(there.maintenanceMargin, 1e-11 * scale));
    REQUIRE_THAT(there.equity, WithinAbs(asked, 1e-11 * scale));
    const double near = 1e-6 * *price;
    REQUIRE(summary(account.moved(0, *price - side * near)).isLiquidatable);
    REQUIRE_FALSE(summary(account.moved(0, *price + side * near)).isLiquidatable);
  }
  REQUIRE(found > 10'000);
}

TEST_CASE("open interest raises initial margin from one cap to the other", "[dydx]") {
  REQUIRE(effectiveInitialMarginRate(0.2, {5e6, 0.0, 0.0}) == 0.2);
  REQUIRE(effectiveInitialMarginRate(0.2, {1e6, 1e6, 2e6}) == 0.2);
  REQUIRE_THAT(effectiveInitialMarginRate(0.2, {1.5e6, 1e6, 2e6}), WithinRel(0.6, 1e-15));
  REQUIRE(effectiveInitialMarginRate(0.2, {2e6, 1e6, 2e6}) == 1.0);
  REQUIRE(effectiveInitialMarginRate(0.2, {1e6, 1e6, 1e6}) == 0.2);
  double last = 0.0;
  for (double notional = 0.0; notional < 3e6; notional += 1e4) {
    const double rate = effectiveInitialMarginRate(0.05, {notional, 1e6, 2e6});
    REQUIRE(rate >= std::max(last, 0.05));
    REQUIRE(rate <= 1.0);
    last = rate;
  }
}

TEST_CASE("what cannot be a dYdX subaccount is refused by field and row", "[dydx]") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto [position, expected] = GENERATE_COPY(table<PerpPosition, const char*>({
      {{0.0, 1.0, 0.1, 0.05}, "quantityNotPositive: signedQuantity"},
      {{kNan, 1.0, 0.1, 0.05}, "notFinite: signedQuantity"},
      {{1e200, 1e200, 0.1, 0.05}, "notFinite: signedQuantity"},
      {{1.0, 0.0, 0.1, 0.05}, "priceNotPositive: oraclePrice"},
      {{1.0, -1.0, 0.1, 0.05}, "priceNotPositive: oraclePrice"},
      {{1.0, kInfinity, 0.1, 0.05}, "notFinite: oraclePrice"},
      {{1.0, 1.0, 0.0, 0.0}, "rateOutOfRange: initialMarginRate"},
      {{1.0, 1.0, 5.0, 0.05}, "rateOutOfRange: initialMarginRate"},
      {{1.0, 1.0, kNan, 0.05}, "rateOutOfRange: initialMarginRate"},
      {{1.0, 1.0, 0.1, 0.2}, "rateOutOfRange: maintenanceMarginRate"},
      {{1.0, 1.0, 0.1, -0.1}, "rateOutOfRange: maintenanceMarginRate"},
      {{1.0, 1.0, 0.1, kNan}, "rateOutOfRange: maintenanceMarginRate"},
  }));
  const std::vector<PerpPosition> positions{{1.0, 1.0, 0.1, 0.05}, position};
  CAPTURE(expected);
  REQUIRE(says(check(Subaccount{0.0, positions})) == expected);
  REQUIRE(check(Subaccount{0.0, positions}).row == 1);
}

TEST_CASE("what cannot be a dYdX balance or open interest is refused", "[dydx]") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(says(check(Subaccount{kNan, {}})) == "notFinite: quoteBalance");
  const std::vector<PerpPosition> huge(2, {1e154, 1e154, 0.1, 0.05});
  REQUIRE(says(check(Subaccount{0.0, huge})) == "notFinite: signedQuantity");
  REQUIRE(says(check(OpenInterest{-1.0, 0.0, 0.0})) == "notionalNegative: notional");
  REQUIRE(says(check(OpenInterest{kNan, 0.0, 0.0})) == "notFinite: notional");
  REQUIRE(says(check(OpenInterest{1.0, 2.0, 1.0})) == "numberOutOfRange: lowerCap");
  REQUIRE(says(check(OpenInterest{1.0, kNan, 1.0})) == "numberOutOfRange: lowerCap");
  REQUIRE(says(check(OpenInterest{1.0, -1.0, 1.0})) == "notionalNegative: lowerCap");
  REQUIRE(says(check(OpenInterest{1.0, 1.0, -1.0})) == "notionalNegative: upperCap");
}

}  // namespace plimsoll::dydx
