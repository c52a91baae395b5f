#pragma once

#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/venue_imbalance.h"
#include "plimsoll/engine/market.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

/// By what terms markets of one underlying are viewed together.
struct ViewTerms {
  int withinBps = 10;                 ///< how far from its own mid a book counts
  double decayBps = 10.0;             ///< kappa of the weighted imbalance
  double premiumNotional = 20'000.0;  ///< N of the premium index, quote units
};

/// A count of bins as checkBins() wants it, or levelsOutOfRange; a decay as checkBinDecay()
/// does; a notional that is finite and above zero, or sizeNotPositive.
Refusal check(const ViewTerms& terms) noexcept;

/// What takers have traded on a market, in quote units.
///
/// Each trade of a linear contract or of spot counts S q p at its own price p, and S q where
/// the contract is inverse. What was traded lately fades by e each minute as TradeFlow says;
/// it is converted at one price for all of it, and since the last trade it has faded with
/// local time, so that a venue that has gone silent weighs less and less beside others.
struct TradedNotional {
  double cumulativeDelta;  ///< sum of s S q p since the market was opened
  double recentDelta;      ///< EW(s S q) p
  double recentNotional;   ///< EW(S q) p, zero or above
};

/// What one market gives to the view over several. What is not known is empty, and never zero.
///
/// An option gives nothing but whether its book is live: it is another instrument than its
/// underlying. Of a contract whose size or kind is not known nothing is in money, except
/// what the venue itself says in money.
struct MarketView {
  FeedVenue venue{};
  std::optional<InstrumentKind> kind{};
  bool isLive = false;  ///< a book that is neither lost, crossed nor silent

  /// Empty unless the book is live and has both sides, and so is all that is of the book.
  std::optional<BpsDepth> depth{};
  std::optional<double> bidNotional{};  ///< quote units within the terms' distance
  std::optional<double> askNotional{};
  std::optional<double> imbalance{};  ///< (B - A) / (B + A); empty as well where nothing rests

  /// premiumIndex() at the terms' notional over the venue's own index, of a contract. Empty
  /// where the book holds less, and where the venue's mark is older than its limit: the
  /// index came with it.
  std::optional<double> premiumIndex{};
  std::optional<double> fundingRatePer8Hours{};  ///< above zero longs pay
  std::optional<double> openInterestNotional{};  ///< quote units of one side
  std::optional<TradedNotional> traded{};
  std::optional<double> tradeFlowImbalance{};  ///< the market's own, -1 to 1; needs no money

  /// Whether it is a contract with a long and a short, and not spot.
  bool isContract() const noexcept {
    return kind == InstrumentKind::linear || kind == InstrumentKind::inverse;
  }
};

/// @param terms        have passed check()
/// @param localTimeMs  the clock that messages were stamped with
MarketView marketView(const Market& market, const ViewTerms& terms, double localTimeMs) noexcept;

}  // namespace plimsoll
