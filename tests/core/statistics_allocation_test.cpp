// What keeps samples takes its memory when it is made, and none for a sample.

#include <catch2/catch_test_macros.hpp>

#include "allocation_count.h"
#include "plimsoll/base/alarm_calibration.h"
#include "plimsoll/base/persistence.h"
#include "plimsoll/base/robust_z.h"
#include "plimsoll/base/rolling_extremes.h"
#include "plimsoll/book/resting_quantity.h"
#include "plimsoll/flow/branching_ratio.h"
#include "random_normals.h"

namespace plimsoll {
namespace {

/// Allocations while `take(value, timeMs)` is called for many samples.
template <typename Take>
std::int64_t allocationsFor(int samples, Take&& take) {
  test::RandomNormals random(941);
  const std::int64_t before = test::allocations();
  for (int i = 0; i < samples; ++i) take(random.next(), 100.0 * i);
  return test::allocations() - before;
}

TEST_CASE("statistics that keep samples allocate nothing for one", "[allocation]") {
  RobustScale scale(128, 60'000.0);
  CHECK(allocationsFor(1'000, [&](double value, double timeMs) { scale.add(value, timeMs); }) == 0);

  RollingExtremes extremes(5'000.0, 64);
  CHECK(allocationsFor(1'000, [&](double value, double timeMs) { extremes.add(value, timeMs); }) == 0);

  SidePersistence side(50, 1.0);
  CHECK(allocationsFor(1'000, [&](double value, double) { side.add(value); }) == 0);

  BranchingRatio ratio;
  CHECK(allocationsFor(100'000, [&](double value, double timeMs) {
          if (value > 0.0) ratio.add(static_cast<std::int64_t>(timeMs));
        }) == 0);
}

TEST_CASE("an alarm allocates nothing, not even when it calibrates", "[allocation]") {
  CalibratedAlarm alarm({.alarmsPerDay = 100.0}, 4'096);
  CHECK(allocationsFor(10'000, [&](double value, double) { alarm.add(value); }) == 0);
  CHECK(alarm.expectedAlarmsPerDay());
}

TEST_CASE("resting quantity allocates nothing for a level", "[allocation]") {
  RestingQuantity resting;
  CHECK(allocationsFor(10'000, [&](double value, double timeMs) {
          const auto tick = static_cast<std::int64_t>(60'000.0 + 100.0 * value);
          resting.set(value > 0.0 ? BookSide::ask : BookSide::bid, tick, value * value, timeMs);
        }) == 0);
}

}  // namespace
}  // namespace plimsoll
