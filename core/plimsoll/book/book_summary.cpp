#include "plimsoll/book/book_summary.h"

#include <array>
#include <cstddef>
#include <cstdint>

#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/level_sums.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

constexpr std::array<std::size_t, 3> kBestLevels{5, 10, 20};

struct SideSummary {
  std::array<QuantitySum, kBestLevels.size()> best;
  std::size_t levels = 0;
  QuantitySum near;
  double weighted = 0.0;
  std::optional<double> nearNotional;

  /// @return false where no level behind this one is among the best
  bool addBest(std::int64_t quantity) noexcept {
    ++levels;
    for (std::size_t i = 0; i < kBestLevels.size(); ++i) {
      if (levels <= kBestLevels[i]) best[i].add(quantity);
    }
    return levels < kBestLevels.back();
  }
};

/// Without a mid the best levels are all there is to sum.
SideSummary bestOf(const Ladder& ladder) noexcept {
  SideSummary summary;
  ladder.walk([&](std::int64_t, std::int64_t quantity) { return summary.addBest(quantity); });
  return summary;
}

SideSummary summaryOf(const OrderBook& book, BookSide side, double mid,
                      const Contract& contract) noexcept {
  const Ladder& ladder = book.ladder(side);
  const double farthest = farthestKey(side, mid, BookSummary::kNearBps);
  SideSummary summary;
  WeightedSum weighted(ladder.best().key, mid * BookSummary::kNearBps * kBps);
  DepthSum depth(contract);
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    const bool isOneOfBest = summary.addBest(quantity);
    if (static_cast<double>(key) <= farthest) {
      summary.near.add(quantity);
      depth.add(book.price(side == BookSide::bid ? -key : key), book.quantity(quantity));
    }
    return weighted.add(key, quantity) || isOneOfBest;
  });
  summary.weighted = weighted.value();
  summary.nearNotional = depth.value().notional;
  return summary;
}

}  // namespace

BookSummary bookSummary(const OrderBook& book, const Contract& contract) noexcept {
  const auto mid = midUnits(book);
  const auto side = [&](BookSide of) {
    return mid ? summaryOf(book, of, *mid, contract) : bestOf(book.ladder(of));
  };
  const SideSummary bids = side(BookSide::bid);
  const SideSummary asks = side(BookSide::ask);
  const auto best = [&](std::size_t i) {
    return imbalance(bids.best[i].value(), asks.best[i].value());
  };
  BookSummary summary{.imbalance5 = best(0), .imbalance10 = best(1), .imbalance20 = best(2)};
  if (!mid) return summary;
  summary.nearImbalance = imbalance(bids.near.value(), asks.near.value());
  summary.weightedImbalance = imbalance(bids.weighted, asks.weighted);
  summary.nearBidNotional = bids.nearNotional;
  summary.nearAskNotional = asks.nearNotional;
  return summary;
}

}  // namespace plimsoll
