#pragma once

#include <optional>

#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// What rests near the touch on one side.
struct Depth {
  double quantity;                     ///< the venue's unit
  std::optional<double> baseQuantity;  ///< base coin; empty where the contract's size is unknown
  std::optional<double> notional;      ///< quote units; likewise
};

/// What rests no farther than a distance from the mid.
///
/// @param distanceBps  has passed checkDistance()
/// @return empty when a side of the book is empty, for then there is no mid
std::optional<Depth> depthWithin(const OrderBook& book, BookSide side,
                                 double distanceBps, const Contract& contract = kCoins) noexcept;

/// What a market order of some size would pay on the book as it stands.
struct Slippage {
  double averagePrice;             ///< what it pays for one base unit over all it takes
  double rate;                     ///< how much worse than the mid, as a fraction of it; never below 0
  std::optional<double> notional;  ///< quote units; empty where the contract's size is unknown
  double worstPrice;               ///< of the last level it touches
};

/// Walks the book with a market order:
///
///     rate = s (VWAP - M) / M,   s = +1 for a buy, -1 for a sell
///
/// A vanishing order pays half the spread; more is never cheaper per unit; and splitting
/// an order saves nothing on a book that stands still. Of an inverse contract, whose
/// quantities are money, the average is what that money buys: VWAP = sum q / sum (q / p).
///
/// @param quantity  the venue's unit, above zero
/// @return empty when the book holds less than that, or a side is empty
std::optional<Slippage> slippage(const OrderBook& book, Side takerSide, double quantity,
                                 const Contract& contract = kCoins) noexcept;

}  // namespace plimsoll
