#include "plimsoll/base/hysteresis.h"

namespace plimsoll {

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

}  // namespace plimsoll
