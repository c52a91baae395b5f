#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/analytics/analytics_settings.h"
#include "plimsoll/analytics/metrics.h"
#include "plimsoll/analytics/present.h"
#include "plimsoll/base/robust_z.h"
#include "plimsoll/base/statistics.h"
#include "plimsoll/book/flee_ratio.h"
#include "plimsoll/book/microprice.h"
#include "plimsoll/book/price_imbalance.h"
#include "plimsoll/book/resiliency.h"
#include "plimsoll/book/resting_quantity.h"

namespace plimsoll {

/// What is followed of one book. About 45 kB.
class BookAnalytics {
 public:
  static constexpr double kSampleMs = 100.0;        ///< between two looks at depth, local time
  static constexpr double kUsualSampleMs = 3'500.0; ///< between two samples of what is usual
  static constexpr double kQuoteMs = 10'000.0;       ///< without a quote the book is listened to
  static constexpr std::size_t kUsualSamples = 1'024;  ///< an hour of them
  static constexpr std::size_t kWarmSamples = 30;      ///< before there is a z
  static constexpr std::uint64_t kSolveEvents = 5'000; ///< changes of the touch between two solutions

  explicit BookAnalytics(const AnalyticsSettings& settings);

  void update(const BookChange& change);

  /// A whole book of a venue that pushes nothing else: what was between is not known, so nothing
  /// counts as having rested.
  void look(const BookChange& change);

  /// Best bid and ask of a stream that tells each of their changes. As long as one comes, the
  /// microprice learns from it and not from the book, which tells of ten a second.
  void addQuote(const Quote& quote, double localTimeMs) noexcept;

  void addTrade(Side takerSide, double price, double quantity) noexcept;

  /// The book was replaced, or was lost: what was between is unknown.
  void breakChain() noexcept;

  void read(Metrics& metrics, const Present& present) const noexcept;

  /// What was traded at which price since the start; null where no size of a bin was given.
  const Footprint* footprint() const noexcept { return footprint_ ? &*footprint_ : nullptr; }

 private:
  bool isDue(double localTimeMs) const noexcept;
  void followTick(const Contract& contract, const OrderBook& book) noexcept;
  void followTouch(const BookChange& change) noexcept;
  void learn(const std::optional<TickTouch>& touch) noexcept;
  bool hearsQuotes(double localTimeMs) const noexcept;
  Metric readMicroprice(const Present& present) const noexcept;
  void followLevels(const BookChange& change);
  void sample(const BookChange& change) noexcept;
  Metric confirmation(const MetricBasis& basis, std::optional<double> z,
                      const TradeFlow& tradeFlow) const noexcept;

  AnalyticsSettings settings_;
  Microprice microprice_;
  std::uint64_t solvedAt_ = 0;
  double tick_ = 0.0;  ///< that microprice_ counts in; zero before the first book
  std::optional<TickTouch> quote_;  ///< the last one, in ticks
  Decimal quoteBid_;                ///< its prices
  Decimal quoteAsk_;
  double quoteLocalTimeMs_ = kNotGiven;
  RestingQuantity resting_;
  std::int64_t unitsPerTick_ = 1;
  std::int32_t priceDecimals_ = -1;
  FleeRatio flee_;
  DepthResiliency bids_;
  DepthResiliency asks_;
  RobustScale usualImbalance_{kUsualSamples, kUsualSampleMs * kUsualSamples};
  MovingMoments usualTradeFlow_{kUsualSampleMs * kUsualSamples};
  std::optional<Footprint> footprint_;
  double nextSampleMs_ = 0.0;
  double nextUsualMs_ = 0.0;
};

}  // namespace plimsoll
