#include "plimsoll/base/metric.h"

#include <cmath>

namespace plimsoll {

// Dozens of metrics are made in a row: inlined, each of them would be ten times this call.
[[gnu::noinline]] Metric metric(const std::optional<double>& value,
                                const MetricBasis& basis) noexcept {
  if (!value) {
    return {.count = std::isnan(basis.localTimeMs) ? 0.0 : basis.count,
            .localTimeMs = basis.localTimeMs,
            .flags = static_cast<double>(basis.flags | bit(MetricFlag::notReady))};
  }
  return {*value, basis.count, basis.localTimeMs, basis.share, static_cast<double>(basis.flags)};
}

}  // namespace plimsoll
