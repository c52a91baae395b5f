#pragma once

#include <cstddef>
#include <optional>

namespace plimsoll {

/// How fast a mark price wanders: an exponentially weighted mean of squared log returns
/// over the time they took, as a variance rate.
///
///     r = ln(P / P'),  v += (1 - exp(-dt / tau)) (r^2 / dt - v)
///
/// A variance rate grows linearly with time, so the standard deviation over a horizon T
/// is sqrt(v T), whether T is five minutes or a day.
class RealizedVolatility {
 public:
  static constexpr double kTimeConstantMs = 30.0 * 60'000.0;  ///< tau: half an hour
  static constexpr double kWarmSpanMs = 10.0 * 60'000.0;      ///< marks must span this ...
  static constexpr std::size_t kWarmCount = 100;              ///< ... and be this many

  static constexpr double kRestartMs = 60'000.0;  ///< backwards by more is another clock

  /// @param price   above zero
  /// @param timeMs  of the venue; a mark no later than the last is left out, and one from
  ///                before kRestartMs starts all over
  void add(double price, double timeMs) noexcept;

  /// Variance of the log price for one millisecond; empty until warm.
  std::optional<double> variancePerMs() const noexcept;

  /// Standard deviation of the log price over a horizon; empty until warm.
  std::optional<double> over(double horizonMs) const noexcept;

 private:
  double variancePerMs_ = 0.0;
  double lastPrice_ = 0.0;
  double firstTimeMs_ = 0.0;
  double lastTimeMs_ = 0.0;
  double weight_ = 0.0;  ///< how much of the mean has been filled, toward 1
  std::size_t count_ = 0;
};

}  // namespace plimsoll
