#include "plimsoll/flow/trade_flow.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

void TradeFlow::add(Side takerSide, double quantity, std::int64_t venueTimeMs) noexcept {
  const double elapsedMs = any_ ? static_cast<double>(venueTimeMs - lastTimeMs_) : 0.0;
  if (elapsedMs > 0.0) {
    const double kept = std::exp(-elapsedMs / kTimeConstantMs);
    recentDelta_ *= kept;
    recentQuantity_ *= kept;
  }
  // Trades out of order by a little keep the newest time; far behind it, that one was
  // wrong, or the venue set its clock.
  if (!any_ || elapsedMs > 0.0 || elapsedMs < -kTimeConstantMs) lastTimeMs_ = venueTimeMs;
  any_ = true;

  const bool buys = takerSide == Side::buy;
  (buys ? bought_ : sold_) += quantity;
  recentDelta_ += buys ? quantity : -quantity;
  recentQuantity_ += quantity;
}

std::optional<double> TradeFlow::cumulativeVolumeDelta() const noexcept {
  if (!any_) return std::nullopt;
  return bought_ - sold_;
}

std::optional<double> TradeFlow::imbalance() const noexcept {
  // After hours of silence the recent sums fade to nothing, and so does their ratio.
  if (!any_ || !(recentQuantity_ > 0.0)) return std::nullopt;
  return std::clamp(recentDelta_ / recentQuantity_, -1.0, 1.0);
}

}  // namespace plimsoll
