#include "plimsoll/base/robust_z.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <deque>
#include <limits>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using Basis = RobustScale::Basis;

// What numpy.median does.
double sortedMedian(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2.0;
}

double sortedMad(std::vector<double> values) {
  const double median = sortedMedian(values);
  for (double& value : values) value = std::abs(value - median);
  return sortedMedian(values);
}

// Ties, steps, outliers and zeros of both signs: what a book gives.
double awkward(test::RandomNumbers& random) {
  if (random.chance(0.3)) return static_cast<double>(random.integer(-3, 3));
  if (random.chance(0.02)) return random.between(-1e12, 1e12);
  if (random.chance(0.1)) return -0.0;
  return random.between(-2.0, 5.0);
}

RobustScale scaleOf(const std::vector<double>& values, std::size_t samples = 1024) {
  RobustScale scale(samples, 1'000.0);
  double timeMs = 0.0;
  for (const double value : values) scale.add(value, timeMs += 10.0);
  return scale;
}

TEST_CASE("median and deviation are those of sorting, to the bit, after every sample", "[robust_z]") {
  test::RandomNumbers random(601);
  for (const std::size_t capacity : {1u, 2u, 3u, 7u, 8u, 64u, 255u}) {
    CAPTURE(capacity);
    RobustScale scale(capacity, 1'000.0);
    std::deque<double> last;
    for (int i = 0; i < 700; ++i) {
      const double value = awkward(random);
      REQUIRE(scale.add(value, i));
      last.push_back(value);
      if (last.size() > capacity) last.pop_front();
      const std::vector<double> values(last.begin(), last.end());
      if (*scale.median() != sortedMedian(values)) FAIL("another median at " << i);
      if (*scale.medianAbsoluteDeviation() != sortedMad(values)) FAIL("another deviation at " << i);
    }
    REQUIRE(scale.count() == capacity);
  }
}

TEST_CASE("the largest window too is that of sorting", "[robust_z]") {
  test::RandomNumbers random(602);
  RobustScale scale(9'999, 1'000.0);
  REQUIRE(scale.capacity() == RobustScale::kMaxSamples);
  std::deque<double> last;
  for (int i = 0; i < 5'000; ++i) {
    const double value = awkward(random);
    scale.add(value, i);
    last.push_back(value);
    if (last.size() > RobustScale::kMaxSamples) last.pop_front();
    if (i % 97 != 0) continue;
    const std::vector<double> values(last.begin(), last.end());
    REQUIRE(*scale.median() == sortedMedian(values));
    REQUIRE(*scale.medianAbsoluteDeviation() == sortedMad(values));
  }
}

TEST_CASE("the header's example of a robust z", "[robust_z]") {
  const RobustScale scale = scaleOf({1.0, 2.0, 3.0, 4.0, 100.0}, 5);
  REQUIRE(scale.median() == 3.0);
  REQUIRE(scale.medianAbsoluteDeviation() == 1.0);
  REQUIRE(scale.deviation() == 1.4826);
  REQUIRE_THAT(*scale.z(100.0), WithinRel(97.0 / 1.4826, 1e-15));
  REQUIRE(scale.basis() == Basis::medianDeviation);
}

TEST_CASE("without samples, or with equal ones, there is no z", "[robust_z]") {
  RobustScale scale(16, 1'000.0);
  REQUIRE_FALSE(scale.median());
  REQUIRE_FALSE(scale.medianAbsoluteDeviation());
  REQUIRE_FALSE(scale.z(1.0));
  for (int i = 0; i < 100; ++i) {
    scale.add(0.3, 10.0 * i);
    REQUIRE_FALSE(scale.z(5.0));
    REQUIRE(scale.basis() == Basis::none);
  }
  REQUIRE(scale.median() == 0.3);
}

TEST_CASE("where most samples are equal the moving deviation stands in", "[robust_z]") {
  RobustScale scale(16, 1'000.0);
  MovingMoments moments(1'000.0);
  for (int i = 0; i < 16; ++i) {
    const double value = i % 5 == 4 ? 2.0 : 1.0;
    scale.add(value, 100.0 * i);
    moments.add(value, 100.0 * i);
  }
  REQUIRE(scale.medianAbsoluteDeviation() == 0.0);
  REQUIRE(scale.basis() == Basis::movingDeviation);
  REQUIRE(scale.deviation() == std::sqrt(*moments.variance()));
  REQUIRE(scale.z(3.0) == 2.0 / std::sqrt(*moments.variance()));
  // What has decayed to less than rounding is nothing to measure with.
  for (int i = 0; i < 16; ++i) scale.add(1.0, 1e6 + 1e5 * i);
  REQUIRE(scale.basis() == Basis::none);
}

TEST_CASE("a scale and a shift of all samples leave z, and a mirror changes its sign", "[robust_z]") {
  test::RandomNumbers random(603);
  std::vector<double> plain, moved, mirrored;
  for (int i = 0; i < 301; ++i) {
    plain.push_back(random.between(-3.0, 9.0));
    moved.push_back(4.0 * plain.back() + 16.0);
    mirrored.push_back(-plain.back());
  }
  const RobustScale a = scaleOf(plain), b = scaleOf(moved), c = scaleOf(mirrored);
  std::vector<double> scores;
  for (const double value : plain) {
    REQUIRE_THAT(*b.z(4.0 * value + 16.0), WithinAbs(*a.z(value), 1e-12));
    REQUIRE(*c.z(-value) == -*a.z(value));
    scores.push_back(*a.z(value));
  }
  REQUIRE(sortedMedian(scores) == 0.0);
}

TEST_CASE("one outlier hardly moves the z of the others", "[robust_z]") {
  test::RandomNumbers random(604);
  std::vector<double> values;
  for (int i = 0; i < 1'001; ++i) values.push_back(random.between(-1.0, 1.0));
  const double before = *scaleOf(values).z(0.5);
  values[500] = 1e100;
  REQUIRE_THAT(*scaleOf(values).z(0.5), WithinAbs(before, 0.02));
}

TEST_CASE("what is no number, or too large for squares, is refused and changes nothing", "[robust_z]") {
  RobustScale scale = scaleOf({1.0, 2.0, 4.0});
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double bad : {none, infinity, -infinity, 1e200, -1e200}) {
    REQUIRE_FALSE(scale.add(bad, 50.0));
    REQUIRE_FALSE(scale.z(bad));
  }
  REQUIRE_FALSE(scale.add(1.0, none));
  REQUIRE(scale.count() == 3);
  REQUIRE(scale.median() == 2.0);
  REQUIRE(scale.add(1e150, 60.0));
  REQUIRE(scale.add(-1e150, 50.0));
  REQUIRE(std::isfinite(*scale.z(1e150)));
  REQUIRE(scale.median() == 2.0);
}

}  // namespace
}  // namespace plimsoll
