#pragma once

#include <cstddef>

#include "plimsoll/analytics/analytics.h"
#include "plimsoll/engine/market.h"

// A market's analytics, for engines that have them. Analytics are the only followers there are,
// which is what analytics() relies on.

namespace plimsoll {

/// Analytics are off until somebody wants them: from now on they follow every event, anew
/// and with nothing remembered. Market::follow(nullptr) ends them.
///
/// @param settings  have passed check()
void analyze(Market& market, const AnalyticsSettings& settings);

/// Null while nobody analyzes it.
const Analytics* analytics(const Market& market) noexcept;

/// Every metric that is followed; none has a value while nothing is.
Metrics metrics(const Market& market, double localTimeMs) noexcept;

/// One metric with its quality as of now: of PLIMSOLL_READING_METRICS, and then of Metrics.
Metric metric(const Market& market, std::size_t place, double localTimeMs) noexcept;

}  // namespace plimsoll
