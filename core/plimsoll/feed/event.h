#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plimsoll/base/decimal.h"

namespace plimsoll {

/// Milliseconds since 1970 on the venue's clock. Never compared with local time.
using VenueTimeMs = std::int64_t;

/// One price level as a venue sends it: what now rests there, in the venue's own unit
/// (contracts or base coin). Zero deletes the level.
struct Level {
  Decimal price;
  Decimal quantity;
};

/// Where an event's levels stand in EventBatch::levels.
struct LevelRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

/// Every level a venue rests, as of lastUpdateId. Replaces what was known.
struct BookSnapshot {
  std::string_view symbol;  ///< empty where the payload names none (REST)
  std::int64_t lastUpdateId;
  std::optional<VenueTimeMs> venueTimeMs;
  LevelRange bids;
  LevelRange asks;
};

/// Levels that changed between two update ids.
struct BookDelta {
  std::string_view symbol;
  std::int64_t firstUpdateId;
  std::int64_t lastUpdateId;
  std::optional<std::int64_t> previousUpdateId;  ///< lastUpdateId of the delta before, where the venue says it
  VenueTimeMs venueTimeMs;
  LevelRange bids;
  LevelRange asks;
};

enum class Side : std::uint8_t { buy, sell };
enum class PositionSide : std::uint8_t { longSide, shortSide };

/// Which stream a trade came from. Two streams of one market report the same trades,
/// so a market listens to the first it hears.
enum class TradeStream : std::uint8_t { single, aggregated };

struct Trade {
  std::string_view symbol;
  Decimal price;
  Decimal quantity;  ///< the venue's unit, above zero
  Side takerSide;    ///< who crossed the spread
  TradeStream stream;
  std::int64_t tradeId;
  VenueTimeMs venueTimeMs;
};

/// Best bid and ask, as a stream of its own reports it.
struct Quote {
  std::string_view symbol;
  Level bid;
  Level ask;
  std::int64_t updateId;
};

/// The price that margin is computed at, with the index it follows.
struct MarkPrice {
  std::string_view symbol;
  double price;                      ///< quote units for one base unit, above zero
  std::optional<double> indexPrice;  ///< the same unit
  VenueTimeMs venueTimeMs;
};

struct FundingRate {
  std::string_view symbol;
  double ratePerInterval;  ///< fraction of notional that longs pay shorts at the next settlement
  std::optional<std::int32_t> intervalHours;
  VenueTimeMs nextFundingTimeMs;
  VenueTimeMs venueTimeMs;
};

/// Contracts that are open, counted on one side.
struct OpenInterest {
  std::string_view symbol;
  double quantity;  ///< the venue's unit
  std::optional<VenueTimeMs> venueTimeMs;
};

/// A position that the venue closed by force.
struct Liquidation {
  std::string_view symbol;
  PositionSide positionSide;  ///< whose position it was, not the side of the order
  double price;               ///< average fill, quote units for one base unit
  double quantity;            ///< the venue's unit
  bool lowerBound;            ///< the venue reports only some of them
  VenueTimeMs venueTimeMs;
};

using Event = std::variant<BookSnapshot, BookDelta, Trade, Quote, MarkPrice, FundingRate,
                           OpenInterest, Liquidation>;

/// Calls `visit` with what an event is. std::visit would call through a table, which keeps
/// the compiler from looking into the commonest events.
template <typename Visit>
auto visitEvent(const Event& event, Visit&& visit) {
  static_assert(std::variant_size_v<Event> == 8);
  switch (event.index()) {
    case 0: return visit(*std::get_if<0>(&event));
    case 1: return visit(*std::get_if<1>(&event));
    case 2: return visit(*std::get_if<2>(&event));
    case 3: return visit(*std::get_if<3>(&event));
    case 4: return visit(*std::get_if<4>(&event));
    case 5: return visit(*std::get_if<5>(&event));
    case 6: return visit(*std::get_if<6>(&event));
    default: return visit(*std::get_if<7>(&event));
  }
}

/// What one message says. Reused for every message, so that a warm batch allocates
/// nothing. Symbols point into the message and live no longer than it.
struct EventBatch {
  std::vector<Event> events;
  std::vector<Level> levels;
  std::string_view channel;  ///< the stream's name where the message is wrapped, or empty
  std::uint32_t ignored = 0;  ///< payloads of a type that no decoder reads

  /// A new event, to be filled in where it stands.
  template <typename Kind>
  Kind& add() {
    return *std::get_if<Kind>(&events.emplace_back(std::in_place_type<Kind>));
  }

  std::span<const Level> at(LevelRange range) const noexcept {
    return {levels.data() + range.first, range.count};
  }

  void clear() noexcept {
    events.clear();
    levels.clear();
    channel = {};
    ignored = 0;
  }

  /// Gives back what an unusually large message made the batch allocate.
  void trim() {
    constexpr std::size_t kKeptLevels = 16'384;
    constexpr std::size_t kKeptEvents = 4'096;
    // Not `= {}`, which clears a vector and keeps its memory.
    if (levels.capacity() > kKeptLevels) std::vector<Level>().swap(levels);
    if (events.capacity() > kKeptEvents) std::vector<Event>().swap(events);
  }
};

}  // namespace plimsoll
