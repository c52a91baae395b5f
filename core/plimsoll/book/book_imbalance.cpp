#include "plimsoll/book/book_imbalance.h"

#include <cmath>

#include "plimsoll/book/level_sums.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

double quantityOfBest(const Ladder& ladder, int levels) noexcept {
  QuantitySum sum;
  ladder.walk([&](std::int64_t, std::int64_t quantity) {
    sum.add(quantity);
    return --levels > 0;
  });
  return sum.value();
}

double quantityWithin(const Ladder& ladder, double farthestKey) noexcept {
  QuantitySum sum;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    if (static_cast<double>(key) > farthestKey) return false;
    sum.add(quantity);
    return true;
  });
  return sum.value();
}

double weightedQuantity(const Ladder& ladder, double decayUnits) noexcept {
  WeightedSum sum(ladder.best().key, decayUnits);
  ladder.walk([&](std::int64_t key, std::int64_t quantity) { return sum.add(key, quantity); });
  return sum.value();
}

}  // namespace

std::optional<double> imbalance(double bids, double asks) noexcept {
  const double all = bids + asks;
  if (!(all > 0.0)) return std::nullopt;
  return (bids - asks) / all;
}

std::optional<double> topImbalance(const OrderBook& book) noexcept {
  const auto best = [](const Ladder& ladder) {
    return ladder.empty() ? 0.0 : static_cast<double>(ladder.best().quantity);
  };
  return imbalance(best(book.bids()), best(book.asks()));
}

std::optional<double> bookImbalance(const OrderBook& book, int levels) noexcept {
  return imbalance(quantityOfBest(book.bids(), levels), quantityOfBest(book.asks(), levels));
}

std::optional<double> bookImbalanceWithin(const OrderBook& book, double distanceBps) noexcept {
  const auto mid = midUnits(book);
  if (!mid) return std::nullopt;
  const auto within = [&](BookSide side) {
    return quantityWithin(book.ladder(side), farthestKey(side, *mid, distanceBps));
  };
  return imbalance(within(BookSide::bid), within(BookSide::ask));
}

std::optional<double> weightedImbalance(const OrderBook& book, double decayBps) noexcept {
  const auto mid = midUnits(book);
  if (!mid) return std::nullopt;
  const double decayUnits = *mid * decayBps * kBps;
  // The best bid and the best ask are equally far from the mid, so the weight that both
  // share cancels.
  return imbalance(weightedQuantity(book.bids(), decayUnits),
                   weightedQuantity(book.asks(), decayUnits));
}

Error checkLevels(int levels) noexcept {
  return levels >= 1 && levels <= kMaxImbalanceLevels ? Error::none : Error::levelsOutOfRange;
}

Error checkDistance(double bps) noexcept {
  if (!std::isfinite(bps)) return Error::notFinite;
  return bps > 0.0 && bps <= 10'000.0 ? Error::none : Error::windowOutOfRange;
}

}  // namespace plimsoll
