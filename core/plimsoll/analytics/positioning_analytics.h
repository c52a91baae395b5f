#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/analytics/analytics_settings.h"
#include "plimsoll/analytics/metrics.h"
#include "plimsoll/analytics/present.h"
#include "plimsoll/positioning/account_ratios.h"
#include "plimsoll/positioning/crowding.h"
#include "plimsoll/positioning/deleveraging_episode.h"
#include "plimsoll/positioning/open_interest_change.h"
#include "plimsoll/positioning/taker_open_interest.h"

namespace plimsoll {

/// What is followed of who holds one market. About 22 kB.
class PositioningAnalytics {
 public:
  explicit PositioningAnalytics(const AnalyticsSettings& settings);

  /// @param openInterest  the venue's unit
  /// @param venueTimeMs   of what was told, or of the market's latest news
  void addOpenInterest(double openInterest, VenueTimeMs venueTimeMs, const Present& present) noexcept;

  void addLiquidation(const Liquidation& liquidation) noexcept { episodes_.add(liquidation); }

  /// A share of those who are long; kinds that no metric is of are left out.
  void addRatio(const PositionRatio& ratio, double localTimeMs) noexcept;

  /// One that crowding has no other word of.
  void addComponent(CrowdingComponent component, const std::optional<double>& value,
                    double localTimeMs) noexcept;

  /// @param openInterest  what is open, in the units that are known
  void read(Metrics& metrics, const Present& present,
            const NormalizedOpenInterest& openInterest) const noexcept;

  const DeleveragingEpisodes& episodes() const noexcept { return episodes_; }

  /// How crowded each side is, with what each component says of it.
  std::optional<CrowdingScore> crowding(double localTimeMs) const noexcept {
    return crowding_.score(static_cast<std::int64_t>(localTimeMs));
  }

 private:
  void readChange(Metrics& metrics) const noexcept;
  void readRatios(Metrics& metrics) const noexcept;
  void readCrowding(Metrics& metrics, double localTimeMs) const noexcept;

  AnalyticsSettings settings_;
  OpenInterestVelocity velocity_;
  OpenInterestChange change_;
  TakerOpenInterest takers_;
  DeleveragingEpisodes episodes_;
  LongShares shares_;
  Crowding crowding_;
  double openInterestMs_ = kNotGiven;  ///< local time, like the other
  double accountsMs_ = kNotGiven;
  double topPositionsMs_ = kNotGiven;
  double crowdingMs_ = kNotGiven;
};

}  // namespace plimsoll
