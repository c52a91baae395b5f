#include "plimsoll/engine/market_metrics.h"

#include <cmath>

#include "plimsoll/engine/optional_reading.h"

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

}  // namespace

void analyze(Market& market, const AnalyticsSettings& settings) {
  market.follow(std::make_unique<Analytics>(settings, market.venue().venue));
}

const Analytics* analytics(const Market& market) noexcept {
  return static_cast<const Analytics*>(market.follower());
}

Metrics metrics(const Market& market, double localTimeMs) noexcept {
  const Analytics* found = analytics(market);
  if (found == nullptr) return {};
  return found->read(market.present(localTimeMs), market.openInterest());
}

Metric metric(const Market& market, std::size_t place, double localTimeMs) noexcept {
  const auto [bookStaleMs, markStaleMs] = market.staleLimits();
  const auto fresh = [&](const Metric& found, MetricSource source) {
    return aged(found, localTimeMs, freshnessMs(source, bookStaleMs, markStaleMs));
  };
  constexpr std::size_t kFirst = std::size(kReadingMetrics);
  if (place >= kFirst) {
    const Metrics all = metrics(market, localTimeMs);
    return fresh(all.all()[place - kFirst], kMetricSources[place - kFirst]);
  }
  const auto [value, source] = kReadingMetrics[place];
  const Reading reading = market.reading(localTimeMs);
  const double tradeMs = std::isnan(reading.lastTradePrice) ? kMissing : market.tradeLocalTimeMs();
  const double times[] = {reading.bookLocalTimeMs, tradeMs, reading.markLocalTimeMs};
  const MetricBasis basis{.count = 1.0, .localTimeMs = times[static_cast<std::size_t>(source)]};
  const double found = reading.*value;
  return fresh(plimsoll::metric(std::isnan(found) ? std::nullopt : std::optional(found), basis),
               source);
}

}  // namespace plimsoll
