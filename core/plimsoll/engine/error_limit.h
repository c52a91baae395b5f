#pragma once

#include <algorithm>
#include <cstdint>

namespace plimsoll {

/// Lets through as many error reports as somebody can read: a burst, then a few a second.
/// The others are counted.
class ErrorLimit {
 public:
  static constexpr double kBurst = 20.0;
  static constexpr double kPerSecond = 5.0;

  bool allows(double localTimeMs) noexcept {
    const double elapsedMs = std::max(0.0, localTimeMs - lastTimeMs_);
    tokens_ = std::min(kBurst, tokens_ + elapsedMs * kPerSecond / 1'000.0);
    lastTimeMs_ = std::max(lastTimeMs_, localTimeMs);
    if (tokens_ < 1.0) {
      ++suppressed_;
      return false;
    }
    tokens_ -= 1.0;
    return true;
  }

  /// How many were held back since this was last asked.
  std::uint64_t takeSuppressed() noexcept {
    const std::uint64_t suppressed = suppressed_;
    suppressed_ = 0;
    return suppressed;
  }

 private:
  double tokens_ = kBurst;
  double lastTimeMs_ = 0.0;
  std::uint64_t suppressed_ = 0;
};

}  // namespace plimsoll
