#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "plimsoll/analytics/book_analytics.h"
#include "plimsoll/analytics/flow_analytics.h"
#include "plimsoll/analytics/funding_analytics.h"
#include "plimsoll/analytics/positioning_analytics.h"

namespace plimsoll {

/// Everything that is followed of one market once somebody asks for it, by families that can be
/// left out. Some 120 kB in all, made at once; events allocate nothing after that.
///
/// Each event costs its family a bounded time, and nothing that walks far into a book is done
/// before somebody reads. The calls are no part of a market's own code, which most markets run
/// without any of this.
class Analytics {
 public:
  /// @param settings  has passed check()
  Analytics(const AnalyticsSettings& settings, FeedVenue venue);

  [[gnu::noinline]] void update(const BookChange& change);
  /// The book was replaced. Where a venue only pushes whole books that is what it looks like
  /// now; elsewhere what was between is unknown.
  [[gnu::noinline]] void replaced(const BookChange& change, bool isPeriodic);
  [[gnu::noinline]] void addTrade(const Trade& trade, const Contract& contract,
                                  double localTimeMs) noexcept;
  [[gnu::noinline]] void addMark(const Present& present);
  [[gnu::noinline]] void addFunding(const FundingRate& funding, const Present& present) noexcept;
  /// @param openInterest  in the venue's unit, or in base coin where it says only that
  [[gnu::noinline]] void addOpenInterest(const OpenInterest& openInterest,
                                         const Present& present) noexcept;
  [[gnu::noinline]] void addLiquidation(const Liquidation& liquidation, double localTimeMs) noexcept;
  [[gnu::noinline]] void addRatio(const PositionRatio& ratio, double localTimeMs) noexcept;

  /// The book was lost.
  [[gnu::noinline]] void breakChain() noexcept;

  /// The socket closed or opened: trades and liquidations were missed too, and the venue may have
  /// set its clock back.
  [[gnu::noinline]] void reconnected() noexcept;

  /// @param openInterest  what is open, in the units that are known
  Metrics read(const Present& present, const NormalizedOpenInterest& openInterest) const noexcept;

  const BookAnalytics* book() const noexcept { return book_.get(); }
  const FlowAnalytics* flow() const noexcept { return flow_.get(); }
  const PositioningAnalytics* positioning() const noexcept { return positioning_.get(); }

 private:
  std::unique_ptr<BookAnalytics> book_;
  std::unique_ptr<FlowAnalytics> flow_;
  std::unique_ptr<FundingAnalytics> funding_;
  std::unique_ptr<PositioningAnalytics> positioning_;
  VenueTimeMs newestMs_ = 0;  ///< of the venue, for what it tells without a time
};

/// How long a metric of a source stays worth something, ms: its quality falls by e in that.
///
/// @param bookStaleMs  the book's limit of silence, marks' likewise
double freshnessMs(MetricSource source, double bookStaleMs, double markStaleMs) noexcept;

/// Quality as of now: what it was when its latest input came, times exp(-age / tau); zero where
/// that time is not known.
Metric aged(Metric metric, double localTimeMs, double freshnessMs) noexcept;

}  // namespace plimsoll
