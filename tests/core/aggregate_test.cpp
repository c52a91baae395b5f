#include "plimsoll/engine/aggregate.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <utility>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr ViewTerms kTerms{};

MarketView view(FeedVenue venue, InstrumentKind kind, double bid, double ask) {
  MarketView made{.venue = venue, .kind = kind, .isLive = true, .depth = BpsDepth{}};
  made.depth->bid[3] = bid;
  made.depth->ask[7] = ask;
  return made;
}

AggregateReading together(const std::vector<MarketView>& views, const std::vector<double>& before = {}) {
  Aggregate all(kTerms);
  for (std::size_t i = 0; i < views.size(); ++i) {
    all.add(views[i], before.empty() ? std::nullopt : std::optional<double>(before[i]));
  }
  return all.reading();
}

MarketView randomView(test::RandomNumbers& random) {
  const auto amount = [&] { return static_cast<double>(random.integer(1, 1'000'000)); };
  const auto kind = static_cast<InstrumentKind>(random.integer(0, 2));
  MarketView made = view(static_cast<FeedVenue>(random.integer(0, kFeedVenues - 1)), kind, amount(), amount());
  if (random.chance(0.2)) made.depth.reset();
  made.isLive = made.depth.has_value();
  if (random.chance(0.7)) {
    made.traded = TradedNotional{amount() - amount(), 0.0, amount()};
    made.traded->recentDelta = made.traded->recentNotional * (random.chance(0.5) ? 0.25 : -0.75);
  }
  if (kind == InstrumentKind::spot) return made;
  if (random.chance(0.8)) made.fundingRatePer8Hours = 1e-9 * (amount() - amount());
  if (random.chance(0.8)) made.openInterestNotional = amount();
  return made;
}

std::vector<MarketView> randomViews(test::RandomNumbers& random) {
  std::vector<MarketView> views(static_cast<std::size_t>(random.integer(1, 8)));
  for (MarketView& each : views) each = randomView(random);
  return views;
}

/// Every number that has no unit, in one list.
std::vector<std::optional<double>> ratios(const AggregateReading& reading) {
  return {reading.imbalance, reading.weightedImbalance, reading.imbalanceDispersion,
          reading.fundingRatePer8Hours, reading.fundingDispersionPer8Hours,
          reading.lowestFundingRatePer8Hours, reading.highestFundingRatePer8Hours,
          reading.openInterestConcentration, reading.effectiveVenues, reading.normalizedConcentration,
          reading.coinMarginedShare, reading.compositionShift, reading.tradeFlowImbalance};
}

std::vector<std::optional<double>> amounts(const AggregateReading& reading) {
  return {reading.bidNotional, reading.askNotional, reading.openInterestNotional,
          reading.cumulativeVolumeDeltaNotional, reading.perpetualVolumeDeltaNotional,
          reading.spotVolumeDeltaNotional};
}

void requireSame(const std::vector<std::optional<double>>& some, const std::vector<std::optional<double>>& others,
                 double factor = 1.0) {
  for (std::size_t i = 0; i < some.size(); ++i) {
    CAPTURE(i);
    REQUIRE(some[i].has_value() == others[i].has_value());
    if (!some[i]) continue;
    const double expected = factor * *some[i];
    REQUIRE_THAT(*others[i], WithinAbs(expected, 1e-12 + 1e-12 * std::abs(expected)));
  }
}

TEST_CASE("an aggregate of nothing says nothing", "[aggregate]") {
  const AggregateReading none = together({});
  for (const auto& amount : amounts(none)) REQUIRE_FALSE(amount);
  for (const auto& ratio : ratios(none)) REQUIRE_FALSE(ratio);
  REQUIRE(none.fundingVenues == 0.0);
  REQUIRE(none.coverage == 0.0);
}

TEST_CASE("two venues together, by hand", "[aggregate]") {
  MarketView linear = view(FeedVenue::binanceUsdm, InstrumentKind::linear, 3.0, 1.0);
  MarketView inverse = view(FeedVenue::bybitInverse, InstrumentKind::inverse, 1.0, 5.0);
  MarketView spot = view(FeedVenue::binanceSpot, InstrumentKind::spot, 2.0, 2.0);
  linear.fundingRatePer8Hours = 0.0001;
  linear.openInterestNotional = 300.0;
  linear.traded = TradedNotional{40.0, 4.0, 10.0};
  inverse.fundingRatePer8Hours = -0.0003;
  inverse.openInterestNotional = 100.0;
  inverse.traded = TradedNotional{-15.0, -1.0, 2.0};
  spot.traded = TradedNotional{-30.0, -2.0, 8.0};
  const AggregateReading all = together({linear, inverse, spot});
  REQUIRE(*all.bidNotional == 6.0);
  REQUIRE(*all.askNotional == 8.0);
  REQUIRE_THAT(*all.imbalance, WithinRel(-1.0 / 7.0, 1e-14));
  // The venues' own are 1/2, -2/3 and 0.
  const double mean = (0.5 - 2.0 / 3.0) / 3.0;
  const double variance = (0.25 + 4.0 / 9.0) / 3.0 - mean * mean;
  REQUIRE_THAT(*all.imbalanceDispersion, WithinRel(std::sqrt(variance), 1e-13));
  const double bids = 6.0 * std::exp(-0.3), asks = 8.0 * std::exp(-0.7);
  REQUIRE_THAT(*all.weightedImbalance, WithinRel((bids - asks) / (bids + asks), 1e-13));
  REQUIRE_THAT(*all.fundingRatePer8Hours, WithinAbs(0.0, 1e-18));
  REQUIRE_THAT(*all.fundingDispersionPer8Hours, WithinRel(0.0004, 1e-14));
  REQUIRE(*all.lowestFundingRatePer8Hours == -0.0003);
  REQUIRE(*all.highestFundingRatePer8Hours == 0.0001);
  REQUIRE(all.fundingVenues == 2.0);
  REQUIRE(*all.openInterestNotional == 400.0);
  REQUIRE_THAT(*all.openInterestConcentration, WithinRel(0.625, 1e-14));
  REQUIRE_THAT(*all.effectiveVenues, WithinRel(1.6, 1e-14));
  REQUIRE_THAT(*all.normalizedConcentration, WithinRel(0.25, 1e-14));
  REQUIRE(*all.coinMarginedShare == 0.25);
  REQUIRE_FALSE(all.compositionShift);
  REQUIRE(*all.cumulativeVolumeDeltaNotional == -5.0);
  REQUIRE(*all.perpetualVolumeDeltaNotional == 25.0);
  REQUIRE(*all.spotVolumeDeltaNotional == -30.0);
  REQUIRE_THAT(*all.tradeFlowImbalance, WithinRel(0.05, 1e-14));
  REQUIRE(all.coverage == 1.0);
}

TEST_CASE("what rests by distance grows outward, to what is within the terms", "[aggregate]") {
  Aggregate all(kTerms);
  all.add(view(FeedVenue::okx, InstrumentKind::linear, 3.0, 1.0));
  REQUIRE(all.within(3).bid == 0.0);
  REQUIRE(all.within(4).bid == 3.0);
  REQUIRE(all.within(7).ask == 0.0);
  REQUIRE(all.within(kTerms.withinBps).bid == *all.reading().bidNotional);
  REQUIRE(all.within(kTerms.withinBps).ask == *all.reading().askNotional);
}

TEST_CASE("laws of an aggregate: order, doubles, swapped sides and bounds", "[aggregate]") {
  const std::uint64_t seed = 3'141;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int round = 0; round < 500; ++round) {
    CAPTURE(round);
    const std::vector<MarketView> views = randomViews(random);
    const AggregateReading all = together(views);

    std::vector<MarketView> reversed(views.rbegin(), views.rend());
    requireSame(ratios(all), ratios(together(reversed)));
    requireSame(amounts(all), amounts(together(reversed)));

    std::vector<MarketView> twice = views;
    twice.insert(twice.end(), views.begin(), views.end());
    requireSame(ratios(all), ratios(together(twice)));
    requireSame(amounts(all), amounts(together(twice)), 2.0);
    REQUIRE_THAT(together(twice).coverage, WithinRel(all.coverage, 1e-14));

    std::vector<MarketView> mirrored = views;
    for (MarketView& each : mirrored) {
      if (each.depth) std::swap(each.depth->bid, each.depth->ask);
      if (each.fundingRatePer8Hours) each.fundingRatePer8Hours = -*each.fundingRatePer8Hours;
      if (!each.traded) continue;
      each.traded->cumulativeDelta *= -1.0;
      each.traded->recentDelta *= -1.0;
    }
    const AggregateReading other = together(mirrored);
    requireSame({all.imbalance, all.weightedImbalance, all.fundingRatePer8Hours, all.tradeFlowImbalance,
                 all.lowestFundingRatePer8Hours, all.cumulativeVolumeDeltaNotional},
                {other.imbalance, other.weightedImbalance, other.fundingRatePer8Hours, other.tradeFlowImbalance,
                 other.highestFundingRatePer8Hours, other.cumulativeVolumeDeltaNotional},
                -1.0);
    requireSame({all.imbalanceDispersion, all.fundingDispersionPer8Hours, all.openInterestConcentration},
                {other.imbalanceDispersion, other.fundingDispersionPer8Hours, other.openInterestConcentration});

    REQUIRE(std::abs(all.imbalance.value_or(0.0)) <= 1.0);
    REQUIRE(std::abs(all.tradeFlowImbalance.value_or(0.0)) <= 1.0);
    REQUIRE(all.imbalanceDispersion.value_or(0.0) <= 1.0);
    REQUIRE((all.coverage >= 0.0 && all.coverage <= 1.0));
  }
}

TEST_CASE("a venue without open interest counts in the extremes of funding alone", "[aggregate]") {
  MarketView told = view(FeedVenue::okx, InstrumentKind::linear, 1.0, 1.0);
  told.fundingRatePer8Hours = 0.0001;
  told.openInterestNotional = 10.0;
  MarketView untold = view(FeedVenue::dydx, InstrumentKind::linear, 1.0, 1.0);
  untold.fundingRatePer8Hours = 0.0009;
  const AggregateReading all = together({told, untold});
  REQUIRE(*all.fundingRatePer8Hours == 0.0001);
  REQUIRE(*all.highestFundingRatePer8Hours == 0.0009);
  REQUIRE(all.fundingVenues == 2.0);
  REQUIRE(*all.openInterestConcentration == 1.0);
  REQUIRE_FALSE(all.normalizedConcentration);
  REQUIRE_FALSE(together({untold}).fundingRatePer8Hours);
}

TEST_CASE("a market without a live book still counts for its other numbers", "[aggregate]") {
  MarketView lost = view(FeedVenue::okx, InstrumentKind::linear, 0.0, 0.0);
  lost.depth.reset();
  lost.isLive = false;
  lost.openInterestNotional = 10.0;
  lost.traded = TradedNotional{7.0, 1.0, 2.0};
  const MarketView live = view(FeedVenue::dydx, InstrumentKind::linear, 3.0, 1.0);
  const AggregateReading all = together({lost, live});
  REQUIRE(all.coverage == 0.5);
  REQUIRE(*all.bidNotional == 3.0);
  REQUIRE(*all.openInterestNotional == 10.0);
  REQUIRE(*all.cumulativeVolumeDeltaNotional == 7.0);
  REQUIRE_FALSE(together({lost}).bidNotional);
  REQUIRE_FALSE(together({lost}).imbalanceDispersion);
}

TEST_CASE("markets of one venue are one venue, in concentration and in what has moved", "[aggregate]") {
  MarketView first = view(FeedVenue::okx, InstrumentKind::linear, 1.0, 1.0);
  MarketView second = view(FeedVenue::okx, InstrumentKind::inverse, 1.0, 1.0);
  MarketView other = view(FeedVenue::dydx, InstrumentKind::linear, 1.0, 1.0);
  first.openInterestNotional = 10.0;
  second.openInterestNotional = 30.0;
  other.openInterestNotional = 40.0;
  const AggregateReading all = together({first, second, other}, {30.0, 10.0, 40.0});
  REQUIRE(*all.openInterestConcentration == 0.5);
  REQUIRE(*all.compositionShift == 0.0);
  REQUIRE(*all.coinMarginedShare == 0.375);
}

TEST_CASE("the composition shift is from 0 to 1, of markets that are known at both moments", "[aggregate]") {
  MarketView okx = view(FeedVenue::okx, InstrumentKind::linear, 1.0, 1.0);
  MarketView dydx = view(FeedVenue::dydx, InstrumentKind::linear, 1.0, 1.0);
  okx.openInterestNotional = 30.0;
  dydx.openInterestNotional = 70.0;
  REQUIRE_THAT(*together({okx, dydx}, {50.0, 50.0}).compositionShift, WithinRel(0.2, 1e-13));
  okx.openInterestNotional = 0.0;
  REQUIRE(*together({okx, dydx}, {50.0, 0.0}).compositionShift == 1.0);

  const std::uint64_t seed = 59;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int round = 0; round < 300; ++round) {
    CAPTURE(round);
    const std::vector<MarketView> views = randomViews(random);
    std::vector<double> before, same;
    for (const MarketView& each : views) {
      before.push_back(static_cast<double>(random.integer(0, 1'000)));
      same.push_back(3.0 * each.openInterestNotional.value_or(0.0));
    }
    const double shift = together(views, before).compositionShift.value_or(0.0);
    REQUIRE((shift >= 0.0 && shift <= 1.0));
    REQUIRE_THAT(together(views, same).compositionShift.value_or(0.0), WithinAbs(0.0, 1e-14));
  }

  // One that was not known then, or is not now, has moved nothing.
  Aggregate all(kTerms);
  MarketView unknown = view(FeedVenue::gateUsdt, InstrumentKind::linear, 1.0, 1.0);
  okx.openInterestNotional = 30.0;
  all.add(okx, 30.0);
  all.add(dydx, 70.0);
  all.add(unknown, 500.0);
  unknown.openInterestNotional = 900.0;
  all.add(unknown, std::nullopt);
  REQUIRE_THAT(*all.reading().compositionShift, WithinAbs(0.0, 1e-15));
}

}  // namespace
}  // namespace plimsoll
