#pragma once

// Answers that are not asked for every message, as blocks of doubles. The names below are their
// layout in TypeScript; a text stands in its block as the address of UTF-8 that ends with a zero,
// and lives until the engine is called again.

#define PLIMSOLL_NOTICE_FIELDS(field)                                                    \
  field(kind) field(feed) field(market) field(symbol) field(resubscribe) field(url)      \
      field(error) field(offset) field(suppressed) field(signal) field(buys) field(isOn) \
          field(value) field(z) field(falseAlarmsPerDay) field(halfLifeMs)               \
              field(confirmed) field(control)

#define PLIMSOLL_COUNTER_FIELDS(field)                                                    \
  field(messages) field(bytes) field(events) field(ignored) field(unrouted) field(errors) \
      field(gaps)

#define PLIMSOLL_DEPTH_FIELDS(field) field(error) field(quantity) field(baseQuantity) field(notional)

// Behind these the bid and ask notional of each market in turn.
#define PLIMSOLL_AGGREGATE_DEPTH_FIELDS(field) \
  field(error) field(bidNotional) field(askNotional) field(imbalance)

// Of AggregateReading. Before these a refusal's error and field, behind them each market and then
// each bin, bid and ask.
#define PLIMSOLL_AGGREGATE_FIELDS(field)                                                       \
  field(bidNotional) field(askNotional) field(imbalance) field(weightedImbalance)              \
      field(imbalanceDispersion) field(fundingRatePer8Hours) field(fundingDispersionPer8Hours) \
          field(lowestFundingRatePer8Hours) field(highestFundingRatePer8Hours)                 \
              field(fundingVenues) field(openInterestNotional)                                 \
                  field(openInterestConcentration) field(effectiveVenues)                      \
                      field(normalizedConcentration) field(coinMarginedShare)                  \
                          field(compositionShift) field(cumulativeVolumeDeltaNotional)         \
                              field(perpetualVolumeDeltaNotional)                              \
                                  field(spotVolumeDeltaNotional) field(tradeFlowImbalance)     \
                                      field(coverage)

// Of MarketView, but for what is traded.
#define PLIMSOLL_MARKET_VIEW_FIELDS(field)                                                  \
  field(bidNotional) field(askNotional) field(imbalance) field(premiumIndex)                \
      field(fundingRatePer8Hours) field(openInterestNotional)                               \
          field(cumulativeVolumeDeltaNotional) field(tradeFlowImbalance)

#define PLIMSOLL_SLIPPAGE_FIELDS(field) field(averagePrice) field(rate) field(notional) field(worstPrice)

#define PLIMSOLL_LISTING_FIELDS(field) field(error) field(instruments)

#define PLIMSOLL_COMPARISON_FIELDS(field)                                               \
  field(error) field(compared) field(sameUpdate) field(levels) field(missing) field(surplus) \
      field(different)

// In the order in which they stand in WarningThresholds.
#define PLIMSOLL_THRESHOLD_FIELDS(field)                                           \
  field(cautionDailySigmas) field(dangerHourlySigmas) field(criticalFiveMinuteSigmas) \
      field(criticalMarginRatio) field(cautionRate) field(dangerRate) field(criticalRate) \
          field(easeFactor) field(easeAfterMs) field(holdAfterRiseMs) field(markStaleMs)

#define PLIMSOLL_WARNING_FIELDS(field)                                                       \
  field(change) field(id) field(positionId) field(code) field(severity) field(sinceLocalTimeMs) \
      field(crossings) field(acknowledged) field(beyondLiquidation) field(markPrice)         \
          field(markLocalTimeMs) field(liquidationPrice) field(distanceRate)                 \
              field(distanceSigmas) field(marginRatio) field(cautionDistance)                \
                  field(dangerDistance) field(criticalDistance) field(fixedThresholds)

#define PLIMSOLL_METRIC_FIELDS(field) \
  field(value) field(count) field(localTimeMs) field(quality) field(flags)

#define PLIMSOLL_SIGNAL_FIELDS(field)                                                    \
  field(z) field(onSide) field(learnedShare) field(falseAlarmsPerDay) field(halfLifeMs) \
      field(shareAbove) field(shareBelow) field(runLength)

#define PLIMSOLL_LEVEL_FLOW_FIELDS(field) field(imbalance) field(normalizedImbalance) field(isWhole)

#define PLIMSOLL_TRADE_SIZE_FIELDS(field) \
  field(fromNotional) field(bought) field(sold) field(imbalance)

// Behind these what was bought and sold in each bin.
#define PLIMSOLL_FOOTPRINT_FIELDS(field)                                                  \
  field(binSize) field(lowestPrice) field(boughtBelow) field(soldBelow) field(boughtAbove) \
      field(soldAbove)

// Behind these the parts, each component's in its order; missing where it is not there.
#define PLIMSOLL_CROWDING_FIELDS(field) field(longScore) field(shortScore) field(coverage)

#define PLIMSOLL_CROWDING_PART_FIELDS(field) \
  field(value) field(percentile) field(weight) field(longPoints) field(shortPoints)

#define PLIMSOLL_EPISODE_FIELDS(field)                                                       \
  field(isThere) field(peakOpenInterest) field(troughOpenInterest) field(peakPrice)          \
      field(troughPrice) field(peakVenueTimeMs) field(startVenueTimeMs) field(troughVenueTimeMs) \
          field(endVenueTimeMs) field(depth) field(closedQuantity) field(openedQuantity)     \
              field(liquidatedQuantity) field(liquidatedShare) field(isLowerBound)           \
                  field(logReturnPerNotional)

#define PLIMSOLL_DEPTH_PRICE_FIELDS(field) \
  field(error) field(volumeAdjustedMid) field(weightedDepthPrice) field(effectiveMid)

#define PLIMSOLL_EXPECTED_SLIPPAGE_FIELDS(field)                                         \
  field(averagePrice) field(rate) field(notional) field(lastPrice) field(quantityFromBook) \
      field(quantityBeyond)

#include <array>
#include <cstdint>
#include <string>

#include "block.h"

namespace plimsoll::door {

#define PLIMSOLL_MEMBER(name) double name;
struct NoticeReply {
  PLIMSOLL_NOTICE_FIELDS(PLIMSOLL_MEMBER)
};
struct CountersReply {
  PLIMSOLL_COUNTER_FIELDS(PLIMSOLL_MEMBER)
};
struct DepthReply {
  PLIMSOLL_DEPTH_FIELDS(PLIMSOLL_MEMBER)
};
struct AggregateDepthReply {
  PLIMSOLL_AGGREGATE_DEPTH_FIELDS(PLIMSOLL_MEMBER)
};
struct AggregateReply {
  PLIMSOLL_AGGREGATE_FIELDS(PLIMSOLL_MEMBER)
};
struct MarketViewReply {
  PLIMSOLL_MARKET_VIEW_FIELDS(PLIMSOLL_MEMBER)
};
struct SlippageReply {
  PLIMSOLL_SLIPPAGE_FIELDS(PLIMSOLL_MEMBER)
};
struct ListingsReply {
  PLIMSOLL_LISTING_FIELDS(PLIMSOLL_MEMBER)
};
struct ComparisonReply {
  PLIMSOLL_COMPARISON_FIELDS(PLIMSOLL_MEMBER)
};
struct WarningReply {
  PLIMSOLL_WARNING_FIELDS(PLIMSOLL_MEMBER)
};
struct SignalReply {
  PLIMSOLL_SIGNAL_FIELDS(PLIMSOLL_MEMBER)
};
struct LevelFlowReply {
  PLIMSOLL_LEVEL_FLOW_FIELDS(PLIMSOLL_MEMBER)
};
struct TradeSizeReply {
  PLIMSOLL_TRADE_SIZE_FIELDS(PLIMSOLL_MEMBER)
};
struct FootprintReply {
  PLIMSOLL_FOOTPRINT_FIELDS(PLIMSOLL_MEMBER)
};
struct CrowdingReply {
  PLIMSOLL_CROWDING_FIELDS(PLIMSOLL_MEMBER)
};
struct CrowdingPartReply {
  PLIMSOLL_CROWDING_PART_FIELDS(PLIMSOLL_MEMBER)
};
struct DepthPricesReply {
  PLIMSOLL_DEPTH_PRICE_FIELDS(PLIMSOLL_MEMBER)
};
struct ExpectedSlippageReply {
  PLIMSOLL_EXPECTED_SLIPPAGE_FIELDS(PLIMSOLL_MEMBER)
};
#undef PLIMSOLL_MEMBER
#define PLIMSOLL_MEMBER(name) double name = 0.0;
struct EpisodeReply {
  PLIMSOLL_EPISODE_FIELDS(PLIMSOLL_MEMBER)
};
#undef PLIMSOLL_MEMBER

/// Text that JavaScript writes before a question that takes some.
extern std::string textInput;

/// Appends a reply to the output.
template <typename Reply>
void add(const Reply& reply) {
  const auto* first = reinterpret_cast<const double*>(&reply);
  output.insert(output.end(), first, first + sizeof reply / sizeof(double));
}

/// The output that holds a reply alone.
template <typename Reply>
const double* only(const Reply& reply) {
  output.clear();
  add(reply);
  return output.data();
}

inline double addressOf(const char* text) {
  return static_cast<double>(reinterpret_cast<std::uintptr_t>(text));
}

}  // namespace plimsoll::door
