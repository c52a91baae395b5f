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
  QuantitySum near;
  double weighted = 0.0;
  std::optional<double> nearNotional;
};

/// The sums of the best levels alone: without a mid there is nothing else.
SideSummary bestOf(const Ladder& ladder) noexcept {
  SideSummary summary;
  std::size_t place = 0;
  ladder.walk([&](std::int64_t, std::int64_t quantity) {
    ++place;
    for (std::size_t i = 0; i < kBestLevels.size(); ++i) {
      if (place <= kBestLevels[i]) summary.best[i].add(quantity);
    }
    return place < kBestLevels.back();
  });
  return summary;
}

/// All of a side's sums: which levels still count for each ends at a different place.
SideSummary summaryOf(const OrderBook& book, BookSide side, double mid,
                      const Contract& contract) noexcept {
  const Ladder& ladder = book.ladder(side);
  const double sign = side == BookSide::bid ? -1.0 : 1.0;
  const double farthest = farthestKey(side, mid, BookSummary::kNearBps);
  SideSummary summary = bestOf(ladder);
  WeightedSum weighted(ladder.best().key, mid * BookSummary::kNearBps * 1e-4);
  DepthSum depth(contract);
  ladder.walk([&](std::int64_t key, std::int64_t quantity) {
    if (static_cast<double>(key) <= farthest) {
      summary.near.add(quantity);
      depth.add(book.price(static_cast<std::int64_t>(sign) * key), book.quantity(quantity));
    }
    return weighted.add(key, quantity);
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
