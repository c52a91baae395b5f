#pragma once

#include <cstddef>

#include "plimsoll/base/error.h"
#include "plimsoll/book/order_book.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// How a snapshot of a book compares with the book that the stream has built.
struct BookComparison {
  Error error = Error::none;   ///< the snapshot could not be read, and nothing was compared
  bool compared = false;       ///< there was a snapshot, and a book that may be believed
  bool sameUpdate = false;     ///< both are as of one update; else a difference means little
  std::size_t levels = 0;      ///< of the snapshot
  std::size_t missing = 0;     ///< levels of the snapshot that the book does not have
  std::size_t surplus = 0;     ///< levels of the book, no worse than the snapshot's worst, that it lacks
  std::size_t different = 0;   ///< levels of both with another quantity
};

/// Compares each level, exactly. A snapshot holds the best levels only, and what lies beyond
/// its worst is not looked at.
BookComparison compare(const OrderBook& book, const BookSnapshot& snapshot,
                       const EventBatch& batch);

}  // namespace plimsoll
