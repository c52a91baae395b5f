#include "plimsoll/flow/loop_gain.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'000'000;

/// r_t = impact f_t + momentum r_(t-1) + noise,  f_t = chasing r_(t-1) + persistence f_(t-1) + noise
struct Market {
  double impact, chasing, momentum, persistence;

  Matrix2 matrix() const {
    return {{{impact * chasing + momentum, impact * persistence}, {chasing, persistence}}};
  }
};

/// Nearly normal, variance one.
double noise(test::RandomNumbers& random) {
  double sum = 0.0;
  for (int k = 0; k < 12; ++k) sum += random.between(-0.5, 0.5);
  return sum;
}

std::vector<BinMove> binsOf(const Market& market, std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<BinMove> bins;
  BinMove last{0.0, 0.0};
  for (int k = 0; k < count; ++k) {
    const double flow = market.chasing * last.logReturn + market.persistence * last.signedFlow + noise(random);
    last = {market.impact * flow + market.momentum * last.logReturn + noise(random), flow};
    bins.push_back(last);
  }
  return bins;
}

LoopGainReading readingOf(const std::vector<BinMove>& bins, double timeConstantBins, double returnScale = 1.0, double flowScale = 1.0) {
  LoopRegression regression(timeConstantBins);
  for (const BinMove& bin : bins) regression.add({returnScale * bin.logReturn, flowScale * bin.signedFlow});
  return *regression.reading();
}

TEST_CASE("the gain and the radius of a simulated market are found", "[loop_gain]") {
  const Market market = GENERATE(Market{0.8, 0.5, 0.1, 0.2}, Market{0.8, -0.5, 0.0, 0.3}, Market{0.5, 0.6, 0.3, 0.4},
                                 Market{1.5, -0.6, 0.5, 0.1}, Market{0.0, 0.5, 0.2, 0.0});
  CAPTURE(market.impact, market.chasing, market.momentum, market.persistence);
  const auto reading = readingOf(binsOf(market, 861, 40'000), 1e9);
  REQUIRE_THAT(reading.gain, WithinAbs(market.impact * market.chasing, 0.02));
  REQUIRE_THAT(reading.spectralRadius, WithinAbs(spectralRadius(market.matrix()), 0.02));
  REQUIRE((reading.chasing > 0.0) == (market.chasing > 0.0));
  REQUIRE(reading.bins == 39'999);
}

TEST_CASE("noise has no gain", "[loop_gain]") {
  const auto reading = readingOf(binsOf({0.0, 0.0, 0.0, 0.0}, 862, 20'000), 1e9);
  REQUIRE_THAT(reading.gain, WithinAbs(0.0, 1e-3));
  REQUIRE_THAT(reading.chasing, WithinAbs(0.0, 0.03));
  REQUIRE_THAT(reading.impact, WithinAbs(0.0, 0.03));
  REQUIRE_THAT(reading.spectralRadius, WithinAbs(0.0, 0.03));
}

TEST_CASE("mirrored flow mirrors chasing and impact, and units change nothing", "[loop_gain]") {
  const auto bins = binsOf({0.8, 0.4, 0.1, 0.2}, 863, 2'000);
  const auto plain = readingOf(bins, 500.0);
  const auto mirrored = readingOf(bins, 500.0, 1.0, -1.0);
  REQUIRE(mirrored.chasing == -plain.chasing);
  REQUIRE(mirrored.impact == -plain.impact);
  REQUIRE(mirrored.gain == plain.gain);
  REQUIRE_THAT(mirrored.spectralRadius, WithinRel(plain.spectralRadius, 1e-12));
  const auto scaled = readingOf(bins, 500.0, 1e-5, 1e7);
  REQUIRE_THAT(scaled.chasing, WithinRel(plain.chasing, 1e-9));
  REQUIRE_THAT(scaled.impact, WithinRel(plain.impact, 1e-9));
  REQUIRE_THAT(scaled.spectralRadius, WithinRel(plain.spectralRadius, 1e-9));
}

/// Least squares of y on columns with an intercept, by its normal equations.
std::vector<double> regression(const std::vector<std::vector<double>>& columns, const std::vector<double>& y, const std::vector<double>& weights) {
  const std::size_t size = columns.size() + 1;
  const auto at = [&](std::size_t p, std::size_t k) { return p == 0 ? 1.0 : columns[p - 1][k]; };
  std::vector<std::vector<double>> rows(size, std::vector<double>(size + 1));
  for (std::size_t p = 0; p < size; ++p) {
    for (std::size_t k = 0; k < y.size(); ++k) {
      for (std::size_t q = 0; q < size; ++q) rows[p][q] += weights[k] * at(p, k) * at(q, k);
      rows[p][size] += weights[k] * at(p, k) * y[k];
    }
  }
  for (std::size_t p = 0; p < size; ++p) {
    for (std::size_t row = 0; row < size; ++row) {
      const double factor = rows[row][p] / rows[p][p];
      for (std::size_t q = 0; row != p && q <= size; ++q) rows[row][q] -= factor * rows[p][q];
    }
  }
  std::vector<double> solution;
  for (std::size_t p = 1; p < size; ++p) solution.push_back(rows[p][size] / rows[p][p]);
  return solution;
}

// The impact by the theorem of Frisch and Waugh: the coefficient of the flow of the bin itself,
// beside both of the bin before. Neither product nor radius has a unit, so raw numbers do.
TEST_CASE("the recursion agrees with regressions written out", "[loop_gain]") {
  const std::uint64_t seed = 864;
  CAPTURE(seed);
  auto bins = binsOf({0.8, 0.4, 0.1, 0.2}, seed, 400);
  for (BinMove& bin : bins) bin = {0.3 + bin.logReturn, 2.0 * bin.signedFlow - 5.0};
  const double timeConstant = 80.0;

  std::vector<double> lastReturn, lastFlow, nextReturn, nextFlow, weights;
  for (std::size_t k = 1; k < bins.size(); ++k) {
    lastReturn.push_back(bins[k - 1].logReturn);
    lastFlow.push_back(bins[k - 1].signedFlow);
    nextReturn.push_back(bins[k].logReturn);
    nextFlow.push_back(bins[k].signedFlow);
    const double share = std::max(1.0 / static_cast<double>(k), 1.0 - std::exp(-1.0 / timeConstant));
    for (double& weight : weights) weight *= 1.0 - share;
    weights.push_back(share);
  }
  const auto ofReturn = regression({lastReturn, lastFlow}, nextReturn, weights);
  const auto ofFlow = regression({lastReturn, lastFlow}, nextFlow, weights);
  const auto together = regression({nextFlow, lastReturn, lastFlow}, nextReturn, weights);
  const auto reading = readingOf(bins, timeConstant);
  REQUIRE_THAT(reading.gain, WithinRel(together[0] * ofFlow[0], 1e-9));
  REQUIRE_THAT(reading.spectralRadius, WithinRel(spectralRadius({{{ofReturn[0], ofReturn[1]}, {ofFlow[0], ofFlow[1]}}}), 1e-9));
}

TEST_CASE("the sum of all rounds", "[loop_gain]") {
  REQUIRE(amplification(0.75) == 4.0);
  REQUIRE(amplification(0.0) == 1.0);
  REQUIRE(amplification(-1.0) == 0.5);
  REQUIRE_FALSE(amplification(1.0));
  REQUIRE_FALSE(amplification(2.0));
}

TEST_CASE("there is no gain before a hundred pairs, nor where nothing moves", "[loop_gain]") {
  const auto bins = binsOf({0.8, 0.4, 0.1, 0.2}, 865, 101);
  LoopRegression regression(1'000.0), still(1'000.0), tied(1'000.0);
  for (const BinMove& bin : bins) {
    REQUIRE_FALSE(regression.reading());
    regression.add(bin);
    still.add({0.0, bin.signedFlow});
    tied.add({3.0 * bin.signedFlow, bin.signedFlow});
  }
  REQUIRE(regression.reading());
  REQUIRE_FALSE(still.reading());
  REQUIRE_FALSE(tied.reading());
}

TEST_CASE("a broken chain costs one pair, and so does a bin that cannot be", "[loop_gain]") {
  const auto bins = binsOf({0.8, 0.4, 0.1, 0.2}, 866, 300);
  LoopRegression regression(1'000.0);
  for (const BinMove& bin : bins) regression.add(bin);
  regression.breakChain();
  regression.add(bins[0]);
  REQUIRE(regression.reading()->bins == 299);
  const double wild = GENERATE(1e61, -1e300, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN());
  regression.add({wild, 1.0});
  regression.add({0.0, wild});
  regression.add(bins[1]);
  regression.add(bins[2]);
  REQUIRE(regression.reading()->bins == 300);
  REQUIRE(std::isfinite(regression.reading()->gain));
}

/// Each bin as its mids and trades, `trades` of them, the last mid at its end.
LoopGain streamed(const std::vector<BinMove>& bins, int trades) {
  LoopGain gain;
  double logMid = 11.0;
  gain.addMid(std::exp(logMid), kStartMs - 1);
  std::int64_t binStartMs = kStartMs;
  for (const BinMove& bin : bins) {
    for (int k = 0; k < trades; ++k) gain.addTrade(bin.signedFlow / trades, binStartMs + 10 * k);
    logMid += 1e-4 * bin.logReturn;
    gain.addMid(std::exp(logMid) * 1.01, binStartMs + 500);
    gain.addMid(std::exp(logMid), binStartMs + 999);
    binStartMs += 1'000;
  }
  gain.addMid(std::exp(logMid), binStartMs);
  return gain;
}

TEST_CASE("mids and trades are put in bins, and splitting a trade changes nothing", "[loop_gain]") {
  const auto bins = binsOf({0.8, 0.4, 0.1, 0.2}, 867, 500);
  const auto expected = readingOf(bins, 1'800.0);
  const int trades = GENERATE(1, 4);
  const auto reading = *streamed(bins, trades).reading();
  REQUIRE(reading.bins == expected.bins);
  REQUIRE_THAT(reading.gain, WithinRel(expected.gain, 1e-8));
  REQUIRE_THAT(reading.spectralRadius, WithinRel(expected.spectralRadius, 1e-8));
}

TEST_CASE("silence of a minute counts as still, a longer one and a broken chain do not", "[loop_gain]") {
  const auto bins = binsOf({0.8, 0.4, 0.1, 0.2}, 868, 500);
  const std::int64_t endMs = kStartMs + 500'000;
  LoopGain gain = streamed(bins, 1);
  gain.addTrade(1.0, endMs + 60'000);
  REQUIRE(gain.reading()->bins == 499 + 60);
  gain.addTrade(1.0, endMs + 121'000);
  REQUIRE(gain.reading()->bins == 499 + 60);
  gain.addMid(100.0, endMs + 121'500);
  gain.addMid(101.0, endMs + 122'000);  // the bin that just ended was not seen from its start
  gain.addMid(102.0, endMs + 123'000);  // this one was, and has no neighbour
  REQUIRE(gain.reading()->bins == 499 + 60);
  gain.addMid(103.0, endMs + 124'000);
  REQUIRE(gain.reading()->bins == 499 + 61);
  gain.breakChain();
  gain.addMid(104.0, endMs + 125'000);
  gain.addMid(104.0, endMs + 127'000);
  REQUIRE(gain.reading()->bins == 499 + 61);
}

TEST_CASE("a clock set back opens a new bin there", "[loop_gain]") {
  LoopGain gain = streamed(binsOf({0.8, 0.4, 0.1, 0.2}, 870, 500), 1);
  for (int k = 0; k < 5; ++k) gain.addMid(100.0 + k, kStartMs + 400'000 + 1'000 * k);
  REQUIRE(gain.reading()->bins == 499 + 2);  // the first not seen whole, the second alone, the last open
}

TEST_CASE("late and impossible inputs leave the loop gain whole", "[loop_gain]") {
  const auto bins = binsOf({0.8, 0.4, 0.1, 0.2}, 869, 500);
  LoopGain gain = streamed(bins, 1);
  const double before = gain.reading()->gain;
  gain.addTrade(1.0, kStartMs + 450'000);  // into the open bin
  gain.addTrade(std::numeric_limits<double>::quiet_NaN(), kStartMs + 500'100);
  gain.addMid(-1.0, kStartMs + 500'100);
  gain.addMid(std::numeric_limits<double>::infinity(), kStartMs + 500'100);
  gain.addMid(100.0, -1);
  gain.addTrade(1e308, kStartMs + 500'200);
  gain.addTrade(1e308, kStartMs + 500'300);
  gain.addTrade(1.0, kStartMs + 501'000);
  REQUIRE(gain.reading()->gain == before);
  REQUIRE(gain.reading()->bins == 499);
  gain.addTrade(1.0, std::numeric_limits<std::int64_t>::max());
  gain.addTrade(1.0, 0);
  gain.addTrade(1.0, std::numeric_limits<std::int64_t>::min());
  REQUIRE(gain.reading()->gain == before);
}

TEST_CASE("bins that cannot be are refused", "[loop_gain]") {
  REQUIRE(check(LoopBins{}) == Error::none);
  REQUIRE(check(LoopBins{10'000, 1'000'000}) == Error::none);
  REQUIRE(check(LoopBins{999, 1'000'000}) == Error::windowOutOfRange);
  REQUIRE(check(LoopBins{10'001, 2'000'000}) == Error::windowOutOfRange);
  REQUIRE(check(LoopBins{10'000, 999'999}) == Error::windowOutOfRange);
  REQUIRE(check(LoopBins{1'000, 86'400'001}) == Error::windowOutOfRange);
}

}  // namespace
}  // namespace plimsoll
