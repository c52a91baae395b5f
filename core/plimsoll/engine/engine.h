#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/book/aggregate_depth.h"
#include "plimsoll/book/book_comparison.h"
#include "plimsoll/engine/error_limit.h"
#include "plimsoll/engine/feed.h"
#include "plimsoll/engine/market.h"
#include "plimsoll/engine/market_view.h"
#include "plimsoll/engine/message_buffer.h"
#include "plimsoll/engine/notice.h"
#include "plimsoll/engine/watch_desk.h"
#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/listings.h"

namespace plimsoll {

/// Everything that lives in one page: feeds, their markets, and watches over positions.
///
/// Messages go in with a monotonic local time, which is all the engine knows of time.
/// What somebody may have to act upon is collected during a call and read right after it:
/// notices() and the watches' events.
class Engine {
 public:
  static constexpr std::size_t kMaxMessage = plimsoll::kMaxMessage;
  static constexpr std::size_t kMaxListings = 32 * 1024 * 1024;  ///< of a venue's whole list

  /// What came of one message.
  struct Ingested {
    int applied = 0;         ///< events that changed a market
    DecodeResult refused{};  ///< why it was refused, Error::none if it was not
  };

  FeedId openFeed(FeedVenue venue);
  /// Its markets end with it.
  void closeFeed(FeedId feed);
  /// The socket opened or closed: every book of the feed starts over.
  void reconnected(FeedId feed);

  /// Opens a market, or one more reference to it.
  MarketId openMarket(FeedId feed, std::string_view symbol);
  /// Gives one reference back; the last one ends the market.
  void closeMarket(MarketId market);
  /// The streams of a market ended while others go on: its book starts over.
  void restartMarket(MarketId market);

  /// What rests near the mid of a market that is live, as an aggregate counts it: a silent book
  /// may be right and may be hours old.
  ///
  /// @param distanceBps  has passed checkDistance()
  /// @return empty as well where notionalDepth(book) is
  std::optional<NotionalDepth> notionalDepth(MarketId market, double distanceBps);

  /// What a market gives to an aggregate, as of the engine's local time.
  ///
  /// @param terms  have passed check()
  /// @return nothing known where there is no such market
  MarketView marketView(MarketId market, const ViewTerms& terms);

  Feed* feed(FeedId feed) noexcept;
  Market* market(MarketId market) noexcept;

  /// Room for a message, or null where it is over the limit or memory is short.
  char* messageRoom(std::size_t size, std::size_t limit = kMaxMessage);

  /// Takes in the message that was put into messageRoom().
  Ingested ingest(FeedId feed, std::size_t size, double localTimeMs);

  /// What came of a burst: of its last message taken in, but for what all have applied.
  struct Burst {
    Ingested ingested{};
    std::uint32_t taken = 0;  ///< messages
  };

  /// Takes in several messages, which stand in messageRoom() one behind another with a byte
  /// between, up to the first after which somebody has to look.
  /// @param sizes  bytes of each; all together within what the buffer keeps
  Burst ingestBurst(FeedId feed, std::span<const std::uint32_t> sizes, double localTimeMs);

  /// The same for an answer that a user fetched for one market: payloads without a symbol
  /// are taken to be about it.
  Ingested apply(MarketId market, std::size_t size, double localTimeMs);

  /// What the venue's own list of instruments says. Markets that are open learn of it at
  /// once, others when they are opened.
  /// @return how many instruments it told of in `applied`
  Ingested addListings(FeedVenue venue, std::size_t size);

  /// How a snapshot that was fetched compares with a market's book, which stays as it is.
  BookComparison verify(MarketId market, std::size_t size);

  /// A message that never came as far as the buffer.
  Ingested refuse(FeedId feed, Error error, std::size_t offset, double localTimeMs);

  /// Time goes on though nothing came in.
  void look(double localTimeMs);

  double localTimeMs() const noexcept { return localTimeMs_; }

  /// Whether the last call left something to tell: a notice, a warning or this refusal.
  bool wantsAttention(const Ingested& last) const noexcept {
    return last.refused.error != Error::none || !notices_.empty() || watches_.hasEvents();
  }

  std::span<const Notice> notices() const noexcept { return notices_; }
  void clearNotices() noexcept { notices_.clear(); }

  WatchDesk& watches() noexcept { return watches_; }

  /// Opens the markets whose marks a watch needs, on every feed of its venue.
  void followWatches();

  /// Tells a watch the marks that have come already, where they are fresh: the next one may
  /// be seconds away.
  void primeWatch(WatchId watch);

 private:
  struct MarketSlot {
    FeedId feed = kNoId;
    Feed::Entry* entry = nullptr;
  };

  void advance(double localTimeMs) noexcept;
  Ingested take(Feed& feed, Feed::Entry* target, std::string_view message);
  bool isInPlace(Feed& feed, std::int64_t connectionSequence);
  void restart(Feed& feed);
  void trim();
  int route(Feed& feed, Feed::Entry* target, const Event& event, Ingested& result);
  int routeIndex(Feed& feed, const MarkPrice& index);
  void askForResync(Feed& feed, Feed::Entry& entry);
  void report(Feed& feed, MarketId market, const DecodeResult& refused);
  void notify(const Notice& notice);

  std::vector<std::unique_ptr<Feed>> feeds_;
  std::vector<MarketSlot> markets_;
  std::vector<MarketId> watched_;  ///< references held for watches
  WatchDesk watches_;

  std::array<Listings, kFeedVenues> listings_;
  MessageBuffer buffer_;
  Decoder decoder_;
  EventBatch batch_;
  std::vector<Notice> notices_;
  ErrorLimit errorLimit_;
  double localTimeMs_ = 0.0;
};

}  // namespace plimsoll
