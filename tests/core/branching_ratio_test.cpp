#include "plimsoll/flow/branching_ratio.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <vector>

#include "hawkes_events.h"
#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'010'000;  // a multiple of 30 s

BranchingRatio ratioOf(const std::vector<std::int64_t>& timesMs, const CountWindows& windows = {}) {
  BranchingRatio ratio(windows);
  ratio.advance(kStartMs - 1);
  for (const std::int64_t timeMs : timesMs) ratio.add(timeMs);
  return ratio;
}

/// One kind of event whose answers number `ratio`, 1 event a second in the long run.
std::vector<std::int64_t> plantedTimes(double ratio, double durationS, std::uint64_t seed) {
  std::vector<std::int64_t> timesMs;
  const test::PlantedExcitation planted{{1.0 - ratio, 0.0}, {5.0, {{{ratio, 0.0}, {0.0, 0.0}}}}};
  for (const NodeEvent& event : test::hawkesEvents(planted, durationS, seed)) {
    timesMs.push_back(kStartMs + static_cast<std::int64_t>(1'000.0 * event.timeS));
  }
  return timesMs;
}

TEST_CASE("the branching ratio follows from mean and variance", "[branching_ratio]") {
  REQUIRE_THAT(*branchingRatio(4.0, 25.0), WithinRel(0.6, 1e-15));
  REQUIRE(branchingRatio(4.0, 4.0) == 0.0);
  REQUIRE(branchingRatio(4.0, 1.0) == 0.0);
  REQUIRE(branchingRatio(4.0, 0.0) == 0.0);
  REQUIRE(branchingRatio(1e-3, 1e9) == 0.999);
  REQUIRE_FALSE(branchingRatio(0.0, 0.0));
}

// Found with these seeds: 0.033, 0.339, 0.592 and 0.813; over forty others the mean is 0.005,
// 0.299, 0.596 and 0.795, with a standard deviation below 0.01.
TEST_CASE("a planted branching ratio is found from counts", "[branching_ratio]") {
  const auto [planted, seed] = GENERATE(table<double, std::uint64_t>({{0.0, 801}, {0.3, 802}, {0.6, 803}, {0.8, 804}}));
  const CountWindows windows{.windows = 2'160};
  const auto reading = ratioOf(plantedTimes(planted, 2'162 * 30.0, seed), windows).reading();
  CAPTURE(planted, seed, reading->ratio, reading->ratioOfDifferences);
  REQUIRE(reading->windows == 2'160);
  REQUIRE(reading->events > 60'000);
  REQUIRE_THAT(reading->ratio, WithinAbs(planted, 0.05));
  REQUIRE_THAT(reading->ratioOfDifferences, WithinAbs(planted, 0.06));
  REQUIRE_FALSE(reading->drifting);
}

// A Poisson process whose rate goes up and down once in two hours, between 0.1 and 1.9 a second.
TEST_CASE("a base rate that moves looks like answers, and is told", "[branching_ratio]") {
  test::RandomNumbers random(805);
  std::vector<std::int64_t> timesMs;
  for (double timeS = 0.0; timeS < 241 * 30.0;) {
    timeS += -std::log(1.0 - random.between(0.0, 1.0)) / 1.9;
    if (random.between(0.0, 1.9) < 1.0 + 0.9 * std::sin(timeS / 7'200.0 * 6.283185)) {
      timesMs.push_back(kStartMs + static_cast<std::int64_t>(1'000.0 * timeS));
    }
  }
  const auto reading = ratioOf(timesMs).reading();
  REQUIRE(reading->windows == 240);
  REQUIRE(reading->ratio > 0.5);
  REQUIRE(reading->drifting);
  REQUIRE(reading->ratioOfDifferences < 0.1);
}

// Counts of windows in a map, and two passes over the newest of them.
TEST_CASE("the stream of counts agrees with two passes", "[branching_ratio]") {
  const CountWindows windows{.windowMs = 10'000, .windows = 60};
  const auto timesMs = plantedTimes(0.5, 3'000.0, 806);
  BranchingRatio ratio(windows);
  std::map<std::int64_t, double> counts;
  for (const std::int64_t timeMs : timesMs) {
    ratio.add(timeMs);
    counts[timeMs / 10'000] += 1.0;
    const auto reading = ratio.reading();
    const std::int64_t first = timesMs.front() / 10'000 + 1, open = timeMs / 10'000;
    const auto from = std::max(first, open - 60);
    REQUIRE(reading.has_value() == (open - from >= BranchingRatio::kMinWindows));
    if (!reading) continue;
    double mean = 0.0, variance = 0.0, differences = 0.0;
    const auto n = static_cast<double>(open - from);
    for (std::int64_t w = from; w < open; ++w) mean += counts[w] / n;
    for (std::int64_t w = from; w < open; ++w) {
      variance += (counts[w] - mean) * (counts[w] - mean) / (n - 1.0);
      if (w > from) differences += (counts[w] - counts[w - 1]) * (counts[w] - counts[w - 1]) / 2.0 / (n - 1.0);
    }
    REQUIRE(reading->windows == open - from);
    REQUIRE_THAT(reading->ratio, WithinAbs(*branchingRatio(mean, variance), 1e-12));
    REQUIRE_THAT(reading->ratioOfDifferences, WithinAbs(*branchingRatio(mean, differences), 1e-12));
    const bool drifting = 1.0 - differences / variance > 3.0 * std::sqrt((n - 2.0) / (n * n - 1.0));
    REQUIRE(reading->drifting == drifting);
  }
}

TEST_CASE("counts that never vary have no answers, and no events no ratio", "[branching_ratio]") {
  BranchingRatio even, silent;
  for (int i = 0; i < 10'000; ++i) even.add(kStartMs + 3'000 * i);
  REQUIRE(even.reading()->ratio == 0.0);
  REQUIRE_FALSE(even.reading()->drifting);
  for (int i = 0; i < 100; ++i) silent.advance(kStartMs + 30'000 * i);
  REQUIRE_FALSE(silent.reading());
}

TEST_CASE("time that goes by without events counts", "[branching_ratio]") {
  const auto timesMs = plantedTimes(0.3, 40 * 30.0, 807);
  BranchingRatio ratio = ratioOf(timesMs);
  const auto before = *ratio.reading();
  ratio.advance(timesMs.back() + 20 * 30'000);
  REQUIRE(ratio.reading()->windows >= before.windows + 19);
  REQUIRE(ratio.reading()->ratio > before.ratio);
}

TEST_CASE("what an interruption cuts is left out", "[branching_ratio]") {
  BranchingRatio ratio;
  for (int i = 0; i <= 25; ++i) ratio.add(kStartMs + 30'000 * i);
  REQUIRE(ratio.reading()->windows == 24);  // the first was not seen whole, the last still fills
  ratio.interrupt();
  ratio.add(kStartMs + 30'000 * 35 + 7);
  ratio.add(kStartMs + 30'000 * 36);
  REQUIRE(ratio.reading()->windows == 24);
  ratio.add(kStartMs + 30'000 * 37);
  REQUIRE(ratio.reading()->windows == 25);
}

TEST_CASE("late events count as the newest, a clock set back or far ahead starts anew", "[branching_ratio]") {
  const auto timesMs = plantedTimes(0.3, 40 * 30.0, 808);
  BranchingRatio ratio = ratioOf(timesMs);
  const auto before = *ratio.reading();
  ratio.add(timesMs.back() - 59'000);
  REQUIRE(ratio.reading()->events == before.events);
  ratio.add(timesMs.back() + 30'000);
  REQUIRE(ratio.reading()->windows == before.windows + 1);

  for (const std::int64_t jump : {-61'000LL - 30'000LL, 365LL * 86'400'000}) {
    BranchingRatio jumped = ratioOf(timesMs);
    jumped.add(timesMs.back() + jump);
    REQUIRE_FALSE(jumped.reading());
  }
  BranchingRatio creeping = ratioOf(timesMs);
  creeping.add(timesMs.back() - 40'000);
  REQUIRE(creeping.reading());
  creeping.add(timesMs.back() - 80'000);  // behind the newest, not behind the last
  REQUIRE_FALSE(creeping.reading());
  for (const std::int64_t wild : {std::int64_t{-1}, std::numeric_limits<std::int64_t>::min()}) {
    BranchingRatio kept = ratioOf(timesMs);
    kept.add(wild);
    REQUIRE(kept.reading()->events == before.events);
  }
  ratio.add(std::numeric_limits<std::int64_t>::max());
  REQUIRE_FALSE(ratio.reading());
  for (const std::int64_t timeMs : timesMs) ratio.add(timeMs);
  REQUIRE_THAT(ratio.reading()->ratio, WithinAbs(before.ratio, 0.1));
}

TEST_CASE("windows that cannot be are refused", "[branching_ratio]") {
  REQUIRE(check(CountWindows{}) == Error::none);
  REQUIRE(check(CountWindows{.windowMs = 9'999}) == Error::windowOutOfRange);
  REQUIRE(check(CountWindows{.windowMs = 60'001}) == Error::windowOutOfRange);
  REQUIRE(check(CountWindows{.windows = 59}) == Error::windowOutOfRange);
  REQUIRE(check(CountWindows{.windows = 2'161}) == Error::windowOutOfRange);
}

}  // namespace
}  // namespace plimsoll
