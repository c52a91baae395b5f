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
#define PLIMSOLL_ANALYTICS_SETTINGS(setting)                                                       \
  setting(followsBook, 1.0, 0.0, 1.0, rateOutOfRange,                                              \
          "Whether metrics of the book are followed: microprice to tradeConfirmation.")            \
  setting(followsFlow, 1.0, 0.0, 1.0, rateOutOfRange,                                              \
          "Whether metrics of order flow and trades are: integratedOrderFlowImbalance to "         \
          "clockRegularity60S.")                                                                   \
  setting(followsFunding, 1.0, 0.0, 1.0, rateOutOfRange,                                           \
          "Whether metrics of funding are: premiumIndex to fundingRateZ. Without them crowding "   \
          "lacks its premium.")                                                                    \
  setting(followsPositioning, 1.0, 0.0, 1.0, rateOutOfRange,                                       \
          "Whether metrics of open interest and who holds it are: openInterestVelocityPerHour "    \
          "to shortCrowding.")                                                                     \
  setting(restingWindowMs, 500.0, 100.0, 5'000.0, windowOutOfRange,                                \
          "For how long a quantity has to rest to count in restingImbalance10, local time.")       \
  setting(footprintBinSize, kNotGiven, 1e-12, kMostGiven, sizeNotPositive,                         \
          "Quote units of price in one row of the footprint; without it there is none.")           \
  setting(impactBinMs, 10'000.0, 1'000.0, 60'000.0, windowOutOfRange,                              \
          "Length of the bins of kyleLambda and illiquidity, venue time.")                         \
  setting(vpinBucketQuantity, kNotGiven, 1e-12, kMostGiven, quantityNotPositive,                   \
          "Volume of a bucket of vpin, the venue's unit; a fiftieth of a day's is usual. "         \
          "Without it there is no vpin.")                                                          \
  setting(vpinByBulkVolume, 0.0, 0.0, 1.0, rateOutOfRange,                                         \
          "Whether vpin classifies a bucket by how far its price went, and not by the takers' "    \
          "sides.")                                                                                \
  setting(branchingWindowMs, 30'000.0, 10'000.0, 60'000.0, windowOutOfRange,                       \
          "Length of the windows in which events are counted for branching ratios, venue time.")   \
  setting(branchingWindows, 240.0, 60.0, 2'160.0, windowOutOfRange,                                \
          "How many of them are kept, the latest; 240 of 30 s are two hours.")                     \
  setting(loopBinMs, 1'000.0, 1'000.0, 10'000.0, windowOutOfRange,                                 \
          "Length of the bins of loopGain, venue time.")                                           \
  setting(loopTimeConstantMs, 1'800'000.0, 100'000.0, 86'400'000.0, windowOutOfRange,              \
          "Time after which a bin of loopGain counts 1 / e; at least 100 bins.")                   \
  setting(premiumNotional, 20'000.0, 1e-9, kMostGiven, sizeNotPositive,                            \
          "Notional whose mean prices premiumIndex compares with the index, quote units: one "     \
          "for all markets that are compared. Predicted funding takes it where the venue's own "   \
          "is not known.")                                                                         \
  setting(initialMarginRate, kNotGiven, 1e-9, 1.0, rateOutOfRange,                                 \
          "Initial margin rate at the highest leverage, fraction of notional: the impact "         \
          "notional that predicted funding takes of some venues is an amount over it (200 of "     \
          "Binance, 500 of dYdX), and caps of some venues' funding go by it.")                     \
  setting(maintenanceMarginRate, kNotGiven, 0.0, 1.0, rateOutOfRange,                              \
          "Maintenance margin rate of the lowest tier, fraction of notional, not above "           \
          "initialMarginRate; caps of some venues' funding go by it.")                             \
  setting(isIsolatedMarket, 0.0, 0.0, 1.0, rateOutOfRange,                                         \
          "Whether the venue keeps the market in isolated margin, as dYdX some: its interest in "  \
          "predicted funding is another one then.")                                                \
  setting(interestRatePer8Hours, kNotGiven, -1.0, 1.0, rateOutOfRange,                             \
          "Interest of the funding formula, fraction of notional for 8 h, where it is the "        \
          "market's own, as 0 of some of Binance's.")                                              \
  setting(fundingCapRate, kNotGiven, -1.0, 1.0, rateOutOfRange,                                    \
          "Highest funding rate of one interval, fraction of notional, as the venue lists it.")    \
  setting(fundingFloorRate, kNotGiven, -1.0, 1.0, rateOutOfRange,                                  \
          "Lowest of one interval, likewise; not above fundingCapRate.")                           \
  setting(fundingImpactNotional, kNotGiven, 1e-9, kMostGiven, sizeNotPositive,                     \
          "Notional that the venue's own premium trades on each side of the book, quote units, "   \
          "where it is the market's own, as Hyperliquid's 6,000 of smaller coins.")                \
  setting(deleveragingDrawdownRate, 0.03, 1e-6, 0.999999, rateOutOfRange,                          \
          "A deleveraging starts when open interest is more than this fraction below its hour's "  \
          "maximum; 0.05 is usual for coins other than bitcoin.")                                  \
  setting(deleveragingStartZ, -3.0, -100.0, -1e-6, rateOutOfRange,                                 \
          "And openInterestVelocityZ is below this, in standard deviations.")                      \
  setting(deleveragingRecoveryRate, 0.25, 1e-6, 0.999999, rateOutOfRange,                          \
          "It ends when this fraction of what was lost is back above the trough.")                 \
  setting(deleveragingCalmMs, 1'800'000.0, 1'000.0, 86'400'000.0, windowOutOfRange,                \
          "Or after so long, venue time, without openInterestVelocityZ below "                     \
          "deleveragingStartZ.")                                                                   \
  setting(crowdingHistoryMs, 7'200'000.0, 1'000.0, 86'400'000.0, windowOutOfRange,                 \
          "Time between two of the 360 values of a component that crowding remembers, local "      \
          "time.")                                                                                 \
  setting(crowdingStaleMs, 1'800'000.0, 1'000.0, 86'400'000.0, windowOutOfRange,                   \
          "Time without news after which a component of crowding is missing, local time.")         \
  setting(fundingWeight, 0.18, 0.0, 1.0, rateOutOfRange,                                           \
          "Weight in crowding of the funding rate for 8 h; weights count by their shares of "      \
          "those that are there, and one is above zero.")                                          \
  setting(premiumWeight, 0.10, 0.0, 1.0, rateOutOfRange, "Weight in crowding of premiumIndex.")    \
  setting(accountRatioWeight, 0.08, 0.0, 1.0, rateOutOfRange,                                      \
          "Weight in crowding of accountLogRatio.")                                                \
  setting(takerOpenInterestWeight, 0.15, 0.0, 1.0, rateOutOfRange,                                 \
          "Weight in crowding of takerOpenInterest.")                                              \
  setting(marketCap, kNotGiven, 0.0, kMostGiven, notionalNegative,                                 \
          "Market cap of the coin, quote units, for openInterestToMarketCap.")                     \
  setting(dayNotional, kNotGiven, 0.0, kMostGiven, notionalNegative,                               \
          "Notional traded in 24 h, quote units, for openInterestToDayNotional.")                  \
  setting(spotDepthNotional, kNotGiven, 0.0, kMostGiven, notionalNegative,                         \
          "Notional resting within 1 % of the spot mid, both sides together, quote units, for "    \
          "openInterestToSpotDepth.")                                                              \
  setting(reserveBaseQuantity, kNotGiven, 1e-12, kMostGiven, quantityNotPositive,                  \
          "Base coin that the exchange holds for its clients, for estimatedLeverageRatio.")

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
