#include "plimsoll/base/statistics.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/exponential.h"

namespace plimsoll {

void MovingMoments::add(double value, double timeMs) noexcept {
  if (count_ == 0) {
    mean_ = value;
    firstTimeMs_ = lastTimeMs_ = timeMs;
  } else {
    const double elapsedMs = std::max(0.0, timeMs - lastTimeMs_);
    // Native and wasm are to agree though the mean passes zero, where a unit is thousands.
    const double kept = decayed(-std::min(elapsedMs / timeConstantMs_, 700.0));
    const double weight = 1.0 - kept;
    weight_ = kept * (weight_ > 0.0 ? weight_ : weight) + weight;
    const double share = weight_ > 0.0 ? weight / weight_ : 0.0;
    const double deviation = value - mean_;
    mean_ += share * deviation;
    variance_ = (1.0 - share) * (variance_ + share * deviation * deviation);
    lastTimeMs_ = std::max(lastTimeMs_, timeMs);
  }
  ++count_;
}

std::optional<double> MovingMoments::mean() const noexcept {
  if (count_ == 0) return std::nullopt;
  return mean_;
}

std::optional<double> MovingMoments::variance() const noexcept {
  if (count_ < 2) return std::nullopt;
  return variance_;
}

std::optional<double> MovingMoments::z(double value) const noexcept {
  if (count_ < 2 || !(variance_ > 0.0)) return std::nullopt;
  return (value - mean_) / std::sqrt(variance_);
}

}  // namespace plimsoll
