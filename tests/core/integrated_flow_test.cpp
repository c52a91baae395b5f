#include "plimsoll/flow/integrated_flow.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using Sample = IntegratedFlow::Weights;

constexpr std::int64_t kStartMs = 1'700'000'000'000;

/// Levels that follow one common flow more or less.
Sample randomSample(test::RandomNumbers& random, double noise) {
  const double common = random.between(-1.0, 1.0);
  Sample sample;
  for (std::size_t m = 0; m < sample.size(); ++m) {
    sample[m] = common * (1.0 - 0.05 * static_cast<double>(m)) + noise * random.between(-1.0, 1.0);
  }
  return sample;
}

TEST_CASE("integrated flow of two levels of which one flows twice as much", "[integrated_flow]") {
  IntegratedFlow flow;
  test::RandomNumbers random(611);
  for (int i = 0; i < 40; ++i) {
    const double x = random.between(-2.0, 2.0);
    flow.add(std::array{x, 2.0 * x}, kStartMs + 10'000 * i);
    if (i < 14) REQUIRE_FALSE(flow.weights());
  }
  const auto weights = *flow.weights();
  REQUIRE_THAT(weights[0], WithinAbs(1.0 / 3.0, 1e-12));
  REQUIRE_THAT(weights[1], WithinAbs(2.0 / 3.0, 1e-12));
  REQUIRE(weights[2] == 0.0);
  REQUIRE_THAT(*flow.explainedShare(), WithinAbs(1.0, 1e-12));
  REQUIRE_THAT(*flow.imbalance(std::array{3.0, 6.0}), WithinAbs(5.0, 1e-12));
}

TEST_CASE("levels that all flow alike give the flow of the first", "[integrated_flow]") {
  test::RandomNumbers random(612);
  IntegratedFlow flow;
  Sample sample;
  for (int i = 0; i < 100; ++i) {
    sample.fill(random.between(-3.0, 3.0));
    flow.add(sample, kStartMs + 10'000 * i);
  }
  REQUIRE_THAT(*flow.imbalance(sample), WithinAbs(sample[0], 1e-12));
  REQUIRE_THAT(*flow.explainedShare(), WithinAbs(1.0, 1e-12));
}

TEST_CASE("weights sum to one, point above zero and explain at least an equal share", "[integrated_flow]") {
  test::RandomNumbers random(613);
  for (const double noise : {0.01, 0.3, 3.0, 1e6}) {
    CAPTURE(noise);
    IntegratedFlow flow, mirror;
    for (int i = 0; i < 300; ++i) {
      const Sample sample = randomSample(random, noise);
      Sample opposite = sample;
      for (double& x : opposite) x = -x;
      flow.add(sample, kStartMs + 11'000 * i);
      mirror.add(opposite, kStartMs + 11'000 * i);
      REQUIRE(flow.weights() == mirror.weights());
      if (!flow.weights()) continue;
      const Sample weights = *flow.weights();
      double absolute = 0.0, sum = 0.0;
      for (const double w : weights) absolute += std::abs(w), sum += w;
      REQUIRE_THAT(absolute, WithinAbs(1.0, 1e-14));
      REQUIRE(sum >= 0.0);
      REQUIRE(*flow.explainedShare() >= 0.1);
      REQUIRE(*flow.explainedShare() <= 1.0);
      REQUIRE(*mirror.imbalance(opposite) == -*flow.imbalance(sample));
    }
  }
}

// The covariance from weights written out, and its first component by very many turns.
TEST_CASE("the stream agrees with the samples taken together", "[integrated_flow]") {
  const std::uint64_t seed = 614;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  IntegratedFlow flow;
  std::vector<Sample> samples;
  std::vector<double> timesMs;
  std::int64_t timeMs = kStartMs;
  for (int i = 0; i < 400; ++i) {
    timeMs += random.integer(10'000, 60'000);
    samples.push_back(randomSample(random, 0.4));
    timesMs.push_back(static_cast<double>(timeMs));
    flow.add(samples.back(), timeMs);
    flow.add(randomSample(random, 9.0), timeMs + 9'999);  // too early for another
  }
  double all = 0.0;
  std::array<double, 10> mean{};
  std::array<std::array<double, 10>, 10> covariance{};
  const auto weight = [&](std::size_t n) { return std::exp2(-(timesMs.back() - timesMs[n]) / IntegratedFlow::kHalfLifeMs); };
  for (std::size_t n = 0; n < samples.size(); ++n) {
    all += weight(n);
    for (std::size_t i = 0; i < 10; ++i) mean[i] += weight(n) * samples[n][i];
  }
  for (double& m : mean) m /= all;
  double trace = 0.0;
  for (std::size_t i = 0; i < 10; ++i) {
    for (std::size_t j = 0; j < 10; ++j) {
      for (std::size_t n = 0; n < samples.size(); ++n) {
        covariance[i][j] += weight(n) / all * (samples[n][i] - mean[i]) * (samples[n][j] - mean[j]);
      }
    }
    trace += covariance[i][i];
  }
  std::array<double, 10> w, next{};
  w.fill(1.0);
  double stretch = 0.0;
  for (int turn = 0; turn < 20'000; ++turn) {
    for (std::size_t i = 0; i < 10; ++i) next[i] = std::inner_product(w.begin(), w.end(), covariance[i].begin(), 0.0);
    stretch = std::sqrt(std::inner_product(next.begin(), next.end(), next.begin(), 0.0));
    for (std::size_t i = 0; i < 10; ++i) w[i] = next[i] / stretch;
  }
  double absolute = 0.0;
  for (const double x : w) absolute += std::abs(x);
  for (std::size_t i = 0; i < 10; ++i) REQUIRE_THAT((*flow.weights())[i], WithinAbs(w[i] / absolute, 1e-12));
  REQUIRE_THAT(*flow.explainedShare(), WithinRel(stretch / trace, 1e-12));
}

TEST_CASE("when another direction comes to vary most, the weights turn to it", "[integrated_flow]") {
  test::RandomNumbers random(615);
  IntegratedFlow flow;
  for (int i = 0; i < 100; ++i) flow.add(std::array{random.between(-1.0, 1.0), 0.0, 0.0}, kStartMs + 10'000 * i);
  REQUIRE((*flow.weights())[0] == 1.0);
  // Two levels that flow against each other: neither points to the first one.
  for (int i = 100; i < 3'000; ++i) {
    const double x = random.between(-2.0, 2.0);
    flow.add(std::array{0.0, x, -0.5 * x}, kStartMs + 10'000 * i);
  }
  REQUIRE_THAT((*flow.weights())[1], WithinAbs(2.0 / 3.0, 1e-6));
  REQUIRE_THAT((*flow.weights())[2], WithinAbs(-1.0 / 3.0, 1e-6));
}

TEST_CASE("opposite levels of equal flow have a sign all the same", "[integrated_flow]") {
  test::RandomNumbers random(616);
  IntegratedFlow flow;
  for (int i = 0; i < 100; ++i) {
    const double x = random.between(-2.0, 2.0);
    flow.add(std::array{x, -x}, kStartMs + 10'000 * i);
  }
  REQUIRE_THAT(std::abs((*flow.weights())[0]), WithinAbs(0.5, 1e-12));
}

TEST_CASE("flows that never vary have no direction", "[integrated_flow]") {
  IntegratedFlow flow;
  for (int i = 0; i < 100; ++i) flow.add(std::array{1.0, 1.0}, kStartMs + 10'000 * i);
  REQUIRE_FALSE(flow.weights());
  REQUIRE_FALSE(flow.imbalance(std::array{1.0, 1.0}));
  REQUIRE_FALSE(flow.explainedShare());
}

TEST_CASE("hostile flows and times leave it sound", "[integrated_flow]") {
  test::RandomNumbers random(617);
  IntegratedFlow flow, plain;
  const double inf = std::numeric_limits<double>::infinity();
  for (int i = 0; i < 100; ++i) {
    const Sample sample = randomSample(random, 0.3);
    const std::int64_t timeMs = kStartMs + 10'000 * i;
    flow.add(std::array{inf, 1.0}, timeMs);
    flow.add(std::array{1.0, std::nan("")}, timeMs);
    flow.add(std::array{1e101}, timeMs);
    flow.add(sample, timeMs);
    plain.add(sample, timeMs);
    REQUIRE(flow.weights() == plain.weights());
  }
  for (int i = 0; i < 100; ++i) {
    const double x = random.between(-1e100, 1e100);
    flow.add(std::array{x, x}, kStartMs + 10'000 * (i + 100));
    if (flow.weights()) REQUIRE(std::isfinite(*flow.imbalance(std::array{1.0, 1.0})));
  }
  // A year ahead and back: learned anew, as nothing is left.
  flow.add(std::array{1.0, 2.0}, kStartMs + 365LL * 86'400'000);
  REQUIRE_FALSE(flow.weights());
  for (int i = 0; i < 100; ++i) {
    const Sample sample = randomSample(random, 0.3);
    flow.add(sample, kStartMs + 10'000 * i);
  }
  REQUIRE(flow.weights());
  flow.add({}, std::numeric_limits<std::int64_t>::max());
  REQUIRE_FALSE(flow.weights());
}

}  // namespace
}  // namespace plimsoll
