#include "plimsoll/analytics/analytics_settings.h"

namespace plimsoll {
namespace {

struct Range {
  const char* name;
  double value;  ///< the default: what is not given there need not be
  double low;
  double high;
  Error error;
};

constexpr Range kRanges[] = {
#define PLIMSOLL_RANGE(name, value, low, high, error, doc) {#name, value, low, high, Error::error},
    PLIMSOLL_ANALYTICS_SETTINGS(PLIMSOLL_RANGE)
#undef PLIMSOLL_RANGE
};

constexpr double kLeastBins = 100.0;

}  // namespace

Refusal check(const AnalyticsSettings& settings) noexcept {
  const double* value = reinterpret_cast<const double*>(&settings);
  for (const Range& range : kRanges) {
    const bool isMissing = *value != *value && range.value != range.value;
    if (!isMissing && !(*value >= range.low && *value <= range.high)) {
      return {range.error, range.name};
    }
    ++value;
  }
  if (settings.loopTimeConstantMs < kLeastBins * settings.loopBinMs) {
    return {Error::windowOutOfRange, "loopTimeConstantMs"};
  }
  if (settings.maintenanceMarginRate > settings.initialMarginRate) {
    return {Error::rateOutOfRange, "maintenanceMarginRate"};
  }
  if (settings.fundingFloorRate > settings.fundingCapRate) {
    return {Error::rateOutOfRange, "fundingFloorRate"};
  }
  const double weights = settings.fundingWeight + settings.premiumWeight +
                         settings.accountRatioWeight + settings.takerOpenInterestWeight;
  return weights > 0.0 ? Refusal{} : Refusal{Error::rateOutOfRange, "fundingWeight"};
}

RestingQuantitySettings restingOf(const AnalyticsSettings& settings,
                                  std::int64_t unitsPerTick) noexcept {
  return {.windowMs = settings.restingWindowMs, .unitsPerTick = unitsPerTick};
}

CountWindows countWindowsOf(const AnalyticsSettings& settings) noexcept {
  return {.windowMs = static_cast<std::int64_t>(settings.branchingWindowMs),
          .windows = static_cast<int>(settings.branchingWindows)};
}

LoopBins loopBinsOf(const AnalyticsSettings& settings) noexcept {
  return {.binMs = static_cast<std::int64_t>(settings.loopBinMs),
          .timeConstantMs = static_cast<std::int64_t>(settings.loopTimeConstantMs)};
}

FundingTerms fundingTermsOf(const AnalyticsSettings& settings,
                            const std::optional<double>& intervalHours) noexcept {
  return {.intervalHours = intervalHours,
          .interestRatePer8Hours = ifGiven(settings.interestRatePer8Hours),
          .isIsolated = settings.isIsolatedMarket != 0.0,
          .initialMarginRate = ifGiven(settings.initialMarginRate),
          .maintenanceMarginRate = ifGiven(settings.maintenanceMarginRate),
          .capRate = ifGiven(settings.fundingCapRate),
          .floorRate = ifGiven(settings.fundingFloorRate)};
}

DeleveragingLimits deleveragingOf(const AnalyticsSettings& settings) noexcept {
  return {.startDrawdown = settings.deleveragingDrawdownRate,
          .startZ = settings.deleveragingStartZ,
          .endRecovery = settings.deleveragingRecoveryRate,
          .calmMs = settings.deleveragingCalmMs};
}

CrowdingSettings crowdingOf(const AnalyticsSettings& settings) noexcept {
  CrowdingSettings crowding{
      .weights = {},
      .historyIntervalMs = static_cast<std::int64_t>(settings.crowdingHistoryMs),
      .staleMs = static_cast<std::int64_t>(settings.crowdingStaleMs)};
  const auto weigh = [&](CrowdingComponent component, double weight) {
    crowding.weights[static_cast<std::size_t>(component)] = weight;
  };
  weigh(CrowdingComponent::funding, settings.fundingWeight);
  weigh(CrowdingComponent::premium, settings.premiumWeight);
  weigh(CrowdingComponent::accountRatio, settings.accountRatioWeight);
  weigh(CrowdingComponent::takerOpenInterest, settings.takerOpenInterestWeight);
  return crowding;
}

OpenInterestScales scalesOf(const AnalyticsSettings& settings) noexcept {
  return {.marketCap = ifGiven(settings.marketCap),
          .dayNotional = ifGiven(settings.dayNotional),
          .depthNotional = std::nullopt,
          .spotDepthNotional = ifGiven(settings.spotDepthNotional),
          .reserveBaseQuantity = ifGiven(settings.reserveBaseQuantity)};
}

}  // namespace plimsoll
