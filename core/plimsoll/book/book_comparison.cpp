#include "plimsoll/book/book_comparison.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "plimsoll/base/decimal.h"

namespace plimsoll {
namespace {

/// The worst key that is no worse than a price between two of the book's units.
std::int64_t keyWithin(const Decimal& price, const OrderBook& book, BookSide side) {
  const std::int32_t finer = price.decimals - book.priceDecimals();
  const std::int64_t below = finer > 0 && finer <= kMaxDecimals ? price.mantissa / powerOfTen(finer) : 0;
  return side == BookSide::ask ? below : -(below + 1);
}

void compareSide(const OrderBook& book, BookSide side, std::span<const Level> snapshot,
                 BookComparison& comparison) {
  const std::int64_t sign = side == BookSide::bid ? -1 : 1;
  std::int64_t worstKey = std::numeric_limits<std::int64_t>::min();
  std::size_t found = 0;
  for (const Level& level : snapshot) {
    if (level.quantity.mantissa == 0) continue;
    ++comparison.levels;
    const auto price = inUnits(level.price, book.priceDecimals());
    // A price finer than the book's unit rests on none of its levels.
    const std::int64_t units = price ? book.quantityUnits(side, *price) : 0;
    worstKey = std::max(worstKey, price ? sign * *price : keyWithin(level.price, book, side));
    found += units != 0;
    comparison.missing += units == 0;
    const auto quantity = inUnits(level.quantity, book.quantityDecimals());
    comparison.different += units != 0 && quantity != units;
  }
  std::size_t within = 0;
  book.ladder(side).walk([&](std::int64_t key, std::int64_t) {
    within += key <= worstKey;
    return key <= worstKey;
  });
  // A price that the snapshot names twice is found twice.
  comparison.surplus += within > found ? within - found : 0;
}

}  // namespace

BookComparison compare(const OrderBook& book, const BookSnapshot& snapshot,
                       const EventBatch& batch) {
  BookComparison comparison{.compared = true};
  compareSide(book, BookSide::bid, batch.at(snapshot.bids), comparison);
  compareSide(book, BookSide::ask, batch.at(snapshot.asks), comparison);
  return comparison;
}

}  // namespace plimsoll
