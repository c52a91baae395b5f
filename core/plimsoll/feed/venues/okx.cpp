// OKX v5.
//
// Source: okx.com/docs-v5, websocket and REST, read 2026-11.

#include <array>

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::okx {
namespace {

constexpr KeyNames kKeys{
    // envelope
    "arg channel instId action event data code "
    // book and quotes
    "asks bids ts checksum prevSeqId seqId askPx askSz bidPx bidSz "
    // trades and liquidations
    "tradeId px sz side details bkPx posSide "
    // mark, index, funding, open interest
    "markPx idxPx fundingRate nextFundingRate settFundingRate fundingTime nextFundingTime oi "
    "oiCcy oiUsd "
    // options
    "markVol bidVol askVol fwdPx deltaBS gammaBS vegaBS thetaBS "
    // deleveraging
    "state bal maxBal adlRate adlRecRate instFamily "
    // instruments
    "instType ctType ctVal ctMult tickSz lotSz"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("data"_key),
    .levels = slots<4>("asks"_key, "bids"_key),
};

/// Each update names the one before it. After maintenance an update may step back to a
/// lower id, and when nothing happens one comes that names itself.
constexpr SequenceRule kSeqId{.chain = Chain::previous, .mayStepBack = true};

/// Before 2023 there were no ids, only the checksum.
constexpr SequenceRule kUnnumbered{.chain = Chain::none};

/// Since the spring of 2026 it is 0, which is none.
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
  snapshot.lastUpdateId = read.optionalInteger("seqId"_key).value_or(0);
  snapshot.venueTimeMs = read.time("ts"_key);
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
  snapshot.checksum = checksum(read);
}

void bookUpdate(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = symbol;
  delta.previousUpdateId = read.optionalInteger("prevSeqId"_key);
  delta.rule = delta.previousUpdateId ? kSeqId : kUnnumbered;
  delta.lastUpdateId = delta.previousUpdateId ? read.integer("seqId"_key) : 0;
  delta.firstUpdateId = delta.lastUpdateId;
  delta.venueTimeMs = read.time("ts"_key);
  delta.bids = read.levels("bids"_key, batch);
  delta.asks = read.levels("asks"_key, batch);
  delta.checksum = checksum(read);
}

/// Of a partial book only the touch counts; the whole book is another channel's.
void partialBook(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  const LevelRange bids = read.levels("bids"_key, batch);
  const LevelRange asks = read.levels("asks"_key, batch);
  const auto bestOf = [&](LevelRange range) {
    return range.count == 0 ? Level{} : batch.at(range).front();
  };
  const Level bid = bestOf(bids), ask = bestOf(asks);
  batch.add<Quote>() = {symbol, bid.price, bid.quantity, ask.price, ask.quantity};
}

/// A ticker is told whole, so that an empty price says that nobody quotes.
void ticker(FieldReader& read, EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  quote.symbol = read.text("instId"_key);
  quote.bidPrice = read.optionalPrice("bidPx"_key).value_or(Decimal{});
  quote.bidQuantity = read.optionalDecimal("bidSz"_key).value_or(Decimal{});
  quote.askPrice = read.optionalPrice("askPx"_key).value_or(Decimal{});
  quote.askQuantity = read.optionalDecimal("askSz"_key).value_or(Decimal{});
}

Side side(FieldReader& read) {
  const std::string_view side = read.text("side"_key);
  if (side != "buy" && side != "sell") read.refuse(Error::wrongType, "side"_key);
  return side == "buy" ? Side::buy : Side::sell;
}

void trade(FieldReader& read, TradeStream stream, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.symbol = read.text("instId"_key);
  trade.price = read.price("px"_key);
  trade.quantity = read.tradedQuantity("sz"_key);
  trade.takerSide = side(read);
  trade.stream = stream;
  trade.tradeId = read.tradeId("tradeId"_key);
  trade.venueTimeMs = read.time("ts"_key);
}

void markPrice(FieldReader& read, EventBatch& batch) {
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = read.text("instId"_key);
  mark.price = read.positive("markPx"_key);
  mark.venueTimeMs = read.time("ts"_key);
}

/// An index has a name of its own, such as BTC-USDT, which is also a spot instrument's.
void indexTicker(FieldReader& read, EventBatch& batch) {
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = read.text("instId"_key);
  mark.indexPrice = read.positive("idxPx"_key);
  mark.isOfIndex = true;
  mark.venueTimeMs = read.time("ts"_key);
}

/// `fundingTime` is the next settlement and `nextFundingTime` the one after, so that the
/// interval lies between them.
void fundingRate(FieldReader& read, EventBatch& batch) {
  constexpr double kHourMs = 3'600'000.0;
  auto& funding = batch.add<FundingRate>();
  funding.symbol = read.text("instId"_key);
  funding.ratePerInterval = read.number("fundingRate"_key);
  funding.predictedRatePerInterval = read.optionalNumber("nextFundingRate"_key);
  funding.settledRatePerInterval = read.optionalNumber("settFundingRate"_key);
  funding.nextFundingTimeMs = read.time("fundingTime"_key);
  const auto after = read.optionalTime("nextFundingTime"_key);
  if (after && *after > *funding.nextFundingTimeMs) {
    funding.intervalHours = static_cast<double>(*after - *funding.nextFundingTimeMs) / kHourMs;
  }
  funding.venueTimeMs = read.optionalTime("ts"_key);
}

void openInterest(FieldReader& read, EventBatch& batch) {
  auto& interest = batch.add<OpenInterest>();
  interest.symbol = read.text("instId"_key);
  interest.quantity = read.quantity("oi"_key);
  interest.baseQuantity = read.optionalQuantity("oiCcy"_key);
  interest.notional = read.optionalQuantity("oiUsd"_key);
  interest.venueTimeMs = read.optionalTime("ts"_key);
}

/// At most one order of a contract is told of in a second: what is seen is a lower bound.
/// In net mode there is no position side, and an order that sells has closed a long.
void liquidation(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = symbol;
  const std::string_view position = read.text("posSide"_key);
  const bool isLong = position == "long" || (position != "short" && side(read) == Side::sell);
  liquidation.positionSide = isLong ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = read.positive("bkPx"_key);
  liquidation.priceKind = LiquidationPrice::bankruptcy;
  liquidation.quantity = read.quantity("sz"_key);
  liquidation.lowerBound = true;
  liquidation.venueTimeMs = read.time("ts"_key);
}

void optionSummary(FieldReader& read, EventBatch& batch) {
  auto& option = batch.add<OptionQuote>();
  option.symbol = read.text("instId"_key);
  option.markVolatility = read.looseNumber("markVol"_key);
  option.bidVolatility = read.looseNumber("bidVol"_key);
  option.askVolatility = read.looseNumber("askVol"_key);
  option.underlyingPrice = read.looseNumber("fwdPx"_key);
  option.delta = read.looseNumber("deltaBS"_key);
  option.gamma = read.looseNumber("gammaBS"_key);
  option.vega = read.looseNumber("vegaBS"_key);
  option.theta = read.looseNumber("thetaBS"_key);
  option.venueTimeMs = read.optionalTime("ts"_key);
}

/// Of a family of contracts, as `BTC-USDT`, and not of one.
void deleveragingWarning(FieldReader& read, EventBatch& batch) {
  auto& alert = batch.add<DeleveragingAlert>();
  alert.symbol = read.text("instFamily"_key);
  alert.fundBalance = read.optionalNumber("bal"_key);
  alert.triggerRate = read.optionalNumber("adlRate"_key);
  alert.stopRate = read.optionalNumber("adlRecRate"_key);
  alert.isActive = read.text("state"_key) == "adl";
  alert.venueTimeMs = read.optionalTime("ts"_key);
}

/// `ctVal` times `ctMult` is one contract: base coin, or the dollars of an inverse one.
void instrument(FieldReader& read, EventBatch& batch) {
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("instId"_key);
  const std::string_view type = read.text("instType"_key);
  const bool isInverse = read.holds("ctType"_key) && read.text("ctType"_key) == "inverse";
  const bool isSpot = type == "SPOT" || type == "MARGIN";
  listing.kind = type == "OPTION" ? InstrumentKind::option
                 : isSpot         ? InstrumentKind::spot
                 : isInverse      ? InstrumentKind::inverse
                                  : InstrumentKind::linear;
  listing.tickSize = read.optionalPositive("tickSz"_key);
  listing.lotSize = read.optionalPositive("lotSz"_key);
  listing.contractSize = isSpot ? 1.0 : read.optionalPositive("ctVal"_key);
  const auto multiplier = read.optionalPositive("ctMult"_key);
  if (listing.contractSize && multiplier) *listing.contractSize *= *multiplier;
}

/// What one element of `data` says.
class Payload {
 public:
  Payload(MessageWalk& walk, std::string_view channel, std::string_view symbol, bool isSnapshot,
          EventBatch& batch)
      : walk_(walk), channel_(channel), symbol_(symbol), isSnapshot_(isSnapshot), batch_(batch) {}

  void operator()(FieldReader& read) {
    if (channel_.starts_with("books") && channel_ != "books5") {
      if (channel_ == "books-rpi") return ignored();
      if (!isSnapshot_) return bookUpdate(read, symbol_, batch_);
      bookSnapshot(read, symbol_, SnapshotSource::stream, batch_);
    } else if (channel_ == "books5" || channel_ == "bbo-tbt") {
      partialBook(read, symbol_, batch_);
    } else if (channel_ == "trades") {
      trade(read, TradeStream::aggregated, batch_);
    } else if (channel_ == "trades-all") {
      trade(read, TradeStream::single, batch_);
    } else if (channel_ == "liquidation-orders") {
      liquidations(read);
    } else {
      other(read);
    }
  }

 private:
  /// What is told on a channel of its own is found in REST answers by its fields.
  void other(FieldReader& read) {
    const bool isAnswer = channel_.empty();
    const auto isAbout = [&](std::string_view channel, Slot slot) {
      return isAnswer ? read.holds(slot) : channel_ == channel;
    };
    if (isAnswer && read.has("asks"_key)) {
      bookSnapshot(read, {}, SnapshotSource::fetched, batch_);
    } else if (isAnswer && read.has("ctVal"_key)) {
      instrument(read, batch_);
    } else if (isAnswer && read.has("details"_key)) {
      liquidations(read);
    } else if (isAbout("mark-price", "markPx"_key)) {
      markPrice(read, batch_);
    } else if (isAbout("index-tickers", "idxPx"_key)) {
      indexTicker(read, batch_);
    } else if (isAbout("funding-rate", "fundingTime"_key)) {
      fundingRate(read, batch_);
    } else if (isAbout("open-interest", "oi"_key)) {
      openInterest(read, batch_);
    } else if (isAbout("opt-summary", "markVol"_key)) {
      optionSummary(read, batch_);
    } else if (isAbout("tickers", "bidPx"_key)) {
      ticker(read, batch_);
    } else if (channel_ == "adl-warning") {
      deleveragingWarning(read, batch_);
    } else {
      ignored();
    }
  }

  void liquidations(FieldReader& read) {
    const std::string_view symbol = read.text("instId"_key);
    walk_.objects(read.fields(), "details"_key,
                  [&](FieldReader& detail) { liquidation(detail, symbol, batch_); });
  }

  void ignored() { ++batch_.ignored; }

  MessageWalk& walk_;
  std::string_view channel_;
  std::string_view symbol_;
  bool isSnapshot_;
  EventBatch& batch_;
};

/// `[[time, ratio], ...]`: of long to short accounts; `[[time, sold, bought], ...]`: by takers.
bool ratio(MessageWalk& walk, JsonCursor& cursor, EventBatch& batch) {
  std::array<double, 3> numbers{};
  std::size_t count = 0;
  bool isRatio = true;
  walk.elements(cursor, [&](JsonCursor& element) {
    const auto value = decimal(unquoted(element.value()));
    isRatio = isRatio && value && count < numbers.size();
    if (isRatio) numbers[count++] = valueOf(*value);
    return true;
  });
  const double part = count == 2 ? numbers[1] : numbers[2];
  const double whole = count == 2 ? 1.0 + part : numbers[1] + part;
  if (!isRatio || count < 2 || !(part >= 0.0) || !(whole > 0.0) || !(numbers[0] >= 0.0 && numbers[0] < 1e14)) {
    ++batch.ignored;
    return walk.ok();
  }
  auto& ratio = batch.add<PositionRatio>();
  ratio.symbol = {};
  ratio.kind = count == 2 ? RatioKind::accounts : RatioKind::takerVolume;
  ratio.longShare = part / whole;
  ratio.venueTimeMs = static_cast<VenueTimeMs>(numbers[0]);
  return true;
}

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
  if (envelope.has("event"_key) || !envelope.isArray("data"_key)) {
    batch.control = control(envelope.text("event"_key));
    ++batch.ignored;
    return walk.result();
  }
  const bool isPushed = walk.object(envelope, "arg"_key, arg);
  const std::string_view channel = arg.text("channel"_key);
  const bool isSnapshot = envelope.text("action"_key) == "snapshot";
  batch.channel = channel;
  Payload payload(walk, channel, arg.text("instId"_key), isSnapshot, batch);
  if (!isPushed && walk.holdsArrays(envelope, "data"_key)) {
    walk.elements(envelope, "data"_key,
                  [&](JsonCursor& element) { return ratio(walk, element, batch); });
  } else {
    walk.objects(envelope, "data"_key, payload);
  }
  return walk.result();
}

/// By its parts: BTC-USDT, BTC-USDT-SWAP, BTC-USD-260327, BTC-USD-260327-60000-C. What a
/// contract is worth only the venue's list says.
Listing inferred(std::string_view symbol) {
  Listing listing{.symbol = symbol};
  const std::size_t first = symbol.find('-');
  if (first == std::string_view::npos) return listing;
  const std::size_t second = symbol.find('-', first + 1);
  const bool isInverse = symbol.substr(first + 1, second - first - 1) == "USD";
  if (second == std::string_view::npos) {
    listing.kind = InstrumentKind::spot;
    listing.contractSize = 1.0;
  } else if (symbol.ends_with("-C") || symbol.ends_with("-P")) {
    listing.kind = InstrumentKind::option;
  } else {
    listing.kind = isInverse ? InstrumentKind::inverse : InstrumentKind::linear;
  }
  return listing;
}

/// An index is named BTC-USDT, and so begin the names of what follows it: BTC-USDT-SWAP.
bool follows(std::string_view symbol, std::string_view index) {
  return symbol == index || (symbol.starts_with(index) && symbol[index.size()] == '-');
}

}  // namespace

extern const VenueTraits kOkx{
    .venue = FeedVenue::okx,
    .name = "okx",
    .resync = Resync::resubscribe,
    // Depth is pushed each 100 ms while anything changes; a quiet book is told of once in a
    // minute, so that an option may look stale between.
    .stale = {.bookMs = 30'000.0, .markMs = 15'000.0},
    .checksum = ChecksumRule::interleaved25,
    .decode = decode,
    .inferred = inferred,
    .follows = follows,
};

}  // namespace plimsoll::okx
