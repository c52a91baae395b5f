#pragma once

#include <optional>

#include "plimsoll/analytics/analytics_settings.h"
#include "plimsoll/analytics/metrics.h"
#include "plimsoll/analytics/present.h"
#include "plimsoll/base/robust_z.h"
#include "plimsoll/feed/recent_ids.h"
#include "plimsoll/feed/venue.h"
#include "plimsoll/funding/funding_prediction.h"

namespace plimsoll {

/// Whose funding formula a venue's markets follow; empty where none is kept here.
std::optional<FundingVenue> fundingVenue(FeedVenue venue) noexcept;

/// What is followed of the funding of one market. About 6 kB.
class FundingAnalytics {
 public:
  static constexpr std::size_t kSettledRates = RecentIds::kKept;  ///< 85 days of eight hours
  static constexpr std::size_t kWarmRates = 10;      ///< before there is a z

  FundingAnalytics(const AnalyticsSettings& settings, FeedVenue venue);

  /// A mark came: the premium of that moment joins the running interval.
  /// @param timeMs  venue time of the mark, or of the market's latest news
  void addMark(const Present& present, VenueTimeMs timeMs);

  /// The venue told a rate.
  void addRate(double localTimeMs) noexcept { rateLocalTimeMs_ = localTimeMs; }

  /// What an interval settled at.
  void addSettled(double ratePerInterval, VenueTimeMs venueTimeMs) noexcept;

  void read(Metrics& metrics, const Present& present) const noexcept;

  /// premiumIndex() for the notional of the settings; empty without a book or an index.
  std::optional<double> premium(const Present& present) const noexcept;

 private:
  void follow(const Present& present, VenueTimeMs timeMs);
  bool isOnSchedule(const Present& present) const noexcept;
  std::optional<double> venuePremium(const Present& present) const noexcept;
  double venueNotional() const noexcept;
  void readPrediction(Metrics& metrics) const noexcept;

  AnalyticsSettings settings_;
  std::optional<FundingVenue> venue_;
  const FundingRule* rule_ = nullptr;
  FundingSchedule schedule_{};
  std::optional<FundingPrediction> prediction_;
  mutable std::optional<PredictedFunding> predicted_;  ///< as of the last mark
  mutable bool isPredicted_ = false;
  double markLocalTimeMs_ = kNotGiven;
  double rateLocalTimeMs_ = kNotGiven;
  RobustScale settled_{kSettledRates, 90.0};  ///< by their number, not by a time
  double settledRates_ = 0.0;
  VenueTimeMs oldestSettledMs_ = 0;
  RecentIds settledTimes_;  ///< histories are asked for again, and come in either order
};

}  // namespace plimsoll
