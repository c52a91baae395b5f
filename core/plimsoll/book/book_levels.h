#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "plimsoll/base/error.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// One row of a ladder as a front end draws it.
struct BookRow {
  double price;               ///< quote units; of a group, its edge farther from the mid
  double quantity;            ///< the venue's unit
  double cumulativeQuantity;  ///< from the best row to this one
};

struct BookRowsWanted {
  std::size_t count;
  double grouping;  ///< quote units in one row, or 0 for a row a level; has passed checkGrouping()
};

/// The rows nearest to the touch, the best first. Bids are grouped downward and asks
/// upward, so a group never shows a better price than it holds.
///
/// @param rows  replaced
void bookLevels(const OrderBook& book, BookSide side, const BookRowsWanted& wanted,
                std::vector<BookRow>& rows);

/// Zero or above, and finite.
Error checkGrouping(double grouping) noexcept;

/// A book as text in the shape of a REST snapshot, every number exact: what another
/// engine needs to take over from here.
struct BookText {
  struct Row {
    std::string price;
    std::string quantity;
  };
  std::vector<Row> bids;
  std::vector<Row> asks;
};

BookText bookText(const OrderBook& book);

}  // namespace plimsoll
