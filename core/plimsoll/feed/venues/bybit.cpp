// Bybit v5: linear and inverse contracts, options, and spot.
//
// Source: bybit-exchange.github.io/docs/v5, websocket and market, read 2026-11.

#include <algorithm>
#include <charconv>

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::bybit {
namespace {

constexpr KeyNames kKeys{
    // envelopes
    "topic type ts cts data success op ret_msg failTopics retCode result list category time "
    // books, trades and liquidations, by their letters
    "s b a u T S v p i BT "
    // liquidations before 2025
    "symbol side size price updatedTime "
    // tickers
    "bid1Price bid1Size ask1Price ask1Size markPrice indexPrice fundingRate "
    "fundingIntervalHour nextFundingTime openInterest openInterestValue singleOpenInterest "
    "singleOpenInterestValue "
    // tickers of options; requests answer with names of their own
    "bidPrice bidSize askPrice askSize markPriceIv bidIv askIv markIv bid1Iv ask1Iv "
    "underlyingPrice delta gamma vega theta "
    // deleveraging
    "pr i_pr adl_sr "
    // histories
    "timestamp fundingRateTimestamp buyRatio "
    // instruments
    "contractType priceFilter tickSize lotSizeFilter qtyStep basePrecision fundingInterval"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("data"_key),
    .levels = slots<4>("a"_key, "b"_key),
};

/// The count goes up by one with each update of a topic.
constexpr SequenceRule kNumbered{.chain = Chain::consecutive};

/// No snapshot is ever pushed on `orderbook.full`: it has to be fetched.
constexpr SequenceRule kFull{.chain = Chain::consecutive, .joinsFetched = true};

bool isBuy(FieldReader& read, Slot slot) {
  const std::string_view side = read.text(slot);
  if (side != "Buy" && side != "Sell") read.refuse(Error::wrongType, slot);
  return side == "Buy";
}

/// When the matching engine made the book, where that is told: `ts` is when it was sent.
VenueTimeMs bookTime(FieldReader& read) {
  return read.time(read.holds("cts"_key) ? "cts"_key : "ts"_key);
}

void bookSnapshot(FieldReader& read, SnapshotSource source, VenueTimeMs timeMs, std::uint32_t depth,
                  EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = read.text("s"_key);
  snapshot.source = source;
  snapshot.lastUpdateId = read.integer("u"_key);
  snapshot.venueTimeMs = timeMs;
  snapshot.bids = read.levels("b"_key, batch);
  snapshot.asks = read.levels("a"_key, batch);
  snapshot.depth = depth;
}

void bookUpdate(FieldReader& read, const SequenceRule& rule, VenueTimeMs timeMs,
                std::uint32_t depth, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = read.text("s"_key);
  delta.rule = rule;
  delta.lastUpdateId = read.integer("u"_key);
  delta.firstUpdateId = delta.lastUpdateId;
  delta.venueTimeMs = timeMs;
  delta.bids = read.levels("b"_key, batch);
  delta.asks = read.levels("a"_key, batch);
  delta.depth = depth;
}

/// One side of a book of one level. Without a level nobody quotes, except in a delta, which
/// leaves out the side that did not change; a delta may also name the level that it deletes.
std::optional<Level> touchOf(std::span<const Level> levels, bool isSnapshot) {
  const auto rests = [](const Level& level) { return level.quantity.mantissa > 0; };
  const auto best = std::ranges::find_if(levels, rests);
  if (best != levels.end()) return *best;
  if (levels.empty() && !isSnapshot) return std::nullopt;
  return Level{};
}

void touch(FieldReader& read, bool isSnapshot, EventBatch& batch) {
  const LevelRange bids = read.levels("b"_key, batch);
  const LevelRange asks = read.levels("a"_key, batch);
  auto& quote = batch.add<Quote>();
  quote.symbol = read.text("s"_key);
  if (const auto bid = touchOf(batch.at(bids), isSnapshot)) {
    quote.bidPrice = bid->price;
    quote.bidQuantity = bid->quantity;
  }
  if (const auto ask = touchOf(batch.at(asks), isSnapshot)) {
    quote.askPrice = ask->price;
    quote.askQuantity = ask->quantity;
  }
}

/// A block trade is agreed upon away from the book, and crosses no spread.
void trade(FieldReader& read, EventBatch& batch) {
  if (read.has("BT"_key) && read.boolean("BT"_key)) {
    ++batch.ignored;
    return;
  }
  auto& trade = batch.add<Trade>();
  trade.symbol = read.text("s"_key);
  trade.price = read.price("p"_key);
  trade.quantity = read.tradedQuantity("v"_key);
  trade.takerSide = isBuy(read, "S"_key) ? Side::buy : Side::sell;
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId("i"_key);
  trade.venueTimeMs = read.time("T"_key);
}

/// `S` is the side of the position and not of the order: "Buy" is a long that was
/// liquidated. All liquidations are told of.
void liquidation(FieldReader& read, EventBatch& batch) {
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = read.text("s"_key);
  liquidation.positionSide =
      isBuy(read, "S"_key) ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = read.positive("p"_key);
  liquidation.priceKind = LiquidationPrice::bankruptcy;
  liquidation.quantity = read.quantity("v"_key);
  liquidation.lowerBound = false;
  liquidation.venueTimeMs = read.time("T"_key);
}

/// The topic of before 2025 told of one order of a symbol in a second at most.
void oldLiquidation(FieldReader& read, EventBatch& batch) {
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = read.text("symbol"_key);
  liquidation.positionSide =
      isBuy(read, "side"_key) ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = read.positive("price"_key);
  liquidation.priceKind = LiquidationPrice::bankruptcy;
  liquidation.quantity = read.quantity("size"_key);
  liquidation.lowerBound = true;
  liquidation.venueTimeMs = read.time("updatedTime"_key);
}

/// A drawdown is below zero, as the venue's thresholds are: -0.3 is a loss of 30 %.
void deleveragingAlert(FieldReader& read, std::optional<VenueTimeMs> timeMs, EventBatch& batch) {
  auto& alert = batch.add<DeleveragingAlert>();
  alert.symbol = read.text("s"_key);
  alert.fundBalance = read.optionalNumber("b"_key);
  alert.drawdownRate = read.optionalNumber("pr"_key);
  alert.triggerRate = read.optionalNumber("i_pr"_key);
  alert.stopRate = read.optionalNumber("adl_sr"_key);
  alert.venueTimeMs = timeMs;
}

/// Longs and shorts are counted together, so that half of it is open. Since 2026-06-11 the
/// half is told as well.
std::optional<double> oneSided(FieldReader& read, Slot half, Slot both) {
  if (read.holds(half)) return read.quantity(half);
  const std::optional<double> counted = read.optionalQuantity(both);
  if (!counted) return std::nullopt;
  return *counted / 2.0;
}

/// What a ticker says of one instrument. A delta has only what changed, and each of these
/// is an event only where something of it is there.
class Ticker {
 public:
  Ticker(FieldReader& read, InstrumentKind kind, std::optional<VenueTimeMs> timeMs, EventBatch& batch)
      : read_(read),
        kind_(kind),
        timeMs_(timeMs),
        batch_(batch),
        symbol_(read.text("symbol"_key)) {}

  void run() {
    const std::size_t before = batch_.events.size();
    quote();
    markPrice();
    fundingRate();
    openInterest();
    optionQuote();
    if (batch_.events.size() == before) ++batch_.ignored;
  }

 private:
  void quote() {
    const Quote quote{.symbol = symbol_,
                      .bidPrice = price(either("bid1Price"_key, "bidPrice"_key)),
                      .bidQuantity = quantity(either("bid1Size"_key, "bidSize"_key)),
                      .askPrice = price(either("ask1Price"_key, "askPrice"_key)),
                      .askQuantity = quantity(either("ask1Size"_key, "askSize"_key))};
    if (quote.bidPrice || quote.bidQuantity || quote.askPrice || quote.askQuantity) {
      batch_.events.emplace_back(quote);
    }
  }

  /// A side that is named without a number has no quote, as one of zero.
  std::optional<Decimal> price(Slot slot) {
    if (!read_.has(slot)) return std::nullopt;
    return read_.optionalPrice(slot).value_or(Decimal{});
  }

  std::optional<Decimal> quantity(Slot slot) {
    if (!read_.has(slot)) return std::nullopt;
    return read_.optionalDecimal(slot).value_or(Decimal{});
  }

  void markPrice() {
    const MarkPrice mark{.symbol = symbol_,
                         .price = read_.unlessZero("markPrice"_key),
                         .indexPrice = read_.unlessZero("indexPrice"_key),
                         .venueTimeMs = timeMs_};
    if (mark.price || mark.indexPrice) batch_.events.emplace_back(mark);
  }

  /// The next funding of a dated future is at 0, which is never.
  void fundingRate() {
    const FundingRate funding{.symbol = symbol_,
                              .ratePerInterval = read_.optionalNumber("fundingRate"_key),
                              .intervalHours = read_.unlessZero("fundingIntervalHour"_key),
                              .nextFundingTimeMs = read_.optionalTime("nextFundingTime"_key),
                              .venueTimeMs = timeMs_};
    if (funding.nextFundingTimeMs == 0) return;
    if (funding.ratePerInterval || funding.intervalHours || funding.nextFundingTimeMs) {
      batch_.events.emplace_back(funding);
    }
  }

  /// The value is in quote units, of an inverse contract in the coin that it settles in.
  void openInterest() {
    OpenInterest interest{.symbol = symbol_,
                          .quantity = oneSided(read_, "singleOpenInterest"_key, "openInterest"_key),
                          .venueTimeMs = timeMs_};
    const auto value = oneSided(read_, "singleOpenInterestValue"_key, "openInterestValue"_key);
    (kind_ == InstrumentKind::inverse ? interest.baseQuantity : interest.notional) = value;
    if (interest.quantity || value) batch_.events.emplace_back(interest);
  }

  void optionQuote() {
    if (!read_.has("markPriceIv"_key) && !read_.has("markIv"_key)) return;
    auto& option = batch_.add<OptionQuote>();
    option.symbol = symbol_;
    option.markVolatility = read_.unlessZero(either("markPriceIv"_key, "markIv"_key));
    option.bidVolatility = read_.unlessZero(either("bidIv"_key, "bid1Iv"_key));
    option.askVolatility = read_.unlessZero(either("askIv"_key, "ask1Iv"_key));
    option.underlyingPrice = read_.unlessZero("underlyingPrice"_key);
    option.delta = read_.looseNumber("delta"_key);
    option.gamma = read_.looseNumber("gamma"_key);
    option.vega = read_.looseNumber("vega"_key);
    option.theta = read_.looseNumber("theta"_key);
    option.venueTimeMs = timeMs_;
  }

  Slot either(Slot first, Slot second) const { return read_.has(first) ? first : second; }

  FieldReader& read_;
  InstrumentKind kind_;
  std::optional<VenueTimeMs> timeMs_;
  EventBatch& batch_;
  std::string_view symbol_;
};

/// What one element of `data` says.
class Payload {
 public:
  Payload(FieldReader envelope, InstrumentKind kind, EventBatch& batch)
      : envelope_(envelope), kind_(kind), batch_(batch) {}

  void operator()(FieldReader& read) {
    const std::string_view topic = batch_.channel;
    if (topic.starts_with(kBook)) {
      book(read, topic.substr(kBook.size()));
    } else if (topic.starts_with("publicTrade.")) {
      trade(read, batch_);
    } else if (topic.starts_with("tickers.")) {
      Ticker(read, kind_, time(), batch_).run();
    } else if (topic.starts_with("allLiquidation.")) {
      liquidation(read, batch_);
    } else if (topic.starts_with("liquidation.")) {
      oldLiquidation(read, batch_);
    } else if (topic.starts_with("adlAlert.")) {
      deleveragingAlert(read, time(), batch_);
    } else {
      ++batch_.ignored;
    }
  }

 private:
  static constexpr std::string_view kBook = "orderbook.";

  /// By what follows in the topic: `50.BTCUSDT`, `full.BTCUSDT`, `rpi.BTCUSDT`. Levels of
  /// the last count hidden retail orders apart, and are of another book.
  void book(FieldReader& read, std::string_view rest) {
    if (rest.starts_with("full.")) {
      return bookUpdate(read, kFull, bookTime(envelope_), 0, batch_);
    }
    std::uint32_t depth = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), depth);
    if (depth == 0) {
      ++batch_.ignored;
    } else if (depth == 1) {
      touch(read, isSnapshot(read), batch_);
    } else if (isSnapshot(read)) {
      bookSnapshot(read, SnapshotSource::stream, bookTime(envelope_), depth, batch_);
    } else {
      bookUpdate(read, kNumbered, bookTime(envelope_), depth, batch_);
    }
  }

  /// After the venue restarted its service the count begins at 1 with the whole book,
  /// whatever the type says.
  bool isSnapshot(FieldReader& read) {
    const std::string_view type = envelope_.text("type"_key);
    if (type != "snapshot" && type != "delta") envelope_.refuse(Error::wrongType, "type"_key);
    return type == "snapshot" || read.integer("u"_key) == 1;
  }

  std::optional<VenueTimeMs> time() { return envelope_.optionalTime("ts"_key); }

  FieldReader envelope_;
  InstrumentKind kind_;
  EventBatch& batch_;
};

/// One unit of quantity is one base coin, or one dollar of an inverse contract.
Listing inferred(std::string_view symbol, InstrumentKind kind) {
  return {.symbol = symbol, .kind = kind, .contractSize = 1.0};
}

void instrument(MessageWalk& walk, FieldReader& read, InstrumentKind kind, EventBatch& batch) {
  constexpr double kMinutesInHour = 60.0;
  auto& listing = batch.add<Listing>();
  listing = inferred(read.text("symbol"_key), kind);
  Fields price, lot;
  if (walk.object(read.fields(), "priceFilter"_key, price)) {
    listing.tickSize = walk.read(price).optionalPositive("tickSize"_key);
  }
  if (walk.object(read.fields(), "lotSizeFilter"_key, lot)) {
    const Slot step = lot.has("basePrecision"_key) ? "basePrecision"_key : "qtyStep"_key;
    listing.lotSize = walk.read(lot).optionalPositive(step);
  }
  // Dated futures have the field too, and pay no funding.
  if (!read.fields().text("contractType"_key).ends_with("Perpetual")) return;
  listing.fundingIntervalHours = read.unlessZero("fundingInterval"_key);
  if (listing.fundingIntervalHours) *listing.fundingIntervalHours /= kMinutesInHour;
}

/// What one entry of an answer's `list` says.
class Entry {
 public:
  Entry(MessageWalk& walk, FieldReader envelope, FieldReader result, InstrumentKind kind,
        EventBatch& batch)
      : walk_(walk), envelope_(envelope), result_(result), kind_(kind), batch_(batch) {}

  void operator()(FieldReader& read) {
    if (read.has("buyRatio"_key)) {
      accountRatio(read);
    } else if (read.has("fundingRateTimestamp"_key)) {
      settledFunding(read);
    } else if (read.has("openInterest"_key) && read.has("timestamp"_key)) {
      openInterest(read);
    } else if (read.has("priceFilter"_key)) {
      instrument(walk_, read, kind_, batch_);
    } else if (read.has("symbol"_key)) {
      Ticker(read, kind_, envelope_.optionalTime("time"_key), batch_).run();
    } else {
      ++batch_.ignored;
    }
  }

  /// Whether the entries are of one market at several times, of which the latest is first.
  bool isHistory() const { return isHistory_; }

 private:
  void accountRatio(FieldReader& read) {
    isHistory_ = true;
    auto& ratio = batch_.add<PositionRatio>();
    ratio.symbol = read.text("symbol"_key);
    ratio.kind = RatioKind::accounts;
    ratio.longShare = read.quantity("buyRatio"_key);
    if (ratio.longShare > 1.0) read.refuse(Error::numberOutOfRange, "buyRatio"_key);
    ratio.venueTimeMs = read.time("timestamp"_key);
  }

  void settledFunding(FieldReader& read) {
    isHistory_ = true;
    auto& funding = batch_.add<FundingRate>();
    funding.symbol = read.text("symbol"_key);
    funding.settledRatePerInterval = read.number("fundingRate"_key);
    funding.venueTimeMs = read.time("fundingRateTimestamp"_key);
  }

  void openInterest(FieldReader& read) {
    isHistory_ = true;
    auto& interest = batch_.add<OpenInterest>();
    interest.symbol = result_.text("symbol"_key);
    interest.quantity = oneSided(read, "singleOpenInterest"_key, "openInterest"_key);
    interest.venueTimeMs = read.time("timestamp"_key);
  }

  MessageWalk& walk_;
  FieldReader envelope_;
  FieldReader result_;
  InstrumentKind kind_;
  EventBatch& batch_;
  bool isHistory_ = false;
};

/// The answer to a request says itself what it is of, where that makes a difference.
InstrumentKind category(const Fields& result, InstrumentKind otherwise) {
  const std::string_view name = result.text("category"_key);
  if (name == "linear") return InstrumentKind::linear;
  if (name == "inverse") return InstrumentKind::inverse;
  if (name == "option") return InstrumentKind::option;
  return name == "spot" ? InstrumentKind::spot : otherwise;
}

void answer(MessageWalk& walk, const Fields& envelope, InstrumentKind kind, EventBatch& batch) {
  Fields result;
  FieldReader read = walk.read(result);
  if (walk.read(envelope).integer("retCode"_key) != 0) {
    batch.control = Control::refused;
    ++batch.ignored;
  } else if (!walk.object(envelope, "result"_key, result)) {
    ++batch.ignored;
  } else if (result.isArray("b"_key)) {
    bookSnapshot(read, SnapshotSource::fetched, bookTime(read), 0, batch);
  } else if (result.isArray("list"_key)) {
    Entry entry(walk, walk.read(envelope), read, category(result, kind), batch);
    walk.objects(result, "list"_key, entry);
    if (entry.isHistory()) std::ranges::reverse(batch.events);
  } else {
    ++batch.ignored;
  }
}

/// What is neither pushed nor an answer over REST. Options confirm subscriptions in a way of
/// their own, with a list of those that failed.
Control control(MessageWalk& walk, const Fields& envelope) {
  const std::string_view operation = envelope.text("op"_key);
  if (operation == "pong" || envelope.text("ret_msg"_key) == "pong") return Control::heartbeat;
  if (!envelope.has("success"_key)) return Control::none;
  if (!walk.read(envelope).boolean("success"_key)) return Control::refused;
  Fields data;
  bool isRefused = false;
  if (walk.object(envelope, "data"_key, data)) {
    walk.elements(data, "failTopics"_key, [&](JsonCursor& topic) {
      isRefused = true;
      return walk.skip(topic);
    });
  }
  if (isRefused) return Control::refused;
  const bool isSubscription = operation == "subscribe" || operation == "unsubscribe";
  return isSubscription || data.has("failTopics"_key) ? Control::subscribed : Control::none;
}

DecodeResult decode(InstrumentKind kind, std::string_view message,
                    EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  Fields envelope;
  if (!walk.root(envelope)) return walk.result();
  if (envelope.has("topic"_key)) {
    FieldReader read = walk.read(envelope);
    batch.channel = read.text("topic"_key);
    if (!read.has("data"_key)) read.refuse(Error::missingField, "data"_key);
    walk.objects(envelope, "data"_key, Payload(read, kind, batch));
  } else if (envelope.has("retCode"_key)) {
    answer(walk, envelope, kind, batch);
  } else {
    batch.control = control(walk, envelope);
    ++batch.ignored;
  }
  return walk.result();
}

template <InstrumentKind kind>
DecodeResult decodeOf(const Listings&, std::string_view message, EventBatch& batch) {
  return decode(kind, message, batch);
}

template <InstrumentKind kind>
Listing inferredOf(std::string_view symbol) {
  return inferred(symbol, kind);
}

// Depth is pushed each 20 to 200 ms while anything changes, and a ticker each 100 ms; on a
// listed perpetual something does every second. Spot has quieter markets. The book of an
// option may well rest for a minute, while its ticker follows the index.
constexpr StaleLimits kPerpetualStale{.bookMs = 10'000.0, .markMs = 10'000.0};
constexpr StaleLimits kSpotStale{.bookMs = 15'000.0, .markMs = 15'000.0};
constexpr StaleLimits kOptionStale{.bookMs = 60'000.0, .markMs = 15'000.0};

template <InstrumentKind kind>
constexpr VenueTraits traitsOf(FeedVenue venue, std::string_view name, StaleLimits stale) {
  return {
      .venue = venue,
      .name = name,
      .resync = Resync::resubscribe,
      .stale = stale,
      .decode = decodeOf<kind>,
      .inferred = inferredOf<kind>,
  };
}

}  // namespace

extern constinit const VenueTraits kLinear =
    traitsOf<InstrumentKind::linear>(FeedVenue::bybitLinear, "bybit-linear", kPerpetualStale);

extern constinit const VenueTraits kInverse =
    traitsOf<InstrumentKind::inverse>(FeedVenue::bybitInverse, "bybit-inverse", kPerpetualStale);

extern constinit const VenueTraits kOption =
    traitsOf<InstrumentKind::option>(FeedVenue::bybitOption, "bybit-option", kOptionStale);

extern constinit const VenueTraits kSpot =
    traitsOf<InstrumentKind::spot>(FeedVenue::bybitSpot, "bybit-spot", kSpotStale);

}  // namespace plimsoll::bybit
