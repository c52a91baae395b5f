#pragma once

#include <optional>
#include <span>

#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/flow/trade_flow.h"

// What a market hands to its analytics.

namespace plimsoll {

/// A market at the moment in which its metrics are read or an event comes in.
struct Present {
  const OrderBook* book;  ///< null where it is not to be trusted
  const Contract& contract;
  const TradeFlow& tradeFlow;
  double localTimeMs;
  double bookLocalTimeMs;  ///< of the last change of the book
  std::optional<VenueTimeMs> venueTimeMs{};  ///< now, by VenueClock
  bool tellsOpenInterest = false;  ///< the venue has told it in its own unit
  std::optional<double> markPrice{};
  std::optional<double> indexPrice{};
  std::optional<double> fundingRatePerInterval{};
  std::optional<double> fundingIntervalHours{};
  std::optional<VenueTimeMs> nextFundingTimeMs{};
  std::optional<VenueTimeMs> markVenueTimeMs{};  ///< of the last mark that says its time
};

/// An update of a book that was applied.
struct BookChange {
  const OrderBook& book;
  const Contract& contract;
  const TradeFlow& tradeFlow;
  std::span<const Level> bids;  ///< what changed, as the venue sent it
  std::span<const Level> asks;
  std::optional<VenueTimeMs> venueTimeMs;  ///< its own, or by VenueClock
  double localTimeMs;
};

}  // namespace plimsoll
