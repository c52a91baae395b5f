#pragma once

#include <optional>

namespace plimsoll {

/// When a signal comes on and when it goes off again.
struct HysteresisLimits {
  double on = 2.5;               ///< comes on at this value and above
  double off = 1.5;              ///< goes off below this value, which is lower
  double onAfterMs = 5'000.0;    ///< only after it has stood at `on` for this long
  double offAfterMs = 30'000.0;  ///< only after it has stood below `off` for this long
  double coolDownMs = 60'000.0;  ///< at least this long from one coming-on to the next
};

/// A Schmitt trigger with dwell and cool-down: it turns a noisy number into something that
/// is on or off, and does not chatter.
///
/// For signals about a market, where coming late by seconds is better than crying wolf.
/// Warnings about a position rise at once: see Watch.
///
/// The value is the strength of the signal, so of two sides one takes two of these, or
/// one of the magnitude. A value that oscillates between `off` and `on` changes nothing.
///
///     Hysteresis signal;
///     signal.update(3.0, 0.0);       // Change::none: not for long enough yet
///     signal.update(3.0, 5'000.0);   // Change::cameOn
class Hysteresis {
 public:
  enum class Change { none, cameOn, wentOff };

  Hysteresis() noexcept = default;
  explicit Hysteresis(const HysteresisLimits& limits) noexcept : limits_(limits) {}

  /// @param value        no number: there is no reading, so a dwell that was under way starts over
  /// @param localTimeMs  monotonic; a time before the last one counts as the last one
  Change update(double value, double localTimeMs) noexcept;

  /// Something else found what the signal is about: it comes on without a dwell, unless it is on
  /// already or cools down. How it goes off stays as it is.
  Change comeOn(double localTimeMs) noexcept;

  bool isOn() const noexcept { return isOn_; }

  /// When it last came on or went off; 0 before it ever did.
  double sinceLocalTimeMs() const noexcept { return sinceMs_; }

 private:
  bool isPastThreshold(double value) const noexcept;
  bool isCoolingDown() const noexcept;
  Change change() noexcept;

  HysteresisLimits limits_;
  bool isOn_ = false;
  bool isDwelling_ = false;
  bool hasBeenOn_ = false;
  double nowMs_ = 0.0;
  double dwellingSinceMs_ = 0.0;
  double cameOnMs_ = 0.0;
  double sinceMs_ = 0.0;
};

/// What the run lengths below are asked for. Letters as there.
struct HysteresisStream {
  double intervalMs = 100.0;  ///< from one sample to the next, above zero
  double shift = 0.0;         ///< mean of the samples, which are normal, independent, of variance 1
};

/// How many samples it takes on average from off, with no dwell under way, to coming on. n
/// successive samples have to stand at `on` or above, each does with probability p, and the wait
/// for a run of n is (Feller, An Introduction to Probability Theory, volume 1, XIII.7)
///
///     E = (1 - p^n) / ((1 - p) p^n),   p = 1 - Phi(on - shift),   n = 1 + ceil(onAfterMs / intervalMs)
///
/// One side alone and without a cool-down that is still under way. For independent samples and
/// for those only: where neighbours agree, runs are far longer, and a signal comes on far more
/// often. With the limits of a default Hysteresis no independent stream ever brings one on.
///
/// @return empty above kLongestRunLength of cusum.h
///
///     runLengthToOn({.on = 1.0, .onAfterMs = 200.0}, {})              // 296.4: p = 0.1587, n = 3
///     runLengthToOn({.on = 1.0, .onAfterMs = 200.0}, {.shift = 1.0})  // 14: p = 1/2
std::optional<double> runLengthToOn(const HysteresisLimits& limits,
                                    const HysteresisStream& stream) noexcept;

/// The same from on to going off, with p = Phi(off - shift) and offAfterMs.
std::optional<double> runLengthToOff(const HysteresisLimits& limits,
                                     const HysteresisStream& stream) noexcept;

struct HysteresisCycle {
  double samples;
  bool isExact;  ///< else it is a little too short, as the cool-down is left out of it
};

/// From one coming-on to the next: the sum of both, as either begins anew where the other ends.
/// The cool-down changes nothing, and this is exact, where both dwells take that long anyway.
/// Otherwise the signal may have to wait for it, and this is a lower bound: close to the truth
/// where E is many times the cool-down.
std::optional<HysteresisCycle> runLengthOfCycle(const HysteresisLimits& limits,
                                                const HysteresisStream& stream) noexcept;

}  // namespace plimsoll
