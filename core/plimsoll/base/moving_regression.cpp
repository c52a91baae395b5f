#include "plimsoll/base/moving_regression.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/exponential.h"

namespace plimsoll {
namespace {

// A deviation of less than 1e-12 of the mean is what rounding leaves; squares are compared. The
// second bound keeps what has decayed to next to nothing from being divided by.
bool varies(double variance, double mean) noexcept {
  return variance > 1e-24 * mean * mean && variance > 1e-200;
}

}  // namespace

bool MovingRegression::add(double x, double y, double timeMs) noexcept {
  if (!(std::abs(x) <= kMaxMagnitude) || !(std::abs(y) <= kMaxMagnitude)) return false;
  if (!std::isfinite(timeMs)) return false;
  const double elapsedMs = std::max(0.0, timeMs - lastTimeMs_);
  moments_.add({x, y}, count_ == 0 ? 1.0 : 1.0 - decayed(-std::min(elapsedMs / timeConstantMs_, 700.0)));
  lastTimeMs_ = count_ == 0 ? timeMs : std::max(lastTimeMs_, timeMs);
  ++count_;
  return true;
}

std::optional<double> MovingRegression::meanX() const noexcept {
  if (count_ == 0) return std::nullopt;
  return moments_.mean(0);
}

std::optional<double> MovingRegression::meanY() const noexcept {
  if (count_ == 0) return std::nullopt;
  return moments_.mean(1);
}

std::optional<double> MovingRegression::varianceX() const noexcept {
  if (count_ < 2) return std::nullopt;
  return moments_.covariance(0, 0);
}

std::optional<double> MovingRegression::varianceY() const noexcept {
  if (count_ < 2) return std::nullopt;
  return moments_.covariance(1, 1);
}

std::optional<double> MovingRegression::covariance() const noexcept {
  if (count_ < 2) return std::nullopt;
  return moments_.covariance(0, 1);
}

std::optional<double> MovingRegression::slope() const noexcept {
  if (!varies(moments_.covariance(0, 0), moments_.mean(0))) return std::nullopt;
  return moments_.covariance(0, 1) / moments_.covariance(0, 0);
}

std::optional<double> MovingRegression::intercept() const noexcept {
  const auto inclination = slope();
  if (!inclination) return std::nullopt;
  return moments_.mean(1) - *inclination * moments_.mean(0);
}

std::optional<double> MovingRegression::slopeThroughZero() const noexcept {
  const double meanX = moments_.mean(0);
  const double square = moments_.covariance(0, 0) + meanX * meanX;
  if (count_ < 2 || !(square > 1e-200)) return std::nullopt;
  return (moments_.covariance(0, 1) + meanX * moments_.mean(1)) / square;
}

std::optional<double> MovingRegression::correlation() const noexcept {
  const double xx = moments_.covariance(0, 0);
  const double yy = moments_.covariance(1, 1);
  if (!varies(xx, moments_.mean(0)) || !varies(yy, moments_.mean(1))) return std::nullopt;
  return std::clamp(moments_.covariance(0, 1) / (std::sqrt(xx) * std::sqrt(yy)), -1.0, 1.0);
}

std::optional<double> MovingRegression::rSquared() const noexcept {
  const auto r = correlation();
  if (!r) return std::nullopt;
  return *r * *r;
}

}  // namespace plimsoll
