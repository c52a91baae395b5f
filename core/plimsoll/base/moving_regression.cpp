#include "plimsoll/base/moving_regression.h"

#include <algorithm>
#include <cmath>

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
  if (count_ == 0) {
    meanX_ = x;
    meanY_ = y;
    lastTimeMs_ = timeMs;
  } else {
    const double elapsedMs = std::max(0.0, timeMs - lastTimeMs_);
    const double share = 1.0 - std::exp(-elapsedMs / timeConstantMs_);
    const double dx = x - meanX_;
    const double dy = y - meanY_;
    meanX_ += share * dx;
    meanY_ += share * dy;
    varianceX_ = (1.0 - share) * (varianceX_ + share * dx * dx);
    varianceY_ = (1.0 - share) * (varianceY_ + share * dy * dy);
    covariance_ = (1.0 - share) * (covariance_ + share * dx * dy);
    lastTimeMs_ = std::max(lastTimeMs_, timeMs);
  }
  ++count_;
  return true;
}

std::optional<double> MovingRegression::meanX() const noexcept {
  if (count_ == 0) return std::nullopt;
  return meanX_;
}

std::optional<double> MovingRegression::meanY() const noexcept {
  if (count_ == 0) return std::nullopt;
  return meanY_;
}

std::optional<double> MovingRegression::varianceX() const noexcept {
  if (count_ < 2) return std::nullopt;
  return varianceX_;
}

std::optional<double> MovingRegression::varianceY() const noexcept {
  if (count_ < 2) return std::nullopt;
  return varianceY_;
}

std::optional<double> MovingRegression::covariance() const noexcept {
  if (count_ < 2) return std::nullopt;
  return covariance_;
}

std::optional<double> MovingRegression::slope() const noexcept {
  if (!varies(varianceX_, meanX_)) return std::nullopt;
  return covariance_ / varianceX_;
}

std::optional<double> MovingRegression::intercept() const noexcept {
  const auto inclination = slope();
  if (!inclination) return std::nullopt;
  return meanY_ - *inclination * meanX_;
}

std::optional<double> MovingRegression::slopeThroughZero() const noexcept {
  const double square = varianceX_ + meanX_ * meanX_;
  if (count_ < 2 || !(square > 1e-200)) return std::nullopt;
  return (covariance_ + meanX_ * meanY_) / square;
}

std::optional<double> MovingRegression::correlation() const noexcept {
  if (!varies(varianceX_, meanX_) || !varies(varianceY_, meanY_)) return std::nullopt;
  return std::clamp(covariance_ / (std::sqrt(varianceX_) * std::sqrt(varianceY_)), -1.0, 1.0);
}

std::optional<double> MovingRegression::rSquared() const noexcept {
  const auto r = correlation();
  if (!r) return std::nullopt;
  return *r * *r;
}

}  // namespace plimsoll
