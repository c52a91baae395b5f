#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdio>

#include "plimsoll/engine/signal.h"

namespace plimsoll::test {

struct SignalTally {
  double comingsOn = 0.0;
  double stated = 0.0;     ///< over the time in which a side could have come on
  double statedAll = 0.0;  ///< over all the time
};

/// Goes off soon, so that it can come on again within a test.
inline constexpr HysteresisLimits kSoonOff{
    .on = 2.5, .off = 1.5, .onAfterMs = 5'000.0, .offAfterMs = 300.0, .coolDownMs = 1'000.0};

/// Counts comings-on through Signals from the first calibration on; each has to state a rate that
/// the aim allows. A side that is on or cools down cannot come on, so its half of the rate does not
/// count meanwhile.
template <typename Stream>
SignalTally talliedSignals(Stream stream, double perDay, const HysteresisLimits& limits, int samples) {
  SignalTally tally;
  Signals signals({perDay}, {.hysteresis = limits});
  const double rate = perDay * SampleClock::kSampleMs / 86'400'000.0;
  bool isOn[2] = {};
  double cameOnMs[2] = {-1e12, -1e12};
  bool unstated = false, tooSoon = false;
  for (int i = 0; i < samples + static_cast<int>(CalibratedAlarm::kSamples); ++i) {
    const double t = SampleClock::kSampleMs * i;
    const bool isKnown = i >= static_cast<int>(CalibratedAlarm::kSamples);
    for (int side = 0; side < 2 && isKnown; ++side) {
      if (!isOn[side] && t - cameOnMs[side] >= limits.coolDownMs) tally.stated += 0.5 * rate;
      tally.statedAll += 0.5 * rate;
    }
    signals.update({stream.next(), std::nullopt}, t, [&](const SignalChange& change) {
      const int side = change.side == Side::buy;
      isOn[side] = change.isOn;
      if (!change.isOn) return;
      tooSoon = tooSoon || t - cameOnMs[side] < limits.coolDownMs;
      cameOnMs[side] = t;
      if (!isKnown) return;
      ++tally.comingsOn;
      const double told = change.falseAlarmsPerDay.value_or(0.0);
      unstated = unstated || told > perDay || told < 0.99 * perDay;
    });
  }
  CHECK_FALSE(unstated);
  CHECK_FALSE(tooSoon);
  return tally;
}

inline void compareSignals(const char* name, double perDay, const SignalTally& tally) {
  std::printf("%-34s at %6.1f a day: %6.0f came on, %8.1f stated while off: %.2f\n", name, perDay,
              tally.comingsOn, tally.stated, tally.comingsOn / tally.stated);
  CAPTURE(name, perDay);
  CHECK(tally.comingsOn > 0.5 * tally.stated);
  CHECK(tally.comingsOn < 2.0 * tally.stated);
}

}  // namespace plimsoll::test
