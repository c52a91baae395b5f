#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "plimsoll/engine/market.h"
#include "plimsoll/engine/market_metrics.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll::test {

/// A price and what rests there, both whole numbers.
struct Row {
  std::int64_t price;
  std::int64_t quantity;
};
using Rows = std::vector<Row>;

/// A market that is followed, told of events as a decoder would hand them on.
///
/// Its clocks have no number in common, so that whoever takes one for the other is found out,
/// and its book never goes stale, so that scripts may wait as long as they like.
class FollowedMarket {
 public:
  static constexpr VenueTimeMs kStartMs = 1'764'547'200'000;  ///< 2025-12-01 00:00 UTC
  static constexpr double kLocalStartMs = 10'000.0;

  explicit FollowedMarket(const AnalyticsSettings& settings = {}, FeedVenue venue = FeedVenue::binanceUsdm,
                          VenueTimeMs startMs = kStartMs)
      : market_(traits(venue), "BTCUSDT"), startMs_(startMs) {
    market_.setBookStaleMs(1e15);
    analyze(market_, settings);
    list(1.0, 1.0);
  }

  VenueTimeMs venueTimeMs() const { return startMs_ + elapsedMs_; }
  double localTimeMs() const { return kLocalStartMs + static_cast<double>(elapsedMs_); }
  void wait(std::int64_t ms) { elapsedMs_ += ms; }
  void waitUntil(std::int64_t elapsedMs) { elapsedMs_ = elapsedMs; }

  template <typename Kind>
  void tell(const Kind& event) {
    market_.apply(Event(event), batch_, {.localTimeMs = localTimeMs(), .channel = {}});
  }

  void list(double tickSize, double contractSize) {
    tell(Listing{.symbol = {}, .kind = InstrumentKind::linear, .tickSize = tickSize, .contractSize = contractSize});
  }

  /// A whole book, which says nothing of what was before.
  void snapshot(const Rows& bids, const Rows& asks) {
    const auto [bidRange, askRange] = put(bids, asks);
    tell(BookSnapshot{.symbol = {}, .source = SnapshotSource::stream, .lastUpdateId = ++id_,
                      .venueTimeMs = venueTimeMs(), .bids = bidRange, .asks = askRange});
  }

  /// What changed; a quantity of zero deletes a level.
  void change(const Rows& bids, const Rows& asks) {
    const auto [bidRange, askRange] = put(bids, asks);
    const std::int64_t id = ++id_;
    tell(BookDelta{.symbol = {}, .rule = {}, .firstUpdateId = id, .lastUpdateId = id,
                   .venueTimeMs = venueTimeMs(), .bids = bidRange, .asks = askRange});
  }

  void trade(Side takerSide, std::int64_t price, std::int64_t quantity) {
    tell(Trade{.symbol = {}, .price = {price}, .quantity = {quantity}, .takerSide = takerSide,
               .stream = TradeStream::single, .tradeId = ++tradeId_, .venueTimeMs = venueTimeMs()});
  }

  void mark(double price, double indexPrice) {
    tell(MarkPrice{.symbol = {}, .price = price, .indexPrice = indexPrice, .venueTimeMs = venueTimeMs()});
  }

  void openInterest(double quantity) {
    tell(OpenInterest{.symbol = {}, .quantity = quantity, .venueTimeMs = venueTimeMs()});
  }

  void liquidation(double quantity) {
    tell(Liquidation{.symbol = {}, .positionSide = PositionSide::longSide, .price = 1.0,
                     .priceKind = LiquidationPrice::fill, .quantity = quantity, .lowerBound = false,
                     .venueTimeMs = venueTimeMs()});
  }

  void ratio(RatioKind kind, double longShare) {
    tell(PositionRatio{.symbol = {}, .kind = kind, .longShare = longShare, .venueTimeMs = venueTimeMs()});
  }

  Metrics metrics() const { return plimsoll::metrics(market_, localTimeMs()); }
  const Market& market() const { return market_; }

 private:
  std::pair<LevelRange, LevelRange> put(const Rows& bids, const Rows& asks) {
    batch_.clear();
    for (const Rows* side : {&bids, &asks}) {
      for (const Row& row : *side) batch_.levels.push_back({{row.price}, {row.quantity}});
    }
    const auto count = static_cast<std::uint32_t>(bids.size());
    return {{0, count}, {count, static_cast<std::uint32_t>(asks.size())}};
  }

  Market market_;
  VenueTimeMs startMs_;
  EventBatch batch_;
  std::int64_t elapsedMs_ = 0;
  std::int64_t id_ = 0;
  std::int64_t tradeId_ = 0;
};

inline bool isMissing(const Metric& metric) { return std::isnan(metric.value); }

/// As numpy does it: the mean of the two in the middle where their count is even.
inline double medianOf(std::vector<double> values) {
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : 0.5 * (values[half - 1] + values[half]);
}

/// (x - med) / (1.4826 MAD), of all samples at once.
inline double robustZ(const std::vector<double>& samples, double value) {
  const double median = medianOf(samples);
  std::vector<double> deviations;
  for (const double sample : samples) deviations.push_back(std::abs(sample - median));
  return (value - median) / (1.4826 * medianOf(deviations));
}

}  // namespace plimsoll::test
