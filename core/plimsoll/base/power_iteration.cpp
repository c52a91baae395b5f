#include "plimsoll/base/power_iteration.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr double kStill = 1e-13;  // change of a unit vector that counts as none

}  // namespace

PowerIteration::PowerIteration(std::size_t size, double timeConstantMs) noexcept
    : size_(std::clamp<std::size_t>(size, 1, kMaxSize)), timeConstantMs_(timeConstantMs) {
  // Not quite even, so that it is not at a right angle to a component such as (1, -1).
  for (std::size_t i = 0; i < size_; ++i) direction_[i] = 1.0 + 0.01 * static_cast<double>(i);
}

bool PowerIteration::add(std::span<const double> values, double timeMs) noexcept {
  if (values.size() != size_ || !std::isfinite(timeMs)) return false;
  for (const double value : values) {
    if (!(std::abs(value) <= kMaxMagnitude)) return false;
  }
  if (count_++ == 0) {
    std::copy(values.begin(), values.end(), mean_.begin());
    lastTimeMs_ = timeMs;
    return true;
  }
  const double elapsedMs = std::max(0.0, timeMs - lastTimeMs_);
  const double share = 1.0 - std::exp(-elapsedMs / timeConstantMs_);
  lastTimeMs_ = std::max(lastTimeMs_, timeMs);

  Vector deviation{};
  for (std::size_t i = 0; i < size_; ++i) {
    deviation[i] = values[i] - mean_[i];
    mean_[i] += share * deviation[i];
  }
  for (std::size_t i = 0; i < size_; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double moved =
          (1.0 - share) * (covariance_[i][j] + share * deviation[i] * deviation[j]);
      covariance_[i][j] = covariance_[j][i] = moved;
    }
  }
  return true;
}

// One product with C over its trace, so that huge and tiny numbers do no harm. Returns lambda
// over the trace for the direction before the step.
double PowerIteration::step() noexcept {
  Vector next{};
  double squares = 0.0, along = 0.0, before = 0.0;
  for (std::size_t i = 0; i < size_; ++i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < size_; ++j) sum += covariance_[i][j] / trace_ * direction_[j];
    next[i] = sum;
    squares += sum * sum;
    along += sum * direction_[i];
    before += direction_[i] * direction_[i];
  }
  const double length = std::sqrt(squares);
  if (!(length > 0.0)) return 0.0;
  double change = 0.0;
  const double lengthBefore = std::sqrt(before);
  for (std::size_t i = 0; i < size_; ++i) {
    const double unit = next[i] / length;
    change = std::max(change, std::abs(unit - direction_[i] / lengthBefore));
    direction_[i] = unit;
  }
  isConverged_ = change <= kStill;
  return along / before;
}

int PowerIteration::update() noexcept {
  hasComponent_ = isConverged_ = false;
  trace_ = 0.0;
  double largest = 0.0;
  for (std::size_t i = 0; i < size_; ++i) {
    trace_ += covariance_[i][i];
    largest = std::max(largest, std::abs(mean_[i]));
  }
  // Less than rounding of the means leaves, or so little that it cannot be divided by.
  if (!(trace_ > 1e-24 * largest * largest) || !(trace_ > 1e-200)) return 0;

  int steps = 0;
  while (steps < kMaxSteps && !isConverged_) {
    share_ = step();
    ++steps;
  }
  share_ = std::clamp(share_, 0.0, 1.0);
  hasComponent_ = share_ > 0.0;
  orient();
  return hasComponent_ ? steps : 0;
}

void PowerIteration::orient() noexcept {
  double sum = 0.0, magnitudes = 0.0;
  for (std::size_t i = 0; i < size_; ++i) {
    sum += direction_[i];
    magnitudes += std::abs(direction_[i]);
  }
  const double sign = sum < 0.0 ? -1.0 : 1.0;
  for (std::size_t i = 0; i < size_; ++i) {
    direction_[i] *= sign;
    sumOne_[i] = direction_[i] / magnitudes;
  }
}

std::span<const double> PowerIteration::component(Norm norm) const noexcept {
  if (!hasComponent_) return {};
  return {norm == Norm::sumOne ? sumOne_.data() : direction_.data(), size_};
}

std::optional<double> PowerIteration::explainedShare() const noexcept {
  if (!hasComponent_) return std::nullopt;
  return share_;
}

std::optional<double> PowerIteration::covariance(std::size_t i, std::size_t j) const noexcept {
  if (count_ < 2 || i >= size_ || j >= size_) return std::nullopt;
  return covariance_[i][j];
}

}  // namespace plimsoll
