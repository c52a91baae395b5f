// Kraken spot.
//
// Source: docs.kraken.com/api, websocket v1 and REST, read 2026-11. A message of a channel
// is an array, and says last which channel and pair it is of:
//
//     [336, {"a": [["5541.3","2.5","1534614248.12"]], "c": "974947235"}, "book-10", "XBT/USD"]

#include <array>
#include <limits>
#include <span>

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::kraken_spot {
namespace {

constexpr KeyNames kKeys{
    // answers and the connection
    "event status result asks bids wsname pair_decimals lot_decimals tick_size "
    // book; a and b of a ticker, too
    "as bs a b c "
    // names of ours for what stands in arrays
    "price volume time side bid ask bidVolume askVolume wholeLots"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .levels = slots<4>("as"_key, "bs"_key, "a"_key, "b"_key),
};

constexpr std::array kTradeColumns{"price"_key, "volume"_key, "time"_key, "side"_key};
constexpr std::array kSpreadColumns{"bid"_key, "ask"_key, "time"_key, "bidVolume"_key,
                                    "askVolume"_key};
constexpr std::array kTouchColumns{"price"_key, "wholeLots"_key, "volume"_key};

/// Only the checksum tells of a missing update.
constexpr SequenceRule kUnnumbered{.chain = Chain::none};

/// Gives the elements of an array names, so that they can be read like an object's fields.
class Columns {
 public:
  Columns(MessageWalk& walk, std::span<const Slot> names, Fields& fields)
      : walk_(walk), names_(names), fields_(fields) {}

  bool operator()(JsonCursor& element) {
    const std::string_view value = element.value();
    if (value.empty()) return walk_.skip(element);  // which says why
    if (column_ < names_.size()) fields_.add(names_[column_++], value);
    return true;
  }

 private:
  MessageWalk& walk_;
  std::span<const Slot> names_;
  Fields& fields_;
  std::size_t column_ = 0;
};

/// A side in which nothing changed is left out.
LevelRange levels(FieldReader& read, Slot slot, EventBatch& batch) {
  return read.has(slot) ? read.levels(slot, batch) : LevelRange{};
}

std::optional<std::uint32_t> checksum(FieldReader& read) {
  const std::optional<std::int64_t> value = read.optionalInteger("c"_key);
  if (!value) return std::nullopt;
  if (*value < 0 || *value > std::numeric_limits<std::uint32_t>::max()) {
    read.refuse(Error::numberOutOfRange, "c"_key);
  }
  return static_cast<std::uint32_t>(*value);
}

/// The number behind the dash of "book-1000": how many levels of a side are told of. What
/// falls behind them is not deleted.
std::uint32_t depthOf(std::string_view channel) {
  const std::optional<Decimal> depth = decimal(channel.substr(channel.find('-') + 1));
  constexpr std::int64_t kDeepest = 1'000;
  if (!depth || depth->decimals != 0 || depth->mantissa < 0 || depth->mantissa > kDeepest) return 0;
  return static_cast<std::uint32_t>(depth->mantissa);
}

/// Each level has a time of its own and the message none. The latest of them would take a
/// second pass over the levels, and is not looked for.
void book(FieldReader& read, std::string_view channel, std::string_view pair,
          EventBatch& batch) {
  if (read.has("as"_key) || read.has("bs"_key)) {
    auto& snapshot = batch.add<BookSnapshot>();
    snapshot.symbol = pair;
    snapshot.source = SnapshotSource::stream;
    snapshot.lastUpdateId = 0;
    snapshot.bids = levels(read, "bs"_key, batch);
    snapshot.asks = levels(read, "as"_key, batch);
    snapshot.depth = depthOf(channel);
    snapshot.checksum = checksum(read);
    return;
  }
  if (!read.has("a"_key) && !read.has("b"_key)) read.refuse(Error::missingField, "a"_key);
  auto& delta = batch.add<BookDelta>();
  delta.symbol = pair;
  delta.rule = kUnnumbered;
  delta.firstUpdateId = delta.lastUpdateId = 0;
  delta.bids = levels(read, "b"_key, batch);
  delta.asks = levels(read, "a"_key, batch);
  delta.depth = depthOf(channel);
  delta.checksum = checksum(read);
}

Side side(FieldReader& read) {
  const std::string_view side = read.text("side"_key);
  if (side != "b" && side != "s") read.refuse(Error::wrongType, "side"_key);
  return side == "b" ? Side::buy : Side::sell;
}

/// A trade has no id. Its time and its volume make one, and for those that share a time
/// their number among them, so that a message that comes twice shows.
void trade(FieldReader& read, std::string_view pair, std::int64_t number, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.symbol = pair;
  trade.price = read.price("price"_key);
  trade.quantity = read.tradedQuantity("volume"_key);
  trade.takerSide = side(read);
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId("time"_key) ^ read.tradeId("volume"_key) ^ number;
  trade.venueTimeMs = read.timeInSeconds("time"_key);
}

void spread(FieldReader& read, std::string_view pair, EventBatch& batch) {
  const Level bid = read.touch("bid"_key, "bidVolume"_key);
  const Level ask = read.touch("ask"_key, "askVolume"_key);
  batch.add<Quote>() = {pair, bid.price, bid.quantity, ask.price, ask.quantity};
}

/// A message of a channel.
class ChannelMessage {
 public:
  ChannelMessage(MessageWalk& walk, EventBatch& batch) : walk_(walk), batch_(batch) {}

  void read() {
    if (!walk_.rootArray([&](JsonCursor& element) { return part(element); })) return;
    batch_.channel = channel_;
    if (count_ == 0) {
      ++batch_.ignored;
    } else if (channel_.starts_with("book")) {
      bookMessage();
    } else if (channel_ == "trade") {
      trades();
    } else if (channel_ == "spread") {
      spreadMessage();
    } else if (channel_ == "ticker") {
      ticker();
    } else {
      ++batch_.ignored;
    }
  }

 private:
  /// Payloads are kept until it is known what they are of.
  bool part(JsonCursor& element) {
    const char first = element.peek();
    if (first == '"') {
      channel_ = pair_;
      pair_ = unquoted(element.value());
      return true;
    }
    if ((first == '{' || first == '[') && count_ < payloads_.size()) {
      payloads_[count_++] = element;
    }
    return walk_.skip(element);
  }

  bool opensWith(char bracket, JsonCursor value) {
    return value.peek() == bracket || walk_.refuse(Error::wrongType, value.value().data());
  }

  bool columns(JsonCursor& array, std::span<const Slot> names, Fields& fields) {
    return opensWith('[', array) && walk_.elements(array, Columns(walk_, names, fields));
  }

  bool object(JsonCursor& object, Fields& fields) {
    return opensWith('{', object) && walk_.collect(object, fields);
  }

  /// An update of both sides comes as two objects, of which the second has the checksum.
  void bookMessage() {
    Fields fields;
    for (std::size_t i = 0; i < count_; ++i) {
      if (!object(payloads_[i], fields)) return;
    }
    FieldReader read = walk_.read(fields);
    book(read, channel_, pair_, batch_);
  }

  void trades() {
    std::string_view time;
    std::int64_t number = 0;
    walk_.elements(payloads_[0], [&](JsonCursor& element) {
      Fields fields;
      if (!columns(element, kTradeColumns, fields)) return false;
      number = fields.text("time"_key) == time ? number + 1 : 0;
      time = fields.text("time"_key);
      FieldReader read = walk_.read(fields);
      trade(read, pair_, number, batch_);
      return walk_.ok();
    });
  }

  void spreadMessage() {
    Fields fields;
    if (!columns(payloads_[0], kSpreadColumns, fields)) return;
    FieldReader read = walk_.read(fields);
    spread(read, pair_, batch_);
  }

  void ticker() {
    Fields fields;
    if (!object(payloads_[0], fields)) return;
    const Level bid = touch(fields, "b"_key);
    const Level ask = touch(fields, "a"_key);
    batch_.add<Quote>() = {pair_, bid.price, bid.quantity, ask.price, ask.quantity};
  }

  /// `["5525.4", 1, "1.000"]`: the volume stands there in whole lots and then exactly.
  Level touch(const Fields& fields, Slot slot) {
    Fields columns;
    walk_.elements(fields, slot, Columns(walk_, kTouchColumns, columns));
    return walk_.read(columns).touch("price"_key, "volume"_key);
  }

  MessageWalk& walk_;
  EventBatch& batch_;
  std::array<JsonCursor, 2> payloads_;
  std::size_t count_ = 0;
  std::string_view channel_;
  std::string_view pair_;
};

void bookAnswer(FieldReader& read, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = {};  // the answer has the pair's other name, as XXBTZUSD
  snapshot.source = SnapshotSource::fetched;
  snapshot.lastUpdateId = 0;
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
}

/// One unit of the last of so many decimals; older lists say the tick only so.
std::optional<double> unitOf(FieldReader& read, Slot decimals) {
  const std::optional<std::int64_t> places = read.optionalInteger(decimals);
  if (!places || *places < 0 || *places > kMaxDecimals) return std::nullopt;
  return fromUnits(1, static_cast<std::int32_t>(*places));
}

void pair(FieldReader& read, EventBatch& batch) {
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("wsname"_key);
  listing.kind = InstrumentKind::spot;
  listing.tickSize = read.holds("tick_size"_key) ? read.optionalPositive("tick_size"_key)
                                                 : unitOf(read, "pair_decimals"_key);
  listing.lotSize = unitOf(read, "lot_decimals"_key);
  listing.contractSize = 1.0;
}

/// Depth and AssetPairs name their entries by pairs.
void answer(MessageWalk& walk, const Fields& envelope, EventBatch& batch) {
  const bool walked = walk.entries(
      envelope, "result"_key, [&](std::string_view, JsonCursor& entry) {
        return walk.objects(entry, [&](FieldReader& read) {
          if (read.has("asks"_key)) {
            bookAnswer(read, batch);
          } else if (read.holds("wsname"_key)) {
            pair(read, batch);
          } else {
            ++batch.ignored;
          }
        });
      });
  if (!walked) ++batch.ignored;
}

Control control(std::string_view event, std::string_view status) {
  if (event == "heartbeat" || event == "pong") return Control::heartbeat;
  if (event == "error") return Control::refused;
  if (event != "subscriptionStatus") return Control::none;
  return status == "error" ? Control::refused : Control::subscribed;
}

DecodeResult decode(const Listings&, std::string_view message, EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  if (walk.isArray()) {
    ChannelMessage(walk, batch).read();
    return walk.result();
  }
  Fields envelope;
  if (!walk.root(envelope)) return walk.result();
  if (envelope.has("event"_key)) {
    batch.control = control(envelope.text("event"_key), envelope.text("status"_key));
    ++batch.ignored;
  } else {
    answer(walk, envelope, batch);
  }
  return walk.result();
}

Listing inferred(std::string_view symbol) {
  return {.symbol = symbol, .kind = InstrumentKind::spot, .contractSize = 1.0};
}

}  // namespace

extern const VenueTraits kKrakenSpot{
    .venue = FeedVenue::krakenSpot,
    .name = "kraken-spot",
    .resync = Resync::resubscribe,
    // Books are told of whenever they change, and most pairs are quiet ones.
    .stale = {.bookMs = 30'000.0, .markMs = 30'000.0},
    .checksum = ChecksumRule::digits10,
    .decode = decode,
    .inferred = inferred,
};

}  // namespace plimsoll::kraken_spot
