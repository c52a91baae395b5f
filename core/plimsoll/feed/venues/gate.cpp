// Gate futures, settled in USDT and in BTC.
//
// Source: gate.com/docs/developers, futures websocket v4 and REST v4, read 2026-11. A size
// is a count of contracts, a number or text; in text it may have decimals.

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::gate {
namespace {

constexpr KeyNames kKeys{
    // envelope
    "channel event error result status time time_ms "
    // books and quotes
    "t full s U u b a B A id update bids asks "
    // trades and liquidations
    "contract size price create_time create_time_ms is_internal "
    // tickers and statistics
    "mark_price index_price funding_rate funding_rate_indicative funding_interval "
    "funding_next_apply total_size open_interest open_interest_usd lsr_taker lsr_account "
    "top_lsr_account top_lsr_size "
    // contracts
    "name type quanto_multiplier order_price_round enable_decimal"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("result"_key),
    .levels = slots<4>("a"_key, "b"_key, "asks"_key, "bids"_key),
    .levelShape = {.priceKey = "p", .quantityKey = "s"},
};

/// `futures.obu` begins with its snapshot; the older stream is joined to a fetched one.
constexpr SequenceRule kObu{.chain = Chain::consecutive};
constexpr SequenceRule kUpdate{.chain = Chain::consecutive, .joinsFetched = true};

/// A book's stream: whose it is and how it is written.
struct BookStream {
  std::string_view symbol;
  std::uint32_t depth;
  const SequenceRule& rule;
};

/// A side in which nothing changed may be left out.
LevelRange levels(FieldReader& read, Slot slot, EventBatch& batch) {
  return read.holds(slot) ? read.levels(slot, batch) : LevelRange{};
}

/// With `full` the book begins anew, as it does upon subscription and may at any time.
void book(FieldReader& read, const BookStream& stream, EventBatch& batch) {
  if (read.holds("full"_key) && read.boolean("full"_key)) {
    auto& snapshot = batch.add<BookSnapshot>();
    snapshot.symbol = stream.symbol;
    snapshot.source = SnapshotSource::stream;
    snapshot.lastUpdateId = read.integer("u"_key);
    snapshot.venueTimeMs = read.time("t"_key);
    snapshot.bids = levels(read, "b"_key, batch);
    snapshot.asks = levels(read, "a"_key, batch);
    snapshot.depth = stream.depth;
    return;
  }
  auto& delta = batch.add<BookDelta>();
  delta.symbol = stream.symbol;
  delta.rule = stream.rule;
  delta.firstUpdateId = read.integer("U"_key);
  delta.lastUpdateId = read.integer("u"_key);
  if (delta.firstUpdateId > delta.lastUpdateId) read.refuse(Error::updateIdsReversed, "U"_key);
  delta.venueTimeMs = read.time("t"_key);
  delta.bids = levels(read, "b"_key, batch);
  delta.asks = levels(read, "a"_key, batch);
  delta.depth = stream.depth;
}

/// `ob.BTC_USDT.50`: the contract, and how many levels of a side are told of. Each depth is
/// a stream with ids of its own, so that its name is the channel.
void obu(FieldReader& read, EventBatch& batch) {
  constexpr std::int64_t kDeepest = 10'000;
  const std::string_view name = read.text("s"_key);
  const std::size_t first = name.find('.'), last = name.rfind('.');
  const auto depth = decimal(name.substr(last == std::string_view::npos ? name.size() : last + 1));
  if (!depth || depth->decimals != 0 || depth->mantissa < 1 || depth->mantissa > kDeepest ||
      first == last) {
    return read.refuse(Error::wrongType, "s"_key);
  }
  batch.channel = name;
  book(read,
       {.symbol = name.substr(first + 1, last - first - 1),
        .depth = static_cast<std::uint32_t>(depth->mantissa),
        .rule = kObu},
       batch);
}

void bookAnswer(FieldReader& read, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = {};
  snapshot.source = SnapshotSource::fetched;
  snapshot.lastUpdateId = read.integer("id"_key);  // there where it was asked for
  if (read.holds("update"_key)) snapshot.venueTimeMs = read.timeInSeconds("update"_key);
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
}

/// Milliseconds with a fraction of one, as some of the venue's gateways send them.
VenueTimeMs timeWithFraction(FieldReader& read, Slot slot) {
  constexpr VenueTimeMs kMaxTimeMs = 100'000'000'000'000;  // as FieldReader's
  const Decimal value = read.decimal(slot);
  const VenueTimeMs timeMs = value.mantissa / powerOfTen(value.decimals);
  if (timeMs < 0 || timeMs > kMaxTimeMs) read.refuse(Error::numberOutOfRange, slot);
  return timeMs;
}

/// The sign of a size is its order's side: above zero it buys.
Decimal unsignedQuantity(FieldReader& read, Decimal size) {
  if (read.ok() && size.mantissa == 0) read.refuse(Error::quantityNotPositive, "size"_key);
  if (size.mantissa < 0) size.mantissa = -size.mantissa;
  return size;
}

/// Internal trades, as those that close a position against the insurance fund, cross no
/// spread.
void trade(FieldReader& read, EventBatch& batch) {
  if (read.holds("is_internal"_key) && read.boolean("is_internal"_key)) {
    ++batch.ignored;
    return;
  }
  const Decimal size = read.decimal("size"_key);
  auto& trade = batch.add<Trade>();
  trade.symbol = read.text("contract"_key);
  trade.price = read.price("price"_key);
  trade.quantity = unsignedQuantity(read, size);
  trade.takerSide = size.mantissa > 0 ? Side::buy : Side::sell;
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId("id"_key);
  trade.venueTimeMs = read.holds("create_time_ms"_key)
                          ? timeWithFraction(read, "create_time_ms"_key)
                          : read.timeInSeconds("create_time"_key);
}

/// A price of "" and a size of 0 say that nobody quotes.
void bookTicker(FieldReader& read, EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  quote.symbol = read.text("s"_key);
  quote.bidPrice = read.optionalPrice("b"_key).value_or(Decimal{});
  quote.bidQuantity = read.optionalDecimal("B"_key).value_or(Decimal{});
  quote.askPrice = read.optionalPrice("a"_key).value_or(Decimal{});
  quote.askQuantity = read.optionalDecimal("A"_key).value_or(Decimal{});
}

/// The size is the liquidating order's, by whose sign it sells a long or buys a short back;
/// the price is that order's, too. At most one of a contract is told of in a second.
void liquidation(FieldReader& read, EventBatch& batch) {
  const Decimal size = read.decimal("size"_key);
  const Decimal quantity = unsignedQuantity(read, size);
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = read.text("contract"_key);
  liquidation.positionSide =
      size.mantissa < 0 ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = read.positive("price"_key);
  liquidation.priceKind = LiquidationPrice::bankruptcy;
  liquidation.quantity = valueOf(quantity);
  liquidation.lowerBound = true;
  liquidation.venueTimeMs = read.holds("time_ms"_key) ? timeWithFraction(read, "time_ms"_key)
                                                      : read.timeInSeconds("time"_key);
}

std::optional<double> hours(FieldReader& read, Slot slot) {
  constexpr double kHourSeconds = 3'600.0;
  const double seconds = read.optionalQuantity(slot).value_or(0.0);
  if (seconds == 0.0) return std::nullopt;
  return seconds / kHourSeconds;
}

void ticker(FieldReader& read, std::optional<VenueTimeMs> sentMs, EventBatch& batch) {
  const std::string_view symbol = read.text("contract"_key);
  const std::optional<VenueTimeMs> timeMs = read.holds("t"_key) ? read.time("t"_key) : sentMs;
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = symbol;
  mark.price = read.unlessZero("mark_price"_key);
  mark.indexPrice = read.unlessZero("index_price"_key);
  mark.venueTimeMs = timeMs;

  if (read.holds("funding_rate"_key)) {
    auto& funding = batch.add<FundingRate>();
    funding.symbol = symbol;
    funding.ratePerInterval = read.number("funding_rate"_key);
    funding.intervalHours = hours(read, "funding_interval"_key);
    funding.predictedRatePerInterval = read.optionalNumber("funding_rate_indicative"_key);
    if (read.holds("funding_next_apply"_key)) {
      funding.nextFundingTimeMs = read.timeInSeconds("funding_next_apply"_key);
    }
    funding.venueTimeMs = timeMs;
  }
  if (read.holds("total_size"_key)) {
    auto& interest = batch.add<OpenInterest>();
    interest.symbol = symbol;
    interest.quantity = read.quantity("total_size"_key);
    interest.venueTimeMs = timeMs;
  }
}

/// The answer to a request names no contract, as it is asked for one.
void statistics(FieldReader& read, EventBatch& batch) {
  const std::string_view symbol =
      read.has("contract"_key) ? read.text("contract"_key) : std::string_view{};
  const VenueTimeMs timeMs = read.timeInSeconds("time"_key);
  if (read.holds("open_interest"_key)) {
    auto& interest = batch.add<OpenInterest>();
    interest.symbol = symbol;
    interest.quantity = read.quantity("open_interest"_key);
    interest.notional = read.optionalQuantity("open_interest_usd"_key);
    interest.venueTimeMs = timeMs;
  }
  const auto ratio = [&](Slot slot, RatioKind kind) {
    const std::optional<double> longByShort = read.optionalQuantity(slot);
    if (!longByShort) return;
    batch.add<PositionRatio>() = {symbol, kind, *longByShort / (1.0 + *longByShort), timeMs};
  };
  ratio("lsr_account"_key, RatioKind::accounts);
  ratio("top_lsr_account"_key, RatioKind::topAccounts);
  ratio("top_lsr_size"_key, RatioKind::topPositions);
  ratio("lsr_taker"_key, RatioKind::takerVolume);
}

/// A contract is `quanto_multiplier` of the base coin. An inverse one is a dollar, and its
/// multiplier 0. What is quoted in dollars and settled in bitcoin without being inverse is a
/// quanto, of no kind that we know.
void contract(FieldReader& read, EventBatch& batch) {
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("name"_key);
  const bool isInverse = read.text("type"_key) == "inverse";
  if (isInverse) {
    listing.kind = InstrumentKind::inverse;
    listing.contractSize = 1.0;
  } else if (!listing.symbol.ends_with("_USD")) {
    listing.kind = InstrumentKind::linear;
    listing.contractSize = read.optionalPositive("quanto_multiplier"_key);
  }
  listing.tickSize = read.optionalPositive("order_price_round"_key);
  const bool hasDecimals = read.holds("enable_decimal"_key) && read.boolean("enable_decimal"_key);
  if (!hasDecimals) listing.lotSize = 1.0;
  listing.fundingIntervalHours = hours(read, "funding_interval"_key);
}

/// One element of an answer of REST, found by its fields.
void answer(FieldReader& read, EventBatch& batch) {
  if (read.has("bids"_key) && read.has("asks"_key)) {
    bookAnswer(read, batch);
  } else if (read.has("quanto_multiplier"_key) && read.has("name"_key)) {
    contract(read, batch);
  } else if (read.has("lsr_taker"_key) || read.has("lsr_account"_key)) {
    statistics(read, batch);
  } else if (read.has("contract"_key) && read.has("mark_price"_key)) {
    ticker(read, std::nullopt, batch);
  } else {
    ++batch.ignored;
  }
}

/// A message of a channel.
class Push {
 public:
  Push(MessageWalk& walk, const Fields& envelope, EventBatch& batch)
      : walk_(walk), envelope_(envelope), channel_(envelope.text("channel"_key)), batch_(batch) {}

  void operator()(FieldReader& read) {
    if (channel_ == "futures.obu") {
      obu(read, batch_);
    } else if (channel_ == "futures.order_book_update") {
      batch_.channel = channel_;
      const std::string_view symbol = read.text("s"_key);
      book(read, {.symbol = symbol, .depth = 0, .rule = kUpdate}, batch_);
    } else if (channel_ == "futures.trades") {
      trade(read, batch_);
    } else if (channel_ == "futures.book_ticker") {
      bookTicker(read, batch_);
    } else if (channel_ == "futures.tickers") {
      ticker(read, sentMs(), batch_);
    } else if (channel_ == "futures.public_liquidates") {
      liquidation(read, batch_);
    } else if (channel_ == "futures.contract_stats") {
      statistics(read, batch_);
    } else {
      // Among them futures.order_book: its updates have no numbers, so that a missing one
      // would not show.
      ++batch_.ignored;
    }
  }

 private:
  /// Some gateways leave the milliseconds at 0.
  std::optional<VenueTimeMs> sentMs() {
    FieldReader read = walk_.read(envelope_);
    const std::optional<VenueTimeMs> timeMs = read.optionalTime("time_ms"_key);
    if (timeMs && *timeMs > 0) return timeMs;
    if (!read.holds("time"_key)) return std::nullopt;
    return read.timeInSeconds("time"_key);
  }

  MessageWalk& walk_;
  const Fields& envelope_;
  std::string_view channel_;
  EventBatch& batch_;
};

/// What is no update confirms a request, or says why not.
Control control(MessageWalk& walk, const Fields& envelope) {
  if (envelope.text("channel"_key) == "futures.pong") return Control::heartbeat;
  if (envelope.holds("error"_key)) return Control::refused;
  const std::string_view event = envelope.text("event"_key);
  if (event != "subscribe" && event != "unsubscribe") return Control::none;
  Fields result;
  walk.object(envelope, "result"_key, result);
  return result.text("status"_key) == "success" ? Control::subscribed : Control::refused;
}

DecodeResult decode(const Listings&, std::string_view message, EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  const auto answered = [&](FieldReader& read) { answer(read, batch); };
  if (walk.isArray()) {
    walk.rootArray([&](JsonCursor& element) { return walk.objects(element, answered); });
    return walk.result();
  }
  Fields envelope;
  if (!walk.root(envelope)) return walk.result();
  if (!envelope.has("channel"_key)) {
    FieldReader read = walk.read(envelope);
    answered(read);
    return walk.result();
  }
  batch.control = control(walk, envelope);
  const bool isPush = batch.control == Control::none &&
                      (envelope.isObject("result"_key) || envelope.isArray("result"_key));
  if (!isPush) {
    ++batch.ignored;
    return walk.result();
  }
  // An array of objects, one object, or an array within an array.
  Push push(walk, envelope, batch);
  if (envelope.isObject("result"_key)) {
    walk.objects(envelope, "result"_key, push);
  } else {
    walk.elements(envelope, "result"_key,
                  [&](JsonCursor& element) { return walk.objects(element, push); });
  }
  return walk.result();
}

/// BTC_USD is inverse, a contract of a dollar. What a contract is of the others only the
/// venue's list says.
Listing inferred(std::string_view symbol) {
  Listing listing{.symbol = symbol};
  if (symbol == "BTC_USD") {
    listing.kind = InstrumentKind::inverse;
    listing.contractSize = 1.0;
  } else if (symbol.find("_USDT") != std::string_view::npos) {
    listing.kind = InstrumentKind::linear;
  }
  return listing;
}

std::string snapshotUrl(const char* settle, std::string_view symbol) {
  std::string url = "https://api.gateio.ws/api/v4/futures/";
  url.append(settle).append("/order_book?contract=").append(symbol);
  return url.append("&limit=100&with_id=true");
}

// Depth is pushed several times a second while anything changes, tickers as often.
constexpr StaleLimits kStale{.bookMs = 15'000.0, .markMs = 15'000.0};

}  // namespace

extern const VenueTraits kUsdt{
    .venue = FeedVenue::gateUsdt,
    .name = "gate-usdt",
    .resync = Resync::resubscribe,
    .stale = kStale,
    .decode = decode,
    .inferred = inferred,
    .snapshotUrl = [](std::string_view symbol) { return snapshotUrl("usdt", symbol); },
};

extern const VenueTraits kBtc{
    .venue = FeedVenue::gateBtc,
    .name = "gate-btc",
    .resync = Resync::resubscribe,
    .stale = kStale,
    .decode = decode,
    .inferred = inferred,
    .snapshotUrl = [](std::string_view symbol) { return snapshotUrl("btc", symbol); },
};

}  // namespace plimsoll::gate
