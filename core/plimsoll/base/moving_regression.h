#pragma once

#include <cstddef>
#include <optional>

#include "plimsoll/base/moving_covariance.h"

namespace plimsoll {

/// Exponentially weighted regression of y on x, of samples at irregular times.
///
/// Means and second moments follow West (1979), as in MovingMoments:
///
///     d = x - mx,  e = y - my,  mx += a d,  my += a e,   a = 1 - exp(-dt / tau)
///     Sxy = (1 - a)(Sxy + a d e),   Sxx and Syy likewise
///
/// With an intercept y = b x + c, b = Sxy / Sxx and c = my - b mx. Through zero y = b x,
/// b = E[xy] / E[x^2] with E[xy] = Sxy + mx my. Adding constants to x and y leaves covariance,
/// slope and correlation; scaling them scales the slope. A sample at the time of the last one
/// has no weight, as a time has one value: sum what happens at one time before adding it.
///
/// Neither slope is there when x does not vary beyond rounding, as for a price that stood still.
///
///     MovingRegression line(1'000.0);
///     line.add(1.0, 5.0, 0.0);
///     line.add(2.0, 7.0, 300.0);
///     line.add(4.0, 11.0, 500.0);
///     line.slope();      // 2, for y = 2 x + 3
///     line.intercept();  // 3
class MovingRegression {
 public:
  static constexpr double kMaxMagnitude = 1e75;  ///< so that products of second moments stay finite

  /// @param timeConstantMs  tau, above zero
  explicit MovingRegression(double timeConstantMs) noexcept : timeConstantMs_(timeConstantMs) {}

  /// @param timeMs  one earlier than the last counts as the last
  /// @return false, and nothing has changed, where a number is not finite, or x or y is beyond
  ///         kMaxMagnitude
  bool add(double x, double y, double timeMs) noexcept;

  std::size_t count() const noexcept { return count_; }

  std::optional<double> meanX() const noexcept;
  std::optional<double> meanY() const noexcept;
  std::optional<double> varianceX() const noexcept;   ///< Sxx, from the second sample on
  std::optional<double> varianceY() const noexcept;   ///< Syy, likewise
  std::optional<double> covariance() const noexcept;  ///< Sxy, likewise

  std::optional<double> slope() const noexcept;             ///< b, with an intercept
  std::optional<double> intercept() const noexcept;         ///< c
  std::optional<double> slopeThroughZero() const noexcept;  ///< b, without an intercept

  /// Sxy / sqrt(Sxx Syy), within [-1, 1]; empty where x or y does not vary.
  std::optional<double> correlation() const noexcept;
  /// Share of the variance of y that the line explains, the square of correlation().
  std::optional<double> rSquared() const noexcept;

 private:
  double timeConstantMs_;
  MovingCovariance<2> moments_;  ///< of x and y
  double lastTimeMs_ = 0.0;
  std::size_t count_ = 0;
};

}  // namespace plimsoll
