#include "plimsoll/base/hysteresis.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cstdio>
#include <limits>
#include <vector>

#include "plimsoll/base/cusum.h"
#include "random_normals.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using Change = Hysteresis::Change;

/// Feeds one value a second and notes when something changed.
std::vector<double> changes(Hysteresis& signal, double value, double fromMs, double toMs) {
  std::vector<double> times;
  for (double t = fromMs; t <= toMs; t += 1'000.0) {
    if (signal.update(value, t) != Change::none) times.push_back(t);
  }
  return times;
}

}  // namespace

TEST_CASE("a signal comes on after its dwell and goes off after the other", "[hysteresis]") {
  Hysteresis signal;
  REQUIRE(changes(signal, 3.0, 0.0, 4'000.0).empty());
  REQUIRE(signal.update(3.0, 5'000.0) == Change::cameOn);
  REQUIRE(signal.isOn());
  REQUIRE(signal.sinceLocalTimeMs() == 5'000.0);
  REQUIRE(changes(signal, 1.0, 6'000.0, 60'000.0) == std::vector<double>{36'000.0});
  REQUIRE_FALSE(signal.isOn());
}

TEST_CASE("a value that falls back during the dwell starts it over", "[hysteresis]") {
  Hysteresis signal;
  REQUIRE(changes(signal, 3.0, 0.0, 4'000.0).empty());
  REQUIRE(signal.update(2.4, 4'500.0) == Change::none);
  REQUIRE(changes(signal, 3.0, 5'000.0, 12'000.0) == std::vector<double>{10'000.0});
}

TEST_CASE("a value that oscillates between the thresholds changes nothing", "[hysteresis]") {
  Hysteresis off;
  Hysteresis on;
  REQUIRE(changes(on, 3.0, 0.0, 5'000.0).size() == 1);
  for (int i = 0; i < 10'000; ++i) {
    const double value = i % 2 == 0 ? 1.51 : 2.49;
    REQUIRE(off.update(value, 1'000.0 * i) == Change::none);
    REQUIRE(on.update(value, 10'000.0 + 1'000.0 * i) == Change::none);
  }
}

TEST_CASE("it does not come on twice within the cool-down", "[hysteresis]") {
  Hysteresis signal(
      {.on = 2.0, .off = 1.0, .onAfterMs = 0.0, .offAfterMs = 0.0, .coolDownMs = 60'000.0});
  REQUIRE(signal.update(3.0, 0.0) == Change::cameOn);
  REQUIRE(signal.update(0.0, 1'000.0) == Change::wentOff);
  REQUIRE(changes(signal, 3.0, 2'000.0, 59'000.0).empty());
  REQUIRE(signal.update(3.0, 60'000.0) == Change::cameOn);
}

TEST_CASE("a reading that is missing is no reading of zero", "[hysteresis]") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  Hysteresis signal;
  REQUIRE(changes(signal, 3.0, 0.0, 5'000.0).size() == 1);
  REQUIRE(changes(signal, none, 6'000.0, 600'000.0).empty());
  REQUIRE(signal.isOn());
}

TEST_CASE("time that goes backward counts as no time", "[hysteresis]") {
  Hysteresis signal;
  REQUIRE(signal.update(0.0, 10'000.0) == Change::none);
  REQUIRE(signal.update(3.0, 0.0) == Change::none);
  REQUIRE(signal.update(3.0, 9'000.0) == Change::none);
  REQUIRE(signal.update(3.0, 14'999.0) == Change::none);
  REQUIRE(signal.update(3.0, 15'000.0) == Change::cameOn);
}

TEST_CASE("what something else found comes on at once, and goes off as before", "[hysteresis]") {
  Hysteresis signal;
  REQUIRE(changes(signal, 3.0, 0.0, 4'000.0).empty());
  REQUIRE(signal.comeOn(4'500.0) == Change::cameOn);
  REQUIRE(signal.sinceLocalTimeMs() == 4'500.0);
  REQUIRE(signal.comeOn(4'600.0) == Change::none);
  REQUIRE(changes(signal, 1.0, 5'000.0, 40'000.0) == std::vector<double>{35'000.0});
  REQUIRE(signal.comeOn(64'499.0) == Change::none);
  REQUIRE(signal.comeOn(0.0) == Change::none);
  REQUIRE(signal.comeOn(64'500.0) == Change::cameOn);
}

TEST_CASE("a dwell of no length takes one sample, and another a sample more than its intervals", "[hysteresis]") {
  const HysteresisLimits limits{.on = 1.0, .off = 0.5, .onAfterMs = 0.0, .offAfterMs = 250.0};
  REQUIRE_THAT(*runLengthToOn(limits, {}), WithinRel(1.0 / 0.15865525393145707, 1e-12));
  Hysteresis signal(limits);
  REQUIRE(signal.update(1.0, 0.0) == Change::cameOn);
  for (const double t : {100.0, 200.0, 300.0}) REQUIRE(signal.update(0.0, t) == Change::none);
  REQUIRE(signal.update(0.0, 400.0) == Change::wentOff);
  const double p = 0.6914624612740131;  // Phi(1/2)
  REQUIRE_THAT(*runLengthToOff(limits, {}), WithinRel((1.0 - p * p * p * p) / ((1.0 - p) * p * p * p * p), 1e-12));
}

TEST_CASE("the header's examples of run lengths", "[hysteresis]") {
  REQUIRE_THAT(*runLengthToOn({.on = 1.0, .onAfterMs = 200.0}, {}), WithinAbs(296.4, 0.05));
  REQUIRE_THAT(*runLengthToOn({.on = 1.0, .onAfterMs = 200.0}, {.shift = 1.0}), WithinRel(14.0, 1e-12));
  REQUIRE_FALSE(runLengthToOn({}, {}));
  REQUIRE_FALSE(runLengthToOn({}, {.shift = 1.0}));
}

TEST_CASE("longer dwells and farther thresholds wait longer, and certain samples just the dwell", "[hysteresis]") {
  double before = 0.0;
  for (double on = -2.0; on <= 2.0; on += 0.1) {
    const double length = *runLengthToOn({.on = on, .onAfterMs = 300.0}, {});
    REQUIRE(length > before);
    REQUIRE_THAT(*runLengthToOn({.on = on + 0.7, .onAfterMs = 300.0}, {.shift = 0.7}), WithinRel(length, 1e-9));
    REQUIRE_THAT(*runLengthToOff({.off = -on, .offAfterMs = 300.0}, {}), WithinRel(length, 1e-12));
    before = length;
  }
  before = 0.0;
  for (double dwellMs = 0.0; dwellMs <= 900.0; dwellMs += 100.0) {
    const double length = *runLengthToOn({.on = 1.0, .onAfterMs = dwellMs}, {});
    REQUIRE(length > before);
    before = length;
  }
  for (const double shift : {9.0, 60.0}) {
    REQUIRE_THAT(*runLengthToOn({.on = 1.0, .onAfterMs = 5'000.0}, {.shift = shift}), WithinRel(51.0, 1e-9));
  }
}

struct RunLengths {
  double toOn, toOff, cycle, delay;
};

/// @param samples  in control; a shift of one is tried a hundredth as often
RunLengths measured(const HysteresisLimits& limits, std::uint64_t seed, int samples) {
  test::RandomNormals random(seed);
  Hysteresis signal(limits);
  double on = 0.0, off = 0.0, lastOn = 0.0, cameOn = 0.0, wentOff = 0.0, at = 0.0;
  for (int i = 1; i <= samples; ++i) {
    const auto change = signal.update(random.next(), 100.0 * i);
    if (change == Change::none) continue;
    if (change == Change::cameOn) ++cameOn, on += i - at, lastOn = i;
    if (change == Change::wentOff) ++wentOff, off += i - at;
    at = i;
  }
  double taken = 0.0;
  for (int trial = 0; trial < samples / 100; ++trial) {
    Hysteresis fresh(limits);
    double t = 0.0;
    do ++taken;
    while (fresh.update(1.0 + random.next(), t += 100.0) == Change::none);
  }
  return {on / cameOn, off / wentOff, lastOn / cameOn, taken / (samples / 100)};
}

void compare(const HysteresisLimits& limits, const RunLengths& found, double within) {
  const double toOn = *runLengthToOn(limits, {}), toOff = *runLengthToOff(limits, {});
  const double delay = *runLengthToOn(limits, {.shift = 1.0});
  std::printf("Schmitt: to on %.1f measured, %.1f expected; to off %.2f, %.2f; delay at a shift of one %.2f, %.2f\n",
              found.toOn, toOn, found.toOff, toOff, found.delay, delay);
  CHECK_THAT(found.toOn, WithinRel(toOn, within));
  CHECK_THAT(found.toOff, WithinRel(toOff, within));
  CHECK_THAT(found.delay, WithinRel(delay, within));
  REQUIRE(runLengthOfCycle(limits, {})->isExact);
  CHECK_THAT(found.cycle, WithinRel(runLengthOfCycle(limits, {})->samples, within));
}

constexpr HysteresisLimits kShort{
    .on = 1.0, .off = 0.5, .onAfterMs = 200.0, .offAfterMs = 500.0, .coolDownMs = 900.0};
constexpr HysteresisLimits kFar{
    .on = 1.5, .off = 0.0, .onAfterMs = 150.0, .offAfterMs = 250.0, .coolDownMs = 0.0};

TEST_CASE("independent samples run as long as expected", "[hysteresis]") {
  compare(kShort, measured(kShort, 701, 1'000'000), 0.1);
  compare(kFar, measured(kFar, 702, 2'000'000), 0.1);
}

TEST_CASE("ten million independent samples run as long as expected through hysteresis", "[.long][hysteresis]") {
  compare(kShort, measured(kShort, 703, 10'000'000), 0.02);
  compare(kFar, measured(kFar, 704, 10'000'000), 0.1);
}

TEST_CASE("where the cool-down may be waited for, a cycle is longer than it says", "[hysteresis]") {
  HysteresisLimits limits = kShort;
  limits.coolDownMs = 901.0;
  REQUIRE_FALSE(runLengthOfCycle(limits, {})->isExact);
  limits.coolDownMs = 20'000.0;
  const double expected = runLengthOfCycle(limits, {})->samples;
  const double found = measured(limits, 705, 400'000).cycle;
  CAPTURE(found, expected);
  REQUIRE(found > 1.1 * expected);
  REQUIRE(found < expected + 200.0);
}

}  // namespace plimsoll
