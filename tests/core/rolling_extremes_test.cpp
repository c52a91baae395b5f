#include "plimsoll/base/rolling_extremes.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "random_numbers.h"

namespace plimsoll {
namespace {

struct Sample {
  double value;
  double timeMs;
};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

Range rangeOf(const std::vector<Sample>& samples, double nowMs, double windowMs) {
  Range range;
  for (const Sample& sample : samples) {
    if (!(nowMs - sample.timeMs < windowMs)) continue;
    range.low = std::min(range.low, sample.value);
    range.high = std::max(range.high, sample.value);
  }
  return range;
}

TEST_CASE("the header's example of rolling extremes", "[rolling_extremes]") {
  RollingExtremes range(1'000.0, 64);
  REQUIRE_FALSE(range.maximum());
  REQUIRE_FALSE(range.minimum());
  range.add(3.0, 0.0);
  range.add(1.0, 600.0);
  REQUIRE(range.maximum() == 3.0);
  range.add(2.0, 1'000.0);
  REQUIRE(range.maximum() == 2.0);
  REQUIRE(range.minimum() == 1.0);
  range.advance(2'000.0);
  REQUIRE_FALSE(range.maximum());
  REQUIRE_FALSE(range.minimum());
}

TEST_CASE("with room enough the range is that of all samples in the window", "[rolling_extremes]") {
  test::RandomNumbers random(611);
  RollingExtremes range(1'000.0, 400);
  std::vector<Sample> samples;
  double timeMs = 0.0, lastMs = 0.0;
  for (int i = 0; i < 3'000; ++i) {
    if (random.chance(0.7)) timeMs += std::floor(random.between(0.0, 60.0));
    if (random.chance(0.01)) timeMs += 3'000.0;
    const double value = random.chance(0.5) ? static_cast<double>(random.integer(-5, 5)) : random.between(-9.0, 9.0);
    // A time that runs backwards counts as the last.
    const double said = random.chance(0.1) ? lastMs - 500.0 : timeMs;
    lastMs = samples.empty() ? said : std::max(lastMs, said);
    samples.push_back({value, lastMs});
    range.add(value, said);
    const Range expected = rangeOf(samples, lastMs, 1'000.0);
    REQUIRE(range.minimum() == expected.low);
    REQUIRE(range.maximum() == expected.high);
    REQUIRE(range.isExact());
  }
}

TEST_CASE("with too little room the range is never too narrow, and says when it may be too wide", "[rolling_extremes]") {
  test::RandomNumbers random(612);
  for (const std::size_t capacity : {0u, 1u, 2u, 5u}) {
    RollingExtremes range(1'000.0, capacity);
    std::vector<Sample> samples;
    double timeMs = 0.0;
    int exact = 0, inexact = 0;
    for (int i = 0; i < 3'000; ++i) {
      timeMs += random.chance(0.02) ? 2'000.0 : random.between(0.0, 100.0);
      const double value = random.between(-9.0, 9.0);
      samples.push_back({value, timeMs});
      range.add(value, timeMs);
      const Range expected = rangeOf(samples, timeMs, 1'000.0);
      REQUIRE(*range.minimum() <= expected.low);
      REQUIRE(*range.maximum() >= expected.high);
      ++(range.isExact() ? exact : inexact);
      if (!range.isExact()) continue;
      REQUIRE(range.minimum() == expected.low);
      REQUIRE(range.maximum() == expected.high);
    }
    CAPTURE(capacity);
    REQUIRE(exact > 0);
    REQUIRE(inexact > 0);
    range.advance(timeMs + 1'000.0);
    REQUIRE_FALSE(range.maximum());
    REQUIRE(range.isExact());
  }
}

TEST_CASE("negating all samples swaps the extremes", "[rolling_extremes]") {
  test::RandomNumbers random(613);
  RollingExtremes plain(500.0, 8), negated(500.0, 8);
  for (int i = 0; i < 1'000; ++i) {
    const double value = random.between(-1.0, 1.0);
    plain.add(value, 20.0 * i);
    negated.add(-value, 20.0 * i);
    REQUIRE(*plain.minimum() == -*negated.maximum());
    REQUIRE(*plain.maximum() == -*negated.minimum());
  }
}

TEST_CASE("numbers that are none are no samples", "[rolling_extremes]") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  RollingExtremes range(500.0, 8);
  range.advance(10.0);
  REQUIRE_FALSE(range.add(none, 0.0));
  REQUIRE_FALSE(range.add(1.0, infinity));
  REQUIRE_FALSE(range.maximum());
  REQUIRE(range.add(-1e308, -20.0));
  range.advance(none);
  REQUIRE_FALSE(range.add(-infinity, 0.0));
  REQUIRE(range.minimum() == -1e308);
  REQUIRE(range.maximum() == -1e308);
}

}  // namespace
}  // namespace plimsoll
