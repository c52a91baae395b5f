#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "plimsoll/analytics/follower.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/book_summary.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"
#include "plimsoll/engine/reading.h"
#include "plimsoll/engine/signal.h"
#include "plimsoll/engine/venue_clock.h"
#include "plimsoll/feed/book_sync.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/recent_ids.h"
#include "plimsoll/feed/venue.h"
#include "plimsoll/flow/order_flow.h"
#include "plimsoll/flow/trade_flow.h"
#include "plimsoll/positioning/open_interest.h"
#include "plimsoll/risk/realized_volatility.h"

namespace plimsoll {

/// What a market is, as users see it: the book's status, and stale where the book is live
/// but its stream has been silent for longer than its limit.
enum class MarketStatus : std::uint8_t { waiting, live, gap, stale };

/// The live state of one instrument on one feed.
///
/// Events go in and update the book and running sums, each in constant time or in the
/// number of levels it names. Whatever needs a walk over the book is computed when it is
/// read.
class Market {
 public:
  /// How an event came in.
  struct Arrival {
    double localTimeMs;
    std::string_view channel;  ///< empty where the message was not wrapped
  };

  enum class Fate : std::uint8_t { ignored, kept, applied };

  /// What became of an event.
  struct Outcome {
    Fate fate = Fate::ignored;
    bool needsResync = false;  ///< newly: said once for each time the book is lost
    Error error = Error::none;
  };

  static const Outcome kApplied;
  static const Outcome kIgnored;

  [[clang::minsize]] Market(const VenueTraits& venue, std::string symbol);

  const VenueTraits& venue() const noexcept { return *venue_; }
  const std::string& symbol() const noexcept { return symbol_; }
  const OrderBook& book() const noexcept { return book_; }
  const BookSync& sync() const noexcept { return sync_; }
  const Contract& contract() const noexcept { return contract_; }

  /// What the venue's own list says of the instrument; null where nobody gave it.
  void setListing(const Listing* listing) noexcept;

  /// How a lost book comes back.
  Resync resync() const noexcept {
    return sync_.joinsFetched() ? Resync::snapshot : Resync::resubscribe;
  }

  Outcome apply(const Event& event, const EventBatch& batch, const Arrival& arrival);

  /// The socket closed or opened: what was missed between cannot be known.
  void reconnected() noexcept;

  /// Messages of the connection were lost, and any of them may have been for this book.
  Outcome missedMessages() noexcept;

  MarketStatus status(double localTimeMs) const noexcept;

  /// The book where its readings may be believed, null otherwise. A crossed one is between
  /// two updates at best, and wrong at worst.
  const OrderBook* trustedBook() const noexcept {
    return sync_.status() == BookStatus::live && !book_.crossed() ? &book_ : nullptr;
  }

  /// Of the best levels of the trusted book; empty where there is none. The same question again
  /// costs nothing until the book changes: most messages are quotes and trades.
  std::optional<double> bookImbalance(int levels) const noexcept;
  std::optional<double> weightedMid() const noexcept;  ///< the same

  const TradeFlow& tradeFlow() const noexcept { return tradeFlow_; }
  /// The sum of s q p over all trades: the venue's unit times quote units. Times the size of a
  /// linear contract it is cumulative volume delta in money, at the prices that were paid.
  double tradedDelta() const noexcept { return tradedDelta_; }
  /// Local time at which the last trade came; zero before the first.
  double tradeLocalTimeMs() const noexcept { return tradeLocalTimeMs_; }

  std::optional<double> markPrice() const noexcept { return markPrice_; }
  double markLocalTimeMs() const noexcept { return state_.markLocalTimeMs; }
  const RealizedVolatility& volatility() const noexcept { return volatility_; }

  Reading reading(double localTimeMs) const noexcept;
  std::uint64_t revision() const noexcept { return revision_; }

  /// From now on this one is told of every event, in place of whoever was; null is nobody.
  void follow(std::unique_ptr<Follower> follower);
  const Follower* follower() const noexcept { return follower_.get(); }

  /// What a follower needs to know of the market, at this moment.
  Present present(double localTimeMs) const noexcept;

  /// What is open, in the units that follow from what was told.
  NormalizedOpenInterest openInterest() const noexcept;

  /// Silence longer than these makes the book and the mark stale.
  StaleLimits staleLimits() const noexcept;

  /// Signals are off until somebody wants them: they cost a walk over ten levels ten
  /// times a second, and half a megabyte. Where they are on already they go on as they are,
  /// with the aim that they have.
  /// @return what check(aim) says, or outOfMemory; nothing has changed then
  Refusal enableSignals(const SignalAim& aim) noexcept;
  void disableSignals() noexcept { signals_ = nullptr; }
  /// Null while they are off.
  const Signals* signals() const noexcept { return signals_.get(); }

  /// Calls `visit(SignalChange)` for each signal that came on or went off.
  template <typename Visit>
  void updateSignals(double localTimeMs, Visit&& visit) {
    if (signals_ == nullptr || !signals_->isDue(localTimeMs)) return;
    signals_->update({bookImbalance(10), tradeFlow_.imbalance()}, localTimeMs, visit);
  }

  /// Silence longer than this makes the book stale, ms of local time.
  void setBookStaleMs(double limitMs) noexcept { bookStaleMs_ = limitMs; }

 private:
  [[gnu::noinline, clang::minsize]] Outcome on(const BookSnapshot& snapshot,
                                               const EventBatch& batch, const Arrival& arrival);
  Outcome on(const BookDelta& delta, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const Trade& trade, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const Quote& quote, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const MarkPrice& mark, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const FundingRate& funding, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const OpenInterest& interest, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const Liquidation& liquidation, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const PositionRatio& ratio, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const OptionQuote& option, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const DeleveragingAlert& alert, const EventBatch& batch, const Arrival& arrival);
  Outcome on(const Listing& listing, const EventBatch& batch, const Arrival& arrival);

  /// An answer, and what it was an answer to.
  struct LastImbalance {
    int levels = 0;
    std::uint64_t bookRevision = 0;
    std::optional<double> value;
  };

  /// What was computed of the book, until that changes.
  template <typename Value>
  struct AsOf {
    std::uint64_t bookRevision = 0;
    Value value{};
  };

  bool feedsBook(std::string_view channel);
  Error update(const BookDelta& delta, const EventBatch& batch, double localTimeMs);
  BookChange change(LevelRange bids, LevelRange asks, const EventBatch& batch,
                    std::optional<VenueTimeMs> venueTimeMs, double localTimeMs) const noexcept;
  void settle(std::uint32_t depth, double localTimeMs) noexcept;
  bool checksumFails(const std::optional<std::uint32_t>& checksum) noexcept;
  void endCrossing(double localTimeMs) noexcept;
  bool crossedTooLong(double localTimeMs) const noexcept;
  Outcome gap() noexcept;
  void readOpenInterest(Reading& reading) const noexcept;
  void rememberTouch() noexcept;
  Outcome lost(Error error = Error::none) noexcept;
  void readBook(Reading& reading) const noexcept;
  const BookSummary& summary() const noexcept;

  // What every quote and trade touches stands together: among hundreds of markets none of it is
  // in a cache when a message comes.
  const VenueTraits* venue_;
  std::string symbol_;
  std::uint64_t revision_ = 0;
  std::uint64_t applied_ = 0;
  std::uint64_t ignored_ = 0;
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<Follower> follower_;
  Decimal quoteBid_;  ///< zero where there is none
  Decimal quoteAsk_;
  TradeFlow tradeFlow_;
  double tradedDelta_ = 0.0;
  double tradeLocalTimeMs_ = 0.0;
  VenueClock clock_;
  VenueTimeMs lastTradeTimeMs_ = 0;
  std::optional<TradeStream> tradeStream_;
  RecentIds tradeIds_;

  double bookStaleMs_;
  OrderBook book_;
  BookSync sync_;
  std::string bookChannel_;
  bool bookChannelKnown_ = false;
  bool resyncAsked_ = false;
  std::optional<double> crossedSinceMs_;
  OrderFlow orderFlow_;

  Contract contract_;
  RealizedVolatility volatility_;
  VenueTimeMs markTimeMs_ = 0;
  VenueTimeMs openInterestTimeMs_ = 0;
  VenueTimeMs settledFundingTimeMs_ = 0;
  std::array<VenueTimeMs, 4> ratioTimesMs_{};
  std::optional<double> markPrice_;

  mutable LastImbalance lastImbalance_;
  mutable AsOf<std::optional<double>> lastWeightedMid_;
  mutable AsOf<BookSummary> lastSummary_;
  Reading state_;  ///< the fields that need no computing, as they stand
};

inline constexpr Market::Outcome Market::kApplied{.fate = Fate::applied};
inline constexpr Market::Outcome Market::kIgnored{};

}  // namespace plimsoll
