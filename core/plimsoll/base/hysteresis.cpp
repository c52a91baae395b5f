#include "plimsoll/base/hysteresis.h"

#include <cmath>

#include "plimsoll/base/cusum.h"

namespace plimsoll {
namespace {

constexpr double kSqrt2 = 1.4142135623730951;

// Samples of a dwell: the first starts it, and the others have to come that much later.
double dwellSamples(double afterMs, double intervalMs) noexcept {
  return 1.0 + std::ceil(afterMs / intervalMs);
}

// Mean wait for n successive samples below a height, in deviations.
std::optional<double> waitForRunBelow(double height, double n) noexcept {
  const double inside = 0.5 * std::erfc(-height / kSqrt2);
  const double outside = 0.5 * std::erfc(height / kSqrt2);
  // Of the two the smaller one is the exact one.
  const double logInside = inside < 0.5 ? std::log(inside) : std::log1p(-outside);
  const double wait = outside > 0.0 ? std::expm1(-n * logInside) / outside : n;
  if (!(wait <= kLongestRunLength)) return std::nullopt;
  return wait;
}

}  // namespace

Hysteresis::Change Hysteresis::update(double value, double localTimeMs) noexcept {
  if (localTimeMs > nowMs_) nowMs_ = localTimeMs;

  if (!isPastThreshold(value)) {
    isDwelling_ = false;
    return Change::none;
  }
  if (!isDwelling_) {
    isDwelling_ = true;
    dwellingSinceMs_ = nowMs_;
  }

  const double dwellMs = isOn_ ? limits_.offAfterMs : limits_.onAfterMs;
  if (nowMs_ - dwellingSinceMs_ < dwellMs || isCoolingDown()) return Change::none;

  return change();
}

Hysteresis::Change Hysteresis::comeOn(double localTimeMs) noexcept {
  if (localTimeMs > nowMs_) nowMs_ = localTimeMs;
  if (isOn_ || isCoolingDown()) return Change::none;
  return change();
}

Hysteresis::Change Hysteresis::change() noexcept {
  isOn_ = !isOn_;
  isDwelling_ = false;
  sinceMs_ = nowMs_;
  if (!isOn_) return Change::wentOff;

  hasBeenOn_ = true;
  cameOnMs_ = nowMs_;
  return Change::cameOn;
}

bool Hysteresis::isPastThreshold(double value) const noexcept {
  return isOn_ ? value < limits_.off : value >= limits_.on;
}

bool Hysteresis::isCoolingDown() const noexcept {
  return !isOn_ && hasBeenOn_ && nowMs_ - cameOnMs_ < limits_.coolDownMs;
}

std::optional<double> runLengthToOn(const HysteresisLimits& limits,
                                    const HysteresisStream& stream) noexcept {
  const double n = dwellSamples(limits.onAfterMs, stream.intervalMs);
  return waitForRunBelow(stream.shift - limits.on, n);
}

std::optional<double> runLengthToOff(const HysteresisLimits& limits,
                                     const HysteresisStream& stream) noexcept {
  const double n = dwellSamples(limits.offAfterMs, stream.intervalMs);
  return waitForRunBelow(limits.off - stream.shift, n);
}

std::optional<HysteresisCycle> runLengthOfCycle(const HysteresisLimits& limits,
                                                const HysteresisStream& stream) noexcept {
  const auto toOn = runLengthToOn(limits, stream);
  const auto toOff = runLengthToOff(limits, stream);
  if (!toOn || !toOff) return std::nullopt;
  const double shortest = dwellSamples(limits.offAfterMs, stream.intervalMs) +
                          dwellSamples(limits.onAfterMs, stream.intervalMs);
  return HysteresisCycle{*toOn + *toOff, shortest * stream.intervalMs >= limits.coolDownMs};
}

}  // namespace plimsoll
