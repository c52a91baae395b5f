// Kraken Futures.
//
// Source: docs.kraken.com/api, futures websocket v1 and REST v3, read 2026-11; its numbers
// are JSON numbers, some of them with an exponent.

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::kraken_futures {
namespace {

constexpr KeyNames kKeys{
    // envelope
    "feed event product_id orderBook instruments tickers serverTime "
    // book
    "seq timestamp bids asks side price qty "
    // trades
    "uid type time "
    // ticker
    "bid ask bid_size ask_size markPrice index relative_funding_rate "
    "relative_funding_rate_prediction next_funding_rate_time openInterest "
    // tickers and instruments of REST
    "symbol bidSize askSize indexPrice tickSize contractSize contractValueTradePrecision"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("orderBook"_key),
    .levels = slots<4>("bids"_key, "asks"_key),
    .levelShape = {.priceKey = "price", .quantityKey = "qty"},
};

/// Each product's book counts for itself, and its trades count apart from it.
constexpr SequenceRule kSeq{.chain = Chain::consecutive};

void bookSnapshot(FieldReader& read, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = read.text("product_id"_key);
  snapshot.source = SnapshotSource::stream;
  snapshot.lastUpdateId = read.integer("seq"_key);
  snapshot.venueTimeMs = read.optionalTime("timestamp"_key);
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
}

Side side(FieldReader& read) {
  const std::string_view side = read.text("side"_key);
  if (side != "buy" && side != "sell") read.refuse(Error::wrongType, "side"_key);
  return side == "buy" ? Side::buy : Side::sell;
}

/// An update is one level. The oldest ones say no time.
void bookUpdate(FieldReader& read, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = read.text("product_id"_key);
  delta.rule = kSeq;
  delta.lastUpdateId = read.integer("seq"_key);
  delta.firstUpdateId = delta.lastUpdateId;
  delta.venueTimeMs = read.optionalTime("timestamp"_key);

  const Level level = read.touch("price"_key, "qty"_key);
  if (level.price.mantissa == 0) read.refuse(Error::priceNotPositive, "price"_key);
  const LevelRange range{static_cast<std::uint32_t>(batch.levels.size()), 1};
  batch.levels.push_back(level);
  (side(read) == Side::buy ? delta.bids : delta.asks) = range;
}

/// The taker's order is the one that closed the position: who sold was long.
void liquidation(const Trade& trade, EventBatch& batch) {
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = trade.symbol;
  liquidation.positionSide =
      trade.takerSide == Side::sell ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = valueOf(trade.price);
  liquidation.priceKind = LiquidationPrice::fill;
  liquidation.quantity = valueOf(trade.quantity);
  liquidation.lowerBound = false;
  liquidation.venueTimeMs = trade.venueTimeMs;
}

/// Positions that are terminated or assigned and trades agreed in a block change hands
/// without crossing the spread, at prices that nobody quoted.
void trade(FieldReader& read, EventBatch& batch) {
  const std::string_view type = read.text("type"_key);
  if (read.ok() && type != "fill" && type != "liquidation") {
    ++batch.ignored;
    return;
  }
  Trade trade;
  trade.symbol = read.text("product_id"_key);
  trade.price = read.price("price"_key);
  trade.quantity = read.tradedQuantity("qty"_key);
  trade.takerSide = side(read);
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId("uid"_key);
  trade.venueTimeMs = read.time("time"_key);
  batch.add<Trade>() = trade;
  if (type == "liquidation") liquidation(trade, batch);
}

/// Where nobody quotes a side is left out, or is zero.
void quote(FieldReader& read, std::string_view symbol, Slot bidSize, Slot askSize,
           EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  quote.symbol = symbol;
  quote.bidPrice = read.optionalPrice("bid"_key).value_or(Decimal{});
  quote.bidQuantity = read.optionalDecimal(bidSize).value_or(Decimal{});
  quote.askPrice = read.optionalPrice("ask"_key).value_or(Decimal{});
  quote.askQuantity = read.optionalDecimal(askSize).value_or(Decimal{});
}

void markPrice(FieldReader& read, std::string_view symbol, Slot index,
               std::optional<VenueTimeMs> timeMs, EventBatch& batch) {
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = symbol;
  mark.price = read.unlessZero("markPrice"_key);
  mark.indexPrice = read.unlessZero(index);
  mark.venueTimeMs = timeMs;
}

void openInterest(FieldReader& read, std::string_view symbol,
                  std::optional<VenueTimeMs> timeMs, EventBatch& batch) {
  auto& interest = batch.add<OpenInterest>();
  interest.symbol = symbol;
  interest.quantity = read.optionalQuantity("openInterest"_key);
  interest.venueTimeMs = timeMs;
}

/// What is called `funding_rate` is an amount for one contract and an hour, in the coin
/// that the contract settles in. Only the relative one is a fraction.
void fundingRate(FieldReader& read, std::string_view symbol,
                 std::optional<VenueTimeMs> timeMs, EventBatch& batch) {
  auto& funding = batch.add<FundingRate>();
  funding.symbol = symbol;
  funding.ratePerInterval = read.number("relative_funding_rate"_key);
  funding.intervalHours = 1.0;
  funding.predictedRatePerInterval =
      read.optionalNumber("relative_funding_rate_prediction"_key);
  funding.nextFundingTimeMs = read.optionalTime("next_funding_rate_time"_key);
  funding.venueTimeMs = timeMs;
}

/// Dated futures pay no funding, and their tickers do not speak of it.
void ticker(FieldReader& read, EventBatch& batch) {
  const std::string_view symbol = read.text("product_id"_key);
  const std::optional<VenueTimeMs> timeMs = read.optionalTime("time"_key);
  quote(read, symbol, "bid_size"_key, "ask_size"_key, batch);
  markPrice(read, symbol, "index"_key, timeMs, batch);
  if (read.holds("relative_funding_rate"_key)) fundingRate(read, symbol, timeMs, batch);
  openInterest(read, symbol, timeMs, batch);
}

/// Says no quantities: those that are known stay.
void tickerLite(FieldReader& read, EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  quote.symbol = read.text("product_id"_key);
  quote.bidPrice = read.optionalPrice("bid"_key).value_or(Decimal{});
  quote.askPrice = read.optionalPrice("ask"_key).value_or(Decimal{});
}

/// The answer names no product and has no number that its updates could be joined by.
void bookAnswer(FieldReader& read, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = {};
  snapshot.source = SnapshotSource::fetched;
  snapshot.lastUpdateId = 0;
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
}

/// An index stands among the contracts, without a mark price. The funding rate here is the
/// absolute one, and is left alone.
void tickerAnswer(FieldReader& read, std::optional<VenueTimeMs> timeMs, EventBatch& batch) {
  if (!read.holds("markPrice"_key)) {
    ++batch.ignored;
    return;
  }
  const std::string_view symbol = read.text("symbol"_key);
  quote(read, symbol, "bidSize"_key, "askSize"_key, batch);
  markPrice(read, symbol, "indexPrice"_key, timeMs, batch);
  openInterest(read, symbol, timeMs, batch);
}

/// A contract is a dollar where it is inverse, else a coin. Quantities have so many decimals;
/// with fewer than none, as -2, they come in hundreds. Indices stand in the list, too.
void instrument(FieldReader& read, EventBatch& batch) {
  const std::string_view type = read.text("type"_key);
  if (read.ok() && !type.starts_with("futures_") && type != "flexible_futures") {
    ++batch.ignored;
    return;
  }
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("symbol"_key);
  listing.kind = type == "futures_inverse" ? InstrumentKind::inverse : InstrumentKind::linear;
  listing.tickSize = read.optionalPositive("tickSize"_key);
  listing.contractSize = read.optionalPositive("contractSize"_key);
  const auto decimals = read.optionalInteger("contractValueTradePrecision"_key);
  if (!decimals || *decimals < -kMaxDecimals || *decimals > kMaxDecimals) return;
  const auto places = static_cast<std::int32_t>(*decimals);
  listing.lotSize = places < 0 ? static_cast<double>(powerOfTen(-places)) : fromUnits(1, places);
}

Control control(std::string_view event) {
  if (event == "error" || event == "alert") return Control::refused;
  const bool isAck = event == "subscribed" || event == "unsubscribed";
  return isAck ? Control::subscribed : Control::none;
}

void answer(MessageWalk& walk, const Fields& envelope, EventBatch& batch) {
  FieldReader read = walk.read(envelope);
  const std::optional<VenueTimeMs> timeMs =
      read.holds("serverTime"_key) ? std::optional(read.isoTime("serverTime"_key)) : std::nullopt;
  if (envelope.has("orderBook"_key)) {
    walk.objects(envelope, "orderBook"_key, [&](FieldReader& book) { bookAnswer(book, batch); });
  } else if (envelope.has("tickers"_key)) {
    walk.objects(envelope, "tickers"_key,
                 [&](FieldReader& entry) { tickerAnswer(entry, timeMs, batch); });
  } else if (envelope.has("instruments"_key)) {
    walk.objects(envelope, "instruments"_key,
                 [&](FieldReader& entry) { instrument(entry, batch); });
  } else {
    ++batch.ignored;
  }
}

DecodeResult decode(const Listings&, std::string_view message, EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  Fields fields;
  if (!walk.root(fields)) return walk.result();
  if (fields.has("event"_key)) {
    batch.control = control(fields.text("event"_key));
    ++batch.ignored;
    return walk.result();
  }
  FieldReader read = walk.read(fields);
  const std::string_view feed = fields.text("feed"_key);
  if (feed == "book") {
    bookUpdate(read, batch);
  } else if (feed == "trade") {
    trade(read, batch);
  } else if (feed == "ticker") {
    ticker(read, batch);
  } else if (feed == "ticker_lite") {
    tickerLite(read, batch);
  } else if (feed == "book_snapshot") {
    bookSnapshot(read, batch);
  } else if (feed.empty()) {
    answer(walk, fields, batch);
  } else {
    // Among them trade_snapshot: trades of before the subscription, which would count as new.
    if (feed == "heartbeat") batch.control = Control::heartbeat;
    ++batch.ignored;
  }
  return walk.result();
}

/// By its prefix: PI and FI are inverse, contracts of a dollar; PF and FF are linear.
Listing inferred(std::string_view symbol) {
  Listing listing{.symbol = symbol};
  if (symbol.starts_with("PI_") || symbol.starts_with("FI_")) {
    listing.kind = InstrumentKind::inverse;
    listing.contractSize = 1.0;
  } else if (symbol.starts_with("PF_") || symbol.starts_with("FF_")) {
    listing.kind = InstrumentKind::linear;
    listing.contractSize = 1.0;
  }
  return listing;
}

}  // namespace

extern const VenueTraits kKrakenFutures{
    .venue = FeedVenue::krakenFutures,
    .name = "kraken-futures",
    .resync = Resync::resubscribe,
    // Books are told of whenever they change, and dated futures can be quiet for that long.
    .stale = {.bookMs = 30'000.0, .markMs = 30'000.0},
    .decode = decode,
    .inferred = inferred,
};

}  // namespace plimsoll::kraken_futures
