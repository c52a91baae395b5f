#include "plimsoll/risk/realized_volatility.h"

#include <cmath>

namespace plimsoll {

void RealizedVolatility::add(double price, double timeMs) noexcept {
  if (count_ == 0) {
    firstTimeMs_ = timeMs;
  } else {
    const double elapsedMs = timeMs - lastTimeMs_;
    if (elapsedMs < -kRestartMs) {
      *this = RealizedVolatility{};
      return add(price, timeMs);
    }
    if (!(elapsedMs > 0.0)) return;
    const double logReturn = std::log(price / lastPrice_);
    const double share = 1.0 - std::exp(-elapsedMs / kTimeConstantMs);
    variancePerMs_ += share * (logReturn * logReturn / elapsedMs - variancePerMs_);
    weight_ += share * (1.0 - weight_);
  }
  lastPrice_ = price;
  lastTimeMs_ = timeMs;
  ++count_;
}

std::optional<double> RealizedVolatility::variancePerMs() const noexcept {
  if (count_ < kWarmCount || lastTimeMs_ - firstTimeMs_ < kWarmSpanMs) return std::nullopt;
  // The mean started from zero; dividing by its weight takes that start out again.
  return variancePerMs_ / weight_;
}

std::optional<double> RealizedVolatility::over(double horizonMs) const noexcept {
  const auto variance = variancePerMs();
  if (!variance) return std::nullopt;
  return std::sqrt(*variance * horizonMs);
}

}  // namespace plimsoll
