#pragma once

#include <array>
#include <optional>
#include <vector>

#include "plimsoll/book/aggregate_depth.h"
#include "plimsoll/book/venue_imbalance.h"
#include "plimsoll/engine/market_view.h"
#include "plimsoll/feed/venue.h"
#include "plimsoll/funding/funding_cost.h"
#include "plimsoll/positioning/open_interest.h"

namespace plimsoll {

/// What several markets of one underlying say together. Money is in quote units, with dollars,
/// USDT and USDC as one. What no market tells is empty.
struct AggregateReading {
  /// Within the terms' distance, each market from its own mid; see VenueImbalance.
  std::optional<double> bidNotional{};
  std::optional<double> askNotional{};
  std::optional<double> imbalance{};            ///< (B - A) / (B + A)
  std::optional<double> weightedImbalance{};    ///< bins weighted by exp(-distance / kappa)
  std::optional<double> imbalanceDispersion{};  ///< standard deviation of the markets' own

  /// See fundingAcrossVenues(): weighted by open interest, highest less lowest, and those two.
  std::optional<double> fundingRatePer8Hours{};
  std::optional<double> fundingDispersionPer8Hours{};
  std::optional<double> lowestFundingRatePer8Hours{};
  std::optional<double> highestFundingRatePer8Hours{};
  double fundingVenues = 0.0;  ///< markets that have told a rate

  std::optional<double> openInterestNotional{};  ///< of one side, of all that have told it
  /// See concentration(); markets of one venue count as one.
  std::optional<double> openInterestConcentration{};
  std::optional<double> effectiveVenues{};
  std::optional<double> normalizedConcentration{};
  std::optional<double> coinMarginedShare{};  ///< see coinMargin()
  /// See compositionShift(), of the markets whose open interest was and is known, by venue.
  std::optional<double> compositionShift{};

  /// Sums of what takers bought less what they sold, and of what was traded lately their
  /// ratio, sum of EW(s q) over sum of EW(q), within [-1, 1]; see TradedNotional. Where
  /// contracts are bought and spot is sold, leverage drives the price.
  std::optional<double> cumulativeVolumeDeltaNotional{};
  std::optional<double> perpetualVolumeDeltaNotional{};  ///< of linear and inverse contracts
  std::optional<double> spotVolumeDeltaNotional{};
  std::optional<double> tradeFlowImbalance{};

  double coverage = 0.0;  ///< markets with a live book over all that were added; 0 of none
};

/// The view over several markets of one underlying.
///
/// Every market counts for what it knows: one without a live book still has its funding, its
/// open interest and what was traded. One market gives its own numbers, the order changes
/// no more than the last place, and the same markets twice change no ratio. 2 kB.
class Aggregate {
 public:
  /// @param terms  have passed check()
  explicit Aggregate(const ViewTerms& terms) : terms_(terms), books_(terms.withinBps) {}

  /// @param view                by the terms of the constructor
  /// @param openInterestBefore  quote units, zero or above, of this market at an earlier
  ///                            moment, to see what has moved since
  void add(const MarketView& view, std::optional<double> openInterestBefore = std::nullopt);

  AggregateReading reading() const;

  /// What rests within so many bps, of all markets whose book counts.
  ///
  /// @param distanceBps  has passed checkBins()
  NotionalDepth within(int distanceBps) const noexcept {
    return {books_.bid(distanceBps), books_.ask(distanceBps)};
  }

 private:
  using ByVenue = std::array<double, kFeedVenues>;

  void readBooks(AggregateReading& reading) const noexcept;
  void readFunding(AggregateReading& reading) const noexcept;
  void readOpenInterest(AggregateReading& reading) const noexcept;
  void readTrades(AggregateReading& reading) const noexcept;

  ViewTerms terms_;
  VenueImbalance books_;
  double markets_ = 0.0;
  double liveMarkets_ = 0.0;
  std::vector<VenueFunding> fundings_;
  /// Of all markets; what of it is of a kind that coinMargin() knows; and by venue.
  std::optional<double> openInterestSum_;
  std::array<ContractInterest, 2> interests_{{{.kind = InstrumentKind::linear},
                                              {.kind = InstrumentKind::inverse}}};
  ByVenue openInterest_{};
  ByVenue comparedBefore_{};  ///< of markets whose open interest is known at both moments
  ByVenue comparedNow_{};
  std::optional<double> perpetualDelta_;
  std::optional<double> spotDelta_;
  double recentDelta_ = 0.0;
  double recentNotional_ = 0.0;
};

}  // namespace plimsoll
