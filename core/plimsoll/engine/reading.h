#pragma once

#include <cstddef>
#include <limits>

namespace plimsoll {

/// What a missing field holds; JavaScript sees null.
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

// Name and meaning of every field of a market's reading, in the order they stand in
// memory. The struct, its TypeScript twin and both their docs come from this one list.
#define PLIMSOLL_READING_FIELDS(field)                                                             \
  field(status, "0 waiting, 1 live, 2 gap, 3 stale")                                               \
  field(revision, "Grows by one whenever anything in the market changes.")                         \
  field(bestBidPrice, "Quote units for one base unit.")                                            \
  field(bestBidQuantity, "The venue's quantity unit.")                                             \
  field(bestAskPrice, "Quote units for one base unit.")                                            \
  field(bestAskQuantity, "The venue's quantity unit.")                                             \
  field(midPrice,                                                                                  \
        "Halfway between best bid and best ask, (Pb + Pa) / 2, quote units. Null while a side "    \
        "is empty.")                                                                               \
  field(weightedMid,                                                                               \
        "The mid weighted by the quantities of the other side, quote units: (Pb Qa + Pa Qb) / "    \
        "(Qb + Qa), so that a heavy bid pushes it up. Others call it microprice, which is "        \
        "Stoikov's here. Null while a side is empty.")                                             \
  field(topImbalance,                                                                              \
        "Imbalance of the best levels, -1 to 1: (B - A) / (B + A) of the quantities B bid and A "  \
        "asked; above zero more is bid. Null where nothing rests, as of the others.")              \
  field(bookImbalance5,                                                                            \
        "Imbalance of the best 5 levels of each side, -1 to 1: (B - A) / (B + A) of what rests "   \
        "there; above zero more is bid.")                                                          \
  field(bookImbalance10,                                                                           \
        "Imbalance of the best 10 levels of each side, -1 to 1: (B - A) / (B + A) of what rests "  \
        "there; above zero more is bid.")                                                          \
  field(bookImbalance20,                                                                           \
        "Imbalance of the best 20 levels of each side, -1 to 1: (B - A) / (B + A) of what rests "  \
        "there; above zero more is bid.")                                                          \
  field(bookImbalance10Bps,                                                                        \
        "Imbalance of the levels within 10 bps of the mid, -1 to 1: (B - A) / (B + A) of what "    \
        "rests there; above zero more is bid. Null also while a side is empty.")                   \
  field(weightedImbalance10Bps,                                                                    \
        "Imbalance weighted by exp(-distance / 10 bps), -1 to 1: (B - A) / (B + A) of the sums "   \
        "of quantity times that weight, over the whole book by distance from the mid; above "      \
        "zero more is bid. Null also while a side is empty.")                                      \
  field(bidDepth10Bps,                                                                             \
        "Notional bid within 10 bps of the mid, quote units; null where the contract's size is "   \
        "unknown and while a side is empty.")                                                      \
  field(askDepth10Bps, "Notional asked within 10 bps of the mid, quote units; null likewise.")     \
  field(orderFlowImbalance,                                                                        \
        "Sum of order flow e at the touch over 10 s of the venue's clock, ten bins of which the "  \
        "last still fills, venue unit; above zero demand grew or supply shrank. From the touch "   \
        "before (') to each: e = Qb [Pb >= Pb'] - Qb' [Pb <= Pb'] - Qa [Pa <= Pa'] + Qa' [Pa >= "  \
        "Pa'], a bracket being 1 where it is true and 0 where not. Null before the first "         \
        "change. Cont, Kukanov and Stoikov 2014, J. Financial Econometrics 12(1), 47-88.")         \
  field(normalizedOrderFlowImbalance,                                                              \
        "orderFlowImbalance over the mean depth of the touch in the same 10 s, the mean of (Qb "   \
        "+ Qa) / 2; no unit, to compare markets by.")                                              \
  field(cumulativeVolumeDelta,                                                                     \
        "What takers bought less what they sold since the market was opened, venue unit. Null "    \
        "before the first trade.")                                                                 \
  field(tradeFlowImbalance,                                                                        \
        "What takers bought less what they sold over all traded, with weights that fall by e in "  \
        "60 s of the venue's clock, -1 all sold to 1 all bought: sum of w s q / sum of w q, s = "  \
        "1 where the taker bought and -1 where it sold. Null before the first trade.")             \
  field(lastTradePrice, "Quote units for one base unit.")                                          \
  field(lastTradeQuantity, "The venue's quantity unit.")                                           \
  field(lastTradeTakerSide, "+1 the taker bought, -1 the taker sold.")                             \
  field(quoteBidPrice, "Best bid of the quote stream, which may be ahead of the book.")            \
  field(quoteAskPrice, "Best ask of the quote stream.")                                            \
  field(markPrice, "The price that margin is computed at.")                                        \
  field(indexPrice, "The index that the mark follows.")                                            \
  field(fundingRatePerInterval, "Fraction of notional that longs pay shorts next.")                \
  field(fundingIntervalHours, "Between two settlements; null where the venue did not say.")        \
  field(fundingRatePer8Hours,                                                                      \
        "fundingRatePerInterval times 8 / fundingIntervalHours, to compare venues by.")            \
  field(predictedFundingRatePerInterval, "The venue's guess of the settlement after.")             \
  field(settledFundingRatePerInterval, "Of the interval that has passed.")                         \
  field(nextFundingTimeMs, "Venue time of the next settlement.")                                   \
  field(openInterest, "What is open, of one side, venue unit.")                                    \
  field(openInterestBase, "The same in base coin.")                                                \
  field(openInterestNotional, "The same in quote units.")                                          \
  field(longAccountShare, "Of all accounts, those that are long, 0 to 1.")                         \
  field(topLongAccountShare, "Of the largest traders' accounts, those that are long.")             \
  field(topLongPositionShare, "Of the largest traders' positions, the long ones by size.")         \
  field(takerBuyShare, "Of what takers traded, what they bought.")                                 \
  field(markVolatility, "Of an option: of a year, as a fraction.")                                 \
  field(bidVolatility, "Of an option: that of its best bid.")                                      \
  field(askVolatility, "Of an option: that of its best ask.")                                      \
  field(underlyingPrice, "Of an option: what the venue prices it with.")                           \
  field(delta, "Of an option, by Black and Scholes.")                                              \
  field(gamma, "Change of delta for one quote unit.")                                              \
  field(vega, "Quote units for one percentage point of volatility.")                               \
  field(theta, "Quote units for a day.")                                                           \
  field(insuranceFundBalance, "In the fund's own coin.")                                           \
  field(insuranceFundDrawdownRate, "What the fund has lost of its peak.")                          \
  field(deleveragingTriggerRate, "The drawdown at which deleveraging begins.")                     \
  field(isDeleveraging, "1 where the venue says that it deleverages, 0 that it does not.")         \
  field(volatilityPerDay,                                                                          \
        "Standard deviation of the log mark over a day, a fraction: sqrt(v T) with T a day and "   \
        "v the mean of r^2 / dt of log returns r, whose weights fall by e in 30 min. Null "        \
        "before 100 marks over 10 min.")                                                           \
  field(liquidatedLongQuantity, "Long positions closed by force since the start, at least.")       \
  field(liquidatedShortQuantity, "Short positions closed by force since the start, at least.")     \
  field(lastKnownBidPrice, "Best bid when the book was last live, while it is not.")               \
  field(lastKnownAskPrice, "Best ask when the book was last live, while it is not.")               \
  field(bookLocalTimeMs, "Local time of the last snapshot or update of the book.")                 \
  field(markLocalTimeMs, "Local time of the last mark price.")                                     \
  field(events, "Events applied so far.")                                                          \
  field(ignored, "Events left out so far: old, repeated, or of a second channel.")                 \
  field(gaps, "Sequence gaps so far.")                                                             \
  field(resyncs, "Snapshots taken over so far.")                                                   \
  field(checksumMatches, "Checksums that came and were right.")                                    \
  field(checksumFailures, "Checksums that came and were wrong: the book was given up.")            \
  field(crossedMs, "Local time for which best bid was at or above best ask.")                      \
  field(contractSize, "Base coin in one unit of quantity, quote units where inverse.")             \
  field(isInverse, "1 where the contract is inverse, 0 where it is not.")                          \
  field(isContractInferred, "1: contractSize is from the name, not from the venue's list.")

// The readings that are metrics too, and which stream keeps each fresh.
#define PLIMSOLL_READING_METRICS(metric)                                                          \
  metric(midPrice, book) metric(weightedMid, book) metric(topImbalance, book)                     \
      metric(bookImbalance5, book) metric(bookImbalance10, book) metric(bookImbalance20, book)    \
          metric(bookImbalance10Bps, book) metric(weightedImbalance10Bps, book)                   \
              metric(bidDepth10Bps, book) metric(askDepth10Bps, book)                             \
                  metric(orderFlowImbalance, book) metric(normalizedOrderFlowImbalance, book)     \
                      metric(cumulativeVolumeDelta, trades) metric(tradeFlowImbalance, trades)    \
                          metric(volatilityPerDay, marks)

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
