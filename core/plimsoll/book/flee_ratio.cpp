#include "plimsoll/book/flee_ratio.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/exponential.h"
#include "plimsoll/book/level_sums.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

/// What rests from the touch to a price.
double depthTo(const OrderBook& book, BookSide side, double farthestPrice) noexcept {
  double sum = 0.0;
  book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
    const double price = book.price(priceUnits);
    if (side == BookSide::bid ? price < farthestPrice : price > farthestPrice) return false;
    sum += book.quantity(quantityUnits);
    return true;
  });
  return sum;
}

std::optional<double> ratio(double fled, double present) noexcept {
  if (!(present > 0.0)) return std::nullopt;
  return std::min(fled / present, 1.0);
}

}  // namespace

void FleeRatio::update(const OrderBook& book, double localTimeMs) noexcept {
  if (isOpen_ && localTimeMs - startMs_ < kBinMs) return;
  const auto mid = midPrice(book);
  if (!mid) {
    isOpen_ = false;
    return;
  }
  const double elapsedMs = localTimeMs - startMs_;
  if (isOpen_ && elapsedMs <= kLongestBinMs) {
    const double kept = decayed(-elapsedMs / kTimeConstantMs);
    for (SideState* side : {&bids_, &asks_}) {
      side->recentFled *= kept;
      side->recentPresent *= kept;
    }
    if (*mid > midAtStart_) close(asks_, depthTo(book, BookSide::ask, asks_.farthestPrice));
    if (*mid < midAtStart_) close(bids_, depthTo(book, BookSide::bid, bids_.farthestPrice));
  }
  open(book, *mid, localTimeMs);
}

void FleeRatio::open(const OrderBook& book, double mid, double localTimeMs) noexcept {
  startMs_ = std::max(startMs_, localTimeMs);
  midAtStart_ = mid;
  bids_.farthestPrice = mid * (1.0 - kDistanceBps * kBps);
  asks_.farthestPrice = mid * (1.0 + kDistanceBps * kBps);
  bids_.depthAtStart = depthTo(book, BookSide::bid, bids_.farthestPrice);
  asks_.depthAtStart = depthTo(book, BookSide::ask, asks_.farthestPrice);
  bids_.taken = asks_.taken = 0.0;
  isOpen_ = true;
}

void FleeRatio::close(SideState& side, double depthNow) noexcept {
  side.recentFled += std::max(0.0, side.depthAtStart - depthNow - side.taken);
  side.recentPresent += side.depthAtStart;
}

void FleeRatio::addTrade(Side takerSide, double quantity) noexcept {
  (takerSide == Side::buy ? asks_ : bids_).taken += quantity;
}

std::optional<double> FleeRatio::of(BookSide side) const noexcept {
  const SideState& state = side == BookSide::bid ? bids_ : asks_;
  return ratio(state.recentFled, state.recentPresent);
}

std::optional<double> FleeRatio::ofBoth() const noexcept {
  return ratio(bids_.recentFled + asks_.recentFled, bids_.recentPresent + asks_.recentPresent);
}

std::optional<bool> isConfirmedByTrades(std::optional<double> imbalanceDeviation,
                                        std::optional<double> tradedDeviation) noexcept {
  const auto hasSign = [](const std::optional<double>& z) { return z && (*z > 0.0 || *z < 0.0); };
  if (!hasSign(imbalanceDeviation) || !hasSign(tradedDeviation)) return std::nullopt;
  return (*imbalanceDeviation > 0.0) == (*tradedDeviation > 0.0);
}

}  // namespace plimsoll
