#pragma once

#include <cstddef>
#include <limits>

namespace plimsoll {

/// What a missing field holds; JavaScript sees null.
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Name and meaning of every field of a market's reading, in the order they stand in
// memory. The struct, its TypeScript twin and both their docs come from this one list.
#define PLIMSOLL_READING_FIELDS(field)                                                        \
  field(status, "0 waiting, 1 live, 2 gap, 3 stale")                                          \
  field(revision, "Grows by one whenever anything in the market changes.")                    \
  field(bestBidPrice, "Quote units for one base unit.")                                       \
  field(bestBidQuantity, "The venue's quantity unit.")                                        \
  field(bestAskPrice, "Quote units for one base unit.")                                       \
  field(bestAskQuantity, "The venue's quantity unit.")                                        \
  field(midPrice, "Halfway between best bid and best ask.")                                   \
  field(weightedMid, "The mid weighted by the quantities of the other side.")                 \
  field(topImbalance, "Imbalance of the best levels, -1 to 1; above zero more is bid.")       \
  field(bookImbalance5, "Imbalance of the best 5 levels of each side, -1 to 1.")              \
  field(bookImbalance10, "Imbalance of the best 10 levels of each side, -1 to 1.")            \
  field(bookImbalance20, "Imbalance of the best 20 levels of each side, -1 to 1.")            \
  field(bookImbalance10Bps, "Imbalance of the levels within 10 bps of the mid, -1 to 1.")     \
  field(weightedImbalance10Bps, "Imbalance weighted by exp(-distance / 10 bps), -1 to 1.")    \
  field(bidDepth10Bps, "Notional bid within 10 bps of the mid.")                              \
  field(askDepth10Bps, "Notional asked within 10 bps of the mid.")                            \
  field(orderFlowImbalance, "Sum of order flow at the touch over 10 s, venue unit.")          \
  field(normalizedOrderFlowImbalance, "orderFlowImbalance over the mean depth of the touch.") \
  field(cumulativeVolumeDelta, "What takers bought less what they sold, venue unit.")         \
  field(tradeFlowImbalance, "The same of the last minute or so over all traded, -1 to 1.")    \
  field(lastTradePrice, "Quote units for one base unit.")                                     \
  field(lastTradeQuantity, "The venue's quantity unit.")                                      \
  field(lastTradeTakerSide, "+1 the taker bought, -1 the taker sold.")                        \
  field(quoteBidPrice, "Best bid of the quote stream, which may be ahead of the book.")       \
  field(quoteAskPrice, "Best ask of the quote stream.")                                       \
  field(markPrice, "The price that margin is computed at.")                                   \
  field(indexPrice, "The index that the mark follows.")                                       \
  field(fundingRatePerInterval, "Fraction of notional that longs pay shorts next.")           \
  field(nextFundingTimeMs, "Venue time of the next settlement.")                              \
  field(openInterest, "Open contracts of one side, venue unit.")                              \
  field(volatilityPerDay, "Standard deviation of the log mark over a day; null until warm.")  \
  field(liquidatedLongQuantity, "Long positions closed by force since the start, at least.")  \
  field(liquidatedShortQuantity, "Short positions closed by force since the start, at least.") \
  field(lastKnownBidPrice, "Best bid when the book was last live, while it is not.")          \
  field(lastKnownAskPrice, "Best ask when the book was last live, while it is not.")          \
  field(bookLocalTimeMs, "Local time of the last snapshot or update of the book.")                      \
  field(markLocalTimeMs, "Local time of the last mark price.")                                \
  field(events, "Events applied so far.")                                                     \
  field(ignored, "Events left out so far: old, repeated, or of a second channel.")            \
  field(gaps, "Sequence gaps so far.")                                                        \
  field(resyncs, "Snapshots taken over so far.")

/// One market's state as a flat block of doubles, filled when somebody reads.
struct Reading {
#define PLIMSOLL_READING_FIELD(name, doc) double name = kMissing;
  PLIMSOLL_READING_FIELDS(PLIMSOLL_READING_FIELD)
#undef PLIMSOLL_READING_FIELD
};

#define PLIMSOLL_READING_FIELD(name, doc) +1
inline constexpr std::size_t kReadingFields = 0 PLIMSOLL_READING_FIELDS(PLIMSOLL_READING_FIELD);
#undef PLIMSOLL_READING_FIELD
static_assert(sizeof(Reading) == kReadingFields * sizeof(double));

}  // namespace plimsoll
