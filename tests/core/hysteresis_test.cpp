#include "plimsoll/base/hysteresis.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <vector>

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

}  // namespace plimsoll
