#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "plimsoll/analytics/book_analytics.h"
#include "plimsoll/analytics/flow_analytics.h"
#include "plimsoll/analytics/follower.h"
#include "plimsoll/analytics/funding_analytics.h"
#include "plimsoll/analytics/positioning_analytics.h"

namespace plimsoll {

/// Everything that is followed of one market once somebody asks for it, by families that can be
/// left out. Some 120 kB in all, made at once; events allocate nothing after that.
///
/// Each event costs its family a bounded time, and nothing that walks far into a book is done
/// before somebody reads.
class Analytics final : public Follower {
 public:
  /// @param settings  has passed check()
  Analytics(const AnalyticsSettings& settings, FeedVenue venue);

  void update(const BookChange& change) override;
  void replaced(const BookChange& change, bool isPeriodic) override;
  void breakChain() noexcept override;
  void reconnected() noexcept override;
  void addQuote(const Quote& quote, double localTimeMs) noexcept override;
  void addTrade(const Trade& trade, const Contract& contract, double localTimeMs) noexcept override;
  void addMark(const Present& present) override;
  void addFunding(const FundingRate& funding, const Present& present) noexcept override;
  /// @param openInterest  in the venue's unit, or in base coin where it says only that
  void addOpenInterest(const OpenInterest& openInterest, const Present& present) noexcept override;
  void addLiquidation(const Liquidation& liquidation, double localTimeMs) noexcept override;
  void addRatio(const PositionRatio& ratio, double localTimeMs) noexcept override;

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
};

/// How long a metric of a source stays worth something, ms: its quality falls by e in that.
///
/// @param bookStaleMs  the book's limit of silence, marks' likewise
double freshnessMs(MetricSource source, double bookStaleMs, double markStaleMs) noexcept;

/// Quality as of now: what it was when its latest input came, times exp(-age / tau); zero where
/// that time is not known.
Metric aged(Metric metric, double localTimeMs, double freshnessMs) noexcept;

}  // namespace plimsoll
