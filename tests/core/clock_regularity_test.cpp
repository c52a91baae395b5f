#include "plimsoll/flow/clock_regularity.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'040'000;  // a whole minute
constexpr std::size_t kPeriods = ClockRegularity::kPeriodsMs.size();

/// Different milliseconds of ten minutes, in order.
std::vector<std::int64_t> scatteredTimes(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<std::int64_t> timesMs;
  for (int i = 0; i < count; ++i) timesMs.push_back(kStartMs + random.integer(0, 599'999));
  std::sort(timesMs.begin(), timesMs.end());
  timesMs.erase(std::unique(timesMs.begin(), timesMs.end()), timesMs.end());
  return timesMs;
}

ClockRegularity regularityOf(const std::vector<std::int64_t>& timesMs) {
  ClockRegularity regularity;
  for (const std::int64_t timeMs : timesMs) regularity.add(timeMs);
  return regularity;
}

TEST_CASE("points on the circle agree with sine and cosine", "[clock_regularity]") {
  for (const std::int64_t periodMs : {1, 3, 7, 100, 1'000, 5'000, 60'000}) {
    for (std::int64_t timeMs = 0; timeMs < periodMs; ++timeMs) {
      const long double angle = 2.0L * std::numbers::pi_v<long double> * timeMs / periodMs;
      const UnitVector point = unitVector(timeMs, periodMs);
      REQUIRE_THAT(point.cosine, WithinAbs(static_cast<double>(std::cos(angle)), 2.3e-16));
      REQUIRE_THAT(point.sine, WithinAbs(static_cast<double>(std::sin(angle)), 2.3e-16));
      REQUIRE(std::abs(point.cosine * point.cosine + point.sine * point.sine - 1.0) <= 4.5e-16);
    }
  }
  const UnitVector quarter = unitVector(250, 1'000);
  REQUIRE(quarter.cosine == 0.0);
  REQUIRE(quarter.sine == 1.0);
  REQUIRE(unitVector(500, 1'000).cosine == -1.0);
  REQUIRE(unitVector(750, 1'000).sine == -1.0);
  const std::int64_t periods = std::numeric_limits<std::int64_t>::max() / 60'000 - 1;
  REQUIRE(unitVector(periods * 60'000 + 777, 60'000).sine == unitVector(777, 60'000).sine);
}

TEST_CASE("opposite points are exactly opposite", "[clock_regularity]") {
  for (std::int64_t timeMs = 0; timeMs < 500; ++timeMs) {
    const UnitVector here = unitVector(timeMs, 1'000), there = unitVector(timeMs + 500, 1'000);
    REQUIRE(here.cosine == -there.cosine);
    REQUIRE(here.sine == -there.sine);
  }
}

TEST_CASE("scattered times give z a mean of one", "[clock_regularity]") {
  std::array<double, kPeriods> sums{};
  std::array<int, kPeriods> rare{};
  const int runs = 500;
  for (int run = 0; run < runs; ++run) {
    const ClockRegularity regularity = regularityOf(scatteredTimes(850 + static_cast<std::uint64_t>(run), 100));
    for (std::size_t i = 0; i < kPeriods; ++i) {
      const auto reading = *regularity.reading(i);
      sums[i] += reading.z;
      rare[i] += reading.z > 3.0 ? 1 : 0;
      REQUIRE(reading.strength >= 0.0);
      REQUIRE(reading.strength <= 1.0);
      REQUIRE_THAT(reading.z, WithinRel(reading.events * reading.strength * reading.strength, 1e-12));
    }
  }
  for (std::size_t i = 0; i < kPeriods; ++i) {
    REQUIRE_THAT(sums[i] / runs, WithinAbs(1.0, 0.15));
    REQUIRE_THAT(static_cast<double>(rare[i]) / runs, WithinAbs(std::exp(-3.0), 0.03));
  }
}

TEST_CASE("an exact period gives z the number of events", "[clock_regularity]") {
  for (std::size_t i = 0; i < kPeriods; ++i) {
    std::vector<std::int64_t> timesMs;
    for (int k = 0; k < 50; ++k) timesMs.push_back(kStartMs + 37 + k * ClockRegularity::kPeriodsMs[i]);
    const auto reading = *regularityOf(timesMs).reading(i);
    REQUIRE_THAT(reading.strength, WithinRel(1.0, 1e-12));
    REQUIRE_THAT(reading.z, WithinRel(reading.events, 1e-12));
  }
  std::vector<std::int64_t> short100;
  for (int k = 0; k < 50; ++k) short100.push_back(kStartMs + 100 * k);
  REQUIRE_THAT(regularityOf(short100).reading(0)->z, WithinAbs(50.0, 1e-3));
}

TEST_CASE("sixty trades on whole seconds keep to the second", "[clock_regularity]") {
  std::vector<std::int64_t> timesMs;
  for (int k = 0; k < 60; ++k) timesMs.push_back(kStartMs + 1'000 * k);
  const ClockRegularity regularity = regularityOf(timesMs);
  REQUIRE_THAT(regularity.reading(0)->z, WithinAbs(59.95, 0.005));
  REQUIRE_THAT(regularity.reading(1)->z, WithinAbs(59.95, 0.005));
  REQUIRE_THAT(regularity.reading(2)->z, WithinAbs(0.0, 0.02));
  REQUIRE_THAT(regularity.reading(3)->z, WithinAbs(0.0, 0.02));
}

TEST_CASE("the stream of times agrees with weights written out", "[clock_regularity]") {
  const std::uint64_t seed = 841;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  std::vector<std::int64_t> timesMs;
  std::int64_t timeMs = kStartMs;
  for (int k = 0; k < 1'000; ++k) timesMs.push_back(timeMs += random.integer(1, 5'000));
  const ClockRegularity regularity = regularityOf(timesMs);
  for (std::size_t i = 0; i < kPeriods; ++i) {
    const auto periodMs = static_cast<double>(ClockRegularity::kPeriodsMs[i]);
    double cosine = 0.0, sine = 0.0, weights = 0.0, squares = 0.0;
    for (const std::int64_t t : timesMs) {
      const double weight = std::exp(-static_cast<double>(timeMs - t) / ClockRegularity::kTimeConstantMs);
      const double angle = 2.0 * std::numbers::pi * static_cast<double>(t % ClockRegularity::kPeriodsMs[i]) / periodMs;
      cosine += weight * std::cos(angle);
      sine += weight * std::sin(angle);
      weights += weight;
      squares += weight * weight;
    }
    const auto reading = *regularity.reading(i);
    REQUIRE_THAT(reading.strength, WithinAbs(std::sqrt(cosine * cosine + sine * sine) / weights, 1e-12));
    REQUIRE_THAT(reading.z, WithinAbs((cosine * cosine + sine * sine) / squares, 1e-9));
    REQUIRE_THAT(reading.events, WithinRel(weights * weights / squares, 1e-10));
  }
}

TEST_CASE("a shift of all times changes no strength", "[clock_regularity]") {
  auto timesMs = scatteredTimes(842, 300);
  const ClockRegularity before = regularityOf(timesMs);
  for (std::int64_t& timeMs : timesMs) timeMs += 123'457;
  const ClockRegularity after = regularityOf(timesMs);
  for (std::size_t i = 0; i < kPeriods; ++i) {
    REQUIRE_THAT(after.reading(i)->z, WithinAbs(before.reading(i)->z, 1e-9));
  }
}

TEST_CASE("an order told in many trades of one millisecond counts once", "[clock_regularity]") {
  const auto timesMs = scatteredTimes(843, 100);
  std::vector<std::int64_t> split;
  for (const std::int64_t timeMs : timesMs) split.insert(split.end(), 5, timeMs);
  for (std::size_t i = 0; i < kPeriods; ++i) {
    REQUIRE(regularityOf(split).reading(i)->z == regularityOf(timesMs).reading(i)->z);
  }
}

TEST_CASE("late times keep their point, and a clock set back starts anew", "[clock_regularity]") {
  REQUIRE_FALSE(ClockRegularity{}.reading(0));
  ClockRegularity regularity;
  regularity.add(kStartMs);
  regularity.add(kStartMs - 59'000);
  regularity.add(-1);
  regularity.add(std::numeric_limits<std::int64_t>::min());
  REQUIRE(regularity.reading(1)->events == 2.0);
  REQUIRE(regularity.reading(1)->strength == 1.0);
  REQUIRE_FALSE(regularity.reading(4));
  regularity.add(kStartMs - 61'000);
  REQUIRE(regularity.reading(1)->events == 1.0);
  regularity.add(std::numeric_limits<std::int64_t>::max());
  REQUIRE_THAT(regularity.reading(1)->events, WithinRel(1.0, 1e-12));
  regularity.add(0);
  REQUIRE(regularity.reading(1)->z == 1.0);
}

}  // namespace
}  // namespace plimsoll
