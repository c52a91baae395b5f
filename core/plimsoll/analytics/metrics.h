#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "plimsoll/base/metric.h"

namespace plimsoll {

/// Which stream keeps a metric fresh, and so how fast its quality falls in silence.
enum class MetricSource : std::uint8_t {
  book,    ///< the book's own limit of silence
  trades,  ///< a minute
  marks,   ///< the limit of silence of marks
  told,    ///< ten minutes: what venues tell, or are asked, now and then
};

// Every metric that is followed once somebody asks for it: name, source, meaning. The struct, its
// TypeScript twin and both their docs come from this one list.
#define PLIMSOLL_METRICS(metric)                                                                \
  metric(microprice, book, "Where the mid is expected to be in the end: Stoikov's microprice. Counts changes of the touch, from 20,000 on.") \
  metric(volumeAdjustedMid10, book, "The weighted mid of the best 10 levels of each side (VAMP).")  \
  metric(restingImbalance10, book, "bookImbalance10 by the least that rested lately, so that what flickers does not count.") \
  metric(bidFleeRatio, book, "Of what was bid near a falling mid, the share withdrawn before it was traded, 0 to 1.") \
  metric(askFleeRatio, book, "Of what was asked near a rising mid, the share withdrawn before it was traded, 0 to 1.") \
  metric(bidDepthHalfLifeMs, book, "After a sweep, until half of the depth bid within 10 bps is back. Counts sweeps.") \
  metric(askDepthHalfLifeMs, book, "The same of the depth asked.")                              \
  metric(bookImbalanceZ, book, "bookImbalance10 in robust standard deviations from its median of the last hour. Counts samples.") \
  metric(tradeConfirmation, book, "1 where takers trade to the side to which the book leans unusually, -1 where they trade against it.") \
  metric(integratedOrderFlowImbalance, book, "Order-flow imbalance of ten levels in one number, over their mean depth.") \
  metric(orderFlowExplainedShare, book, "Share of the variance of ten levels' flows that this one number has, 0.1 to 1.") \
  metric(orderFlowImpact, book, "Quote units that the mid moves for one unit of order-flow imbalance at the touch.") \
  metric(orderFlowImpactRSquared, book, "Share of the mid's variance in 10 s that order-flow imbalance explains, 0 to 1.") \
  metric(kyleLambda, trades, "Quote units that the mid moves for one unit bought by takers.")   \
  metric(kyleLambdaRSquared, trades, "Share of the mid's moves that this explains, 0 to 1.")    \
  metric(kyleLambdaBps, trades, "Bps that the mid moves for a million quote units bought by takers.") \
  metric(illiquidity, trades, "Amihud's: fraction that the mid moves for one quote unit traded.") \
  metric(vpin, trades, "One-sidedness of volume, 0 to 1. Contested, and off until a bucket is given. Counts buckets.") \
  metric(midBranchingRatio, book, "Share of the mid's changes that answer earlier ones, 0 to 1. Counts changes.") \
  metric(midBranchingRatioOfDifferences, book, "The same from neighbouring windows, which a drifting rate hardly raises.") \
  metric(liquidationBranchingRatio, told, "Share of liquidations that answer earlier ones, 0 to 1. Counts liquidations.") \
  metric(loopGain, trades, "What comes back in the next second of one unit of flow by way of the price; 1 and above explodes. Counts bins.") \
  metric(loopAmplification, trades, "How far a push goes in the end, 1 / (1 - loopGain); null at 1 and above.") \
  metric(loopSpectralRadius, trades, "Of price and flow on each other in the next second; 1 and above does not die out.") \
  metric(clockRegularity100Ms, trades, "How much trades keep to a tenth of a second: exponential with mean 1 by chance.") \
  metric(clockRegularity1S, trades, "The same of a second.")                                    \
  metric(clockRegularity5S, trades, "The same of five seconds.")                                \
  metric(clockRegularity60S, trades, "The same of a minute.")                                   \
  metric(premiumIndex, book, "Of impact prices for one notional over the index, the same on every venue, as a fraction.") \
  metric(predictedFundingRate, marks, "What the running interval will settle at, by the venue's formula. Counts its samples' share.") \
  metric(predictedFundingRateLow, marks, "5th percentile of that.")                             \
  metric(predictedFundingRateHigh, marks, "95th percentile of that.")                           \
  metric(runningFundingRate, marks, "What it would settle at if it ended now.")                 \
  metric(fundingRatePerYear, told, "The funding rate for 365 days, simple.")                    \
  metric(compoundedFundingRatePerYear, told, "The funding rate for 365 days, each payment added to the notional.") \
  metric(fundingRateZ, told, "The funding rate in robust standard deviations from the median of the settled ones. Counts those.") \
  metric(openInterestVelocityPerHour, told, "Growth of open interest as a logarithm for an hour.") \
  metric(openInterestVelocityZ, told, "That in standard deviations of its own last hour.")      \
  metric(openInterestQuadrant, told, "0 none, 1 new longs, 2 short covering, 3 new shorts, 4 long flush.") \
  metric(openInterestIntensity, told, "How unusual the last minute's change of open interest and price is, in deviations of both.") \
  metric(takerAgreement, told, "-1 to 1: above zero takers pushed the way that the price went while open interest changed.") \
  metric(takerOpenInterest, told, "Of new open interest, what takers bought less what they sold, -1 to 1.") \
  metric(deleveragingDepth, told, "Of a deleveraging under way, how much of the peak was removed, 0 to 1.") \
  metric(deleveragingLiquidatedShare, told, "Of that, what liquidations explain, 0 to 1.")      \
  metric(openInterestToDepth, told, "Open interest over what rests within 1 % of the mid.")     \
  metric(openInterestToSpotDepth, told, "Open interest over the spot depth that was given.")    \
  metric(openInterestToDayNotional, told, "Open interest over the traded notional of a day that was given.") \
  metric(openInterestToMarketCap, told, "Open interest over the market cap that was given.")    \
  metric(estimatedLeverageRatio, told, "Open interest over the reserve that was given, both in base coin.") \
  metric(accountLogRatio, told, "ln(long accounts / short accounts).")                          \
  metric(topPositionLogRatio, told, "ln(long / short) of the largest traders' positions.")      \
  metric(crowdWhaleDivergence, told, "accountLogRatio less topPositionLogRatio.")               \
  metric(longCrowding, told, "How crowded longs are for this market, 0 to 100.")                \
  metric(shortCrowding, told, "How crowded shorts are for this market, 0 to 100.")

/// Every metric of one market, as a flat block of doubles, five for each.
struct Metrics {
#define PLIMSOLL_METRIC(name, source, doc) Metric name;
  PLIMSOLL_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC

  std::span<const Metric> all() const noexcept;
};

#define PLIMSOLL_METRIC(name, source, doc) +1
inline constexpr std::size_t kMetrics = 0 PLIMSOLL_METRICS(PLIMSOLL_METRIC);
#undef PLIMSOLL_METRIC
static_assert(sizeof(Metrics) == kMetrics * 5 * sizeof(double));

inline std::span<const Metric> Metrics::all() const noexcept {
  return {reinterpret_cast<const Metric*>(this), kMetrics};
}

/// Of each metric in their order.
inline constexpr MetricSource kMetricSources[] = {
#define PLIMSOLL_METRIC(name, source, doc) MetricSource::source,
    PLIMSOLL_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC
};

}  // namespace plimsoll
