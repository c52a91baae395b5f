#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/engine/market.h"
#include "plimsoll/engine/notice.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

/// What went over a feed so far.
struct FeedCounters {
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
  std::uint64_t events = 0;    ///< applied to a market
  std::uint64_t ignored = 0;   ///< of a type, channel or age that counts for nothing
  std::uint64_t unrouted = 0;  ///< for symbols that nobody opened
  std::uint64_t errors = 0;    ///< messages refused
  std::uint64_t gaps = 0;      ///< holes among the numbers of the connection's messages
};

/// One socket endpoint: its symbols are unique, and each that somebody opened is a Market.
/// Symbols that nobody opened cost nothing but a count.
class Feed {
 public:
  struct Entry {
    Market market;
    MarketId id;
    int references = 0;
  };

  Feed(FeedId id, FeedVenue venue) : id_(id), venue_(&traits(venue)) {}

  FeedId id() const noexcept { return id_; }
  const VenueTraits& venue() const noexcept { return *venue_; }

  FeedCounters& counters() noexcept { return counters_; }
  const FeedCounters& counters() const noexcept { return counters_; }

  /// Where a message stands among all of its connection, where the venue numbers them.
  enum class Place : std::uint8_t { next, repeated, behindHole, newConnection };
  Place place(std::int64_t connectionSequence) noexcept;
  void forgetSequence() noexcept { lastSequence_.reset(); }

  Entry* find(std::string_view symbol) noexcept;
  Entry& add(std::string_view symbol, MarketId id);
  void remove(const std::string& symbol);

  /// Calls `visit(Entry&)` for every market.
  template <typename Visit>
  void each(Visit&& visit) {
    for (const auto& entry : markets_) visit(*entry);
  }

 private:
  /// The table's place of a symbol: an entry's, or one that is free.
  std::size_t placeOf(std::string_view symbol) const noexcept;
  void fillTable();

  FeedId id_;
  const VenueTraits* venue_;
  FeedCounters counters_;
  std::optional<std::int64_t> lastSequence_;
  std::vector<std::unique_ptr<Entry>> markets_;  ///< in the order in which they were opened
  /// Entries by a hash of their symbols, null where there is none; of twice as many places or
  /// more, and a power of two.
  std::vector<Entry*> table_;
  Entry* lastFound_ = nullptr;  ///< messages come in runs of one symbol
};

}  // namespace plimsoll
