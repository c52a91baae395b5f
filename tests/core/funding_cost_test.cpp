#include "plimsoll/funding/funding_cost.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "plimsoll/funding/funding_rules.h"
#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

CarriedPosition randomPosition(test::RandomNumbers& random) {
  const std::array<double, 3> hours{1.0, 4.0, 8.0};
  return {random.chance(0.5) ? 1.0 : -1.0, random.between(1.0, 100.0), {random.between(-0.002, 0.002), hours[random.below(3)]}};
}

TEST_CASE("BitMEX's long of 15 000 contracts pays a twentieth of a coin and keeps 1.2", "[funding_cost]") {
  // funding.bitmex.inverse_long, bitmex.com/app/perpetualContractsGuideExamples: interest of
  // (1.00 % - 0.25 %) / 3 with the premium near it, entry at 750, mark at entry, exit at 800.
  const double interest = (0.01 - 0.0025) / 3.0;
  const FundingRule& rule = *fundingRule(FundingVenue::bitmex, 1'500'000'000'000);
  const double rate = fundingRate(rule, {.interestRatePer8Hours = interest}, 0.0024);
  REQUIRE_THAT(rate, WithinRel(0.0025, 1e-9));
  const double entryValue = 15'000.0 / 750.0;
  REQUIRE_THAT(entryValue, WithinRel(20.0, 1e-9));
  const double paid = fundingPaid(+1.0, entryValue, rate);
  REQUIRE_THAT(paid, WithinRel(0.05, 1e-9));
  REQUIRE_THAT(15'000.0 / 750.0 - 15'000.0 / 800.0 - paid, WithinRel(1.2, 1e-9));
}

TEST_CASE("a payment is notional times rate, and a short receives what a long pays", "[funding_cost]") {
  // freqtrade tests/exchange/test_exchange.py: test_calculate_funding_fees and the docstring of
  // test__fetch_and_calculate_funding_fees; there what a short receives is above zero.
  REQUIRE_THAT(-fundingPaid(-1.0, 10.0 * 2.5, 0.0002), WithinRel(0.005, 1e-12));
  REQUIRE_THAT(-fundingPaid(-1.0, 30.0 * 2.77, -8e-6), WithinRel(-0.0006648, 1e-6));
  REQUIRE_THAT(-fundingPaid(-1.0, 30.0 * 2.78, 1.9e-5), WithinRel(0.0015846, 1e-6));
  REQUIRE_THAT(-fundingPaid(-1.0, 30.0 * 2.82, 9.7e-5), WithinRel(0.0082062, 1e-6));
}

TEST_CASE("what longs pay shorts receive", "[funding_cost]") {
  test::RandomNumbers random(931);
  double paid = 0.0, longs = 0.0, shorts = 0.0;
  const double rate = random.between(-0.01, 0.01);
  for (int i = 0; i < 200; ++i) {
    const double notional = random.between(1.0, 1e6);
    const double side = random.chance(0.4) ? 1.0 : -1.0;
    (side > 0.0 ? longs : shorts) += notional;
    paid += fundingPaid(side, notional, rate);
  }
  // Open interest is two-sided: whoever is missing on a side holds the difference.
  paid += fundingPaid(longs > shorts ? -1.0 : 1.0, std::abs(longs - shorts), rate);
  REQUIRE_THAT(paid, WithinAbs(0.0, 1e-6));
}

TEST_CASE("a year of a hundredth of a percent each eight hours", "[funding_cost]") {
  REQUIRE_THAT(simpleRatePerYear({0.0001, 8.0}), WithinRel(0.1095, 1e-12));
  double product = 1.0;
  for (int i = 0; i < 1'095; ++i) product *= 1.0001;
  REQUIRE_THAT(*compoundedRatePerYear({0.0001, 8.0}), WithinRel(product - 1.0, 1e-11));
  REQUIRE_THAT(*compoundedRatePerYear({0.0001, 8.0}), WithinAbs(0.11571, 5e-6));  // the header's example
  REQUIRE(compoundedRatePerYear({0.0, 1.0}) == 0.0);
  REQUIRE_FALSE(compoundedRatePerYear({-1.0, 8.0}));
  REQUIRE_FALSE(compoundedRatePerYear({0.5, 0.01}));
  REQUIRE_THAT(ratePer8Hours({0.00002, 1.0}), WithinRel(0.00016, 1e-12));
  // Compounding never pays less, and on a small rate hardly more.
  for (const double rate : {-1e-3, -1e-7, 1e-7, 1e-5, 1e-3}) REQUIRE(*compoundedRatePerYear({rate, 8.0}) >= simpleRatePerYear({rate, 8.0}) - 1e-12);
}

TEST_CASE("a drift is net of what longs pay in a year", "[funding_cost]") {
  REQUIRE_THAT(driftNetOfFunding(0.30, {0.0001, 8.0}), WithinRel(0.30 - 0.1095, 1e-12));
  REQUIRE(driftNetOfFunding(0.30, {0.0, 8.0}) == 0.30);
  REQUIRE_THAT(driftNetOfFunding(0.0, {-0.0001, 1.0}), WithinRel(0.876, 1e-12));
}

TEST_CASE("funding over venues is weighted by open interest on one basis", "[funding_cost]") {
  const std::vector<VenueFunding> venues{{{0.0001, 8.0}, 3e9}, {{0.00005, 1.0}, 1e9}, {{-0.0003, 4.0}, std::nullopt}, {{0.01, 8.0}, 0.0}};
  const FundingAcrossVenues across = *fundingAcrossVenues(venues);
  REQUIRE_THAT(*across.weightedRate, WithinRel((0.0001 * 3.0 + 0.0004) / 4.0, 1e-12));
  REQUIRE(across.weightedVenues == 2);
  REQUIRE(across.lowestRate == -0.0006);
  REQUIRE(across.highestRate == 0.01);
  REQUIRE_THAT(across.dispersion, WithinRel(0.0106, 1e-12));
  REQUIRE_FALSE(fundingAcrossVenues({}));
  const std::vector<VenueFunding> unknown{{{0.0001, 8.0}, std::nullopt}};
  REQUIRE_FALSE(fundingAcrossVenues(unknown)->weightedRate);
  REQUIRE(fundingAcrossVenues(unknown)->dispersion == 0.0);
}

TEST_CASE("the weighted rate lies within the venues', and neither order, scale nor a split matters", "[funding_cost]") {
  test::RandomNumbers random(932);
  for (int round = 0; round < 50; ++round) {
    std::vector<VenueFunding> venues;
    for (std::size_t i = 0; i <= random.below(8); ++i) venues.push_back({randomPosition(random).periodic, random.between(1.0, 1e9)});
    const FundingAcrossVenues across = *fundingAcrossVenues(venues);
    REQUIRE(*across.weightedRate <= across.highestRate + 1e-15);
    REQUIRE(*across.weightedRate >= across.lowestRate - 1e-15);
    std::vector<VenueFunding> others = venues;
    others.push_back(others.front());
    for (VenueFunding* half : {&others.front(), &others.back()}) half->openInterestNotional = *half->openInterestNotional / 2.0;
    for (VenueFunding& each : others) each.openInterestNotional = *each.openInterestNotional * 3.0;
    random.shuffle(others);
    REQUIRE_THAT(*fundingAcrossVenues(others)->weightedRate, WithinAbs(*across.weightedRate, 1e-15));
    REQUIRE(fundingAcrossVenues(others)->dispersion == across.dispersion);
  }
}

TEST_CASE("cost on margin is linear in leverage and opposite for the other side", "[funding_cost]") {
  test::RandomNumbers random(933);
  for (int round = 0; round < 200; ++round) {
    const CarriedPosition position = randomPosition(random);
    CarriedPosition opposite = position, twice = position;
    opposite.side = -position.side;
    twice.leverage *= 2.0;
    REQUIRE(fundingOfMargin(opposite) == -fundingOfMargin(position));
    REQUIRE(fundingOfMargin(twice) == 2.0 * fundingOfMargin(position));
    REQUIRE(fundingOfMargin(position, position.periodic.intervalHours) == fundingOfMargin(position));
    REQUIRE_THAT(fundingOfMargin(position, 72.0), WithinRel(72.0 / position.periodic.intervalHours * fundingOfMargin(position), 1e-12));
    // Without fees the break-even moves are one price; fees drive them apart.
    REQUIRE(breakEvenMove(opposite, {72.0, 0.0}).priceRate == breakEvenMove(position, {72.0, 0.0}).priceRate);
    const double between = breakEvenMove({1.0, 5.0, position.periodic}, {72.0, 5e-4}).priceRate -
                           breakEvenMove({-1.0, 5.0, position.periodic}, {72.0, 5e-4}).priceRate;
    REQUIRE_THAT(between, WithinRel(4.0 * 5e-4, 1e-9));
  }
}

TEST_CASE("a long breaks even above the funding and fees it has paid", "[funding_cost]") {
  const BreakEvenMove move = breakEvenMove({+1.0, 10.0, {0.0003, 8.0}}, {24.0, 0.0005});
  REQUIRE_THAT(move.favourableRate, WithinRel(0.0019, 1e-12));
  REQUIRE_THAT(move.priceRate, WithinRel(0.0019, 1e-12));
  REQUIRE_THAT(move.marginRate, WithinRel(0.019, 1e-12));
  const BreakEvenMove other = breakEvenMove({-1.0, 10.0, {0.0003, 8.0}}, {24.0, 0.0005});
  REQUIRE_THAT(other.favourableRate, WithinRel(0.0001, 1e-9));
  REQUIRE_THAT(other.priceRate, WithinRel(-0.0001, 1e-9));
}

TEST_CASE("20x at half a percent and three basis points lasts 150 intervals", "[funding_cost]") {
  const FundingRunway runway = fundingRunway({+1.0, 20.0, {0.0003, 8.0}}, 0.005);  // the header's example
  REQUIRE_THAT(*runway.intervals, WithinRel(150.0, 1e-12));
  REQUIRE(runway.reason == NoRunway::none);
}

TEST_CASE("who receives, or pays nothing, has no end of runway and is told why", "[funding_cost]") {
  const FundingRunway receiver = fundingRunway({-1.0, 20.0, {0.0003, 8.0}}, 0.005);
  REQUIRE_FALSE(receiver.intervals);
  REQUIRE(receiver.reason == NoRunway::receives);
  REQUIRE(fundingRunway({+1.0, 20.0, {-0.0003, 8.0}}, 0.005).reason == NoRunway::receives);
  REQUIRE(fundingRunway({-1.0, 20.0, {-0.0003, 8.0}}, 0.005).intervals);
  REQUIRE(fundingRunway({+1.0, 20.0, {0.0, 8.0}}, 0.005).reason == NoRunway::noRate);
  // The smallest rate that there is lasts longer than a double can say.
  const FundingRunway endless = fundingRunway({+1.0, 20.0, {5e-324, 8.0}}, 0.005);
  REQUIRE_FALSE(endless.intervals);
  REQUIRE(endless.reason == NoRunway::noRate);
  REQUIRE(std::string_view(name(NoRunway::receives)) == "receives");
  REQUIRE(std::string_view(name(NoRunway::noRate)) == "noRate");
}

TEST_CASE("runway falls in leverage, rate and maintenance, to zero where leverage is one over it", "[funding_cost]") {
  test::RandomNumbers random(934);
  for (int round = 0; round < 200; ++round) {
    const double leverage = random.between(1.0, 100.0), rate = random.between(1e-6, 0.01), maintenance = random.between(0.0, 0.5 / leverage);
    const auto intervals = [](double l, double f, double m) { return *fundingRunway({+1.0, l, {f, 8.0}}, m).intervals; };
    const double here = intervals(leverage, rate, maintenance);
    REQUIRE(intervals(leverage * 1.01, rate, maintenance) < here);
    REQUIRE(intervals(leverage, rate * 1.01, maintenance) < here);
    REQUIRE(intervals(leverage, rate, maintenance + 1e-4) < here);
    // After that many settlements what is left is the maintenance margin.
    REQUIRE_THAT(1.0 - leverage * rate * here, WithinAbs(leverage * maintenance, 1e-9));
  }
  REQUIRE(fundingRunway({+1.0, 200.0, {0.0003, 8.0}}, 0.005).intervals == 0.0);
  REQUIRE(fundingRunway({+1.0, 500.0, {0.0003, 8.0}}, 0.005).intervals == 0.0);
  REQUIRE(*fundingRunway({+1.0, 199.9, {0.0003, 8.0}}, 0.005).intervals < 0.01);
}

TEST_CASE("at the leverage that funding eats, it eats the budget", "[funding_cost]") {
  const CarriedPosition position{+1.0, 1.0, {0.0003, 8.0}};
  const double leverage = *leverageThatFundingEats(position, 0.09, 30.0);
  REQUIRE_THAT(leverage, WithinRel(10.0, 1e-12));
  REQUIRE_THAT(fundingOfMargin({+1.0, leverage, {0.0003, 8.0}}, 240.0), WithinRel(0.09, 1e-12));
  REQUIRE_FALSE(leverageThatFundingEats({-1.0, 1.0, {0.0003, 8.0}}, 0.09, 30.0));
  REQUIRE_FALSE(leverageThatFundingEats({+1.0, 1.0, {0.0, 8.0}}, 0.09, 30.0));
}

TEST_CASE("positions and carriages that cannot be used are refused by name", "[funding_cost]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  REQUIRE(check(CarriedPosition{1.0, 10.0, {0.0001, 8.0}}) == Error::none);
  REQUIRE(check(CarriedPosition{0.0, 10.0, {0.0001, 8.0}}) == Error::rateOutOfRange);
  REQUIRE(check(CarriedPosition{1.0, 0.0, {0.0001, 8.0}}) == Error::leverageOutOfRange);
  REQUIRE(check(CarriedPosition{1.0, 10.0, {nan, 8.0}}) == Error::notFinite);
  REQUIRE(check(PeriodicRate{1.5, 8.0}) == Error::rateOutOfRange);
  REQUIRE(check(PeriodicRate{0.1, 0.0}) == Error::windowOutOfRange);
  REQUIRE(check(VenueFunding{{0.1, 8.0}, -1.0}) == Error::notionalNegative);
  REQUIRE(check(VenueFunding{{0.1, 8.0}, std::nullopt}) == Error::none);
  REQUIRE(check(Carriage{-1.0, 0.0}) == Error::timeNegative);
  REQUIRE(check(Carriage{1.0, 1.0}) == Error::rateOutOfRange);
}

}  // namespace
}  // namespace plimsoll
