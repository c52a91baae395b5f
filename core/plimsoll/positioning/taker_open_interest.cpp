#include "plimsoll/positioning/taker_open_interest.h"

#include <algorithm>

namespace plimsoll {

void TakerOpenInterest::add(const OpenInterestSample& sample) noexcept {
  const bool isEarlier = any_ && sample.venueTimeMs < lastTimeMs_;
  const bool restarts = isEarlier && lastTimeMs_ - sample.venueTimeMs > kRestartMs;
  if (isEarlier && !restarts) return;
  const double risen = any_ && !restarts ? std::max(0.0, sample.openInterest - last_) : 0.0;
  any_ = true;
  last_ = sample.openInterest;
  lastTimeMs_ = sample.venueTimeMs;
  if (!sample.tradeFlowImbalance || risen == 0.0) return;
  const double kept = fading_.kept(sample.venueTimeMs);
  signed_ = signed_ * kept + *sample.tradeFlowImbalance * risen;
  opened_ = opened_ * kept + risen;
}

std::optional<double> TakerOpenInterest::value() const noexcept {
  if (!(opened_ > 0.0)) return std::nullopt;
  return std::clamp(signed_ / opened_, -1.0, 1.0);
}

}  // namespace plimsoll
