#pragma once

#include <cstddef>
#include <optional>

namespace plimsoll {

/// Exponentially weighted mean and variance of samples at irregular times (West 1979):
///
///     d = x - m,  m += a d,  v = (1 - a)(v + a d^2),  a = 1 - exp(-dt / tau)
///
/// Constant input has no variance; a shift of every sample moves the mean and leaves the
/// variance.
class MovingMoments {
 public:
  /// @param timeConstantMs  tau, above zero
  explicit MovingMoments(double timeConstantMs) noexcept : timeConstantMs_(timeConstantMs) {}

  /// @param timeMs  a time earlier than the last counts as the last
  void add(double value, double timeMs) noexcept;

  std::optional<double> mean() const noexcept;
  std::optional<double> variance() const noexcept;  ///< from the second sample on
  /// How many standard deviations a value is from the mean; empty while there is no
  /// variance to measure with.
  std::optional<double> z(double value) const noexcept;

  std::size_t count() const noexcept { return count_; }
  double spanMs() const noexcept { return count_ == 0 ? 0.0 : lastTimeMs_ - firstTimeMs_; }

 private:
  double timeConstantMs_;
  double mean_ = 0.0;
  double variance_ = 0.0;
  double firstTimeMs_ = 0.0;
  double lastTimeMs_ = 0.0;
  std::size_t count_ = 0;
};

}  // namespace plimsoll
