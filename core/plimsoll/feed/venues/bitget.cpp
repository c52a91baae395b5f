// Bitget, spot and futures.
//
// Source: bitget.com/api-doc, the unified account's websocket v3 and the classic v2 and its
// REST, read 2026-11; v1 as it was recorded in 2022. In v3 a stream is a `topic` of a
// `symbol`, before that a `channel` of an `instId`.

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::bitget {
namespace {

constexpr KeyNames kKeys{
    // envelope
    "arg topic channel symbol instId action event data ts "
    // book
    "a b asks bids seq pseq checksum "
    // trades and liquidations
    "i p v S T tradeId price size side amount "
    // ticker
    "bid1Price bid1Size ask1Price ask1Size bidPr bidSz askPr askSz markPrice indexPrice "
    "fundingRate nextFundingTime openInterest holdingAmount "
    // REST
    "openInterestList fundingRateInterval nextUpdate sizeMultiplier priceEndStep pricePlace "
    "quoteCoin supportMarginCoins fundInterval"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("data"_key),
    .levels = slots<4>("a"_key, "b"_key, "asks"_key, "bids"_key),
};

/// Each update names the one before it. The first behind a snapshot may hold changes that the
/// snapshot has already.
constexpr SequenceRule kPseq{.chain = Chain::previous, .mayOverlapSnapshot = true};

/// In v1 there were no numbers, only the checksum.
constexpr SequenceRule kUnnumbered{.chain = Chain::none};

/// What v3 calls one thing, the versions before it call another.
Slot either(const FieldReader& read, Slot slot, Slot before) {
  return read.has(slot) ? slot : before;
}

/// Whether a contract is margined in its base coin: BTCUSD, or BTCUSDH26 where it is dated,
/// and not BTCUSDT or BTCUSDC.
bool isCoinMargined(std::string_view symbol) {
  const std::size_t quote = symbol.rfind("USD");
  if (quote == std::string_view::npos) return false;
  const std::string_view rest = symbol.substr(quote + 3);
  return !rest.starts_with('T') && !rest.starts_with('C');
}

/// 0 is none, as in snapshots; newer updates have no such field.
std::optional<std::uint32_t> checksum(FieldReader& read) {
  const std::int64_t value = read.optionalInteger("checksum"_key).value_or(0);
  if (value == 0) return std::nullopt;
  return static_cast<std::uint32_t>(value);
}

void bookSnapshot(FieldReader& read, std::string_view symbol, SnapshotSource source,
                  EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = symbol;
  snapshot.source = source;
  snapshot.lastUpdateId = read.optionalInteger("seq"_key).value_or(0);
  snapshot.venueTimeMs = read.time("ts"_key);
  snapshot.bids = read.levels(either(read, "b"_key, "bids"_key), batch);
  snapshot.asks = read.levels(either(read, "a"_key, "asks"_key), batch);
  snapshot.checksum = checksum(read);
}

void bookUpdate(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = symbol;
  delta.previousUpdateId = read.optionalInteger("pseq"_key);
  delta.rule = delta.previousUpdateId ? kPseq : kUnnumbered;
  delta.lastUpdateId = delta.previousUpdateId ? read.integer("seq"_key) : 0;
  delta.firstUpdateId = delta.lastUpdateId;
  delta.venueTimeMs = read.time("ts"_key);
  delta.bids = read.levels(either(read, "b"_key, "bids"_key), batch);
  delta.asks = read.levels(either(read, "a"_key, "asks"_key), batch);
  delta.checksum = checksum(read);
}

/// Of a partial book only the touch counts; the whole book is another channel's.
void partialBook(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  const LevelRange bids = read.levels(either(read, "b"_key, "bids"_key), batch);
  const LevelRange asks = read.levels(either(read, "a"_key, "asks"_key), batch);
  const auto bestOf = [&](LevelRange range) {
    return range.count == 0 ? Level{} : batch.at(range).front();
  };
  const Level bid = bestOf(bids), ask = bestOf(asks);
  batch.add<Quote>() = {symbol, bid.price, bid.quantity, ask.price, ask.quantity};
}

/// Whether a side is "buy"; it has to be one or the other.
bool isBuy(FieldReader& read, Slot slot) {
  const std::string_view side = read.text(slot);
  if (side != "buy" && side != "sell") read.refuse(Error::wrongType, slot);
  return side == "buy";
}

void trade(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.symbol = symbol;
  trade.price = read.price(either(read, "p"_key, "price"_key));
  trade.quantity = read.tradedQuantity(either(read, "v"_key, "size"_key));
  trade.takerSide = isBuy(read, either(read, "S"_key, "side"_key)) ? Side::buy : Side::sell;
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId(either(read, "i"_key, "tradeId"_key));
  trade.venueTimeMs = read.time(either(read, "T"_key, "ts"_key));
}

/// The side is the position's: buy says that a long was closed. The amount is in quote units,
/// the price times whole lots. That price has no more decimals than a tick, so that it is the
/// order's and no average of fills. Of whether all liquidations are told or only the largest
/// the venue's pages say both.
void liquidation(FieldReader& read, EventBatch& batch) {
  const std::string_view symbol = read.text("symbol"_key);
  if (isCoinMargined(symbol)) {  // what their amount counts is not said anywhere
    ++batch.ignored;
    return;
  }
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = symbol;
  liquidation.positionSide =
      isBuy(read, "side"_key) ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = read.positive("price"_key);
  liquidation.priceKind = LiquidationPrice::bankruptcy;
  liquidation.quantity = read.quantity("amount"_key) / liquidation.price;
  liquidation.lowerBound = true;
  liquidation.venueTimeMs = read.time("ts"_key);
}

/// A time of 0 says that there is none.
std::optional<VenueTimeMs> timeUnlessZero(FieldReader& read, Slot slot) {
  const std::optional<VenueTimeMs> timeMs = read.optionalTime(slot);
  return timeMs == 0 ? std::nullopt : timeMs;
}

void quote(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  quote.symbol = symbol;
  quote.bidPrice = read.optionalPrice(either(read, "bid1Price"_key, "bidPr"_key));
  quote.bidQuantity = read.optionalDecimal(either(read, "bid1Size"_key, "bidSz"_key));
  quote.askPrice = read.optionalPrice(either(read, "ask1Price"_key, "askPr"_key));
  quote.askQuantity = read.optionalDecimal(either(read, "ask1Size"_key, "askSz"_key));
}

void markPrice(FieldReader& read, std::string_view symbol, std::optional<VenueTimeMs> timeMs,
               EventBatch& batch) {
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = symbol;
  mark.price = read.unlessZero("markPrice"_key);
  mark.indexPrice = read.unlessZero("indexPrice"_key);
  mark.venueTimeMs = timeMs;
}

/// A quantity is in base coin, except perhaps where that is the margin, too.
void openInterest(FieldReader& read, std::string_view symbol, Slot slot,
                  std::optional<VenueTimeMs> timeMs, EventBatch& batch) {
  auto& interest = batch.add<OpenInterest>();
  interest.symbol = symbol;
  interest.quantity = read.quantity(slot);
  if (!isCoinMargined(symbol)) interest.baseQuantity = interest.quantity;
  interest.venueTimeMs = timeMs;
}

/// Dated contracts have a funding rate of 0 and no time at which it would be paid. How long
/// the interval is only current-fund-rate and contracts tell.
void fundingRate(FieldReader& read, std::string_view symbol, std::optional<VenueTimeMs> timeMs,
                 EventBatch& batch) {
  const std::optional<VenueTimeMs> nextMs =
      timeUnlessZero(read, either(read, "nextFundingTime"_key, "nextUpdate"_key));
  if (!nextMs) return;
  auto& funding = batch.add<FundingRate>();
  funding.symbol = symbol;
  funding.ratePerInterval = read.number("fundingRate"_key);
  funding.intervalHours = read.optionalPositive("fundingRateInterval"_key);
  funding.nextFundingTimeMs = nextMs;
  funding.venueTimeMs = timeMs;
}

/// Spot's ticker has no more than the quote, and v1's not even that: its best prices are
/// rounded.
void ticker(FieldReader& read, std::string_view symbol, std::optional<VenueTimeMs> sentMs,
            EventBatch& batch) {
  const std::size_t before = batch.events.size();
  const std::optional<VenueTimeMs> timeMs =
      read.has("ts"_key) ? read.optionalTime("ts"_key) : sentMs;
  if (read.has("bid1Price"_key) || read.has("bidPr"_key)) quote(read, symbol, batch);
  if (read.holds("markPrice"_key)) markPrice(read, symbol, timeMs, batch);
  if (read.holds("fundingRate"_key)) fundingRate(read, symbol, timeMs, batch);
  const Slot interest = either(read, "openInterest"_key, "holdingAmount"_key);
  if (read.holds(interest)) openInterest(read, symbol, interest, timeMs, batch);
  if (batch.events.size() == before) ++batch.ignored;
}

/// What an entry of `contracts` says, but for its kind. The tick is `priceEndStep` units of
/// the last decimal, of which there are `pricePlace`.
void contract(FieldReader& read, bool isInverse, EventBatch& batch) {
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("symbol"_key);
  listing.kind = isInverse ? InstrumentKind::inverse : InstrumentKind::linear;
  const auto step = read.optionalPositive("priceEndStep"_key);
  const auto places = read.optionalInteger("pricePlace"_key);
  if (step && places && *places >= 0 && *places <= kMaxDecimals) {
    // By a division, which rounds once, and not by a product with 10^-places.
    listing.tickSize =
        *step / static_cast<double>(powerOfTen(static_cast<std::int32_t>(*places)));
  }
  listing.lotSize = read.optionalPositive("sizeMultiplier"_key);
  // Coin-margined quantities were base coin in v2, while v3 says that trades are in quote
  // coin: better no contract size than a wrong one.
  if (!isInverse) listing.contractSize = 1.0;
  const auto interval = read.optionalQuantity("fundInterval"_key);
  if (interval && *interval > 0.0) listing.fundingIntervalHours = interval;
}

/// What one element of `data` says.
class Payload {
 public:
  Payload(MessageWalk& walk, const Fields& envelope, const Fields& arg, EventBatch& batch)
      : walk_(walk), envelope_(envelope), batch_(batch) {
    channel_ = arg.text(arg.has("topic"_key) ? "topic"_key : "channel"_key);
    symbol_ = arg.text(arg.has("symbol"_key) ? "symbol"_key : "instId"_key);
    isSnapshot_ = envelope.text("action"_key) == "snapshot";
    batch.channel = channel_;
  }

  void operator()(FieldReader& read) {
    if (channel_ == "books") {
      if (!isSnapshot_) return bookUpdate(read, symbol_, batch_);
      bookSnapshot(read, symbol_, SnapshotSource::stream, batch_);
    } else if (channel_.starts_with("books")) {
      partialBook(read, symbol_, batch_);
    } else if (channel_ == "publicTrade" || channel_ == "trade") {
      // A snapshot's trades are of before the subscription, and would count as new.
      if (isSnapshot_) return ignored();
      trade(read, symbol_, batch_);
    } else if (channel_ == "ticker") {
      ticker(read, symbol_, sentMs(), batch_);
    } else if (channel_ == "liquidation") {
      liquidation(read, batch_);
    } else if (channel_.empty()) {
      answer(read);
    } else {
      ignored();
    }
  }

 private:
  /// REST answers are told apart by their fields.
  void answer(FieldReader& read) {
    if (read.has("asks"_key) || read.has("a"_key)) {
      bookSnapshot(read, {}, SnapshotSource::fetched, batch_);
    } else if (read.has("openInterestList"_key)) {
      const std::optional<VenueTimeMs> timeMs = read.optionalTime("ts"_key);
      walk_.objects(read.fields(), "openInterestList"_key, [&](FieldReader& entry) {
        openInterest(entry, entry.text("symbol"_key), "size"_key, timeMs, batch_);
      });
    } else if (read.has("sizeMultiplier"_key)) {
      contract(read, isInverse(read), batch_);
    } else if (read.has("bid1Price"_key) || read.has("bidPr"_key)) {
      ticker(read, read.text("symbol"_key), std::nullopt, batch_);
    } else if (read.has("fundingRate"_key)) {
      const std::size_t before = batch_.events.size();
      fundingRate(read, read.text("symbol"_key), std::nullopt, batch_);
      if (batch_.events.size() == before) ignored();
    } else {
      ignored();
    }
  }

  /// Quoted in dollars, margined in a coin. Some may be margined in USDC as well, but the
  /// first coin of the list is their own; a contract margined in USDC alone is linear.
  bool isInverse(FieldReader& read) {
    std::string_view margin;
    walk_.elements(read.fields(), "supportMarginCoins"_key, [&](JsonCursor& coin) {
      const std::string_view name = unquoted(coin.value());
      if (margin.empty()) margin = name;
      return true;
    });
    return read.text("quoteCoin"_key) == "USD" && margin != "USDC" && margin != "USDT";
  }

  std::optional<VenueTimeMs> sentMs() { return walk_.read(envelope_).optionalTime("ts"_key); }

  void ignored() { ++batch_.ignored; }

  MessageWalk& walk_;
  const Fields& envelope_;
  EventBatch& batch_;
  std::string_view channel_;
  std::string_view symbol_;
  bool isSnapshot_ = false;
};

Control control(std::string_view event) {
  if (event == "error") return Control::refused;
  return event == "subscribe" || event == "unsubscribe" ? Control::subscribed : Control::none;
}

DecodeResult decode(const Listings&, std::string_view message, EventBatch& batch) {
  if (message == "pong") {
    batch.control = Control::heartbeat;
    ++batch.ignored;
    return {};
  }
  MessageWalk walk(message, kForm, batch);
  Fields envelope, arg;
  if (!walk.root(envelope)) return walk.result();
  const bool hasData = envelope.isArray("data"_key) || envelope.isObject("data"_key);
  if (envelope.has("event"_key) || !hasData) {
    batch.control = control(envelope.text("event"_key));
    ++batch.ignored;
    return walk.result();
  }
  walk.object(envelope, "arg"_key, arg);
  Payload payload(walk, envelope, arg, batch);
  walk.objects(envelope, "data"_key, payload);
  return walk.result();
}

/// BTCUSDT is a spot pair's name and a contract's: both are in base coin, but the kind stays
/// open. Only BTCPERP, which is margined in USDC, and coin-margined names are contracts'.
Listing inferred(std::string_view symbol) {
  Listing listing{.symbol = symbol};
  if (isCoinMargined(symbol)) {
    listing.kind = InstrumentKind::inverse;
    return listing;
  }
  if (symbol.ends_with("PERP")) listing.kind = InstrumentKind::linear;
  listing.contractSize = 1.0;
  return listing;
}

}  // namespace

extern const VenueTraits kBitget{
    .venue = FeedVenue::bitget,
    .name = "bitget",
    .resync = Resync::resubscribe,
    // Depth is pushed several times a second while anything changes, tickers as often.
    .stale = {.bookMs = 15'000.0, .markMs = 15'000.0},
    .checksum = ChecksumRule::interleaved25,
    .decode = decode,
    .inferred = inferred,
};

}  // namespace plimsoll::bitget
