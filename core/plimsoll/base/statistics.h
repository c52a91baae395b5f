#pragma once

#include <cstddef>
#include <optional>

namespace plimsoll {

/// Exponentially weighted mean and variance of samples at irregular times (West 1979):
///
///     d = x - m,  m += a d,  v = (1 - a)(v + a d^2)
///     a = w / W,  w = 1 - exp(-dt / tau),  W = (1 - w) W' + w
///
/// W is what all samples weigh together. The first one weighs as much as the second, so that at
/// regular times a is 1 / n while little of tau has passed: the sample mean and variance, where
/// a first sample with all the weight would count for most of tau. Later W is 1.
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
  double weight_ = 0.0;  ///< W; zero until time has passed
  double firstTimeMs_ = 0.0;
  double lastTimeMs_ = 0.0;
  std::size_t count_ = 0;
};

}  // namespace plimsoll
