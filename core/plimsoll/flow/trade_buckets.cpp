#include "plimsoll/flow/trade_buckets.h"

#include <algorithm>

namespace plimsoll {

std::size_t tradeSize(double notional) noexcept {
  std::size_t size = 0;
  for (const double edge : kTradeSizeEdges) {
    if (notional >= edge) ++size;
  }
  return size;
}

std::optional<double> TakerVolume::cumulativeVolumeDelta() const noexcept {
  if (!(bought + sold > 0.0)) return std::nullopt;
  return delta;
}

std::optional<double> TakerVolume::imbalance() const noexcept {
  if (!(recentQuantity > 0.0)) return std::nullopt;
  return std::clamp(recentDelta / recentQuantity, -1.0, 1.0);
}

void TradeBuckets::add(const TakerTrade& trade) noexcept {
  if (!trade.notional) return;
  const double kept = fading_.kept(trade.venueTimeMs);
  for (Bucket& bucket : buckets_) {
    bucket.recentDelta *= kept;
    bucket.recentQuantity *= kept;
  }
  Bucket& bucket = buckets_[tradeSize(*trade.notional)];
  (trade.takerSide == Side::buy ? bucket.bought : bucket.sold) += trade.quantity;
  bucket.recentDelta += trade.signedQuantity();
  bucket.recentQuantity += trade.quantity;
}

TakerVolume TradeBuckets::volume(std::size_t size) const noexcept {
  if (size >= kTradeSizes) return {};
  const Bucket& bucket = buckets_[size];
  return {bucket.bought, bucket.sold, bucket.bought - bucket.sold, bucket.recentDelta,
          bucket.recentQuantity};
}

TakerVolume TradeBuckets::total() const noexcept {
  TakerVolume sum;
  for (std::size_t size = 0; size < kTradeSizes; ++size) {
    const TakerVolume part = volume(size);
    sum.bought += part.bought;
    sum.sold += part.sold;
    sum.delta += part.delta;
    sum.recentDelta += part.recentDelta;
    sum.recentQuantity += part.recentQuantity;
  }
  return sum;
}

}  // namespace plimsoll
