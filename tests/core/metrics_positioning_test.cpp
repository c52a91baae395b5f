// What the metrics of open interest and of who holds it say of planted histories.

#include "plimsoll/analytics/positioning_analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <functional>
#include <vector>

#include "followed_market.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::FollowedMarket;
using test::isMissing;

/// West's moments with weights that fall by e in a time constant; see MovingMoments.
struct Fading {
  double timeConstantMs;
  double mean = 0.0, variance = 0.0;
  std::vector<double> values{}, weights{};
  /// The first sample weighs as the second.
  void add(double value, double elapsedMs) {
    const double kept = std::exp(-elapsedMs / timeConstantMs);
    for (double& weight : weights) weight *= kept;
    values.push_back(value);
    weights.push_back(1.0 - kept);
    if (weights.size() == 2) weights[0] = kept * (1.0 - kept);
    double all = 0.0;
    mean = variance = 0.0;
    for (const double weight : weights) all += weight;
    for (std::size_t i = 0; i < values.size(); ++i) mean += weights[i] / all * values[i];
    for (std::size_t i = 0; i < values.size(); ++i) {
      variance += weights[i] / all * (values[i] - mean) * (values[i] - mean);
    }
  }
};

TEST_CASE("the velocity of open interest that grows exponentially is its rate", "[metrics]") {
  for (const double perHour : {0.6, -0.25}) {
    FollowedMarket market;
    market.mark(100.0, 100.0);
    for (int i = 0; i < 50; ++i) {
      // At uneven times, as venues tell it.
      market.wait(5'000 + i % 7 * 9'000);
      const double hours = static_cast<double>(market.venueTimeMs() - FollowedMarket::kStartMs) / 3.6e6;
      market.openInterest(2'000.0 * std::exp(perHour * hours));
    }
    CHECK_THAT(market.metrics().openInterestVelocityPerHour.value, WithinRel(perHour, 1e-9));
  }
}

TEST_CASE("openInterestVelocityZ holds the velocity against those before it", "[metrics]") {
  for (const double last : {0.05, -0.05}) {
    FollowedMarket market;
    market.mark(100.0, 100.0);
    Fading velocity{60'000.0}, history{3'600'000.0};
    double open = 1'000.0, z = 0.0;
    market.openInterest(open);
    for (int i = 1; i <= 40; ++i) {
      const double change = i == 40 ? last : 0.001 * (i * 5 % 7 - 3);
      market.wait(20'000);
      market.openInterest(open *= std::exp(change));
      velocity.add(change * 3'600.0 / 20.0, 20'000.0);
      z = (velocity.mean - history.mean) / std::sqrt(history.variance);
      history.add(velocity.mean, 20'000.0);
    }
    CHECK_THAT(market.metrics().openInterestVelocityZ.value, WithinRel(z, 1e-9));
    CHECK(market.metrics().openInterestVelocityZ.value * last > 0.0);
  }
}

TEST_CASE("a velocity that is usual but for its first span is near its mean", "[metrics]") {
  FollowedMarket market;
  market.mark(100.0, 100.0);
  double open = 1'000.0;
  market.openInterest(open);
  for (int i = 1; i <= 60; ++i) {
    market.wait(20'000);
    market.openInterest(open *= std::exp(i == 1 ? 0.02 : i % 2 == 1 ? 0.0005 : -0.0005));
  }
  CHECK(std::abs(market.metrics().openInterestVelocityZ.value) < 1.0);
}

TEST_CASE("open interest and price place a minute by their signs, and takers agree or not", "[metrics]") {
  struct Case {
    double openInterest, price;  ///< log changes
    double quadrant;
    double agreement;  ///< takers have bought eight of ten, an imbalance of 0.6
  };
  for (const Case& each : {Case{0.03, 0.02, 1.0, 0.6}, Case{-0.03, 0.02, 2.0, 0.6}, Case{0.03, -0.02, 3.0, -0.6},
                           Case{-0.03, -0.02, 4.0, -0.6}, Case{0.03, 0.0001, 0.0, kNotGiven}}) {
    FollowedMarket market;
    market.trade(Side::buy, 100, 8);
    market.trade(Side::sell, 100, 2);
    double open = 1'000.0, price = 100.0;
    const auto minute = [&](double openChange, double priceChange) {
      market.mark(price *= std::exp(priceChange), 100.0);
      market.openInterest(open *= std::exp(openChange));
      market.wait(60'000);
    };
    // All changes before are as large as each other, so that is their root mean square.
    for (int i = 0; i < 25; ++i) minute(i % 2 == 0 ? 0.002 : -0.002, i % 3 == 0 ? 0.001 : -0.001);
    minute(each.openInterest, each.price);
    CAPTURE(each.quadrant);
    CHECK(market.metrics().openInterestQuadrant.value == each.quadrant);
    CHECK_THAT(market.metrics().openInterestIntensity.value,
               WithinRel(std::hypot(each.openInterest / 0.002, each.price / 0.001), 1e-9));
    if (std::isnan(each.agreement)) CHECK(isMissing(market.metrics().takerAgreement));
    else CHECK_THAT(market.metrics().takerAgreement.value, WithinRel(each.agreement, 1e-12));
  }
}

TEST_CASE("new open interest is of the takers of its time, and a fall of nobody", "[metrics]") {
  FollowedMarket market;
  market.mark(100.0, 100.0);
  market.openInterest(5'000.0);
  market.trade(Side::buy, 100, 10);
  market.openInterest(6'000.0);
  CHECK(market.metrics().takerOpenInterest.value == 1.0);
  market.openInterest(4'000.0);
  CHECK(market.metrics().takerOpenInterest.value == 1.0);
  market.wait(600'000);
  market.trade(Side::sell, 100, 30);
  market.openInterest(4'500.0);
  // 1,000 opened by buyers ten minutes ago, weights falling by e in four hours, and 500 by sellers;
  // of the takers ten minutes ago exp(-10) is left.
  const double kept = std::exp(-10.0 / 240.0), left = std::exp(-10.0);
  const double imbalance = (10.0 * left - 30.0) / (10.0 * left + 30.0);
  CHECK_THAT(market.metrics().takerOpenInterest.value,
             WithinRel((1'000.0 * kept + 500.0 * imbalance) / (1'000.0 * kept + 500.0), 1e-9));
}

TEST_CASE("a deleveraging is as deep as what was removed, and liquidations explain their part", "[metrics]") {
  FollowedMarket market;
  market.mark(100.0, 100.0);
  for (int i = 0; i < 50; ++i) market.wait(20'000), market.openInterest(10'000.0 - i % 3);
  market.liquidation(4'000.0);  // before the peak, so none of the fall
  market.wait(20'000);
  market.openInterest(10'000.0);
  CHECK(isMissing(market.metrics().deleveragingDepth));
  market.wait(10'000);
  market.liquidation(300.0);
  market.wait(10'000);
  market.openInterest(9'000.0);
  CHECK_THAT(market.metrics().deleveragingDepth.value, WithinRel(0.1, 1e-12));
  CHECK_THAT(market.metrics().deleveragingLiquidatedShare.value, WithinRel(300.0 / 1'000.0, 1e-12));
  market.liquidation(900.0);
  market.wait(20'000);
  market.openInterest(8'000.0);
  CHECK_THAT(market.metrics().deleveragingDepth.value, WithinRel(0.2, 1e-12));
  CHECK_THAT(market.metrics().deleveragingLiquidatedShare.value, WithinRel(1'200.0 / 2'000.0, 1e-12));
  // A quarter of what was lost comes back, and it is over.
  market.wait(20'000);
  market.openInterest(8'500.0);
  CHECK(isMissing(market.metrics().deleveragingDepth));
}

TEST_CASE("open interest is held against each of the scales that were given", "[metrics]") {
  FollowedMarket market(AnalyticsSettings{.marketCap = 1e8, .dayNotional = 1.6e6, .spotDepthNotional = 2.5e6,
                                          .reserveBaseQuantity = 250.0});
  market.list(1.0, 0.1);
  // Two bids and one ask are within 1 % of the mid.
  market.snapshot({{4'999, 20}, {4'951, 30}, {4'900, 1'000}}, {{5'001, 40}, {5'100, 1'000}});
  market.mark(5'000.0, 5'000.0);
  market.openInterest(1'000.0);
  // 1,000 contracts of a tenth are 100 coins, 500,000 in money.
  const Metrics metrics = market.metrics();
  CHECK_THAT(metrics.openInterestToDepth.value,
             WithinRel(500'000.0 / (0.1 * (4'999.0 * 20 + 4'951.0 * 30 + 5'001.0 * 40)), 1e-12));
  CHECK_THAT(metrics.openInterestToSpotDepth.value, WithinRel(0.2, 1e-12));
  CHECK_THAT(metrics.openInterestToDayNotional.value, WithinRel(0.3125, 1e-12));
  CHECK_THAT(metrics.openInterestToMarketCap.value, WithinRel(0.005, 1e-12));
  CHECK_THAT(metrics.estimatedLeverageRatio.value, WithinRel(0.4, 1e-12));
}

TEST_CASE("of ratios each is the log odds of its own kind, and the crowd less the large ones", "[metrics]") {
  FollowedMarket market;
  market.ratio(RatioKind::accounts, 0.6);
  CHECK(isMissing(market.metrics().topPositionLogRatio));
  CHECK(isMissing(market.metrics().crowdWhaleDivergence));
  market.ratio(RatioKind::topPositions, 0.2);
  market.ratio(RatioKind::topAccounts, 0.9);
  market.ratio(RatioKind::takerVolume, 0.95);
  const Metrics metrics = market.metrics();
  CHECK_THAT(metrics.accountLogRatio.value, WithinRel(std::log(1.5), 1e-12));
  CHECK_THAT(metrics.topPositionLogRatio.value, WithinRel(-std::log(4.0), 1e-12));
  CHECK_THAT(metrics.crowdWhaleDivergence.value, WithinRel(std::log(6.0), 1e-12));
}

/// Crowding by what one component says, or by all of them.
AnalyticsSettings weighing(double funding, double premium, double accounts, double takers) {
  return {.premiumNotional = 1'000.0, .crowdingHistoryMs = 1'000.0, .fundingWeight = funding,
          .premiumWeight = premium, .accountRatioWeight = accounts, .takerOpenInterestWeight = takers};
}

/// Plants how far a component leans to the longs, -1 to 1.
using Plant = std::function<void(FollowedMarket&, double)>;

void plantFunding(FollowedMarket& market, double lean) {
  market.tell(FundingRate{.symbol = {}, .ratePerInterval = 0.001 * lean, .intervalHours = 8.0});
}
void plantPremium(FollowedMarket& market, double lean) {
  market.snapshot({{10'000, 100}}, {{10'001, 100}});
  market.mark(10'000.0, 10'000.5 - 100.0 * lean);
}
void plantAccounts(FollowedMarket& market, double lean) { market.ratio(RatioKind::accounts, 0.5 + 0.4 * lean); }

struct Crowd {
  double longs, shorts;
};

/// Twenty values from one lean to another, each remembered, and then the one that counts.
Crowd crowdOf(const AnalyticsSettings& settings, const std::vector<Plant>& plants, double last) {
  FollowedMarket market(settings);
  for (int i = 0; i < 20; ++i) {
    for (const Plant& plant : plants) plant(market, -0.5 + i / 20.0);
    market.wait(1'000);
  }
  for (const Plant& plant : plants) plant(market, last);
  const Metrics metrics = market.metrics();
  return {metrics.longCrowding.value, metrics.shortCrowding.value};
}

TEST_CASE("longs are crowded as far as what they show is above its past, and shorts likewise", "[metrics]") {
  struct Case {
    AnalyticsSettings settings;
    Plant plant;
  };
  for (const Case& each : {Case{weighing(1, 0, 0, 0), plantFunding}, Case{weighing(0, 1, 0, 0), plantPremium},
                           Case{weighing(0, 0, 1, 0), plantAccounts}}) {
    const auto at = [&](double lean) { return crowdOf(each.settings, {each.plant}, lean); };
    // Past leans are -0.5, -0.45 ... 0.45: above all of them, above eighteen, below all, above two.
    CHECK_THAT(at(0.8).longs, WithinAbs(100.0, 1e-9));
    CHECK(at(0.8).shorts == 0.0);
    CHECK_THAT(at(0.375).longs, WithinAbs(90.0, 1e-9));
    CHECK_THAT(at(-0.8).shorts, WithinAbs(100.0, 1e-9));
    CHECK(at(-0.8).longs == 0.0);
    CHECK_THAT(at(-0.425).shorts, WithinAbs(90.0, 1e-9));
  }
  // What has no weight says nothing.
  CHECK(std::isnan(crowdOf(weighing(0, 0, 1, 0), {plantFunding, plantPremium}, 0.8).longs));
}

TEST_CASE("components count by their weights among those that are there", "[metrics]") {
  const Plant against = [](FollowedMarket& market, double lean) { plantAccounts(market, -lean); };
  const Crowd crowd = crowdOf(weighing(0.3, 0.0, 0.1, 0.6), {plantFunding, against}, 0.8);
  // Funding is above all of its past, accounts below all of theirs, and takers are not there.
  CHECK_THAT(crowd.longs, WithinAbs(75.0, 1e-9));
  CHECK_THAT(crowd.shorts, WithinAbs(25.0, 1e-9));
}

TEST_CASE("crowding takes funding for eight hours, and takers by the open interest they opened", "[metrics]") {
  FollowedMarket market(weighing(1, 0, 0, 0));
  for (int i = 0; i < 20; ++i) plantFunding(market, -0.5 + i / 20.0), market.wait(1'000);
  // A quarter of the highest so far, for an hour: twice as much for eight.
  market.tell(FundingRate{.symbol = {}, .ratePerInterval = 0.001 * 0.45 / 4.0, .intervalHours = 1.0});
  CHECK_THAT(market.metrics().longCrowding.value, WithinAbs(100.0, 1e-9));

  for (const Side side : {Side::buy, Side::sell}) {
    FollowedMarket taken(weighing(0, 0, 0, 1));
    taken.mark(100.0, 100.0);
    taken.openInterest(1'000.0);
    taken.trade(Side::buy, 100, 10);
    taken.trade(Side::sell, 100, 10);
    for (int i = 1; i <= 20; ++i) taken.openInterest(1'000.0 + i), taken.wait(1'000);
    taken.trade(side, 100, 50);
    taken.openInterest(1'100.0);
    const Metrics metrics = taken.metrics();
    CHECK_THAT(metrics.longCrowding.value, WithinAbs(side == Side::buy ? 100.0 : 0.0, 1e-9));
    CHECK_THAT(metrics.shortCrowding.value, WithinAbs(side == Side::buy ? 0.0 : 100.0, 1e-9));
  }
}

}  // namespace
}  // namespace plimsoll
