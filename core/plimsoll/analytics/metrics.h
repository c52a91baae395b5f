#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "plimsoll/analytics/metric_list.h"
#include "plimsoll/base/metric.h"

namespace plimsoll {

/// Which stream keeps a metric fresh, and so how fast its quality falls in silence.
enum class MetricSource : std::uint8_t {
  book,    ///< the book's own limit of silence
  trades,  ///< a minute
  marks,   ///< the limit of silence of marks
  told,    ///< ten minutes: what venues tell, or are asked, now and then
};

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
