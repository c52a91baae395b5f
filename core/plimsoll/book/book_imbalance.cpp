#include "plimsoll/book/book_imbalance.h"

#include <cmath>

#include "plimsoll/base/exponential.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

constexpr double kBps = 1e-4;

/// A sum of quantities in integer units, in two halves so that it cannot wrap around. It is
/// exact, and faster than a sum of doubles, of which each waits for the one before.
class QuantitySum {
 public:
  void add(std::int64_t quantity) noexcept {
    low_ += static_cast<std::uint64_t>(quantity) & 0xFFFFFFFF;
    high_ += static_cast<std::uint64_t>(quantity) >> 32;
  }
  double value() const noexcept {
    return static_cast<double>(high_) * 0x1p32 + static_cast<double>(low_);
  }

 private:
  std::uint64_t low_ = 0;
  std::uint64_t high_ = 0;
};

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
  constexpr double kNegligible = 40.0;  // exp(-40) is 4e-18
  const std::int64_t bestKey = ladder.best().key;
  double sum = 0.0;
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    const double decays = static_cast<double>(key - bestKey) / decayUnits;
    if (decays > kNegligible) return false;
    sum += static_cast<double>(quantity) * decayed(-decays);
    return true;
  });
  return sum;
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
  const double distance = distanceBps * kBps;
  return imbalance(quantityWithin(book.bids(), -*mid * (1.0 - distance)),
                   quantityWithin(book.asks(), *mid * (1.0 + distance)));
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
