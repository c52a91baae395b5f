#include "plimsoll/book/resiliency.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

void DepthResiliency::add(double depth, double localTimeMs) noexcept {
  if (!std::isfinite(depth) || depth < 0.0) return;
  nowMs_ = hasLast_ ? std::max(lastMs_, localTimeMs) : localTimeMs;
  const auto half = static_cast<std::int64_t>(std::clamp(2.0 * nowMs_ / kSweepMs, 0.0, 0x1p62));
  if (!hasLast_) {
    most_ = mostBefore_ = depth;
    half_ = half;
  } else if (half != half_) {
    mostBefore_ = half == half_ + 1 ? most_ : lastDepth_;
    most_ = lastDepth_;
    half_ = half;
  }
  if (isRecovering_) {
    recover(depth);
  } else {
    lookForSweep(depth);
  }
  most_ = std::max(most_, depth);
  lastDepth_ = depth;
  lastMs_ = nowMs_;
  hasLast_ = true;
}

void DepthResiliency::lookForSweep(double depth) noexcept {
  const double before = std::max(most_, mostBefore_);
  if (!(before > 0.0) || depth > (1.0 - kSweepShare) * before) return;
  isRecovering_ = true;
  before_ = before;
  trough_ = depth;
  troughMs_ = nowMs_;
}

void DepthResiliency::recover(double depth) noexcept {
  if (depth < trough_) {
    trough_ = depth;
    troughMs_ = nowMs_;
    return;
  }
  const double wanted = trough_ + (before_ - trough_) / 2.0;
  if (depth >= wanted) {
    const double share = (wanted - lastDepth_) / (depth - lastDepth_);
    const double reachedMs = lastMs_ + share * (nowMs_ - lastMs_);
    finish(std::min(reachedMs - troughMs_, kLongestMs));
  } else if (nowMs_ - troughMs_ >= kLongestMs) {
    ++unrecovered_;
    finish(kLongestMs);
  }
}

void DepthResiliency::finish(double halfLifeMs) noexcept {
  ++sweeps_;
  halfLifeMs_ += std::max(1.0 / static_cast<double>(sweeps_), kLeastWeight) * (halfLifeMs - halfLifeMs_);
  isRecovering_ = false;
  // What was before the sweep is no measure of the next one.
  most_ = mostBefore_ = 0.0;
}

void DepthResiliency::breakChain() noexcept {
  isRecovering_ = false;
  hasLast_ = false;
}

std::optional<double> DepthResiliency::halfLifeMs() const noexcept {
  if (sweeps_ == 0) return std::nullopt;
  return halfLifeMs_;
}

std::optional<double> DepthResiliency::recoveredShare(double elapsedMs) const noexcept {
  if (sweeps_ == 0) return std::nullopt;
  if (!(halfLifeMs_ > 0.0)) return 1.0;
  constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  return 1.0 - std::exp(-kLn2 * elapsedMs / halfLifeMs_);
}

}  // namespace plimsoll
