// Binance: USDⓈ-M and COIN-M futures, and spot.
//
// Source: developers.binance.com, derivatives and spot, read 2026-11; endpoints as split on
// 2026-04-23.

#include <optional>

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/binance_answers.h"
#include "plimsoll/feed/venues/binance_as_written.h"
#include "plimsoll/feed/venues/binance_keys.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::binance {
namespace {

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("data"_key, "o"_key),
    .levels = slots<4>("b"_key, "a"_key, "bids"_key, "asks"_key),
};

/// Futures: `pu` of an update is `u` of the one before, and U <= lastUpdateId <= u, or pu ==
/// lastUpdateId, of the first behind a snapshot.
/// Source: "How to manage a local order book correctly".
constexpr SequenceRule kFuturesDepth{.chain = Chain::previous, .joinsFetched = true};

/// Spot: `U` follows `u` of the update before, and U <= lastUpdateId + 1 <= u of the first.
constexpr SequenceRule kSpotDepth{.chain = Chain::consecutive, .joinsFetched = true};

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

/// What a payload says, known by its event type; spot's quotes and answers to requests have none.
class Payload {
 public:
  Payload(MessageWalk& walk, const SequenceRule& rule, EventBatch& batch)
      : walk_(walk), rule_(rule), batch_(batch) {}

  void operator()(FieldReader& read) {
    const std::string_view type = read.fields().text("e"_key);
    if (type == "bookTicker") {
      bookTicker(read, batch_);
    } else if (type == "depthUpdate") {
      depth(read);
    } else if ((type == "trade" || type == "aggTrade") && isMarketTrade(read.fields())) {
      trade(read, type == "trade" ? TradeStream::single : TradeStream::aggregated, batch_);
    } else if (type == "markPriceUpdate") {
      markPrice(read, batch_);
    } else if (type == "forceOrder") {
      order(read.fields());
    } else if (type == "indexPriceUpdate") {
      indexPrice(read, batch_);
    } else if (!type.empty()) {
      ++batch_.ignored;
    } else if (read.has("B"_key) && read.has("u"_key)) {
      bookTicker(read, batch_);
    } else {
      answer(walk_, read, batch_);
    }
  }

 private:
  void depth(FieldReader& read) {
    if (isBookChannel(batch_.channel)) return depthUpdate(read, rule_, batch_);
    ++batch_.ignored;
  }

  void order(const Fields& fields) {
    Fields order;
    walk_.object(fields, "o"_key, order);
    FieldReader read = walk_.read(order);
    forceOrder(read, batch_);
  }

  MessageWalk& walk_;
  const SequenceRule& rule_;
  EventBatch& batch_;
};

/// `{"stream": ..., "data": ...}`, or a bare payload or an array of such.
DecodeResult decode(const SequenceRule& rule, std::string_view message, EventBatch& batch) {
  if (readAsWritten(message, rule, batch)) return {};
  MessageWalk walk(message, kForm, batch);
  Payload payload(walk, rule, batch);
  if (walk.isArray()) {
    walk.rootArray([&](JsonCursor& element) { return walk.objects(element, payload); });
    return walk.result();
  }
  Fields fields;
  if (!walk.root(fields)) return walk.result();
  const bool isWrapped = (fields.has("stream"_key) || fields.has("data"_key)) && !fields.has("e"_key);
  if (!isWrapped) {
    FieldReader read = walk.read(fields);
    payload(read);
    return walk.result();
  }
  batch.channel = fields.text("stream"_key);
  if (fields.has("data"_key)) {
    walk.objects(fields, "data"_key, payload);
  } else {
    ++batch.ignored;
  }
  return walk.result();
}

DecodeResult decodeFutures(const Listings&, std::string_view message, EventBatch& batch) {
  return decode(kFuturesDepth, message, batch);
}

DecodeResult decodeSpot(const Listings&, std::string_view message, EventBatch& batch) {
  return decode(kSpotDepth, message, batch);
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
