#include "plimsoll/analytics/funding_analytics.h"

#include <algorithm>

#include "plimsoll/funding/funding_cost.h"
#include "plimsoll/funding/premium.h"

namespace plimsoll {

std::optional<FundingVenue> fundingVenue(FeedVenue venue) noexcept {
  switch (venue) {
    case FeedVenue::binanceUsdm:
    case FeedVenue::binanceCoinm:
      return FundingVenue::binance;
    case FeedVenue::bybitLinear:
    case FeedVenue::bybitInverse:
      return FundingVenue::bybit;
    case FeedVenue::okx:
      return FundingVenue::okx;
    case FeedVenue::deribit:
      return FundingVenue::deribit;
    case FeedVenue::hyperliquid:
      return FundingVenue::hyperliquid;
    case FeedVenue::dydx:
      return FundingVenue::dydx;
    case FeedVenue::gateUsdt:
    case FeedVenue::gateBtc:
      return FundingVenue::gate;
    default:
      return std::nullopt;
  }
}

FundingAnalytics::FundingAnalytics(const AnalyticsSettings& settings, FeedVenue venue)
    : settings_(settings), venue_(fundingVenue(venue)) {}

void FundingAnalytics::addMark(const Present& present, VenueTimeMs timeMs) {
  if (!venue_) return;
  follow(present, timeMs);
  if (!prediction_) return;
  const auto premium = venuePremium(present);
  if (!premium) return;
  prediction_->add(*premium, timeMs);
  markLocalTimeMs_ = present.localTimeMs;
  isPredicted_ = false;
}

/// Whether the next funding that is told is a settlement of the schedule that is followed.
bool FundingAnalytics::isOnSchedule(const Present& present) const noexcept {
  if (!present.nextFundingTimeMs) return true;
  const std::int64_t lengthMs = prediction_->intervalEndMs() - prediction_->intervalStartMs();
  return (*present.nextFundingTimeMs - schedule_.startMs) % lengthMs == 0;
}

/// The rule and the terms of the interval that runs. Where any of them changes, or the venue
/// settles at other times than these, it starts anew with nothing seen.
void FundingAnalytics::follow(const Present& present, VenueTimeMs timeMs) {
  const FundingRule* rule = fundingRule(*venue_, timeMs);
  if (rule == nullptr) return prediction_.reset();
  const std::optional<double> hours = present.fundingIntervalHours;
  const bool isOther = rule != rule_ || hours != schedule_.terms.intervalHours;
  if (prediction_ && !isOther && isOnSchedule(present)) {
    schedule_.startMs = present.nextFundingTimeMs.value_or(schedule_.startMs);
    return;
  }
  rule_ = rule;
  isPredicted_ = false;
  schedule_ = {.startMs = present.nextFundingTimeMs.value_or(0),
               .terms = fundingTermsOf(settings_, hours)};
  prediction_.reset();
  if (check(schedule_) == Error::none) prediction_.emplace(*rule_, schedule_);
}

double FundingAnalytics::venueNotional() const noexcept {
  if (const auto own = ifGiven(settings_.fundingImpactNotional)) return *own;
  if (rule_->impactNotional) return *rule_->impactNotional;
  const auto rate = ifGiven(settings_.initialMarginRate);
  if (rule_->impactMargin && rate) return impactNotional(*rule_->impactMargin, *rate);
  return settings_.premiumNotional;
}

/// The premium as the venue samples it: of Deribit that of the mark, elsewhere that of impact
/// prices.
std::optional<double> FundingAnalytics::venuePremium(const Present& present) const noexcept {
  if (!present.indexPrice || !(*present.indexPrice > 0.0)) return std::nullopt;
  if (rule_->average == PremiumAverage::continuous) {
    if (!present.markPrice) return std::nullopt;
    return (*present.markPrice - *present.indexPrice) / *present.indexPrice;
  }
  if (present.book == nullptr) return std::nullopt;
  return premiumIndex(impactPrices(*present.book, venueNotional(), present.contract),
                      *present.indexPrice);
}

std::optional<double> FundingAnalytics::premium(const Present& present) const noexcept {
  if (present.book == nullptr || !present.indexPrice || !(*present.indexPrice > 0.0)) {
    return std::nullopt;
  }
  return premiumIndex(impactPrices(*present.book, settings_.premiumNotional, present.contract),
                      *present.indexPrice);
}

void FundingAnalytics::addSettled(double ratePerInterval, VenueTimeMs venueTimeMs) noexcept {
  // A long history that begins with the newest would push that out again.
  const std::size_t count = settled_.count();
  if (count == kSettledRates && venueTimeMs < oldestSettledMs_) return;
  if (!settledTimes_.add(venueTimeMs)) return;
  // A history comes at one moment, and often the newest first: what counts is how many there were.
  if (!settled_.add(ratePerInterval, ++settledRates_)) return;
  oldestSettledMs_ = count == 0 ? venueTimeMs : std::min(oldestSettledMs_, venueTimeMs);
}

void FundingAnalytics::read(Metrics& metrics, const Present& present) const noexcept {
  metrics.premiumIndex =
      metric(premium(present), {.count = 1.0, .localTimeMs = present.bookLocalTimeMs});
  readPrediction(metrics);
  if (!present.fundingRatePerInterval) return;
  const std::size_t count = settled_.count();
  metrics.fundingRateZ =
      metric(count < kWarmRates ? std::nullopt : settled_.z(*present.fundingRatePerInterval),
             {.count = static_cast<double>(count), .localTimeMs = rateLocalTimeMs_});
  if (!present.fundingIntervalHours) return;
  const PeriodicRate rate{*present.fundingRatePerInterval, *present.fundingIntervalHours};
  if (check(rate) != Error::none) return;
  const MetricBasis told{.count = 1.0, .localTimeMs = rateLocalTimeMs_};
  metrics.fundingRatePerYear = metric(simpleRatePerYear(rate), told);
  metrics.compoundedFundingRatePerYear = metric(compoundedRatePerYear(rate), told);
}

void FundingAnalytics::readPrediction(Metrics& metrics) const noexcept {
  if (prediction_ && !isPredicted_) predicted_ = prediction_->predicted();
  isPredicted_ = true;
  if (!prediction_ || !predicted_) return;
  const bool isScheduleAssumed = schedule_.startMs == 0 || !schedule_.terms.intervalHours;
  const bool isNotionalAssumed =
      rule_->average != PremiumAverage::continuous && !rule_->impactNotional &&
      !ifGiven(settings_.fundingImpactNotional) && !ifGiven(settings_.initialMarginRate);
  const bool isUncapped = !hasCap(*rule_, schedule_.terms);
  const MetricBasis basis{.count = predicted_->seenShare,
                          .localTimeMs = markLocalTimeMs_,
                          .share = predicted_->seenShare,
                          .flags = bit(MetricFlag::assumed,
                                       isScheduleAssumed || isNotionalAssumed || isUncapped)};
  metrics.predictedFundingRate = metric(predicted_->rate, basis);
  metrics.predictedFundingRateLow = metric(predicted_->lowRate, basis);
  metrics.predictedFundingRateHigh = metric(predicted_->highRate, basis);
  metrics.runningFundingRate = metric(predicted_->runningRate, basis);
}

}  // namespace plimsoll
