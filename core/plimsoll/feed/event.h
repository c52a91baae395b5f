#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plimsoll/base/decimal.h"
#include "plimsoll/base/error.h"

namespace plimsoll {

/// Why a message was refused, and where in it the trouble was found.
struct DecodeResult {
  Error error = Error::none;
  std::size_t offset = 0;  ///< bytes from the message's start
};

/// Milliseconds since 1970 on the venue's clock. Never compared with local time.
using VenueTimeMs = std::int64_t;

/// One price level as a venue sends it: what now rests there, in the venue's own unit
/// (contracts or base coin). Zero deletes the level.
struct Level {
  Decimal price;
  Decimal quantity;

  friend bool operator==(const Level&, const Level&) = default;
};

/// Where an event's levels stand in EventBatch::levels.
struct LevelRange {
  std::uint32_t first = 0;
  std::uint32_t count = 0;

  friend bool operator==(const LevelRange&, const LevelRange&) = default;
};

/// How a venue numbers the updates of a book, so that a missing one shows.
enum class Chain : std::uint8_t {
  previous,     ///< previousUpdateId is lastUpdateId of the update before
  consecutive,  ///< firstUpdateId follows lastUpdateId of the update before
  none,         ///< no number: only a checksum, or the connection's own sequence, can tell
};

/// The rule that one stream of book updates keeps to.
struct SequenceRule {
  Chain chain = Chain::none;
  /// Updates come before their snapshot, which is fetched, and are joined to it.
  bool joinsFetched = false;
  /// An update that follows may end at a lower id: the venue restarted its count.
  bool mayStepBack = false;
  /// The first update after a snapshot may name 0 as the one before.
  bool mayBeginAtZero = false;
  /// The first update after a snapshot may begin before it, if it reaches at least as far.
  bool mayOverlapSnapshot = false;

  friend bool operator==(const SequenceRule&, const SequenceRule&) = default;
};

/// Where a snapshot comes from, and so when it may replace a book.
enum class SnapshotSource : std::uint8_t {
  fetched,   ///< a REST answer: it joins the stream, and an older one is useless
  stream,    ///< pushed where updates follow: what comes counts, even with a lower id
  periodic,  ///< pushed again and again without updates between: an older one is late
};

/// Every level a venue rests, as of lastUpdateId. Replaces what was known.
struct BookSnapshot {
  std::string_view symbol;  ///< empty where the payload names none (REST)
  SnapshotSource source;
  std::int64_t lastUpdateId;  ///< 0 where the venue numbers nothing
  std::optional<VenueTimeMs> venueTimeMs{};
  LevelRange bids;
  LevelRange asks;
  std::uint32_t depth = 0;  ///< levels of a side that the stream tells of, 0 for all
  std::optional<std::uint32_t> checksum{};  ///< of the book with it, where the venue sends one

  friend bool operator==(const BookSnapshot&, const BookSnapshot&) = default;
};

/// Levels that changed between two update ids.
struct BookDelta {
  std::string_view symbol;
  SequenceRule rule;
  std::int64_t firstUpdateId;  ///< the same as the last where the venue gives one id
  std::int64_t lastUpdateId;   ///< 0 where the venue numbers nothing
  std::optional<std::int64_t> previousUpdateId{};  ///< lastUpdateId of the delta before, where the venue says it
  std::optional<VenueTimeMs> venueTimeMs{};
  LevelRange bids;
  LevelRange asks;
  std::uint32_t depth = 0;  ///< levels of a side that the stream tells of, 0 for all
  std::optional<std::uint32_t> checksum{};  ///< of the book after it, where the venue sends one

  friend bool operator==(const BookDelta&, const BookDelta&) = default;
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
  std::int64_t tradeId;  ///< of an id that is no number, a hash
  VenueTimeMs venueTimeMs;

  friend bool operator==(const Trade&, const Trade&) = default;
};

/// Best bid and ask, as a stream of its own reports it. What a message does not say is
/// empty and stays as it was; a price of zero says that nobody quotes.
struct Quote {
  std::string_view symbol;
  std::optional<Decimal> bidPrice{};
  std::optional<Decimal> bidQuantity{};
  std::optional<Decimal> askPrice{};
  std::optional<Decimal> askQuantity{};

  friend bool operator==(const Quote&, const Quote&) = default;
};

/// The price that margin is computed at, and the index it follows. What a message does
/// not say is empty and stays as it was.
struct MarkPrice {
  std::string_view symbol;
  std::optional<double> price{};       ///< quote units for one base unit, above zero
  std::optional<double> indexPrice{};  ///< the same unit
  std::optional<VenueTimeMs> venueTimeMs{};
  /// The symbol is an index's, which many instruments may follow; see VenueTraits.
  bool isOfIndex = false;

  friend bool operator==(const MarkPrice&, const MarkPrice&) = default;
};

/// What longs pay shorts. What a message does not say is empty and stays as it was.
struct FundingRate {
  std::string_view symbol;
  std::optional<double> ratePerInterval{};  ///< fraction of notional at the next settlement
  std::optional<double> intervalHours{};    ///< between two settlements; 8 for a rate per 8 h
  std::optional<double> predictedRatePerInterval{};  ///< the venue's guess of the one after
  std::optional<double> settledRatePerInterval{};    ///< of the interval that has passed
  std::optional<VenueTimeMs> nextFundingTimeMs{};
  std::optional<VenueTimeMs> venueTimeMs{};

  friend bool operator==(const FundingRate&, const FundingRate&) = default;
};

/// What is open, counted on one side: a contract has a long and a short, and counts once.
/// Each is there where the venue says it.
struct OpenInterest {
  std::string_view symbol;
  std::optional<double> quantity{};      ///< the venue's unit
  std::optional<double> baseQuantity{};  ///< base coin
  std::optional<double> notional{};      ///< quote units
  std::optional<VenueTimeMs> venueTimeMs{};

  friend bool operator==(const OpenInterest&, const OpenInterest&) = default;
};

/// What the price of a liquidation is.
enum class LiquidationPrice : std::uint8_t {
  fill,        ///< at which the position was closed
  bankruptcy,  ///< at which its margin would have been gone
};

/// A position that the venue closed by force.
struct Liquidation {
  std::string_view symbol;
  PositionSide positionSide;  ///< whose position it was, not the side of the order
  double price;               ///< quote units for one base unit
  LiquidationPrice priceKind;
  double quantity;  ///< the venue's unit
  bool lowerBound;  ///< the venue reports only some of them
  VenueTimeMs venueTimeMs;

  friend bool operator==(const Liquidation&, const Liquidation&) = default;
};

/// Which share a PositionRatio is of.
enum class RatioKind : std::uint8_t {
  accounts,      ///< of all accounts, those that are long
  topAccounts,   ///< of the largest traders' accounts
  topPositions,  ///< of the largest traders' positions, by size
  takerVolume,   ///< of what takers traded, what they bought
  unstated,      ///< the answer does not say
};

/// How a market is divided between longs and shorts.
struct PositionRatio {
  std::string_view symbol;  ///< empty where the payload names none
  RatioKind kind;
  double longShare;  ///< long over long and short, 0 to 1
  VenueTimeMs venueTimeMs;

  friend bool operator==(const PositionRatio&, const PositionRatio&) = default;
};

/// What an option is worth and how it answers. Each number is there where the venue says it.
struct OptionQuote {
  std::string_view symbol;
  std::optional<double> markVolatility{};   ///< of a year, as a fraction: 0.8 is 80 %
  std::optional<double> bidVolatility{};    ///< empty where nobody bids
  std::optional<double> askVolatility{};
  std::optional<double> underlyingPrice{};  ///< the forward or index that the venue prices with
  std::optional<double> delta{};  ///< by Black and Scholes, of one unit of the underlying
  std::optional<double> gamma{};  ///< change of delta for one quote unit
  std::optional<double> vega{};   ///< quote units for one percentage point of volatility
  std::optional<double> theta{};  ///< quote units for a day
  std::optional<VenueTimeMs> venueTimeMs{};

  friend bool operator==(const OptionQuote&, const OptionQuote&) = default;
};

/// How near a venue is to closing winning positions for the losses of others.
struct DeleveragingAlert {
  std::string_view symbol;
  std::optional<double> fundBalance{};   ///< of the insurance fund, in its own coin
  std::optional<double> drawdownRate{};  ///< the fund against its peak in the venue's window, as signed there
  std::optional<double> triggerRate{};   ///< the drawdownRate at which deleveraging begins
  std::optional<double> stopRate{};      ///< and at which it ends
  std::optional<bool> isActive{};        ///< where the venue says so itself
  std::optional<VenueTimeMs> venueTimeMs{};

  friend bool operator==(const DeleveragingAlert&, const DeleveragingAlert&) = default;
};

/// How an instrument settles.
enum class InstrumentKind : std::uint8_t {
  spot,     ///< base for quote, at once
  linear,   ///< margined and settled in the quote coin
  inverse,  ///< quoted in one coin and settled in the other
  option,
};

/// One entry of a venue's own list of what it trades. What it does not say is empty.
struct Listing {
  std::string_view symbol;
  std::optional<InstrumentKind> kind{};
  std::optional<double> tickSize{};      ///< quote units between two prices
  std::optional<double> lotSize{};       ///< the venue's unit between two quantities
  std::optional<double> contractSize{};  ///< what one unit of quantity is: base coin, or quote units where inverse
  std::optional<double> fundingIntervalHours{};
  std::optional<std::uint32_t> index{};  ///< its place, where the venue's messages name it by that

  friend bool operator==(const Listing&, const Listing&) = default;
};

using Event =
    std::variant<BookSnapshot, BookDelta, Trade, Quote, MarkPrice, FundingRate, OpenInterest,
                 Liquidation, PositionRatio, OptionQuote, DeleveragingAlert, Listing>;

/// Calls `visit` with what an event is. std::visit would call through a table, which keeps
/// the compiler from looking into the commonest events.
template <typename Visit>
auto visitEvent(const Event& event, Visit&& visit) {
  static_assert(std::variant_size_v<Event> == 12);
  switch (event.index()) {
    case 0: return visit(*std::get_if<0>(&event));
    case 1: return visit(*std::get_if<1>(&event));
    case 2: return visit(*std::get_if<2>(&event));
    case 3: return visit(*std::get_if<3>(&event));
    case 4: return visit(*std::get_if<4>(&event));
    case 5: return visit(*std::get_if<5>(&event));
    case 6: return visit(*std::get_if<6>(&event));
    case 7: return visit(*std::get_if<7>(&event));
    case 8: return visit(*std::get_if<8>(&event));
    case 9: return visit(*std::get_if<9>(&event));
    case 10: return visit(*std::get_if<10>(&event));
    default: return visit(*std::get_if<11>(&event));
  }
}

/// What a message says of the connection itself.
enum class Control : std::uint8_t {
  none,
  heartbeat,     ///< the venue's sign of life, or the answer to ours
  answerWanted,  ///< the venue closes unless somebody answers its heartbeat
  subscribed,    ///< a subscription is confirmed, or ended
  refused,       ///< a request was refused, a subscription most likely
};

/// What one message says. Reused for every message, so that a warm batch allocates
/// nothing. Symbols point into the message and live no longer than it.
struct EventBatch {
  std::vector<Event> events;
  std::vector<Level> levels;
  std::string_view channel;   ///< the stream's name where the message says it, or empty
  std::uint32_t ignored = 0;  ///< payloads of a type that no decoder reads
  Control control = Control::none;
  /// The message's number among all of its connection, where the venue numbers those.
  std::optional<std::int64_t> connectionSequence;

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
    control = Control::none;
    connectionSequence.reset();
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
