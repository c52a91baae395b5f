#include "plimsoll/book/depth_price.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

#include "plimsoll/book/level_sums.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

/// Which levels count: the best few, and those no farther than a key.
struct Reach {
  int levels;
  double farthestBid;
  double farthestAsk;
};

constexpr int kAll = std::numeric_limits<int>::max();

Reach bestLevels(int levels) noexcept {
  constexpr double kAnywhere = std::numeric_limits<double>::infinity();
  return {levels, kAnywhere, kAnywhere};
}

std::optional<Reach> within(const OrderBook& book, double distanceBps) noexcept {
  const auto mid = midUnits(book);
  if (!mid) return std::nullopt;
  return Reach{kAll, farthestKey(BookSide::bid, *mid, distanceBps),
               farthestKey(BookSide::ask, *mid, distanceBps)};
}

/// Calls `visit(price, quantity)` for the levels that count, until it returns false.
template <typename Visit>
void walk(const OrderBook& book, BookSide side, const Reach& reach, Visit&& visit) {
  int left = reach.levels;
  const bool isBid = side == BookSide::bid;
  const double farthest = isBid ? reach.farthestBid : reach.farthestAsk;
  book.ladder(side).walk([&](std::int64_t key, std::int64_t quantityUnits) {
    if (static_cast<double>(key) > farthest) return false;
    return visit(book.price(isBid ? -key : key), book.quantity(quantityUnits)) && --left > 0;
  });
}

struct SideSum {
  double quantity = 0.0;
  double money = 0.0;
};

SideSum sumOf(const OrderBook& book, BookSide side, const Reach& reach) noexcept {
  SideSum sum;
  walk(book, side, reach, [&](double price, double quantity) {
    sum.quantity += quantity;
    sum.money += price * quantity;
    return true;
  });
  return sum;
}

std::optional<double> volumeAdjusted(const OrderBook& book, const Reach& reach) noexcept {
  std::array<PriceLevel, kMaxPairedLevels> bids;
  std::size_t count = 0;
  walk(book, BookSide::bid, reach, [&](double price, double quantity) {
    bids[count++] = {price, quantity};
    return count < bids.size();
  });
  double money = 0.0;
  double quantities = 0.0;
  std::size_t at = 0;
  walk(book, BookSide::ask, reach, [&](double price, double quantity) {
    if (at == count) return false;
    money += bids[at].price * quantity + price * bids[at].quantity;
    quantities += bids[at].quantity + quantity;
    return ++at < count;
  });
  if (!(quantities > 0.0)) return std::nullopt;
  return money / quantities;
}

std::optional<double> weightedDepth(const OrderBook& book, const Reach& reach) noexcept {
  const SideSum bids = sumOf(book, BookSide::bid, reach);
  const SideSum asks = sumOf(book, BookSide::ask, reach);
  if (!(bids.quantity > 0.0 && asks.quantity > 0.0)) return std::nullopt;
  return (bids.money + asks.money) / (bids.quantity + asks.quantity);
}

std::optional<double> effective(const OrderBook& book, const Reach& reach) noexcept {
  const SideSum bids = sumOf(book, BookSide::bid, reach);
  const SideSum asks = sumOf(book, BookSide::ask, reach);
  if (!(bids.quantity > 0.0 && asks.quantity > 0.0)) return std::nullopt;
  const double bid = bids.money / bids.quantity;
  const double ask = asks.money / asks.quantity;
  return (bid * asks.quantity + ask * bids.quantity) / (bids.quantity + asks.quantity);
}

}  // namespace

std::optional<double> volumeAdjustedMid(const OrderBook& book, int levels) noexcept {
  return volumeAdjusted(book, bestLevels(levels));
}

std::optional<double> volumeAdjustedMidWithin(const OrderBook& book, double distanceBps) noexcept {
  const auto reach = within(book, distanceBps);
  return reach ? volumeAdjusted(book, *reach) : std::nullopt;
}

std::optional<double> weightedDepthPrice(const OrderBook& book, int levels) noexcept {
  return weightedDepth(book, bestLevels(levels));
}

std::optional<double> weightedDepthPriceWithin(const OrderBook& book, double distanceBps) noexcept {
  const auto reach = within(book, distanceBps);
  return reach ? weightedDepth(book, *reach) : std::nullopt;
}

std::optional<double> effectiveMid(const OrderBook& book, int levels) noexcept {
  return effective(book, bestLevels(levels));
}

std::optional<double> effectiveMidWithin(const OrderBook& book, double distanceBps) noexcept {
  const auto reach = within(book, distanceBps);
  return reach ? effective(book, *reach) : std::nullopt;
}

}  // namespace plimsoll
