#include "plimsoll/base/statistics.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

struct Sample {
  double value;
  double timeMs;
};

std::vector<Sample> randomSamples(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<Sample> samples;
  double timeMs = 0.0;
  for (int i = 0; i < count; ++i) {
    timeMs += random.between(1.0, 400.0);
    samples.push_back({random.between(-3.0, 5.0), timeMs});
  }
  return samples;
}

MovingMoments momentsOf(const std::vector<Sample>& samples, double scale = 1.0, double shift = 0.0) {
  MovingMoments moments(1'000.0);
  for (const Sample& sample : samples) moments.add(scale * sample.value + shift, sample.timeMs);
  return moments;
}

TEST_CASE("before there are samples there are no moments", "[statistics]") {
  MovingMoments moments(1'000.0);
  REQUIRE_FALSE(moments.mean());
  REQUIRE_FALSE(moments.variance());
  moments.add(4.0, 10.0);
  REQUIRE(moments.mean() == 4.0);
  REQUIRE_FALSE(moments.variance());
  REQUIRE_FALSE(moments.z(4.0));
}

TEST_CASE("constant input has no variance, so nothing is unusual in units of it", "[statistics]") {
  MovingMoments moments(1'000.0);
  for (int i = 0; i < 1'000; ++i) moments.add(0.3, 7.0 * i);
  REQUIRE(moments.mean() == 0.3);
  REQUIRE(moments.variance() == 0.0);
  REQUIRE_FALSE(moments.z(0.3));
  REQUIRE_FALSE(moments.z(9.0));
}

TEST_CASE("a shift moves the mean alone, a scale stretches both", "[statistics]") {
  const auto samples = randomSamples(201, 2'000);
  const MovingMoments plain = momentsOf(samples);
  const MovingMoments shifted = momentsOf(samples, 1.0, 10.0);
  const MovingMoments scaled = momentsOf(samples, -2.0, 0.0);
  REQUIRE_THAT(*shifted.mean(), WithinRel(*plain.mean() + 10.0, 1e-12));
  REQUIRE_THAT(*shifted.variance(), WithinRel(*plain.variance(), 1e-9));
  REQUIRE_THAT(*scaled.mean(), WithinRel(-2.0 * *plain.mean(), 1e-12));
  REQUIRE_THAT(*scaled.variance(), WithinRel(4.0 * *plain.variance(), 1e-12));
  REQUIRE_THAT(*scaled.z(-2.0 * 4.0), WithinRel(-*plain.z(4.0), 1e-12));
}

// The mean is sum w x / sum w, the variance sum w x^2 / sum w - mean^2, with the weights that are
// left to each, the first one's being the second's: the same numbers without any recursion.
TEST_CASE("the stream agrees with weights written out", "[statistics]") {
  const auto samples = randomSamples(202, 300);
  const MovingMoments moments = momentsOf(samples);

  std::vector<double> weights(samples.size());
  double rest = 1.0;
  for (std::size_t i = samples.size(); i-- > 1;) {
    const double share = 1.0 - std::exp(-(samples[i].timeMs - samples[i - 1].timeMs) / 1'000.0);
    weights[i] = rest * share;
    rest *= 1.0 - share;
  }
  weights[0] = rest * (1.0 - std::exp(-(samples[1].timeMs - samples[0].timeMs) / 1'000.0));
  double all = 0.0, mean = 0.0, square = 0.0;
  for (const double weight : weights) all += weight;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    mean += weights[i] / all * samples[i].value;
    square += weights[i] / all * samples[i].value * samples[i].value;
  }
  REQUIRE_THAT(*moments.mean(), WithinRel(mean, 1e-12));
  REQUIRE_THAT(*moments.variance(), WithinRel(square - mean * mean, 1e-10));
}

TEST_CASE("at regular times and far within tau they are the sample's mean and variance", "[statistics]") {
  test::RandomNumbers random(203);
  MovingMoments moments(1e12);
  double sum = 0.0, square = 0.0;
  for (int n = 1; n <= 500; ++n) {
    const double value = random.between(-3.0, 5.0);
    moments.add(value, 100.0 * n);
    sum += value;
    square += value * value;
    REQUIRE_THAT(*moments.mean(), WithinRel(sum / n, 1e-6));
    if (n < 3) continue;
    REQUIRE_THAT(*moments.variance(), WithinRel(square / n - sum / n * sum / n, 1e-5));
  }
}

TEST_CASE("a time that runs backwards counts as the last", "[statistics]") {
  MovingMoments moments(1'000.0);
  moments.add(1.0, 5'000.0);
  moments.add(2.0, 1'000.0);
  REQUIRE(moments.mean() == 1.0);
  REQUIRE(moments.spanMs() == 0.0);
  moments.add(2.0, 6'000.0);
  // Of the three only the first and the last have weight: exp(-1) w and w.
  REQUIRE_THAT(*moments.mean(), WithinRel(1.0 + 1.0 / (1.0 + std::exp(-1.0)), 1e-12));
}

}  // namespace
}  // namespace plimsoll
