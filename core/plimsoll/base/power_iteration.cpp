#include "plimsoll/base/power_iteration.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr double kStill = 1e-14;  // change of a unit vector that counts as none
constexpr double kLean = 1e-9;    // far above that, and far below what a reader sees

}  // namespace

PowerIteration::PowerIteration(std::size_t size) noexcept
    : size_(std::clamp<std::size_t>(size, 1, kMaxSize)) {
  // Not quite even, so that it is not at a right angle to a component such as (1, -1).
  for (std::size_t i = 0; i < size_; ++i) direction_[i] = 1.0 + 0.01 * static_cast<double>(i);
}

// One product with C over its trace, so that huge and tiny numbers do no harm. Returns lambda
// over the trace for the direction before the step.
double PowerIteration::step(std::span<const double> matrix, double trace) noexcept {
  Vector next{};
  double squares = 0.0, along = 0.0, before = 0.0;
  for (std::size_t i = 0; i < size_; ++i) {
    double sum = 0.0;
    for (std::size_t j = 0; j < size_; ++j) sum += matrix[i * size_ + j] / trace * direction_[j];
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

int PowerIteration::update(std::span<const double> matrix) noexcept {
  hasComponent_ = isConverged_ = false;
  double trace = 0.0;
  std::size_t varying = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    trace += matrix[i * size_ + i];
    varying += matrix[i * size_ + i] > 0.0;
  }
  if (!(trace > 1e-200)) return 0;  // so little that it cannot be divided by

  for (std::size_t i = 0; i < size_; ++i) direction_[i] += kLean / static_cast<double>(i + 1);
  int steps = 0;
  while (steps < kMaxSteps && !isConverged_) {
    share_ = step(matrix, trace);
    ++steps;
  }
  hasComponent_ = share_ > 0.0;
  // Where all directions vary alike, no number of steps tells them apart.
  share_ = std::clamp(share_, 1.0 / static_cast<double>(varying), 1.0);
  orient();
  return hasComponent_ ? steps : 0;
}

void PowerIteration::orient() noexcept {
  double sum = 0.0, magnitudes = 0.0;
  for (std::size_t i = 0; i < size_; ++i) {
    sum += direction_[i];
    magnitudes += std::abs(direction_[i]);
  }
  if (sum == 0.0) sum = *std::ranges::find_if(direction_, [](double x) { return x != 0.0; });
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

}  // namespace plimsoll
