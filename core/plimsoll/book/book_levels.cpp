#include "plimsoll/book/book_levels.h"

#include <cmath>

namespace plimsoll {
namespace {

/// Group of a price, counted outward from zero: floor for bids, ceil for asks. A price
/// within a billionth of an edge lies on it, as 61800.3 / 0.1 does not come out whole.
double group(double price, double grouping, BookSide side) noexcept {
  const double groups = price / grouping;
  const double nearest = std::round(groups);
  if (std::abs(groups - nearest) <= 1e-9 * std::max(1.0, std::abs(groups))) return nearest;
  return side == BookSide::bid ? std::floor(groups) : std::ceil(groups);
}

void textOf(const OrderBook& book, BookSide side, std::vector<BookText::Row>& rows) {
  book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
    rows.push_back({decimalText(priceUnits, book.priceDecimals()),
                    decimalText(quantityUnits, book.quantityDecimals())});
    return true;
  });
}

}  // namespace

void bookLevels(const OrderBook& book, BookSide side, const BookRowsWanted& wanted,
                std::vector<BookRow>& rows) {
  rows.clear();
  double cumulative = 0.0;
  double lastGroup = 0.0;
  book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
    const double price = book.price(priceUnits);
    const double quantity = book.quantity(quantityUnits);
    const double current = wanted.grouping > 0.0 ? group(price, wanted.grouping, side) : price;
    if (rows.empty() || current != lastGroup) {
      if (rows.size() == wanted.count) return false;
      lastGroup = current;
      rows.push_back({wanted.grouping > 0.0 ? current * wanted.grouping : price, 0.0, 0.0});
    }
    cumulative += quantity;
    rows.back().quantity += quantity;
    rows.back().cumulativeQuantity = cumulative;
    return true;
  });
}

Error checkGrouping(double grouping) noexcept {
  if (!std::isfinite(grouping)) return Error::notFinite;
  return grouping >= 0.0 ? Error::none : Error::sizeNotPositive;
}

BookText bookText(const OrderBook& book) {
  BookText text;
  textOf(book, BookSide::bid, text.bids);
  textOf(book, BookSide::ask, text.asks);
  return text;
}

}  // namespace plimsoll
