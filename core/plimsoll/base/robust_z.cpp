#include "plimsoll/base/robust_z.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

// A deviation below this share of the samples' size is what rounding leaves. For the first of
// them the size is the median's, which an outlier does not set.
constexpr double kRounding = 1e-12;

}  // namespace

RobustScale::RobustScale(std::size_t samples, double timeConstantMs) noexcept
    : ring_(std::clamp<std::size_t>(samples, 1, kMaxSamples)),
      sorted_(ring_.size()),
      moments_(timeConstantMs) {}

bool RobustScale::add(double value, double timeMs) noexcept {
  if (!(std::abs(value) <= kMaxMagnitude) || !std::isfinite(timeMs)) return false;

  const auto begin = sorted_.begin();
  auto end = begin + static_cast<std::ptrdiff_t>(count_);
  if (count_ == ring_.size()) {
    // What leaves and what enters are found by halving, and only what is between them moves.
    const auto leaves = std::lower_bound(begin, end, ring_[next_]);
    const auto enters = std::upper_bound(begin, end, value);
    if (leaves < enters) {
      std::move(leaves + 1, enters, leaves);
      *(enters - 1) = value;
    } else {
      std::move_backward(enters, leaves, leaves + 1);
      *enters = value;
    }
  } else {
    const auto enters = std::upper_bound(begin, end, value);
    std::move_backward(enters, end, end + 1);
    *enters = value;
    ++count_;
  }
  ring_[next_] = value;
  next_ = next_ + 1 == ring_.size() ? 0 : next_ + 1;
  moments_.add(value, timeMs);
  return true;
}

std::optional<double> RobustScale::median() const noexcept {
  if (count_ == 0) return std::nullopt;
  const double upper = sorted_[count_ / 2];
  return count_ % 2 == 1 ? upper : 0.5 * (sorted_[count_ / 2 - 1] + upper);
}

// The deviations of the samples below the median, read downwards, and of those above it, read
// upwards, are two sorted rows. The one of a rank in both together is found by halving how
// many of the first row come before it.
double RobustScale::deviationFromMedian(std::size_t rank, double median) const noexcept {
  const auto end = sorted_.begin() + static_cast<std::ptrdiff_t>(count_);
  const auto split = static_cast<std::size_t>(std::lower_bound(sorted_.begin(), end, median) -
                                              sorted_.begin());
  const auto below = [&](std::size_t i) { return std::abs(sorted_[split - 1 - i] - median); };
  const auto above = [&](std::size_t i) { return std::abs(sorted_[split + i] - median); };

  const std::size_t taken = rank + 1;
  const std::size_t rest = count_ - split;
  std::size_t low = taken > rest ? taken - rest : 0;
  std::size_t high = std::min(taken, split);
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (below(middle) < above(taken - middle - 1)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == 0) return above(taken - 1);
  if (low == taken) return below(taken - 1);
  return std::max(below(low - 1), above(taken - low - 1));
}

std::optional<double> RobustScale::medianAbsoluteDeviation() const noexcept {
  const auto middle = median();
  if (!middle) return std::nullopt;
  const double upper = deviationFromMedian(count_ / 2, *middle);
  if (count_ % 2 == 1) return upper;
  return 0.5 * (deviationFromMedian(count_ / 2 - 1, *middle) + upper);
}

RobustScale::Measure RobustScale::measure() const noexcept {
  if (count_ < 2) return {Basis::none, 0.0};
  const double fromMedian = kNormalRatio * *medianAbsoluteDeviation();
  if (fromMedian > kRounding * std::abs(*median())) return {Basis::medianDeviation, fromMedian};
  const double largest = std::max(std::abs(sorted_[0]), std::abs(sorted_[count_ - 1]));
  const double moving = std::sqrt(moments_.variance().value_or(0.0));
  if (moving > kRounding * largest) return {Basis::movingDeviation, moving};
  return {Basis::none, 0.0};
}

std::optional<double> RobustScale::deviation() const noexcept {
  const Measure found = measure();
  if (found.basis == Basis::none) return std::nullopt;
  return found.deviation;
}

RobustScale::Basis RobustScale::basis() const noexcept { return measure().basis; }

std::optional<double> RobustScale::z(double value) const noexcept {
  if (!(std::abs(value) <= kMaxMagnitude)) return std::nullopt;
  const auto scale = deviation();
  if (!scale) return std::nullopt;
  return (value - *median()) / *scale;
}

}  // namespace plimsoll
