#include "plimsoll/engine/signal.h"

#include <limits>

namespace plimsoll {

std::optional<SignalChange> SignalDetector::update(std::optional<double> value,
                                                   double localTimeMs) noexcept {
  std::optional<double> z;
  if (value) {
    // Judged by the past alone, then made part of it.
    if (moments_.spanMs() >= kWarmSpanMs) z = moments_.z(*value);
    moments_.add(*value, localTimeMs);
  }
  const double strength = z.value_or(std::numeric_limits<double>::quiet_NaN());
  const auto onBuy = buy_.update(strength, localTimeMs);
  const auto onSell = sell_.update(-strength, localTimeMs);

  const auto change = [&](Side side, Hysteresis::Change what) {
    return SignalChange{name_, side, what == Hysteresis::Change::cameOn, value.value_or(0.0),
                        z.value_or(0.0)};
  };
  if (onBuy != Hysteresis::Change::none) return change(Side::buy, onBuy);
  if (onSell != Hysteresis::Change::none) return change(Side::sell, onSell);
  return std::nullopt;
}

}  // namespace plimsoll
