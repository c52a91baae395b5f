#include "plimsoll/book/price_imbalance.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/book/book_imbalance.h"

namespace plimsoll {
namespace {

constexpr auto kBins = static_cast<std::int64_t>(PriceGrid::kBins);

void join(BuySell& into, const BuySell& from) noexcept {
  into.buy += from.buy;
  into.sell += from.sell;
}

/// What is at a bin that may be beyond the edges.
BuySell& place(PriceBins& bins, std::int64_t bin) noexcept {
  if (bin < 0) return bins.below;
  if (bin >= kBins) return bins.above;
  return bins.at[static_cast<std::size_t>(bin)];
}

}  // namespace

std::int64_t PriceGrid::binOf(double price) const noexcept {
  constexpr double kFarthest = 0x1p50;
  const double bins = std::clamp(price / binSize, -kFarthest, kFarthest);
  const double nearest = std::round(bins);
  const bool isOnEdge = std::abs(bins - nearest) <= 1e-9 * std::max(1.0, std::abs(bins));
  return static_cast<std::int64_t>(isOnEdge ? nearest : std::floor(bins));
}

double PriceGrid::lowestPrice(std::size_t bin) const noexcept {
  return static_cast<double>(first + static_cast<std::int64_t>(bin)) * binSize;
}

void PriceBins::add(const PriceGrid& grid, double price, const BuySell& quantity) noexcept {
  join(place(*this, grid.binOf(price) - grid.first), quantity);
}

BuySell PriceBins::total() const noexcept {
  BuySell sum = below;
  for (const BuySell& bin : at) join(sum, bin);
  join(sum, above);
  return sum;
}

std::optional<double> imbalanceAt(const PriceBins& bins, std::size_t bin) noexcept {
  return imbalance(bins.at[bin].buy, bins.at[bin].sell);
}

PriceBins restingAtPrice(const OrderBook& book, const PriceGrid& grid) noexcept {
  PriceBins bins;
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
      const double quantity = book.quantity(quantityUnits);
      bins.add(grid, book.price(priceUnits), side == BookSide::bid ? BuySell{quantity, 0.0} : BuySell{0.0, quantity});
      return true;
    });
  }
  return bins;
}

void Footprint::add(Side takerSide, double price, double quantity) noexcept {
  follow(price);
  bins_.add(grid_, price, takerSide == Side::buy ? BuySell{quantity, 0.0} : BuySell{0.0, quantity});
}

void Footprint::follow(double price) noexcept {
  const std::int64_t bin = grid_.binOf(price);
  const std::int64_t within = bin - grid_.first;
  if (hasPlace_ && within >= kBins / 4 && within < 3 * kBins / 4) return;
  const std::int64_t first = bin - kBins / 2;
  if (hasPlace_) shift(first - grid_.first);
  grid_.first = first;
  hasPlace_ = true;
}

/// Moves the grid up by so many bins: what was in a bin is then in one so much lower.
void Footprint::shift(std::int64_t bins) noexcept {
  PriceBins moved{.below = bins_.below, .above = bins_.above};
  for (std::int64_t bin = 0; bin < kBins; ++bin) {
    join(place(moved, bin - bins), bins_.at[static_cast<std::size_t>(bin)]);
  }
  bins_ = moved;
}

}  // namespace plimsoll
