// What the metrics of flow and trades say of scripted markets: each number is planted, or computed
// here from what was planted.

#include "plimsoll/analytics/flow_analytics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "followed_market.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::FollowedMarket;
using test::isMissing;
using test::RandomNumbers;
using test::Rows;

/// A book of ten levels a side, each with the same quantity, that moves as a whole.
struct EvenBook {
  static constexpr std::int64_t kQuantity = 4;
  FollowedMarket& market;
  std::int64_t bid = 50'000;

  explicit EvenBook(FollowedMarket& at) : market(at) {
    Rows bids, asks;
    for (std::int64_t i = 0; i < 10; ++i) {
      bids.push_back({bid - i, kQuantity});
      asks.push_back({bid + 1 + i, kQuantity});
    }
    market.snapshot(bids, asks);
    stay();
  }

  double mid() const { return static_cast<double>(bid) + 0.5; }
  void stay() { market.change({{bid, kQuantity}}, {}); }
  /// By single ticks, so that each level flows by all that rests on it at both sides.
  void move(std::int64_t ticks) {
    for (; ticks > 0; --ticks, ++bid) {
      market.change({{bid + 1, kQuantity}, {bid - 9, 0}}, {{bid + 1, 0}, {bid + 11, kQuantity}});
    }
    for (; ticks < 0; ++ticks, --bid) {
      market.change({{bid, 0}, {bid - 10, kQuantity}}, {{bid, kQuantity}, {bid + 10, 0}});
    }
  }
};

/// A weighted sum whose weights halve in half an hour.
struct HalvingSum {
  double value = 0.0;
  void add(double term, double binMs) { value = value * std::exp2(-binMs / 1'800'000.0) + term; }
};

TEST_CASE("takers that push the price have the slope and the illiquidity that were planted", "[metrics]") {
  for (const std::int64_t ticksPerUnit : {std::int64_t{3}, std::int64_t{-3}}) {
    constexpr double kBinMs = 1'000.0, kSize = 0.01;
    FollowedMarket market(AnalyticsSettings{.impactBinMs = kBinMs});
    market.list(1.0, kSize);
    EvenBook book(market);
    RandomNumbers random(7);
    HalvingSum xy, xx, illiquidity, bins;
    for (int bin = 0; bin < 40; ++bin) {
      market.wait(1'000);
      const double before = book.mid();
      const std::int64_t sold = random.integer(1, 6), bought = random.integer(1, 6);
      market.trade(Side::sell, book.bid, sold);
      market.trade(Side::buy, book.bid + 1, bought);
      const std::int64_t net = bought - sold;
      const double buys = kSize * static_cast<double>(bought * (book.bid + 1));
      const double sells = kSize * static_cast<double>(sold * book.bid);
      book.move(ticksPerUnit * net);
      const double x = (buys - sells) / 1e6, y = 1e4 * (book.mid() - before) / before;
      xy.add(x * y, kBinMs), xx.add(x * x, kBinMs);
      illiquidity.add(std::abs(book.mid() - before) / before / (buys + sells), kBinMs), bins.add(1.0, kBinMs);
    }
    market.wait(1'000);
    book.stay();
    const Metrics metrics = market.metrics();
    CHECK_THAT(metrics.kyleLambda.value, WithinRel(static_cast<double>(ticksPerUnit), 1e-12));
    CHECK_THAT(metrics.kyleLambdaRSquared.value, WithinRel(1.0, 1e-12));
    CHECK_THAT(metrics.kyleLambdaBps.value, WithinRel(xy.value / xx.value, 1e-9));
    CHECK_THAT(metrics.illiquidity.value, WithinRel(illiquidity.value / bins.value, 1e-9));
    const auto flags = static_cast<std::uint32_t>(metrics.kyleLambda.flags);
    CHECK(((flags & bit(MetricFlag::unexpectedSign)) != 0) == (ticksPerUnit < 0));
  }
}

TEST_CASE("a tick is worth twice the depth of order flow, at the touch and at every level", "[metrics]") {
  FollowedMarket market;
  EvenBook book(market);
  RandomNumbers random(11);
  std::int64_t lastMove = 0;
  for (int bin = 0; bin < 30; ++bin) {
    market.waitUntil(10'000 * bin + 2'000);
    lastMove = random.integer(1, 3) * (bin % 3 == 0 ? -2 : 1);
    book.move(lastMove);
  }
  market.waitUntil(10'000 * 30);
  book.stay();
  const Metrics metrics = market.metrics();
  // Cont, Kukanov and Stoikov: OFI of 2 D moves the mid by a tick.
  CHECK_THAT(metrics.orderFlowImpact.value, WithinRel(1.0 / (2.0 * EvenBook::kQuantity), 1e-12));
  CHECK_THAT(metrics.orderFlowImpactRSquared.value, WithinRel(1.0, 1e-12));
  // All levels flow alike, so one direction has all variance, and its number is that of any level
  // over the depth: two for each tick of the last ten seconds, above zero where the price rose.
  CHECK_THAT(metrics.orderFlowExplainedShare.value, WithinRel(1.0, 1e-12));
  CHECK_THAT(metrics.integratedOrderFlowImbalance.value, WithinRel(2.0 * static_cast<double>(lastMove), 1e-12));
}

TEST_CASE("a tick of one side alone is worth what rests on that side", "[metrics]") {
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    FollowedMarket market;
    market.snapshot({{1'000, 4}}, {{1'020, 6}});
    for (std::int64_t bin = 0; bin < 31; ++bin) {
      market.waitUntil(10'000 * bin + 2'000);
      const std::int64_t was = bin % 2, now = 1 - was;
      if (side == BookSide::bid) market.change({{1'000 + was, 0}, {1'000 + now, 4}}, {});
      else market.change({}, {{1'020 + was, 0}, {1'020 + now, 6}});
    }
    // The mid goes by half a tick, and what went by is one level.
    CHECK_THAT(market.metrics().orderFlowImpact.value, WithinRel(0.5 / (side == BookSide::bid ? 4.0 : 6.0), 1e-12));
  }
}

TEST_CASE("what comes to rest as a bid is flow above zero, and as an ask below", "[metrics]") {
  for (const double sign : {1.0, -1.0}) {
    FollowedMarket market;
    EvenBook book(market);
    std::int64_t quantity = EvenBook::kQuantity, before = quantity;
    for (std::int64_t sample = 0; sample < 30; ++sample) {
      market.waitUntil(10'000 * sample + 2'000);
      before = quantity;
      quantity = 5 + sample * sample * 5 % 17;
      Rows rows;
      for (std::int64_t i = 0; i < 10; ++i) rows.push_back({sign > 0.0 ? book.bid - i : book.bid + 1 + i, quantity});
      sign > 0.0 ? market.change(rows, {}) : market.change({}, rows);
    }
    REQUIRE(quantity != before);
    // All levels alike, over the mean of what rests on both sides of a level.
    const double depth = static_cast<double>(quantity + EvenBook::kQuantity) / 2.0;
    CHECK_THAT(market.metrics().integratedOrderFlowImbalance.value,
               WithinRel(sign * static_cast<double>(quantity - before) / depth, 1e-12));
  }
}

TEST_CASE("vpin is how one-sided its buckets are, and by bulk volume how far their price went", "[metrics]") {
  for (const double byBulkVolume : {0.0, 1.0}) {
    FollowedMarket market(AnalyticsSettings{.vpinBucketQuantity = 10.0, .vpinByBulkVolume = byBulkVolume});
    for (int bucket = 0; bucket < 60; ++bucket) {
      market.wait(10);
      market.trade(Side::buy, 100, 7);
      market.trade(Side::sell, 100, 3);
    }
    CHECK_THAT(market.metrics().vpin.value, WithinAbs(byBulkVolume == 1.0 ? 0.0 : (7.0 - 3.0) / 10.0, 1e-14));
    CHECK(market.metrics().vpin.count == 50.0);
  }
}

TEST_CASE("trades that keep to a period are regular in it and in what divides it, and in no other", "[metrics]") {
  // Steps that go through every phase of the longer periods.
  struct Case {
    std::int64_t stepMs;
    int regular;  ///< periods, the shortest first
  };
  for (const auto& [stepMs, regular] :
       {Case{101, 0}, Case{1'100, 1}, Case{7'000, 2}, Case{35'000, 3}, Case{60'000, 4}}) {
    FollowedMarket market;
    for (int i = 0; i < 600; ++i) {
      market.wait(stepMs);
      market.trade(i % 2 == 0 ? Side::buy : Side::sell, 100, 1);
    }
    const Metrics metrics = market.metrics();
    const Metric* const periods[] = {&metrics.clockRegularity100Ms, &metrics.clockRegularity1S,
                                     &metrics.clockRegularity5S, &metrics.clockRegularity60S};
    for (int period = 0; period < 4; ++period) {
      CAPTURE(stepMs, period);
      if (period < regular) CHECK_THAT(periods[period]->value, WithinRel(periods[period]->count, 1e-9));
      if (period < regular) CHECK(periods[period]->value > 15.0);
      if (period >= regular) CHECK(periods[period]->value < 2.0);
    }
  }
}

/// 1 - sqrt(mean / variance), or 0 where counts are more even than those of chance.
double branching(const std::vector<double>& counts, bool ofDifferences) {
  double sum = 0.0, squares = 0.0;
  for (const double count : counts) sum += count;
  const double mean = sum / static_cast<double>(counts.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double difference = ofDifferences && i > 0 ? counts[i] - counts[i - 1] : 0.0;
    squares += ofDifferences ? difference * difference / 2.0 : (counts[i] - mean) * (counts[i] - mean);
  }
  const double variance = squares / (static_cast<double>(counts.size()) - 1.0);
  return variance > mean ? 1.0 - std::sqrt(mean / variance) : 0.0;
}

TEST_CASE("events that come in clusters branch as their counts say, mids and liquidations apart", "[metrics]") {
  struct Case {
    std::vector<double> mids, liquidations;  ///< counts of windows, in turn
  };
  for (const Case& each : {Case{{5}, {0, 9}}, Case{{0, 0, 20, 20}, {2}}, Case{{1, 1, 1, 1, 1, 30}, {0, 0, 0, 0, 25}}}) {
    FollowedMarket market(AnalyticsSettings{.branchingWindowMs = 10'000.0, .branchingWindows = 60.0});
    EvenBook book(market);
    std::vector<double> mids, liquidations;
    constexpr std::size_t kWindows = 60;
    for (std::size_t window = 0; window < kWindows; ++window) {
      market.waitUntil(10'000 * static_cast<std::int64_t>(window + 1));
      mids.push_back(each.mids[window % each.mids.size()]);
      liquidations.push_back(each.liquidations[window % each.liquidations.size()]);
      if (window == 0) market.liquidation(1.0), liquidations.clear();  // the window in which it begins is cut
      book.stay();
      for (int i = 0; i < static_cast<int>(mids.back()); ++i) market.wait(10), book.move(i % 2 == 0 ? 1 : -1);
      for (int i = 0; !liquidations.empty() && i < static_cast<int>(liquidations.back()); ++i) market.liquidation(1.0);
    }
    market.waitUntil(10'000 * static_cast<std::int64_t>(kWindows + 1));
    book.stay();
    market.liquidation(1.0);
    const Metrics metrics = market.metrics();
    CHECK_THAT(metrics.midBranchingRatio.value, WithinAbs(branching(mids, false), 1e-12));
    CHECK_THAT(metrics.midBranchingRatioOfDifferences.value, WithinAbs(branching(mids, true), 1e-12));
    CHECK_THAT(metrics.liquidationBranchingRatio.value, WithinAbs(branching(liquidations, false), 1e-12));
  }
}

/// Sample covariances of bins with the bins after them, x first; see LoopRegression.
struct Loop {
  double gain;
  double radius;
};

Loop loopOf(const std::vector<double>& returns, const std::vector<double>& flows) {
  const std::size_t pairs = returns.size() - 1;
  const auto at = [&](std::size_t variable, std::size_t pair) {
    return (variable % 2 == 0 ? returns : flows)[pair + variable / 2];
  };
  double means[4]{}, c[4][4]{};
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t p = 0; p < pairs; ++p) means[i] += at(i, p) / static_cast<double>(pairs);
  }
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 4; ++j) {
      for (std::size_t p = 0; p < pairs; ++p) c[i][j] += (at(i, p) - means[i]) * (at(j, p) - means[j]);
    }
  }
  const double determinant = c[0][0] * c[1][1] - c[0][1] * c[0][1];
  double a[2][2];
  for (std::size_t i = 0; i < 2; ++i) {
    a[i][0] = (c[2 + i][0] * c[1][1] - c[2 + i][1] * c[0][1]) / determinant;
    a[i][1] = (c[2 + i][1] * c[0][0] - c[2 + i][0] * c[0][1]) / determinant;
  }
  const double flowRest = c[3][3] - a[1][0] * c[3][0] - a[1][1] * c[3][1];
  const double jointRest = c[3][2] - a[1][0] * c[2][0] - a[1][1] * c[2][1];
  const double half = (a[0][0] + a[1][1]) / 2.0, product = a[0][0] * a[1][1] - a[0][1] * a[1][0];
  const double root = half * half - product;
  return {jointRest / flowRest * a[1][0],
          root < 0.0 ? std::sqrt(product) : std::abs(half) + std::sqrt(root)};
}

TEST_CASE("the loop gain is the planted one: takers that chase raise it, that lean against it lower it", "[metrics]") {
  // Ticks for each unit bought, and units bought in the next second for each tick: the gain is
  // their product.
  for (const double chasing : {0.25, -0.2}) {
    constexpr double kTicksPerUnit = 2.0;
    FollowedMarket market(AnalyticsSettings{.loopTimeConstantMs = 86'400'000.0});
    EvenBook book(market);
    RandomNumbers random(29);
    std::vector<double> returns, flows;
    double lastTicks = 0.0;
    for (int second = 1; second <= 3'000; ++second) {
      market.waitUntil(1'000 * second);
      const auto flow = std::llround(chasing * lastTicks + random.between(-8.0, 8.0));
      const auto ticks = std::llround(kTicksPerUnit * static_cast<double>(flow) + random.between(-15.0, 15.0));
      if (flow != 0) market.trade(flow > 0 ? Side::buy : Side::sell, book.bid, std::abs(flow));
      const double before = book.mid();
      market.wait(500);
      book.move(ticks);
      if (ticks == 0) book.stay();
      returns.push_back(std::log(book.mid() / before));
      flows.push_back(static_cast<double>(flow));
      lastTicks = static_cast<double>(ticks);
    }
    market.wait(500);
    book.stay();
    const Metrics metrics = market.metrics();
    const Loop expected = loopOf(returns, flows);
    CHECK_THAT(metrics.loopGain.value, WithinRel(expected.gain, 1e-6));
    CHECK_THAT(metrics.loopGain.value, WithinAbs(kTicksPerUnit * chasing, 0.08));
    CHECK_THAT(metrics.loopAmplification.value, WithinRel(1.0 / (1.0 - expected.gain), 1e-6));
    CHECK_THAT(metrics.loopSpectralRadius.value, WithinRel(expected.radius, 1e-6));
  }
}

}  // namespace
}  // namespace plimsoll
