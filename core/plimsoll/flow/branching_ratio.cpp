#include "plimsoll/flow/branching_ratio.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

namespace {

std::uint64_t squaredDifference(std::uint32_t a, std::uint32_t b) noexcept {
  const std::uint64_t difference = a > b ? a - b : b - a;
  return difference * difference;
}

}  // namespace

std::optional<double> branchingRatio(double mean, double variance) noexcept {
  if (!(mean > 0.0)) return std::nullopt;
  if (!(variance > mean)) return 0.0;
  return std::min(1.0 - std::sqrt(mean / variance), 0.999);
}

Refusal check(const CountWindows& windows) noexcept {
  if (windows.windowMs < 10'000 || windows.windowMs > 60'000) {
    return {Error::windowOutOfRange, "windowMs"};
  }
  if (windows.windows < 60 || windows.windows > 2'160) return {Error::windowOutOfRange, "windows"};
  return {};
}

BranchingRatio::BranchingRatio(const CountWindows& windows)
    : windowMs_(windows.windowMs), counts_(static_cast<std::size_t>(windows.windows)) {}

void BranchingRatio::add(std::int64_t venueTimeMs) noexcept {
  if (venueTimeMs < 0) return;
  advance(venueTimeMs);
  if (count_ < kMaxCount) ++count_;
}

void BranchingRatio::advance(std::int64_t venueTimeMs) noexcept {
  if (venueTimeMs < 0) return;
  const std::int64_t window = venueTimeMs / windowMs_;
  const auto span = static_cast<std::int64_t>(counts_.size());
  if (open_ && (venueTimeMs < lastTimeMs_ - kRestartMs || window - window_ > span)) restart();
  if (!open_) {
    open_ = true;
    whole_ = false;
    window_ = window;
    lastTimeMs_ = venueTimeMs;
    count_ = 0;
    return;
  }
  lastTimeMs_ = std::max(lastTimeMs_, venueTimeMs);
  for (; window_ < window; ++window_) {
    if (whole_) close(count_);
    whole_ = true;
    count_ = 0;
  }
}

void BranchingRatio::close(std::uint32_t count) noexcept {
  if (size_ > 0) differences_ += squaredDifference(count, counts_[newest_]);
  newest_ = (newest_ + 1) % counts_.size();
  if (size_ == counts_.size()) {
    const std::uint64_t oldest = counts_[newest_];
    sum_ -= oldest;
    squares_ -= oldest * oldest;
    differences_ -= squaredDifference(counts_[newest_], counts_[(newest_ + 1) % counts_.size()]);
  } else {
    ++size_;
  }
  counts_[newest_] = count;
  sum_ += count;
  squares_ += std::uint64_t{count} * count;
}

void BranchingRatio::restart() noexcept {
  open_ = false;
  size_ = 0;
  sum_ = squares_ = differences_ = 0;
}

std::optional<BranchingReading> BranchingRatio::reading() const noexcept {
  if (size_ < kMinWindows || sum_ == 0) return std::nullopt;
  const auto count = static_cast<double>(size_);
  const double mean = static_cast<double>(sum_) / count;
  // 2 160 windows of a million: the products stay below 2^63.
  const double deviations = static_cast<double>(size_ * squares_ - sum_ * sum_) / count;
  const double halfDifferences = static_cast<double>(differences_) / 2.0;
  const double likeness = deviations > 0.0 ? 1.0 - halfDifferences / deviations : 0.0;
  const double sigma = std::sqrt((count - 2.0) / (count * count - 1.0));
  return BranchingReading{
      .ratio = *branchingRatio(mean, deviations / (count - 1.0)),
      .ratioOfDifferences = *branchingRatio(mean, halfDifferences / (count - 1.0)),
      .windows = static_cast<int>(size_),
      .events = sum_,
      .drifting = likeness > 3.0 * sigma,
  };
}

}  // namespace plimsoll
