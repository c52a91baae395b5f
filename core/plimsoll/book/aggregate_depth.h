#pragma once

#include <optional>

#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// What rests on both sides of one book near its own mid, in quote units.
struct NotionalDepth {
  double bid;
  double ask;
};

/// depthWithin() of both sides, by what it is worth.
///
/// @param distanceBps  has passed checkDistance()
/// @return empty when a side is empty, or the contract's size is not known
std::optional<NotionalDepth> notionalDepth(const OrderBook& book, double distanceBps,
                                           const Contract& contract) noexcept;

/// What rests near the mids of several markets of one underlying, by what it is worth:
///
///     B = sum B_i,   A = sum A_i,   I = (B - A) / (B + A)
///
/// Each market counts by its own mid, so that a basis between venues pushes no depth out of
/// the window; and by money, since contracts and coins cannot be added. Dollars, USDT and
/// USDC count as one.
class AggregateDepth {
 public:
  void add(const NotionalDepth& depth) noexcept;

  /// Quote units; empty before anything was added.
  std::optional<double> bid() const noexcept;
  std::optional<double> ask() const noexcept;

  /// Within [-1, 1]; empty when nothing rests.
  std::optional<double> imbalance() const noexcept;

 private:
  int markets_ = 0;
  NotionalDepth sum_{0.0, 0.0};
};

}  // namespace plimsoll
