// dYdX v4, through its indexer.
//
// Source: docs.dydx.xyz, indexer websocket and HTTP, and dydxprotocol/v4-chain, read 2026-11.

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::dydx {
namespace {

constexpr KeyNames kKeys{
    // envelope
    "type message_id channel id contents "
    // book
    "bids asks price size "
    // trades
    "trades side createdAt "
    // markets
    "markets trading oraclePrices oraclePrice effectiveAt nextFundingRate openInterest "
    "tickSize stepSize "
    // funding that was paid
    "historicalFunding ticker rate"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("contents"_key),
    .levels = slots<4>("bids"_key, "asks"_key),
    .levelShape = {.priceKey = "price", .quantityKey = "size"},
};

/// A snapshot's levels are objects, those of an update pairs.
/// Books are not numbered. Their updates go by the number of the message, which counts all
/// that the connection says: a hole there tells that something is missing, not whose.
constexpr SequenceRule kUnnumbered{.chain = Chain::none};

void bookSnapshot(FieldReader& read, std::string_view symbol, SnapshotSource source,
                  std::int64_t messageId, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = symbol;
  snapshot.source = source;
  snapshot.lastUpdateId = messageId;
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
}

/// A side in which nothing changed is left out.
void bookUpdate(FieldReader& read, std::string_view symbol, std::int64_t messageId,
                EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = symbol;
  delta.rule = kUnnumbered;
  delta.firstUpdateId = messageId;
  delta.lastUpdateId = messageId;
  if (read.holds("bids"_key)) delta.bids = read.levels("bids"_key, batch);
  if (read.holds("asks"_key)) delta.asks = read.levels("asks"_key, batch);
}

Side takerSide(FieldReader& read) {
  const std::string_view side = read.text("side"_key);
  if (side != "BUY" && side != "SELL") read.refuse(Error::wrongType, "side"_key);
  return side == "BUY" ? Side::buy : Side::sell;
}

/// Every one is told of. The order that closes the position is the taker, so that one which
/// sells has closed a long.
void liquidation(FieldReader& read, std::string_view symbol, LiquidationPrice priceKind,
                 EventBatch& batch) {
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = symbol;
  const bool isLong = takerSide(read) == Side::sell;
  liquidation.positionSide = isLong ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = read.positive("price"_key);
  liquidation.priceKind = priceKind;
  liquidation.quantity = read.quantity("size"_key);
  liquidation.lowerBound = false;
  liquidation.venueTimeMs = read.isoTime("createdAt"_key);
}

void tradeAlone(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.symbol = symbol;
  trade.price = read.price("price"_key);
  trade.quantity = read.tradedQuantity("size"_key);
  trade.takerSide = takerSide(read);
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId("id"_key);
  trade.venueTimeMs = read.isoTime("createdAt"_key);
}

/// A liquidation takes from the book, and is a trade as well. Deleveraging gives the position
/// to somebody of the other side at the price at which its margin would have been gone: no
/// order met another, and the price says nothing of the market.
void trade(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  const std::string_view type = read.fields().text("type"_key);
  if (type == "DELEVERAGED") {
    return liquidation(read, symbol, LiquidationPrice::bankruptcy, batch);
  }
  tradeAlone(read, symbol, batch);
  if (type == "LIQUIDATED") liquidation(read, symbol, LiquidationPrice::fill, batch);
}

/// Margin is computed at the oracle's price, so that it is mark and index in one. A market
/// that has none yet says zero or nothing.
void oraclePrice(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  const double price = read.optionalNumber("oraclePrice"_key).value_or(0.0);
  if (price == 0.0) return;
  if (price < 0.0) read.refuse(Error::priceNotPositive, "oraclePrice"_key);
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = symbol;
  mark.price = price;
  mark.indexPrice = mark.price;
  if (read.holds("effectiveAt"_key)) mark.venueTimeMs = read.isoTime("effectiveAt"_key);
}

/// What is said of one market: all of it at first, later only what has changed.
void market(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  oraclePrice(read, symbol, batch);
  if (read.holds("nextFundingRate"_key)) {
    auto& funding = batch.add<FundingRate>();
    funding.symbol = symbol;
    funding.ratePerInterval = read.number("nextFundingRate"_key);
    funding.intervalHours = 1.0;
  }
  if (read.holds("openInterest"_key)) {
    auto& interest = batch.add<OpenInterest>();
    interest.symbol = symbol;
    interest.quantity = read.quantity("openInterest"_key);
    interest.baseQuantity = interest.quantity;
  }
  if (read.holds("tickSize"_key) || read.holds("stepSize"_key)) {
    auto& listing = batch.add<Listing>();
    listing.symbol = symbol;
    listing.kind = InstrumentKind::linear;
    listing.tickSize = read.optionalPositive("tickSize"_key);
    listing.lotSize = read.optionalPositive("stepSize"_key);
    listing.contractSize = 1.0;
    listing.fundingIntervalHours = 1.0;
  }
}

void settledFunding(FieldReader& read, EventBatch& batch) {
  auto& funding = batch.add<FundingRate>();
  funding.symbol = read.text("ticker"_key);
  funding.settledRatePerInterval = read.number("rate"_key);
  funding.intervalHours = 1.0;
  funding.venueTimeMs = read.isoTime("effectiveAt"_key);
}

/// Reads each of the markets that an object holds by their names.
void markets(MessageWalk& walk, const Fields& fields, Slot slot, EventBatch& batch) {
  walk.entries(fields, slot, [&](std::string_view symbol, JsonCursor& entry) {
    return walk.objects(entry, [&](FieldReader& read) { market(read, symbol, batch); });
  });
}

/// What one element of `contents` says, or all of it where it is no array.
class Contents {
 public:
  Contents(MessageWalk& walk, const Fields& envelope, bool isSnapshot, EventBatch& batch)
      : walk_(walk), envelope_(envelope), isSnapshot_(isSnapshot), batch_(batch) {}

  void operator()(FieldReader& read) {
    const std::string_view channel = envelope_.text("channel"_key);
    if (channel == "v4_orderbook") {
      book(read);
    } else if (channel == "v4_trades" && !isSnapshot_) {
      trades(read);
    } else if (channel == "v4_markets") {
      for (const Slot slot : {"markets"_key, "trading"_key, "oraclePrices"_key}) {
        markets(walk_, read.fields(), slot, batch_);
      }
    } else {
      // The trades of a snapshot were made before anybody listened.
      ++batch_.ignored;
    }
  }

 private:
  void book(FieldReader& read) {
    FieldReader envelope = walk_.read(envelope_);
    const std::string_view symbol = envelope.text("id"_key);
    const std::int64_t messageId = envelope.integer("message_id"_key);
    if (isSnapshot_) {
      bookSnapshot(read, symbol, SnapshotSource::stream, messageId, batch_);
    } else {
      bookUpdate(read, symbol, messageId, batch_);
    }
  }

  void trades(FieldReader& read) {
    const std::string_view symbol = walk_.read(envelope_).text("id"_key);
    if (!read.has("trades"_key)) read.refuse(Error::missingField, "trades"_key);
    walk_.objects(read.fields(), "trades"_key,
                  [&](FieldReader& element) { trade(element, symbol, batch_); });
  }

  MessageWalk& walk_;
  const Fields& envelope_;
  bool isSnapshot_;
  EventBatch& batch_;
};

/// Answers of the HTTP interface are known by their fields, and have no number.
void answer(MessageWalk& walk, const Fields& fields, EventBatch& batch) {
  if (fields.has("bids"_key) || fields.has("asks"_key)) {
    FieldReader read = walk.read(fields);
    bookSnapshot(read, {}, SnapshotSource::fetched, 0, batch);
  } else if (fields.has("markets"_key)) {
    markets(walk, fields, "markets"_key, batch);
  } else if (fields.has("historicalFunding"_key)) {
    walk.objects(fields, "historicalFunding"_key,
                 [&](FieldReader& read) { settledFunding(read, batch); });
  } else {
    ++batch.ignored;
  }
}

Control control(std::string_view type) {
  if (type == "error") return Control::refused;
  if (type == "pong") return Control::heartbeat;
  return type == "subscribed" || type == "unsubscribed" ? Control::subscribed : Control::none;
}

DecodeResult decode(const Listings&, std::string_view message, EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  Fields envelope;
  if (!walk.root(envelope)) return walk.result();
  if (!envelope.has("type"_key)) {
    answer(walk, envelope, batch);
    return walk.result();
  }
  FieldReader read = walk.read(envelope);
  const std::string_view type = read.text("type"_key);
  const bool isSnapshot = type == "subscribed";
  const bool isUpdate = type == "channel_data" || type == "channel_batch_data";
  batch.channel = envelope.text("channel"_key);
  batch.control = control(type);
  batch.connectionSequence = read.optionalInteger("message_id"_key);
  if (!isSnapshot && !isUpdate) {
    ++batch.ignored;
    return walk.result();
  }
  for (const Slot needed : {"message_id"_key, "contents"_key}) {
    if (!read.has(needed)) read.refuse(Error::missingField, needed);
  }
  walk.objects(envelope, "contents"_key, Contents(walk, envelope, isSnapshot, batch));
  return walk.result();
}

/// All are perpetuals of one coin, as BTC-USD.
Listing inferred(std::string_view symbol) {
  return {.symbol = symbol, .kind = InstrumentKind::linear, .contractSize = 1.0};
}

}  // namespace

extern const VenueTraits kDydx{
    .venue = FeedVenue::dydx,
    .name = "dydx",
    .resync = Resync::resubscribe,
    // Only what changes is told of, and the venue's sign of life is a frame that browsers do
    // not show. The oracle's prices come with each block, about every second, but a market's
    // only when it has moved: in a quiet one half a minute may pass.
    .stale = {.bookMs = 30'000.0, .markMs = 30'000.0},
    .uncrosses = true,
    .decode = decode,
    .inferred = inferred,
};

}  // namespace plimsoll::dydx
