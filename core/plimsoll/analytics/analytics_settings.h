#pragma once

#include <limits>

#include "plimsoll/base/error.h"
#include "plimsoll/book/resting_quantity.h"
#include "plimsoll/flow/branching_ratio.h"
#include "plimsoll/flow/loop_gain.h"
#include "plimsoll/funding/funding_rules.h"
#include "plimsoll/positioning/crowding.h"
#include "plimsoll/positioning/deleveraging_episode.h"
#include "plimsoll/positioning/open_interest.h"

namespace plimsoll {

inline constexpr double kNotGiven = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kMostGiven = 1e30;  ///< of notionals and quantities, far above any

// Of every setting its name, default, lowest and highest value, the error of one beyond them, and
// its meaning. The struct, its check and its TypeScript twin with its docs come from this one list.
#define PLIMSOLL_ANALYTICS_SETTINGS(setting)                                                     \
  setting(followsBook, 1.0, 0.0, 1.0, rateOutOfRange, "1 to follow the metrics of the book, 0 to leave them out.") \
  setting(followsFlow, 1.0, 0.0, 1.0, rateOutOfRange, "The same of order flow and trades.")      \
  setting(followsFunding, 1.0, 0.0, 1.0, rateOutOfRange, "The same of funding.")                 \
  setting(followsPositioning, 1.0, 0.0, 1.0, rateOutOfRange, "The same of open interest and who holds it.") \
  setting(restingWindowMs, 500.0, 100.0, 5'000.0, windowOutOfRange, "For how long a quantity has to rest to count.") \
  setting(footprintBinSize, kNotGiven, 1e-12, kMostGiven, sizeNotPositive, "Quote units in one row of the footprint; without it there is none.") \
  setting(impactBinMs, 10'000.0, 1'000.0, 60'000.0, windowOutOfRange, "Bins of kyleLambda and illiquidity.") \
  setting(vpinBucketQuantity, kNotGiven, 1e-12, kMostGiven, quantityNotPositive, "Volume of a bucket of vpin, the venue's unit; a fiftieth of a day's is usual. Without it there is no vpin.") \
  setting(vpinByBulkVolume, 0.0, 0.0, 1.0, rateOutOfRange, "1 to classify a bucket by how far its price went, 0 by the takers' sides.") \
  setting(branchingWindowMs, 30'000.0, 10'000.0, 60'000.0, windowOutOfRange, "Windows in which events are counted for branching ratios.") \
  setting(branchingWindows, 240.0, 60.0, 2'160.0, windowOutOfRange, "How many of them are kept.") \
  setting(loopBinMs, 1'000.0, 1'000.0, 10'000.0, windowOutOfRange, "Bins of loopGain.")          \
  setting(loopTimeConstantMs, 1'800'000.0, 100'000.0, 86'400'000.0, windowOutOfRange, "After which a bin of loopGain counts 1 / e; at least 100 bins.") \
  setting(premiumNotional, 20'000.0, 1e-9, kMostGiven, sizeNotPositive, "Notional of premiumIndex, quote units: one for all markets that are compared.") \
  setting(initialMarginRate, kNotGiven, 1e-9, 1.0, rateOutOfRange, "At the highest leverage; impact notional and caps of some venues' funding go by it.") \
  setting(maintenanceMarginRate, kNotGiven, 0.0, 1.0, rateOutOfRange, "Of the lowest tier; caps of some venues' funding go by it.") \
  setting(isIsolatedMarket, 0.0, 0.0, 1.0, rateOutOfRange, "1 where the venue keeps the market in isolated margin, as dYdX some.") \
  setting(interestRatePer8Hours, kNotGiven, -1.0, 1.0, rateOutOfRange, "Of the funding formula, where it is the market's own, as 0 of some of Binance's.") \
  setting(fundingCapRate, kNotGiven, -1.0, 1.0, rateOutOfRange, "Highest funding rate of one interval, as the venue lists it.") \
  setting(fundingFloorRate, kNotGiven, -1.0, 1.0, rateOutOfRange, "Lowest of one interval, likewise.") \
  setting(fundingImpactNotional, kNotGiven, 1e-9, kMostGiven, sizeNotPositive, "What the venue's own premium trades on each side of the book, quote units, where it is the market's own, as Hyperliquid's 6,000 of smaller coins.") \
  setting(deleveragingDrawdownRate, 0.03, 1e-6, 0.999999, rateOutOfRange, "A deleveraging starts when open interest is this far below its hour's maximum; 0.05 is usual for coins other than bitcoin.") \
  setting(deleveragingStartZ, -3.0, -100.0, -1e-6, rateOutOfRange, "And its velocity is below this, in its own deviations.") \
  setting(deleveragingRecoveryRate, 0.25, 1e-6, 0.999999, rateOutOfRange, "It ends when this share of what was lost is back.") \
  setting(deleveragingCalmMs, 1'800'000.0, 1'000.0, 86'400'000.0, windowOutOfRange, "Or after so long without such a velocity.") \
  setting(crowdingHistoryMs, 7'200'000.0, 1'000.0, 86'400'000.0, windowOutOfRange, "Between two of the 360 values that crowding remembers.") \
  setting(crowdingStaleMs, 1'800'000.0, 1'000.0, 86'400'000.0, windowOutOfRange, "After which a component of crowding is missing.") \
  setting(fundingWeight, 0.18, 0.0, 1.0, rateOutOfRange, "In crowding: of the funding rate.")    \
  setting(premiumWeight, 0.10, 0.0, 1.0, rateOutOfRange, "Of premiumIndex.")                     \
  setting(accountRatioWeight, 0.08, 0.0, 1.0, rateOutOfRange, "Of accountLogRatio.")             \
  setting(takerOpenInterestWeight, 0.15, 0.0, 1.0, rateOutOfRange, "Of takerOpenInterest.")      \
  setting(marketCap, kNotGiven, 0.0, kMostGiven, notionalNegative, "Of the coin, quote units.")  \
  setting(dayNotional, kNotGiven, 0.0, kMostGiven, notionalNegative, "Traded in 24 h, quote units.") \
  setting(spotDepthNotional, kNotGiven, 0.0, kMostGiven, notionalNegative, "Resting within 1 % of the spot mid, both sides, quote units.") \
  setting(reserveBaseQuantity, kNotGiven, 1e-12, kMostGiven, quantityNotPositive, "Base coin that the exchange holds for its clients.")

/// What a market's analytics follow, and how. NaN is not given.
struct AnalyticsSettings {
#define PLIMSOLL_SETTING(name, value, low, high, error, doc) double name = value;
  PLIMSOLL_ANALYTICS_SETTINGS(PLIMSOLL_SETTING)
#undef PLIMSOLL_SETTING
};

/// Every setting within its range, where it is given or has to be; at least 100 bins in the loop's
/// time constant, one weight above zero, maintenance not above initial margin, and a floor of
/// funding not above its cap.
Refusal check(const AnalyticsSettings& settings) noexcept;

// What the parts are made with, of settings that have passed check().

RestingQuantitySettings restingOf(const AnalyticsSettings& settings, std::int64_t unitsPerTick) noexcept;
CountWindows countWindowsOf(const AnalyticsSettings& settings) noexcept;
LoopBins loopBinsOf(const AnalyticsSettings& settings) noexcept;
FundingTerms fundingTermsOf(const AnalyticsSettings& settings,
                            const std::optional<double>& intervalHours) noexcept;
DeleveragingLimits deleveragingOf(const AnalyticsSettings& settings) noexcept;
CrowdingSettings crowdingOf(const AnalyticsSettings& settings) noexcept;
OpenInterestScales scalesOf(const AnalyticsSettings& settings) noexcept;

/// A setting that may be missing.
inline std::optional<double> ifGiven(double setting) noexcept {
  return setting == setting ? std::optional(setting) : std::nullopt;
}

}  // namespace plimsoll
