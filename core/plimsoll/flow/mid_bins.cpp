#include "plimsoll/flow/mid_bins.h"

#include <algorithm>

namespace plimsoll {

MidBins::Step MidBins::moveTo(std::int64_t venueTimeMs) noexcept {
  const std::int64_t timeMs = std::clamp<std::int64_t>(venueTimeMs, 0, kLatestMs);
  const std::int64_t bin = timeMs / binMs_;
  const bool isFarBack = any_ && timeMs < bin_ * binMs_ - kRestartMs;
  if (any_ && bin <= bin_ && !isFarBack) return {false, std::nullopt};

  Step step{true, std::nullopt};
  if (any_ && !isFarBack && before_ && mid_) step.change = {*before_, *mid_, (bin_ + 1) * binMs_};
  before_ = isFarBack ? std::nullopt : mid_;
  bin_ = bin;
  any_ = true;
  return step;
}

}  // namespace plimsoll
