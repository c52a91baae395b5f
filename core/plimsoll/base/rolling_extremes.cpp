#include "plimsoll/base/rolling_extremes.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

RollingExtremes::RollingExtremes(double windowMs, std::size_t capacity) noexcept
    : windowMs_(windowMs),
      maximum_(std::max<std::size_t>(capacity, 1)),
      minimum_(std::max<std::size_t>(capacity, 1)) {}

bool RollingExtremes::add(double value, double timeMs) noexcept {
  if (!std::isfinite(value) || !std::isfinite(timeMs)) return false;
  if (!any_) nowMs_ = timeMs;
  any_ = true;
  advance(timeMs);
  maximum_.add(value, nowMs_);
  minimum_.add(-value, nowMs_);
  return true;
}

void RollingExtremes::advance(double timeMs) noexcept {
  if (!any_ || !std::isfinite(timeMs)) return;
  nowMs_ = std::max(nowMs_, timeMs);
  maximum_.dropUntil(nowMs_ - windowMs_);
  minimum_.dropUntil(nowMs_ - windowMs_);
}

std::optional<double> RollingExtremes::maximum() const noexcept { return maximum_.first(); }

std::optional<double> RollingExtremes::minimum() const noexcept {
  const auto negative = minimum_.first();
  if (!negative) return std::nullopt;
  return -*negative;
}

RollingExtremes::Candidates::Sample& RollingExtremes::Candidates::at(std::size_t i) noexcept {
  const std::size_t position = first_ + i;
  return ring_[position < ring_.size() ? position : position - ring_.size()];
}

void RollingExtremes::Candidates::add(double value, double timeMs) noexcept {
  while (count_ > 0 && at(count_ - 1).value <= value) {
    --count_;
    mergedCount_ -= at(count_).isMerged;
  }
  if (count_ == ring_.size()) {
    Sample& newest = at(count_ - 1);
    mergedCount_ += !newest.isMerged;
    newest.timeMs = timeMs;
    newest.isMerged = true;
    return;
  }
  at(count_++) = {value, timeMs, false};
}

void RollingExtremes::Candidates::dropUntil(double timeMs) noexcept {
  while (count_ > 0 && ring_[first_].timeMs <= timeMs) {
    mergedCount_ -= ring_[first_].isMerged;
    first_ = first_ + 1 == ring_.size() ? 0 : first_ + 1;
    --count_;
  }
}

std::optional<double> RollingExtremes::Candidates::first() const noexcept {
  if (count_ == 0) return std::nullopt;
  return ring_[first_].value;
}

}  // namespace plimsoll
