#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>

#include "plimsoll/base/alarm_calibration.h"

namespace plimsoll::test {

inline constexpr double kAlarmIntervalMs = 100.0;
inline constexpr double kFrequentAlarms = 172.8;  ///< a day: one in 5 000 samples

struct Tally {
  double alarms = 0.0;
  double expected = 0.0;
  double lowest = 1e300;   ///< measured over stated, of one start
  double highest = 0.0;
};

/// Starts that many times anew, and counts each time for so many samples after the first
/// calibration, on through those that follow it.
template <typename Stream>
Tally tallied(Stream stream, double perDay, int calibrations, int samples) {
  Tally tally;
  const AlarmAim aim{.alarmsPerDay = perDay, .intervalMs = kAlarmIntervalMs};
  for (int c = 0; c < calibrations; ++c) {
    CalibratedAlarm watch(aim);
    double alarms = 0.0, expected = 0.0;
    int counted = 0;
    while (counted < samples) {
      const bool known = watch.calibration().has_value();
      const double rate = watch.expectedAlarmsPerDay().value_or(0.0);
      const bool alarm = watch.add(stream.next()) != CalibratedAlarm::Alarm::none;
      if (!known) continue;
      alarms += alarm;
      expected += rate * kAlarmIntervalMs / 86'400'000.0;
      ++counted;
    }
    tally.alarms += alarms;
    tally.expected += expected;
    tally.lowest = std::min(tally.lowest, alarms / expected);
    tally.highest = std::max(tally.highest, alarms / expected);
  }
  return tally;
}

inline void compareAlarms(const char* name, const Tally& tally) {
  std::printf("%-46s %7.0f alarms measured, %8.1f stated: %.2f  (%.2f to %.2f)\n", name, tally.alarms,
              tally.expected, tally.alarms / tally.expected, tally.lowest, tally.highest);
  CAPTURE(name);
  CHECK(tally.alarms > 0.5 * tally.expected);
  CHECK(tally.alarms < 2.0 * tally.expected);
}

}  // namespace plimsoll::test
