// What a market's analytics are given, and what they say.

#include <cmath>
#include <cstddef>

#include "plimsoll/engine/market.h"
#include "plimsoll/engine/optional_reading.h"
#include "plimsoll/positioning/open_interest.h"

namespace plimsoll {
namespace {

struct ReadingMetric {
  double Reading::*value;
  MetricSource source;
};

constexpr ReadingMetric kReadingMetrics[] = {
#define PLIMSOLL_METRIC(name, source) {&Reading::name, MetricSource::source},
    PLIMSOLL_READING_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC
};

std::optional<double> ifKnown(double value) noexcept {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

}  // namespace

void Market::analyze(const AnalyticsSettings* settings) {
  analytics_ = settings == nullptr ? nullptr
                                   : std::make_unique<Analytics>(*settings, venue_->venue);
  ++revision_;
}

BookChange Market::change(LevelRange bids, LevelRange asks, const EventBatch& batch,
                          std::optional<VenueTimeMs> venueTimeMs,
                          double localTimeMs) const noexcept {
  return {book_,       contract_,  tradeFlow_, batch.at(bids), batch.at(asks),
          venueTimeMs, localTimeMs};
}

Present Market::present(double localTimeMs) const noexcept {
  const auto timeOf = [](double ms) {
    return std::isnan(ms) ? std::nullopt : std::optional(static_cast<VenueTimeMs>(ms));
  };
  return {.book = trustedBook(),
          .contract = contract_,
          .tradeFlow = tradeFlow_,
          .localTimeMs = localTimeMs,
          .bookLocalTimeMs = state_.bookLocalTimeMs,
          .tellsOpenInterest = !std::isnan(state_.openInterest),
          .markPrice = markPrice_,
          .indexPrice = ifKnown(state_.indexPrice),
          .fundingRatePerInterval = ifKnown(state_.fundingRatePerInterval),
          .fundingIntervalHours = ifKnown(state_.fundingIntervalHours),
          .nextFundingTimeMs = timeOf(state_.nextFundingTimeMs),
          .markVenueTimeMs = markTimeMs_ > 0 ? std::optional(markTimeMs_) : std::nullopt};
}

Metrics Market::metrics(double localTimeMs) const noexcept {
  if (analytics_ == nullptr) return {};
  OpenInterest told;
  told.quantity = ifKnown(state_.openInterest);
  told.baseQuantity = ifKnown(state_.openInterestBase);
  told.notional = ifKnown(state_.openInterestNotional);
  const auto openInterest =
      markPrice_ ? normalizedOpenInterest(told, contract_, *markPrice_) : NormalizedOpenInterest{};
  return analytics_->read(present(localTimeMs), openInterest);
}

Metric Market::metric(std::size_t place, double localTimeMs) const noexcept {
  const double markStaleMs =
      venue_->staleOf == nullptr ? venue_->stale.markMs : venue_->staleOf(symbol_).markMs;
  const auto fresh = [&](const Metric& found, MetricSource source) {
    return aged(found, localTimeMs, freshnessMs(source, bookStaleMs_, markStaleMs));
  };
  constexpr std::size_t kFirst = std::size(kReadingMetrics);
  if (place >= kFirst) {
    const Metrics metrics = this->metrics(localTimeMs);
    return fresh(metrics.all()[place - kFirst], kMetricSources[place - kFirst]);
  }
  const auto [value, source] = kReadingMetrics[place];
  const double tradeMs = std::isnan(state_.lastTradePrice) ? kMissing : tradeLocalTimeMs_;
  const double times[] = {state_.bookLocalTimeMs, tradeMs, state_.markLocalTimeMs};
  const Reading reading = this->reading(localTimeMs);
  return fresh(plimsoll::metric(ifKnown(reading.*value),
                                {.count = 1.0, .localTimeMs = times[static_cast<std::size_t>(source)]}),
               source);
}

}  // namespace plimsoll
