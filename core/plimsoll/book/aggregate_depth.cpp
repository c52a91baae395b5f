#include "plimsoll/book/aggregate_depth.h"

#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/depth.h"

namespace plimsoll {

std::optional<NotionalDepth> notionalDepth(const OrderBook& book, double distanceBps,
                                           const Contract& contract) noexcept {
  const auto bids = depthWithin(book, BookSide::bid, distanceBps, contract);
  const auto asks = depthWithin(book, BookSide::ask, distanceBps, contract);
  if (!bids || !asks || !bids->notional || !asks->notional) return std::nullopt;
  return NotionalDepth{*bids->notional, *asks->notional};
}

void AggregateDepth::add(const NotionalDepth& depth) noexcept {
  ++markets_;
  sum_.bid += depth.bid;
  sum_.ask += depth.ask;
}

std::optional<double> AggregateDepth::bid() const noexcept {
  return markets_ == 0 ? std::nullopt : std::optional(sum_.bid);
}

std::optional<double> AggregateDepth::ask() const noexcept {
  return markets_ == 0 ? std::nullopt : std::optional(sum_.ask);
}

std::optional<double> AggregateDepth::imbalance() const noexcept {
  return plimsoll::imbalance(sum_.bid, sum_.ask);
}

}  // namespace plimsoll
