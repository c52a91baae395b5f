#include "plimsoll/margin/venues/drift.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "random_accounts.h"

namespace plimsoll::drift {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

constexpr MarginRatios kTwentyTimes{.initial = 1'000, .maintenance = 500};

std::string says(const Refusal& refusal) {
  return std::string(name(refusal)) + ": " + refusal.field;
}

PerpPosition entered(double signedQuantity, double price, double feeRate = 0.0) {
  PerpPosition position{};
  position.signedQuantity = signedQuantity;
  position.quoteAmount = quoteAmountAtEntry(signedQuantity, price, feeRate);
  position.oraclePrice = price;
  position.ratios = kTwentyTimes;
  return position;
}

SpotBalance deposit(double tokens, double price = 1.0) {
  SpotBalance balance{};
  balance.signedTokens = tokens;
  balance.tokenPrice = price;
  return balance;
}

/// Quote tokens, other tokens and up to four perpetuals; the first of them shares its oracle
/// with the second token.
struct RandomAccount {
  std::vector<SpotBalance> balances;
  std::vector<PerpPosition> positions;
  double quotePrice = 1.0;
  double notional = 0.0;

  explicit RandomAccount(test::RandomAccounts& random) {
    quotePrice = random.coin() ? 1.0 : random.between(0.98, 1.02);
    const int count = 1 + static_cast<int>(random.between(0.0, 4.0));
    for (int i = 0; i < count; ++i) {
      const double price = random.betweenMagnitudes(1e-3, 1e5);
      const double side = random.coin() ? 1.0 : -1.0;
      PerpPosition position = entered(side * random.betweenMagnitudes(10.0, 1e5) / price, price);
      position.quoteAmount *= random.between(0.9, 1.1);
      position.ratios.maintenance = static_cast<std::int64_t>(random.between(50.0, 800.0));
      position.ratios.imfFactor = static_cast<std::int64_t>(random.between(0.0, 2'000.0));
      notional += std::abs(position.signedQuantity) * price;
      positions.push_back(position);
    }
    const PerpPosition& first = positions.front();
    balances.push_back(deposit(notional * random.between(0.05, 1.0)));
    balances.push_back(
        deposit(first.signedQuantity * random.between(-0.4, 0.4), first.oraclePrice));
    SpotWeights& weights = balances.back().weights;
    weights = {.initialAsset = 8'000,
               .maintenanceAsset = 9'000,
               .initialLiability = 12'000,
               .maintenanceLiability = 11'000,
               .imfFactor = static_cast<std::int64_t>(random.between(0.0, 1'000.0))};
    balances.back().oracle = positions.front().oracle = 7;
  }

  Account account() const { return {balances, positions, quotePrice}; }

  void moveFirst(double price) { positions[0].oraclePrice = balances[1].tokenPrice = price; }
};

}  // namespace

TEST_CASE("examples of the Drift header", "[drift]") {
  const SpotBalance ten = deposit(10.0);
  const PerpPosition bought = entered(17.5, 1.0, kFirstTierTakerFeeRate);
  // (17.5 + 0.0175 - 10) / (17.5 0.95); the program's own test expects 0.45219.
  REQUIRE_THAT(liquidationPrice({{&ten, 1}, {&bought, 1}}, 0).value(),
               WithinRel(7.5175 / 16.625, 1e-12));

  const SpotBalance much = deposit(10'000.0);
  const MarginRatios ratios{.initial = 2'000, .maintenance = 1'000};
  Account account{{&much, 1}, {}};
  REQUIRE_THAT(maxLeverage(account, ratios, MarginType::initial).value(), WithinRel(5.0, 1e-12));
  account.customMarginRatio = 5'000;
  REQUIRE_THAT(maxLeverage(account, ratios, MarginType::initial).value(), WithinRel(2.0, 1e-12));
  REQUIRE_THAT(maxLeverage(account, ratios, MarginType::maintenance).value(),
               WithinRel(10.0, 1e-12));
}

TEST_CASE("margins that the program's tests state", "[drift]") {
  PerpPosition position{};
  position.signedQuantity = -6.1475409835;
  position.quoteAmount = 153'688.524588;
  position.oraclePrice = 22'050.0;
  position.ratios = {.initial = 1'000, .maintenance = 500, .imfFactor = 1'000};
  position.pnlWeights.imfFactor = 1'000;
  const Margin initial = margin({{}, {&position, 1}}, MarginType::initial);
  REQUIRE_THAT(initial.marginRequirement, WithinAbs(13'555.327867, 2e-6));
  REQUIRE(initial.totalCollateral == 100.0);  // of 18 135 of profit
  const Margin maintenance = margin({{}, {&position, 1}}, MarginType::maintenance);
  REQUIRE_THAT(maintenance.totalCollateral, WithinAbs(18'135.2459, 1e-3));
}

TEST_CASE("Drift liquidates below the requirement, not at it", "[drift]") {
  PerpPosition position = entered(1.0, 100.0);
  position.ratios = {.initial = 1'000, .maintenance = 625};
  const SpotBalance enough = deposit(6.25);
  REQUIRE_FALSE(canBeLiquidated({{&enough, 1}, {&position, 1}}));
  REQUIRE(health({{&enough, 1}, {&position, 1}}) == 0.0);
  const SpotBalance less = deposit(6.2499);
  REQUIRE(canBeLiquidated({{&less, 1}, {&position, 1}}));
  const SpotBalance twice = deposit(12.5);
  REQUIRE(health({{&twice, 1}, {&position, 1}}) == 0.5);
  REQUIRE(health({}) == 1.0);
  REQUIRE_FALSE(canBeLiquidated({}));
  REQUIRE_FALSE(leverage({}));
  REQUIRE_FALSE(maxLeverage({}, kTwentyTimes, MarginType::initial));
}

TEST_CASE("open orders count with the side that owes more, and not for a liquidation price",
          "[drift]") {
  const SpotBalance balance = deposit(50.0);
  PerpPosition position = entered(1.0, 100.0);
  const Account account{{&balance, 1}, {&position, 1}};
  const auto price = liquidationPrice(account, 0);
  REQUIRE_THAT(price.value(), WithinRel(50.0 / 0.95, 1e-12));
  REQUIRE_THAT(margin(account, MarginType::maintenance).marginRequirement, WithinRel(5.0, 1e-12));
  position.openBids = 1.0;
  REQUIRE_THAT(margin(account, MarginType::maintenance).marginRequirement, WithinRel(10.0, 1e-12));
  position.openAsks = 4.0;
  REQUIRE_THAT(margin(account, MarginType::maintenance).marginRequirement, WithinRel(15.0, 1e-12));
  REQUIRE_THAT(margin(account, MarginType::maintenance, Orders::none).marginRequirement,
               WithinRel(5.0, 1e-12));
  REQUIRE(liquidationPrice(account, 0) == price);
}

TEST_CASE("high leverage asks for less margin where the market has it", "[drift]") {
  const SpotBalance balance = deposit(50.0);
  PerpPosition position = entered(1.0, 100.0);
  Account account{{&balance, 1}, {&position, 1}};
  account.isHighLeverage = true;
  REQUIRE_THAT(margin(account, MarginType::maintenance).marginRequirement, WithinRel(5.0, 1e-12));
  position.ratios.highLeverageInitial = 100;
  position.ratios.highLeverageMaintenance = 50;
  REQUIRE_THAT(margin(account, MarginType::maintenance).marginRequirement, WithinRel(0.5, 1e-12));
  REQUIRE_THAT(margin(account, MarginType::initial).marginRequirement, WithinRel(1.0, 1e-12));
  account.isHighLeverage = false;
  REQUIRE_THAT(margin(account, MarginType::maintenance).marginRequirement, WithinRel(5.0, 1e-12));
}

TEST_CASE("a short in a prediction market owes what is left to one", "[drift]") {
  const SpotBalance balance = deposit(100.0);
  PerpPosition position = entered(-100.0, 0.75);
  position.isPrediction = true;
  position.ratios = {.initial = kWhole, .maintenance = kWhole};
  const Account account{{&balance, 1}, {&position, 1}};
  REQUIRE(margin(account, MarginType::maintenance).marginRequirement == 25.0);
  // Paid in full, so that no price liquidates it.
  REQUIRE_FALSE(liquidationPrice(account, 0));
  REQUIRE_FALSE(canBeLiquidated(account));
}

TEST_CASE("a Drift position without a liquidation price", "[drift]") {
  const SpotBalance rich = deposit(1'000.0);
  const PerpPosition bought = entered(1.0, 100.0);
  REQUIRE_FALSE(liquidationPrice({{&rich, 1}, {&bought, 1}}, 0));
  PerpPosition closed = entered(0.0, 100.0);
  REQUIRE_FALSE(liquidationPrice({{&rich, 1}, {&closed, 1}}, 0));
  // A short that is covered by the same token, less what the weight takes off.
  SpotBalance token = deposit(1.05, 100.0);
  PerpPosition sold = entered(-1.0, 100.0);
  token.oracle = sold.oracle = 3;
  REQUIRE_FALSE(liquidationPrice({{&token, 1}, {&sold, 1}}, 0));
}

TEST_CASE("at a Drift liquidation price collateral is the requirement", "[drift]") {
  const std::uint64_t seed = 13;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int found = 0;
  for (int i = 0; i < 4'000; ++i) {
    RandomAccount account(random);
    INFO("account " << i);
    REQUIRE(says(check(account.account())) == "none: ");
    const Margin before = margin(account.account(), MarginType::maintenance);
    const auto price = liquidationPrice(account.account(), 0);
    if (freeMargin(before) == 0.0) {
      if (price) REQUIRE(*price == account.positions[0].oraclePrice);
      continue;
    }
    REQUIRE_FALSE(canBeLiquidated(account.account()));
    if (!price) continue;
    ++found;

    const double oracle = account.positions[0].oraclePrice;
    RandomAccount richer = account;
    richer.balances[0].signedTokens += 0.01 * account.notional;
    if (const auto away = liquidationPrice(richer.account(), 0)) {
      REQUIRE(std::abs(*away - oracle) > std::abs(*price - oracle));
      REQUIRE((*away < oracle) == (*price < oracle));
    }

    RandomAccount there = account;
    there.moveFirst(*price);
    const auto [collateral, requirement] = margin(there.account(), MarginType::maintenance);
    const double scale = collateral + requirement + account.notional +
                         std::abs(account.positions[0].signedQuantity) * *price;
    REQUIRE_THAT(collateral, WithinAbs(requirement, 1e-11 * scale));

    // Neither an oracle that moves on the way nor profit that is settled moves it.
    RandomAccount between = account;
    between.moveFirst(oracle + 0.5 * (*price - oracle));
    REQUIRE_THAT(liquidationPrice(between.account(), 0).value(),
                 WithinAbs(*price, 1e-9 * (*price + oracle)));
    RandomAccount settled = account;
    const double pnl = unrealizedPnl(account.positions[0]);
    settled.positions[0].quoteAmount -= pnl;
    settled.balances[0].signedTokens += pnl * account.quotePrice;
    if (settled.balances[0].signedTokens > 0.0) {
      REQUIRE_THAT(liquidationPrice(settled.account(), 0).value(),
                   WithinAbs(*price, 1e-9 * (*price + oracle)));
    }
  }
  REQUIRE(found > 1'200);
}

TEST_CASE("initial margin asks for more and counts less than maintenance", "[drift]") {
  const std::uint64_t seed = 14;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const RandomAccount account(random);
    INFO("account " << i);
    Account asked = account.account();
    const Margin initial = margin(asked, MarginType::initial);
    const Margin maintenance = margin(asked, MarginType::maintenance);
    REQUIRE(initial.totalCollateral <= maintenance.totalCollateral);
    REQUIRE(initial.marginRequirement >= maintenance.marginRequirement);
    asked.customMarginRatio = 6'000;
    REQUIRE(margin(asked, MarginType::initial).marginRequirement >= initial.marginRequirement);
    REQUIRE(margin(asked, MarginType::maintenance).marginRequirement ==
            maintenance.marginRequirement);
    REQUIRE((health(asked) > 0.0) == (maintenance.totalCollateral > maintenance.marginRequirement));
  }
}

TEST_CASE("what cannot be a Drift account is refused by field and row", "[drift]") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto refusal = [](auto change) {
    std::vector<SpotBalance> balances(2, deposit(1.0));
    std::vector<PerpPosition> positions(2, entered(1.0, 100.0));
    change(balances[1], positions[1]);
    const Refusal found = check(Account{balances, positions});
    REQUIRE(found.row == 1);
    return says(found);
  };
  REQUIRE(refusal([&](auto& b, auto&) { b.signedTokens = kNan; }) == "notFinite: signedTokens");
  REQUIRE(refusal([](auto& b, auto&) { b.signedTokens = 1e10; }) ==
          "numberOutOfRange: signedTokens");
  REQUIRE(refusal([](auto& b, auto&) { b.tokenPrice = 0.0; }) == "priceNotPositive: tokenPrice");
  REQUIRE(refusal([&](auto& b, auto&) { b.tokenPrice = kInfinity; }) == "notFinite: tokenPrice");
  REQUIRE(refusal([](auto& b, auto&) { b.tokenPrice = 1e13; }) == "numberOutOfRange: tokenPrice");
  REQUIRE(refusal([](auto& b, auto&) { b.weights.imfFactor = -1; }) == "rateOutOfRange: imfFactor");
  REQUIRE(refusal([&](auto&, auto& p) { p.signedQuantity = kNan; }) == "notFinite: signedQuantity");
  REQUIRE(refusal([](auto&, auto& p) { p.signedQuantity = -1e10; }) ==
          "numberOutOfRange: signedQuantity");
  REQUIRE(refusal([&](auto&, auto& p) { p.openBids = kInfinity; }) ==
          "numberOutOfRange: signedQuantity");
  REQUIRE(refusal([](auto&, auto& p) { p.openBids = -1.0; }) == "quantityNotPositive: openBids");
  REQUIRE(refusal([&](auto&, auto& p) { p.openAsks = kNan; }) == "quantityNotPositive: openAsks");
  REQUIRE(refusal([&](auto&, auto& p) { p.quoteAmount = kNan; }) == "notFinite: quoteAmount");
  REQUIRE(refusal([](auto&, auto& p) { p.quoteAmount = 1e13; }) == "numberOutOfRange: quoteAmount");
  REQUIRE(refusal([](auto&, auto& p) { p.oraclePrice = -1.0; }) == "priceNotPositive: oraclePrice");
  REQUIRE(refusal([&](auto&, auto& p) { p.oraclePrice = kNan; }) == "notFinite: oraclePrice");
  REQUIRE(refusal([&](auto&, auto& p) { p.netUnsettledPnl = kNan; }) ==
          "notFinite: netUnsettledPnl");
  REQUIRE(refusal([](auto&, auto& p) { p.netUnsettledPnl = 1e13; }) ==
          "numberOutOfRange: netUnsettledPnl");
  REQUIRE(refusal([](auto&, auto& p) { p.ratios.maintenance = 0; }) ==
          "rateOutOfRange: maintenance");
  REQUIRE(refusal([](auto&, auto& p) { p.pnlWeights.initial = 10'001; }) ==
          "rateOutOfRange: initial");
  REQUIRE(says(check(Account{{}, {}, 0.0})) == "priceNotPositive: quotePrice");
  REQUIRE(says(check(Account{{}, {}, kNan})) == "notFinite: quotePrice");
  REQUIRE(says(check(Account{{}, {}, 1.0, 10'001})) == "rateOutOfRange: customMarginRatio");
}

}  // namespace plimsoll::drift
