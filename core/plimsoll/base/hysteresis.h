#pragma once

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

  bool isOn() const noexcept { return isOn_; }

  /// When it last came on or went off; 0 before it ever did.
  double sinceLocalTimeMs() const noexcept { return sinceMs_; }

 private:
  bool isPastThreshold(double value) const noexcept;
  bool isCoolingDown() const noexcept;

  HysteresisLimits limits_;
  bool isOn_ = false;
  bool isDwelling_ = false;
  bool hasBeenOn_ = false;
  double nowMs_ = 0.0;
  double dwellingSinceMs_ = 0.0;
  double cameOnMs_ = 0.0;
  double sinceMs_ = 0.0;
};

}  // namespace plimsoll
