// Binance: USDⓈ-M and COIN-M futures, and spot.
//
// Source: developers.binance.com, derivatives and spot, read 2026-11; endpoints as split on
// 2026-04-23.

#include "plimsoll/feed/venues/binance.h"

#include <optional>

#include "plimsoll/feed/json/fields.h"
#include "plimsoll/feed/json/json_reader.h"
#include "plimsoll/feed/json/padded_text.h"
#include "plimsoll/feed/json/plain_cursor.h"
#include "plimsoll/feed/venues/binance_answers.h"
#include "plimsoll/feed/venues/binance_keys.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::binance {
namespace {

const KeySet kKeySet(kKeys);

/// Futures: `pu` of an update is `u` of the one before, and U <= lastUpdateId <= u, or pu ==
/// lastUpdateId, of the first behind a snapshot.
/// Source: "How to manage a local order book correctly".
constexpr SequenceRule kFuturesDepth{.chain = Chain::previous, .joinsFetched = true};

/// Spot: `U` follows `u` of the update before, and U <= lastUpdateId + 1 <= u of the first.
constexpr SequenceRule kSpotDepth{.chain = Chain::consecutive, .joinsFetched = true};

/// `symbol@depth` and `symbol@depth@100ms` carry the whole book; `symbol@depth20` and
/// `symbol@rpiDepth@500ms` do not, though their events are named alike.
bool isBookChannel(std::string_view channel) noexcept {
  if (channel.empty()) return true;
  const std::size_t at = channel.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view stream = channel.substr(at);
  return stream == "@depth" || stream.starts_with("@depth@");
}

void depthUpdate(FieldReader& read, const SequenceRule& rule, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = read.text("s"_key);
  delta.firstUpdateId = read.integer("U"_key);
  delta.lastUpdateId = read.integer("u"_key);
  if (delta.firstUpdateId > delta.lastUpdateId) read.refuse(Error::updateIdsReversed, "U"_key);
  delta.rule = rule;
  if (rule.chain == Chain::previous) delta.previousUpdateId = read.integer("pu"_key);
  delta.venueTimeMs = read.time("E"_key);
  delta.bids = read.levels("b"_key, batch);
  delta.asks = read.levels("a"_key, batch);
}

void bookTicker(FieldReader& read, EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  quote.symbol = read.text("s"_key);
  const Level bid = read.touch("b"_key, "B"_key);
  const Level ask = read.touch("a"_key, "A"_key);
  quote.bidPrice = bid.price;
  quote.bidQuantity = bid.quantity;
  quote.askPrice = ask.price;
  quote.askQuantity = ask.quantity;
}

/// `X` tells market trades from the insurance fund's and from deleveraging, which cross
/// no spread; some of those even have a price of zero.
bool isMarketTrade(const Fields& fields) {
  return !fields.has("X"_key) || fields.text("X"_key) == "MARKET";
}

void trade(FieldReader& read, TradeStream stream, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.symbol = read.text("s"_key);
  trade.price = read.price("p"_key);
  trade.quantity = read.tradedQuantity("q"_key);
  // m: the buyer was the maker, so the taker sold.
  trade.takerSide = read.boolean("m"_key) ? Side::sell : Side::buy;
  trade.stream = stream;
  // An aggregate that has no number of its own has that of its last trade.
  const Slot aggregate = read.has("a"_key) ? "a"_key : "l"_key;
  trade.tradeId = read.integer(stream == TradeStream::single ? "t"_key : aggregate);
  trade.venueTimeMs = read.time("T"_key);
}

void markPrice(FieldReader& read, EventBatch& batch) {
  auto& mark = batch.add<MarkPrice>();
  mark.price = read.positive("p"_key);
  mark.symbol = read.text("s"_key);
  mark.indexPrice = read.optionalNumber("i"_key);
  mark.venueTimeMs = read.time("E"_key);
  fundingRate(read, "r"_key, "T"_key, batch);
}

/// COIN-M tells of an index apart, by the name of its pair.
void indexPrice(FieldReader& read, EventBatch& batch) {
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = read.text("i"_key);
  mark.indexPrice = read.positive("p"_key);
  mark.venueTimeMs = read.time("E"_key);
}

/// The order's side closes the position, so a sell order closed a long. At most one order
/// of a symbol is reported in 1,000 ms: what is seen is a lower bound.
void forceOrder(FieldReader& read, EventBatch& batch) {
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = read.text("s"_key);
  const std::string_view side = read.text("S"_key);
  const bool sells = side == "SELL";
  if (!sells && side != "BUY") read.refuse(Error::wrongType, "S"_key);
  liquidation.positionSide = sells ? PositionSide::longSide : PositionSide::shortSide;
  const Level filled = read.touch("ap"_key, "z"_key);
  liquidation.price = valueOf(filled.price);
  liquidation.priceKind = LiquidationPrice::fill;
  liquidation.quantity = valueOf(filled.quantity);
  liquidation.lowerBound = true;
  liquidation.venueTimeMs = read.time("T"_key);
}

/// What the fields of a payload say, once all of them are known.
class Payloads {
 public:
  /// @param isPlain  whether they come from a walk that has not seen what levels hold
  Payloads(std::string_view message, const SequenceRule& rule, bool isPlain, EventBatch& batch)
      : message_(message), rule_(rule), isPlain_(isPlain), batch_(batch) {}

  bool event(const Fields& fields, const Fields& order) {
    FieldReader read(fields, fault_);
    const std::string_view type = fields.text("e"_key);
    if (isWord(type, "bookTicker")) {
      bookTicker(read, batch_);
    } else if (isWord(type, "depthUpdate")) {
      depth(read);
    } else if ((isWord(type, "trade") || isWord(type, "aggTrade")) && isMarketTrade(fields)) {
      trade(read, isWord(type, "trade") ? TradeStream::single : TradeStream::aggregated, batch_);
    } else if (isWord(type, "markPriceUpdate")) {
      markPrice(read, batch_);
    } else if (isWord(type, "forceOrder")) {
      FieldReader readOrder(order, fault_);
      forceOrder(readOrder, batch_);
    } else if (isWord(type, "indexPriceUpdate")) {
      indexPrice(read, batch_);
    } else if (type.empty()) {
      if (fields.has("B"_key) && fields.has("u"_key)) {  // spot's have no type
        bookTicker(read, batch_);
      } else {
        answer({message_, fields, fault_, batch_});
      }
    } else {
      ++batch_.ignored;
    }
    return fault_.none();
  }

 protected:
  bool refuse(Error error, std::size_t offset) {
    fault_.refuse(error, message_.data() + offset);
    return false;
  }

  std::string_view message_;
  const SequenceRule& rule_;
  bool isPlain_;
  EventBatch& batch_;
  DecodeFault fault_;

 private:
  /// A plain walk has stepped over the levels unseen. Where they are not read here either, the
  /// other walk has to look whether they are JSON at all.
  void depth(FieldReader& read) {
    if (isBookChannel(batch_.channel)) return depthUpdate(read, rule_, batch_);
    ++batch_.ignored;
    if (isPlain_) refuse(Error::notJson, 0);
  }
};

/// One pass over a message: first the fields, then, when all are known, the event.
///
/// @tparam Cursor  JsonCursor, or PlainCursor for messages that are plain
template <typename Cursor>
class MessageDecoder : private Payloads {
 public:
  MessageDecoder(std::string_view message, const Cursor& cursor, const SequenceRule& rule,
                 EventBatch& batch)
      : Payloads(message, rule, cursor.mark() == nullptr, batch), cursor_(cursor) {}

  DecodeResult run() {
    if (cursor_.peek() != '[') {
      envelope();
    } else if (payloads()) {
      ended();
    }
    if (fault_.none()) return {};
    return {fault_.error, fault_.at == nullptr ? 0 : static_cast<std::size_t>(fault_.at - message_.data())};
  }

 private:
  /// `{"stream": ..., "data": ...}`, or a bare payload, whose first key is neither.
  bool envelope() {
    Fields fields, order;
    if (!isWrapped()) return collectAll(fields, order) && ended() && event(fields, order);

    bool hasStream = false, hasData = false, isPayload = false;
    std::optional<Cursor> early;  // payloads that came before it was known of what stream
    const bool walked = cursor_.object([&](std::string_view key) {
      bool& has = isWord(key, "data") ? hasData : hasStream;
      if (!isWord(key, "data") && !isWord(key, "stream")) return !cursor_.value().empty();
      if (has) return refuse(Error::duplicateField, cursor_.offset());
      has = true;
      if (isWord(key, "stream")) {
        batch_.channel = unquoted(cursor_.value());
        return true;
      }
      if (cursor_.peek() == '[') {
        if (hasStream) return payloads();
        early = cursor_;
        return !cursor_.value().empty();
      }
      isPayload = cursor_.peek() == '{';
      return isPayload ? collectAll(fields, order) : skip();
    });
    if (!walked) return structure();
    if (!hasData) ++batch_.ignored;
    if (early) {
      if (!ended()) return false;
      cursor_ = *early;
      return payloads();
    }
    return ended() && (!isPayload || event(fields, order));
  }

  /// Whether the object has a `stream` or `data` among its keys, and not before them the
  /// event type that only a payload has.
  bool isWrapped() {
    Cursor cursor = cursor_;
    bool wrapped = false;
    cursor.object([&](std::string_view key) {
      wrapped = isWord(key, "stream") || isWord(key, "data");
      return !wrapped && !isWord(key, "e") && !cursor.value().empty();
    });
    return wrapped;
  }

  bool payloads() {
    const bool walked = cursor_.array([&] {
      if (cursor_.peek() != '{') return skip();
      Fields fields, order;
      return collectAll(fields, order) && event(fields, order);
    });
    return walked || structure();
  }

  /// Collects an object's fields, and those of a nested `o` apart.
  bool collectAll(Fields& fields, Fields& order) {
    Cursor cursor = cursor_;  // a copy of its own, which the compiler keeps in registers
    const bool walked = cursor.object([&](std::string_view key) {
      const Slot slot = kKeySet.find(key);
      const std::size_t offset = cursor.offset();
      const std::uint32_t* mark = cursor.mark();
      if (slot == "o"_key && cursor.peek() == '{') {
        cursor_ = cursor;
        const bool collected = collectFlat(order);
        cursor = cursor_;
        return collected && (fields.add(slot, "o") || refuse(Error::duplicateField, offset));
      }
      const bool isLevels = cursor.peek() == '[' && isBookSide(slot) && isDepth(fields);
      return add(fields, slot, isLevels ? cursor.levels() : cursor.value(), mark, offset);
    });
    cursor_ = cursor;
    return walked || structure();
  }

  static bool isBookSide(Slot slot) { return slot == "b"_key || slot == "a"_key; }

  /// Whether what has been seen so far makes sure that levels will be read.
  static bool isDepth(const Fields& fields) {
    return isWord(fields.token("e"_key), "\"depthUpdate\"");
  }

  bool collectFlat(Fields& fields) {
    const bool walked = cursor_.object([&](std::string_view key) {
      const std::size_t offset = cursor_.offset();
      const std::uint32_t* mark = cursor_.mark();
      return add(fields, kKeySet.find(key), cursor_.value(), mark, offset);
    });
    return walked || structure();
  }

  bool add(Fields& fields, Slot slot, std::string_view value, const std::uint32_t* mark,
           std::size_t offset) {
    if (value.empty()) return refuse(Error::truncated, message_.size());
    return slot == KeySet::kNone || fields.add(slot, value, mark) ||
           refuse(Error::duplicateField, offset);
  }

  /// By the place, for a 0 in the text looks like its end.
  bool ended() {
    return cursor_.offset() == message_.size() || refuse(Error::notJson, cursor_.offset());
  }

  /// A payload that is no object says nothing that a decoder reads.
  bool skip() {
    ++batch_.ignored;
    return !cursor_.value().empty() || refuse(Error::truncated, message_.size());
  }

  /// A walk has stopped: for the structure's sake, unless a reason is known already.
  bool structure() {
    return refuse(cursor_.fault() == Error::none ? Error::notJson : cursor_.fault(),
                  cursor_.offset());
  }

  Cursor cursor_;
};

bool decodePlain(const SequenceRule& rule, std::string_view message, EventBatch& batch) {
  const PlainCursor cursor(message);
  return MessageDecoder(message, cursor, rule, batch).run().error == Error::none;
}

DecodeResult decode(const SequenceRule& rule, const DecodeContext& context,
                    std::string_view message, EventBatch& batch) {
  if (decodePlain(rule, message, batch)) return {};
  batch.clear();
  JsonCursor cursor;
  const DecodeResult opened = context.reader.open(message, cursor);
  if (opened.error != Error::none) return opened;
  return MessageDecoder(message, cursor, rule, batch).run();
}

DecodeResult decodeFutures(const DecodeContext& context, std::string_view message,
                           EventBatch& batch) {
  return decode(kFuturesDepth, context, message, batch);
}

DecodeResult decodeSpot(const DecodeContext& context, std::string_view message,
                        EventBatch& batch) {
  return decode(kSpotDepth, context, message, batch);
}

/// Of contracts in base coin, as on USDⓈ-M and on spot.
Listing inferredInCoins(std::string_view symbol, InstrumentKind kind) {
  return {.symbol = symbol, .kind = kind, .contractSize = 1.0};
}

Listing inferredUsdm(std::string_view symbol) {
  return inferredInCoins(symbol, InstrumentKind::linear);
}

Listing inferredSpot(std::string_view symbol) {
  return inferredInCoins(symbol, InstrumentKind::spot);
}

/// A contract of bitcoin is 100 dollars, one of any other coin 10.
Listing inferredCoinm(std::string_view symbol) {
  return {.symbol = symbol,
          .kind = InstrumentKind::inverse,
          .contractSize = symbol.starts_with("BTCUSD_") ? 100.0 : 10.0};
}

std::string snapshotUrl(const char* address, std::string_view symbol) {
  std::string url = address;
  return url.append(symbol).append("&limit=1000");
}

// Depth is pushed each 100 ms while anything changes, and on a listed perpetual something
// does every second; the mark price comes each second or each third. Spot and COIN-M have
// quieter markets.
constexpr StaleLimits kUsdmStale{.bookMs = 10'000.0, .markMs = 10'000.0};
constexpr StaleLimits kQuieterStale{.bookMs = 15'000.0, .markMs = 10'000.0};

}  // namespace

bool decodePlain(std::string_view message, EventBatch& batch) {
  return decodePlain(kFuturesDepth, message, batch);
}

extern const VenueTraits kUsdm{
    .venue = FeedVenue::binanceUsdm,
    .name = "binance-usdm",
    .resync = Resync::snapshot,
    .stale = kUsdmStale,
    .decode = decodeFutures,
    .inferred = inferredUsdm,
    .snapshotUrl =
        [](std::string_view symbol) {
          return snapshotUrl("https://fapi.binance.com/fapi/v1/depth?symbol=", symbol);
        },
};

extern const VenueTraits kCoinm{
    .venue = FeedVenue::binanceCoinm,
    .name = "binance-coinm",
    .resync = Resync::snapshot,
    .stale = kQuieterStale,
    .decode = decodeFutures,
    .inferred = inferredCoinm,
    .snapshotUrl =
        [](std::string_view symbol) {
          return snapshotUrl("https://dapi.binance.com/dapi/v1/depth?symbol=", symbol);
        },
};

extern const VenueTraits kSpot{
    .venue = FeedVenue::binanceSpot,
    .name = "binance-spot",
    .resync = Resync::snapshot,
    .stale = kQuieterStale,
    .decode = decodeSpot,
    .inferred = inferredSpot,
    .snapshotUrl =
        [](std::string_view symbol) {
          return snapshotUrl("https://api.binance.com/api/v3/depth?symbol=", symbol);
        },
};

}  // namespace plimsoll::binance
