#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "plimsoll/base/statistics.h"

namespace plimsoll {

/// How far from usual a value is, measured so that outliers do not set the measure.
///
/// Write med for the median of the last N samples and MAD for the median of |x - med|. Then
///
///     z = (x - med) / (1.4826 MAD)
///
/// where 1.4826 makes 1.4826 MAD the standard deviation of normal samples (Hampel 1974). The
/// samples stand in a ring and also sorted, so both medians are exact: those of numpy, the
/// mean of the two middle ones where their count is even.
///
/// Where more than half of the samples are equal MAD is 0. Then the exponentially weighted
/// deviation of MovingMoments stands in for 1.4826 MAD, and basis() says so; where that is
/// no larger than rounding there is no z.
///
/// 16 bytes a sample, 16 kB at most: one for each number that is shown, not for each level.
///
///     RobustScale scale(5, 60'000.0);
///     for (double x : {1.0, 2.0, 3.0, 4.0, 100.0}) scale.add(x, 0.0);
///     scale.median();     // 3
///     scale.deviation();  // 1.4826, since MAD is 1
///     scale.z(100.0);     // 65.4
class RobustScale {
 public:
  static constexpr std::size_t kMaxSamples = 1024;
  static constexpr double kNormalRatio = 1.4826;  ///< deviation over MAD of normal samples
  static constexpr double kMaxMagnitude = 1e150;  ///< so that squares stay finite

  /// What a z is measured in.
  enum class Basis { none, medianDeviation, movingDeviation };

  /// @param samples         N, from 1 to kMaxSamples; others are taken as the nearest of them
  /// @param timeConstantMs  tau of the moving deviation, above zero
  RobustScale(std::size_t samples, double timeConstantMs) noexcept;

  /// @param timeMs  only for the moving deviation; one earlier than the last counts as the last
  /// @return false, and nothing has changed, where the value or the time is not finite or the
  ///         value is beyond kMaxMagnitude
  bool add(double value, double timeMs) noexcept;

  std::size_t count() const noexcept { return count_; }  ///< samples it rests on, at most N
  std::size_t capacity() const noexcept { return ring_.size(); }  ///< N

  std::optional<double> median() const noexcept;                   ///< empty before a sample
  std::optional<double> medianAbsoluteDeviation() const noexcept;  ///< MAD; empty before a sample

  /// What z() divides by; empty where basis() is none.
  std::optional<double> deviation() const noexcept;
  Basis basis() const noexcept;

  /// z of a value, which need not have been added. Empty before the second sample and where
  /// the samples do not differ.
  std::optional<double> z(double value) const noexcept;

 private:
  struct Measure {
    Basis basis;
    double deviation;
  };

  Measure measure() const noexcept;
  double deviationFromMedian(std::size_t rank, double median) const noexcept;

  std::vector<double> ring_;
  std::vector<double> sorted_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  MovingMoments moments_;
};

}  // namespace plimsoll
