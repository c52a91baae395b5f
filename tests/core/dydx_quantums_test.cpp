#include "plimsoll/margin/venues/dydx_quantums.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string>
#include <vector>

#include "plimsoll/margin/venues/dydx.h"
#include "random_numbers.h"

namespace plimsoll::dydx {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

std::string says(const Refusal& refusal) {
  return std::string(name(refusal)) + ": " + refusal.field;
}

Perpetual randomPerpetual(test::RandomNumbers& random) {
  const std::int64_t lower = random.integer(0, 50'000'000'000'000);
  Perpetual perpetual;
  perpetual.tier = {random.integer(10'000, 1'000'000), random.integer(300'000, 1'000'000), lower,
                    random.chance(0.2) ? 0 : lower + random.integer(1, 50'000'000'000'000)};
  perpetual.atomicResolution = static_cast<std::int32_t>(random.integer(-11, -5));
  perpetual.exponent = static_cast<std::int32_t>(random.integer(-9, -4));
  perpetual.price = static_cast<std::uint64_t>(random.integer(1'000, 100'000'000'000));
  perpetual.openInterest = random.integer(0, 1'000'000'000'000'000);
  if (perpetual.tier.openInterestUpperCap == 0) perpetual.tier.openInterestLowerCap = 0;
  return perpetual;
}

PositionQuantums randomPosition(test::RandomNumbers& random) {
  const std::int64_t size = random.integer(1, 1'000'000'000'000);
  return {randomPerpetual(random), random.chance(0.5) ? size : -size,
          random.chance(0.5) ? 0 : random.integer(0, 1'000'000)};
}

struct RandomSubaccount {
  std::vector<PositionQuantums> positions;
  WideInteger quoteBalance;

  explicit RandomSubaccount(test::RandomNumbers& random) {
    for (std::size_t count = 1 + random.below(4); count > 0; --count) {
      positions.push_back(randomPosition(random));
    }
    // From bankrupt to three times what maintenance asks for.
    const Risk unbacked = risk(SubaccountQuantums{0, positions});
    quoteBalance =
        flooredQuotient(unbacked.maintenanceMargin * random.integer(-500, 3'000), 1'000) -
        unbacked.netCollateral;
  }

  SubaccountQuantums subaccount() const { return {quoteBalance, positions}; }
};

/// 50 000 USDC for a coin of 10^10 quantums, 20 % and 10 %.
PositionQuantums bitcoin(std::int64_t baseQuantums) {
  PositionQuantums position;
  position.perpetual.tier = {200'000, 500'000, 0, 0};
  position.perpetual.atomicResolution = -10;
  position.perpetual.exponent = -5;
  position.perpetual.price = 5'000'000'000;
  position.baseQuantums = baseQuantums;
  return position;
}

}  // namespace

TEST_CASE("examples of the chain's integers", "[dydx]") {
  REQUIRE(maintenanceMarginPpm({450'000, 770'000, 0, 0}) == 346'500);
  const std::vector<PositionQuantums> positions{bitcoin(1'000'000'000)};
  const SubaccountQuantums subaccount{-4'501'000'000, positions};
  REQUIRE(risk(subaccount).netCollateral == 499'000'000);
  REQUIRE(risk(subaccount).maintenanceMargin == 500'000'000);
  REQUIRE(isLiquidatable(risk(subaccount)));
  REQUIRE(bankruptcyPriceQuantums({subaccount, 0, -1'000'000'000}).value() == 4'501'000'000);
  REQUIRE_THAT(fillablePrice(subaccount, 0, {1'000'000, 100'000}).value(),
               WithinRel(49'999.0, 1e-12));
}

TEST_CASE("maintenance margin that is not asked for liquidates nobody", "[dydx]") {
  REQUIRE_FALSE(isLiquidatable({-5, 0, 0}));
  REQUIRE_FALSE(isLiquidatable({10, 10, 10}));
  REQUIRE(isLiquidatable({9, 10, 10}));
  REQUIRE_FALSE(fillablePrice({0, std::vector<PositionQuantums>{bitcoin(0)}}, 0));
}

TEST_CASE("margins are rounded up by less than a quantum, and open interest raises one of them",
          "[dydx]") {
  const std::uint64_t seed = 41;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  int raised = 0;
  for (int i = 0; i < 4'000; ++i) {
    PositionQuantums position = randomPosition(random);
    INFO("position " << i);
    const Perpetual& perpetual = position.perpetual;
    REQUIRE(says(check(SubaccountQuantums{0, {&position, 1}})) == "none: ");
    const WideInteger notional = absolute(quoteQuantums(perpetual, position.baseQuantums));
    const Risk one = risk(position);
    const std::int64_t effective =
        effectiveInitialMarginPpm(perpetual.tier, quoteQuantums(perpetual, perpetual.openInterest));
    const std::int64_t ppm = std::max(effective, position.customInitialMarginPpm);

    REQUIRE(one.initialMargin * kMillion >= notional * ppm);
    REQUIRE((one.initialMargin - 1) * kMillion < notional * ppm);
    REQUIRE(one.initialMargin <= notional);
    const WideInteger exact =
        notional * perpetual.tier.initialMarginPpm * perpetual.tier.maintenanceFractionPpm;
    REQUIRE(one.maintenanceMargin * kMillion * kMillion >= exact);
    REQUIRE((one.maintenanceMargin - 2) * kMillion * kMillion < exact);
    REQUIRE(one.maintenanceMargin <= one.initialMargin);

    REQUIRE(effective >= perpetual.tier.initialMarginPpm);
    REQUIRE(effective <= kMillion);
    if (effective > perpetual.tier.initialMarginPpm) ++raised;
    PositionQuantums crowded = position;
    crowded.perpetual.openInterest = perpetual.openInterest * 2 + 1'000;
    REQUIRE(risk(crowded).maintenanceMargin == one.maintenanceMargin);
    REQUIRE(risk(crowded).initialMargin >= one.initialMargin);
    crowded.customInitialMarginPpm = kMillion;
    REQUIRE(risk(crowded).maintenanceMargin == one.maintenanceMargin);
    REQUIRE(risk(crowded).initialMargin == notional);
  }
  REQUIRE(raised > 200);
}

TEST_CASE("the chain's quantums and people's units are one subaccount", "[dydx]") {
  const std::uint64_t seed = 42;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const RandomSubaccount account(random);
    std::vector<PerpPosition> positions;
    for (const PositionQuantums& one : account.positions) {
      const Perpetual& perpetual = one.perpetual;
      const double base = one.baseQuantums.toDouble() * std::pow(10.0, perpetual.atomicResolution);
      const double price =
          static_cast<double>(perpetual.price) * std::pow(10.0, perpetual.exponent);
      const double ppm = static_cast<double>(perpetual.tier.initialMarginPpm) / 1e6;
      const double fraction = static_cast<double>(perpetual.tier.maintenanceFractionPpm) / 1e6;
      positions.push_back({base, price, ppm, ppm * fraction});
    }
    const Risk exact = risk(account.subaccount());
    const Summary found = summary({account.quoteBalance.toDouble() / 1e6, positions});
    INFO("account " << i);
    REQUIRE_THAT(found.equity,
                 WithinAbs(exact.netCollateral.toDouble() / 1e6, 1e-5 + 1e-12 * found.notional));
    REQUIRE_THAT(found.maintenanceMargin, WithinAbs(exact.maintenanceMargin.toDouble() / 1e6,
                                                    1e-5 + 1e-12 * found.notional));
  }
}

TEST_CASE("closing at the bankruptcy price makes nobody poorer than bankrupt", "[dydx]") {
  const std::uint64_t seed = 43;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 1'200; ++i) {
    RandomSubaccount account(random);
    INFO("account " << i);
    if (risk(account.subaccount()).maintenanceMargin == 0) continue;
    // Position after position at its bankruptcy price: what is left at last are roundings,
    // upward at each close, or a fall that has been a fall from the beginning.
    const Risk before = risk(account.subaccount());
    while (!account.positions.empty()) {
      const WideInteger whole = -account.positions.back().baseQuantums;
      const PartialClose close{account.subaccount(), account.positions.size() - 1, whole};
      REQUIRE(says(check(close)) == "none: ");
      const auto received = bankruptcyPriceQuantums(close);
      if (!received) break;
      account.quoteBalance = account.quoteBalance + *received;
      account.positions.pop_back();
    }
    if (!account.positions.empty()) continue;
    REQUIRE(account.quoteBalance >= 0);
    REQUIRE(account.quoteBalance <= 4);
    REQUIRE(before.maintenanceMargin > 0);
  }
}

TEST_CASE("a bankruptcy price is rounded up by less than a quantum", "[dydx]") {
  const std::uint64_t seed = 45;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 1'200; ++i) {
    const RandomSubaccount account(random);
    INFO("account " << i);
    PositionQuantums position = account.positions[0];
    const WideInteger delta =
        flooredQuotient(-position.baseQuantums * random.integer(1, 999), 1'000);
    const PartialClose close{account.subaccount(), 0, delta};
    if (check(close) != Error::none) continue;
    const auto price = bankruptcyPriceQuantums(close);
    if (!price) continue;

    const Risk total = risk(account.subaccount());
    const Risk before = risk(position);
    position.baseQuantums = position.baseQuantums + delta;
    const Risk after = risk(position);
    const WideInteger below = *price - (before.netCollateral - after.netCollateral);
    const WideInteger rounding =
        below * total.maintenanceMargin +
        total.netCollateral * (before.maintenanceMargin - after.maintenanceMargin);
    REQUIRE(rounding >= 0);
    REQUIRE(rounding < total.maintenanceMargin);
  }
}

TEST_CASE("a fillable price goes from the oracle price to the whole spread", "[dydx]") {
  const std::uint64_t seed = 44;
  INFO("seed " << seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 1'200; ++i) {
    const RandomSubaccount account(random);
    INFO("account " << i);
    const Risk total = risk(account.subaccount());
    if (total.maintenanceMargin == 0) continue;
    const PositionQuantums& position = account.positions[0];
    const Risk one = risk(position);
    const double quantumPrice = one.netCollateral.toDouble() / position.baseQuantums.toDouble();
    const double coins = std::pow(10.0, -6 - position.perpetual.atomicResolution);
    const double oracle = quantumPrice * coins;
    const double spread =
        1.5 * one.maintenanceMargin.toDouble() / std::abs(position.baseQuantums.toDouble()) * coins;
    const double side = position.baseQuantums.sign();
    const double away = side * (oracle - fillablePrice(account.subaccount(), 0).value());
    REQUIRE(away >= -1e-9 * oracle);
    REQUIRE(away <= spread * (1 + 1e-9) + 1e-9 * oracle);
    if (total.netCollateral <= 0) REQUIRE_THAT(away, WithinAbs(spread, 1e-9 * (oracle + spread)));
    if (!isLiquidatable(total)) REQUIRE_THAT(away, WithinAbs(0.0, 1e-9 * oracle));
  }
}

TEST_CASE("the insurance fund pays what is missing and takes a fee at most", "[dydx]") {
  REQUIRE(insuranceFundDelta(4'490, 4'501, 15'000) == -11);
  REQUIRE(insuranceFundDelta(4'501, 4'501, 15'000) == 0);
  REQUIRE(insuranceFundDelta(4'510, 4'501, 15'000) == 9);
  REQUIRE(insuranceFundDelta(4'900, 4'501, 15'000) == 73);
  REQUIRE(insuranceFundDelta(-4'900, -5'501, 15'000) == 73);
}

TEST_CASE("funding goes toward zero, and comes back with the sign of the rate", "[dydx]") {
  Perpetual perpetual = bitcoin(0).perpetual;
  perpetual.atomicResolution = -12;
  perpetual.exponent = 0;
  perpetual.price = 1'000;
  REQUIRE(fundingIndexDelta(perpetual, -1'001'999, 28'800) == -1'001);
  REQUIRE(fundingIndexDelta(perpetual, 1'001'999, 28'800) == 1'001);
  REQUIRE(fundingIndexDelta(perpetual, 1'001'999, 0) == 0);
  REQUIRE(fundingSettlementPpm(1'001, 7) == -7'007);
  REQUIRE(fundingSettlementPpm(1'001, -7) == 7'007);
}

TEST_CASE("what the chain cannot hold is refused by field and row", "[dydx]") {
  constexpr std::uint64_t kMostPrice = std::numeric_limits<std::uint64_t>::max();
  const auto with = [](auto change) {
    PositionQuantums position = bitcoin(1'000);
    change(position);
    return position;
  };
  const std::vector<std::pair<PositionQuantums, std::string>> cases{
      {with([](auto& p) { p.perpetual.tier.initialMarginPpm = 1'000'001; }),
       "rateOutOfRange: initialMarginPpm"},
      {with([](auto& p) { p.perpetual.tier.initialMarginPpm = -1; }),
       "rateOutOfRange: initialMarginPpm"},
      {with([](auto& p) { p.perpetual.tier.maintenanceFractionPpm = 1'000'001; }),
       "rateOutOfRange: maintenanceFractionPpm"},
      {with([](auto& p) { p.perpetual.tier.openInterestLowerCap = 1; }),
       "numberOutOfRange: openInterestLowerCap"},
      {with([](auto& p) { p.perpetual.tier.openInterestLowerCap = -1; }),
       "notionalNegative: openInterestLowerCap"},
      {with([](auto& p) { p.perpetual.tier.openInterestUpperCap = -1; }),
       "notionalNegative: openInterestUpperCap"},
      {with([](auto& p) { p.perpetual.tier.openInterestUpperCap = WideInteger::overflow(); }),
       "numberOutOfRange: openInterestUpperCap"},
      {with([](auto& p) { p.perpetual.price = 0; }), "priceNotPositive: price"},
      {with([](auto& p) { p.perpetual.atomicResolution = -33; }),
       "numberOutOfRange: atomicResolution"},
      {with([](auto& p) { p.perpetual.exponent = 2'000'000'000; }), "numberOutOfRange: exponent"},
      {with([](auto& p) { p.perpetual.openInterest = -1; }), "notionalNegative: openInterest"},
      {with([](auto& p) { p.perpetual.openInterest = wideTenTo(60); }),
       "numberOutOfRange: openInterest"},
      {with([](auto& p) { p.baseQuantums = 0; }), "quantityNotPositive: baseQuantums"},
      {with([](auto& p) { p.baseQuantums = WideInteger::overflow(); }),
       "numberOutOfRange: baseQuantums"},
      {with([](auto& p) { p.baseQuantums = wideTenTo(77); }), "numberOutOfRange: baseQuantums"},
      {with([](auto& p) {
         p.perpetual.exponent = 32;
         p.perpetual.atomicResolution = 32;
         p.perpetual.price = kMostPrice;
       }),
       "numberOutOfRange: baseQuantums"},
      {with([](auto& p) { p.customInitialMarginPpm = -1; }),
       "rateOutOfRange: customInitialMarginPpm"},
  };
  for (const auto& [position, expected] : cases) {
    const std::vector<PositionQuantums> positions{bitcoin(1), position};
    const Refusal refusal = check(SubaccountQuantums{0, positions});
    REQUIRE(says(refusal) == expected);
    REQUIRE(refusal.row == 1);
  }
  REQUIRE(says(check(SubaccountQuantums{wideTenTo(28), {}})) == "numberOutOfRange: quoteBalance");
}

TEST_CASE("only what is held can be closed", "[dydx]") {
  const std::vector<PositionQuantums> positions{bitcoin(1'000)};
  const auto close = [&](std::size_t index, const WideInteger& delta) {
    return says(check(PartialClose{{0, positions}, index, delta}));
  };
  REQUIRE(close(0, -1'000) == "none: ");
  REQUIRE(close(0, -1'001) == "quantityNotPositive: deltaQuantums");
  REQUIRE(close(0, 1) == "quantityNotPositive: deltaQuantums");
  REQUIRE(close(0, 0) == "quantityNotPositive: deltaQuantums");
  REQUIRE(close(0, WideInteger::overflow()) == "quantityNotPositive: deltaQuantums");
  REQUIRE(close(1, -1) == "unknownPosition: index");
}

TEST_CASE("nothing overflows at the limits that are let through", "[dydx]") {
  // 10^27 quantums of notional and a spread and an adjustment beyond all that governance sets.
  PositionQuantums position = bitcoin(0);
  position.perpetual.price = 1'000'000'000;
  position.perpetual.exponent = -9;
  position.perpetual.atomicResolution = -6;
  position.perpetual.tier = {kMillion, kMillion, 0, wideTenTo(27)};
  position.perpetual.openInterest = wideTenTo(27) - 1;
  position.baseQuantums = wideTenTo(26);
  const std::vector<PositionQuantums> positions{position};
  const SubaccountQuantums subaccount{-wideTenTo(26), positions};
  REQUIRE(says(check(subaccount)) == "none: ");
  REQUIRE(risk(subaccount).initialMargin == wideTenTo(26));
  REQUIRE(bankruptcyPriceQuantums({subaccount, 0, -wideTenTo(26)}).value() == wideTenTo(26));
  REQUIRE(fillablePrice(subaccount, 0, {4'294'967'295, 4'294'967'295}).has_value());
  REQUIRE(std::isfinite(fillablePrice(subaccount, 0, {4'294'967'295, 4'294'967'295}).value()));
}

}  // namespace plimsoll::dydx
