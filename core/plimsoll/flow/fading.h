#pragma once

#include <cstdint>
#include <numbers>

#include "plimsoll/base/exponential.h"

namespace plimsoll {

/// How much of what was known is left as the venue's clock goes on: exp(-dt / tau).
///
/// A time that repeats or runs back a little leaves everything as it is. One that is more than
/// tau behind means that the newest was wrong, or that the venue set its clock: nothing fades,
/// and time is counted from there on.
///
///     Fading fading(60'000.0);
///     fading.kept(1'000);     // 1: there was nothing before
///     fading.kept(61'000);    // 0.3679, which is 1 / e
class Fading {
 public:
  /// @param timeConstantMs  tau, finite and above zero
  explicit Fading(double timeConstantMs) noexcept : timeConstantMs_(timeConstantMs) {}

  /// @param halfLifeMs  after which half is left: tau = H / ln 2
  static Fading ofHalfLife(double halfLifeMs) noexcept {
    return Fading(halfLifeMs / std::numbers::ln2);
  }

  /// Moves on to a time.
  /// @return what a weight from before is to be multiplied with, within [0, 1]
  double kept(std::int64_t venueTimeMs) noexcept {
    const double timeMs = static_cast<double>(venueTimeMs);
    const double spans = any_ ? (timeMs - lastTimeMs_) / timeConstantMs_ : 0.0;
    if (!any_ || spans > 0.0 || spans < -1.0) lastTimeMs_ = timeMs;
    any_ = true;
    if (!(spans > 0.0)) return 1.0;
    constexpr double kNothingLeft = 700.0;  // exp(-700) is 1e-304
    return spans < kNothingLeft ? decayed(-spans) : 0.0;
  }

 private:
  double timeConstantMs_;
  double lastTimeMs_ = 0.0;
  bool any_ = false;
};

}  // namespace plimsoll
