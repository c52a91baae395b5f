#include "plimsoll/flow/vpin.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "plimsoll/base/check.h"

namespace plimsoll {

Refusal checkVpinBucket(double bucketQuantity) noexcept {
  const Refusal refusal =
      checkAboveZero(bucketQuantity, Error::quantityNotPositive, "bucketQuantity");
  if (refusal != Error::none) return refusal;
  return bucketQuantity <= kLargestTrade ? Refusal{}
                                         : Refusal{Error::numberOutOfRange, "bucketQuantity"};
}

void Vpin::add(const TakerTrade& trade) noexcept {
  lastPrice_ = trade.price;
  double rest = trade.quantity;
  // One bucket more than the ring has: the first may hold another trade's part.
  const double most = static_cast<double>(kBuckets + 1) * bucketQuantity_;
  if (rest > 2.0 * most) {
    const double kept = most + std::fmod(rest, bucketQuantity_);
    filled_ += std::round((rest - kept) / bucketQuantity_);
    rest = kept;
  }
  while (rest > 0.0) {
    const double lacking = bucketQuantity_ - (bought_ + sold_);
    const double part = std::min(rest, lacking);
    fill(trade, part);
    rest -= part;
  }
}

void Vpin::fill(const TakerTrade& trade, double quantity) noexcept {
  // Parts of a trade do not add up to the last digit; a bucket that lacks only that is full.
  constexpr double kFull = 1.0 - 1e-12;
  (trade.takerSide == Side::buy ? bought_ : sold_) += quantity;
  if (bought_ + sold_ >= kFull * bucketQuantity_) closeBucket();
}

void Vpin::closeBucket() noexcept {
  const std::optional<double> imbalance = classifier_ == TradeClassifier::takerSide
                                              ? std::abs(bought_ - sold_) / (bought_ + sold_)
                                              : bulkImbalance();
  filled_ += 1.0;
  bought_ = sold_ = 0.0;
  closePrice_ = lastPrice_;
  if (!imbalance) return;
  imbalances_[next_] = *imbalance;
  next_ = (next_ + 1) % kBuckets;
  count_ = std::min(count_ + 1, kBuckets);
}

// |Vb - Vs| / V = |2 Phi(z) - 1| = erf(|z| / sqrt 2).
std::optional<double> Vpin::bulkImbalance() noexcept {
  if (!(closePrice_ > 0.0)) return std::nullopt;
  const double change = lastPrice_ - closePrice_;
  changes_ = std::min(changes_ + 1.0, static_cast<double>(kBuckets));
  const double share = 1.0 / changes_;
  const double deviation = change - meanChange_;
  meanChange_ += share * deviation;
  variance_ = (1.0 - share) * (variance_ + share * deviation * deviation);
  if (changes_ < 2.0) return std::nullopt;
  if (change == 0.0) return 0.0;
  if (!(variance_ > 0.0)) return 1.0;  // the limit, as after changes that are all alike
  return std::erf(std::abs(change) / std::sqrt(variance_) / std::numbers::sqrt2);
}

std::optional<double> Vpin::value() const noexcept {
  if (count_ < kBuckets) return std::nullopt;
  double sum = 0.0;
  for (const double imbalance : imbalances_) sum += imbalance;
  return std::clamp(sum / static_cast<double>(kBuckets), 0.0, 1.0);
}

}  // namespace plimsoll
