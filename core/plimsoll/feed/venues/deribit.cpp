// Deribit, and Coinbase's international derivatives, which speak its protocol.
//
// Source: docs.deribit.com, JSON-RPC 2.1.1, and docs.cdp.coinbase.com, read 2026-11.

#include <algorithm>

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::deribit {
namespace {

constexpr KeyNames kKeys{
    // envelope
    "method params channel data type result error version "
    // book and quotes
    "instrument_name timestamp change_id prev_change_id bids asks best_bid_price "
    "best_bid_amount best_ask_price best_ask_amount "
    // ticker
    "mark_price index_price current_funding funding_8h open_interest "
    // options
    "mark_iv bid_iv ask_iv underlying_price greeks delta gamma vega theta "
    // trades
    "trade_id price amount direction liquidation block_trade_id "
    // instruments
    "kind instrument_type tick_size min_trade_amount"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("params"_key, "data"_key, "greeks"_key),
    .levels = slots<4>("bids"_key, "asks"_key),
    .levelShape = {.mayHaveActions = true},
};

/// Each update names the one before it. The first behind a snapshot names 0 on books where
/// little happens.
constexpr SequenceRule kChangeId{.chain = Chain::previous, .mayBeginAtZero = true};

/// The part of a name between its first two hyphens, as 25DEC26 in BTC-25DEC26-70000-C.
std::string_view secondPart(std::string_view name) {
  const std::size_t first = name.find('-');
  if (first == std::string_view::npos) return {};
  return name.substr(first + 1, name.find('-', first + 1) - first - 1);
}

/// Whether a name is of several instruments traded at once, as BTC-FS-25DEC26_PERP or
/// BTC-STRD-25DEC26-70000. Of all others the second part is a day, which begins with a
/// digit, or the word PERPETUAL. A combination's price may well be below zero.
bool isCombination(std::string_view name) {
  const std::string_view part = secondPart(name);
  return !part.empty() && part != "PERPETUAL" && (part.front() < '0' || part.front() > '9');
}

bool isOption(std::string_view name) {
  return name.ends_with("-C") || name.ends_with("-P");
}

void bookSnapshot(FieldReader& read, SnapshotSource source, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = read.text("instrument_name"_key);
  snapshot.source = source;
  snapshot.lastUpdateId = read.integer("change_id"_key);
  snapshot.venueTimeMs = read.time("timestamp"_key);
  snapshot.bids = read.levels("bids"_key, batch);
  snapshot.asks = read.levels("asks"_key, batch);
}

void bookUpdate(FieldReader& read, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = read.text("instrument_name"_key);
  delta.rule = kChangeId;
  delta.lastUpdateId = read.integer("change_id"_key);
  delta.firstUpdateId = delta.lastUpdateId;
  delta.previousUpdateId = read.integer("prev_change_id"_key);
  delta.venueTimeMs = read.time("timestamp"_key);
  delta.bids = read.levels("bids"_key, batch);
  delta.asks = read.levels("asks"_key, batch);
}

/// Messages of before 2020 have no type: only a snapshot names no update before it.
bool isSnapshot(FieldReader& read) {
  if (!read.has("type"_key)) return !read.holds("prev_change_id"_key);
  const std::string_view type = read.text("type"_key);
  if (type != "snapshot" && type != "change") read.refuse(Error::wrongType, "type"_key);
  return type == "snapshot";
}

/// Of the best levels without the others only the touch counts; the whole book is another
/// channel's.
void bestLevels(FieldReader& read, EventBatch& batch) {
  const LevelRange bids = read.levels("bids"_key, batch);
  const LevelRange asks = read.levels("asks"_key, batch);
  const auto bestOf = [&](LevelRange range) {
    return range.count == 0 ? Level{} : batch.at(range).front();
  };
  const Level bid = bestOf(bids), ask = bestOf(asks);
  batch.add<Quote>() = {read.text("instrument_name"_key), bid.price, bid.quantity, ask.price,
                        ask.quantity};
}

/// Where nobody quotes a side its price is 0 or null.
void quote(FieldReader& read, EventBatch& batch) {
  const auto price = [&](Slot slot) -> std::optional<Decimal> {
    if (!read.has(slot)) return std::nullopt;
    return read.optionalPrice(slot).value_or(Decimal{});
  };
  const auto amount = [&](Slot slot) -> std::optional<Decimal> {
    if (!read.has(slot)) return std::nullopt;
    return read.optionalDecimal(slot).value_or(Decimal{});
  };
  const Quote quote{.symbol = read.text("instrument_name"_key),
                    .bidPrice = price("best_bid_price"_key),
                    .bidQuantity = amount("best_bid_amount"_key),
                    .askPrice = price("best_ask_price"_key),
                    .askQuantity = amount("best_ask_amount"_key)};
  if (quote.bidPrice || quote.bidQuantity || quote.askPrice || quote.askQuantity) {
    batch.events.emplace_back(quote);
  }
}

/// An option of BTC or ETH is priced in its coin, while its index is in dollars. A worthless
/// one has a mark price of 0.
void markPrice(FieldReader& read, EventBatch& batch) {
  const MarkPrice mark{.symbol = read.text("instrument_name"_key),
                       .price = read.unlessZero("mark_price"_key),
                       .indexPrice = read.unlessZero("index_price"_key),
                       .venueTimeMs = read.optionalTime("timestamp"_key)};
  if (mark.price || mark.indexPrice) batch.events.emplace_back(mark);
}

/// Funding is paid all the time, and told as a rate of eight hours: as it is now, and as it
/// was on average. The venue writes out doubles, and one with more digits than a Decimal has
/// is no reason to refuse the message: these are read loosely.
void fundingRate(FieldReader& read, EventBatch& batch) {
  constexpr double kIntervalHours = 8.0;
  const FundingRate funding{.symbol = read.text("instrument_name"_key),
                            .ratePerInterval = read.looseNumber("current_funding"_key),
                            .intervalHours = kIntervalHours,
                            .settledRatePerInterval = read.looseNumber("funding_8h"_key),
                            .venueTimeMs = read.optionalTime("timestamp"_key)};
  if (funding.ratePerInterval || funding.settledRatePerInterval) {
    batch.events.emplace_back(funding);
  }
}

void openInterest(FieldReader& read, EventBatch& batch) {
  if (!read.holds("open_interest"_key)) return;
  auto& interest = batch.add<OpenInterest>();
  interest.symbol = read.text("instrument_name"_key);
  interest.quantity = read.quantity("open_interest"_key);
  interest.venueTimeMs = read.optionalTime("timestamp"_key);
}

/// The venue writes percent, and 0 where nobody quotes. Two places of the point are one
/// rounding, where the division of a double by 100 would be a second.
std::optional<double> volatility(FieldReader& read, Slot slot) {
  const std::optional<Decimal> percent = decimal(read.fields().text(slot));
  if (!percent || percent->mantissa <= 0) return std::nullopt;
  const std::int32_t decimals = percent->decimals + 2;
  if (decimals > kMaxDecimals) return std::nullopt;
  return fromUnits(percent->mantissa, decimals);
}

void optionQuote(MessageWalk& walk, FieldReader& read, EventBatch& batch) {
  Fields greeks;
  const bool hasGreeks = walk.object(read.fields(), "greeks"_key, greeks);
  if (!hasGreeks && !read.holds("mark_iv"_key)) return;
  FieldReader readGreeks = walk.read(greeks);
  auto& option = batch.add<OptionQuote>();
  option.symbol = read.text("instrument_name"_key);
  option.markVolatility = volatility(read, "mark_iv"_key);
  option.bidVolatility = volatility(read, "bid_iv"_key);
  option.askVolatility = volatility(read, "ask_iv"_key);
  option.underlyingPrice = read.unlessZero("underlying_price"_key);
  option.delta = readGreeks.looseNumber("delta"_key);
  option.gamma = readGreeks.looseNumber("gamma"_key);
  option.vega = readGreeks.looseNumber("vega"_key);
  option.theta = readGreeks.looseNumber("theta"_key);
  option.venueTimeMs = read.optionalTime("timestamp"_key);
}

/// Of an incremental ticker only what changed is there.
void ticker(MessageWalk& walk, FieldReader& read, EventBatch& batch) {
  quote(read, batch);
  markPrice(read, batch);
  fundingRate(read, batch);
  openInterest(read, batch);
  optionQuote(walk, read, batch);
}

/// A trade with the liquidated side of it, or both: `M` when the maker was liquidated, `T`
/// when the taker was, `MT` when both. A taker who sells closes a long.
void liquidations(FieldReader& read, const Trade& trade, EventBatch& batch) {
  const std::string_view sides = read.text("liquidation"_key);
  const auto liquidated = [&](bool wasLong) {
    batch.add<Liquidation>() = {
        .symbol = trade.symbol,
        .positionSide = wasLong ? PositionSide::longSide : PositionSide::shortSide,
        .price = valueOf(trade.price),
        .priceKind = LiquidationPrice::fill,
        .quantity = valueOf(trade.quantity),
        .lowerBound = false,
        .venueTimeMs = trade.venueTimeMs};
  };
  const bool takerSells = trade.takerSide == Side::sell;
  if (sides == "T" || sides == "MT") liquidated(takerSells);
  if (sides == "M" || sides == "MT") liquidated(!takerSells);
}

/// A block trade is agreed upon away from the book, and crosses no spread.
void trade(FieldReader& read, EventBatch& batch) {
  if (read.holds("block_trade_id"_key)) {
    ++batch.ignored;
    return;
  }
  Trade trade;
  trade.symbol = read.text("instrument_name"_key);
  trade.price = read.price("price"_key);
  trade.quantity = read.tradedQuantity("amount"_key);
  const std::string_view direction = read.text("direction"_key);
  if (direction != "buy" && direction != "sell") read.refuse(Error::wrongType, "direction"_key);
  trade.takerSide = direction == "buy" ? Side::buy : Side::sell;
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId("trade_id"_key);
  trade.venueTimeMs = read.time("timestamp"_key);
  batch.events.emplace_back(trade);
  if (read.holds("liquidation"_key)) liquidations(read, trade, batch);
}

/// Amounts are dollars on BTC-PERPETUAL and base coin on BTC_USDC-PERPETUAL, as on all whose
/// margin the name tells, and on options.
Listing inferred(std::string_view symbol) {
  Listing listing{.symbol = symbol};
  const bool namesTwoCoins = symbol.substr(0, symbol.find('-')).find('_') != std::string_view::npos;
  if (isCombination(symbol)) return listing;
  if (isOption(symbol)) {
    listing.kind = InstrumentKind::option;
  } else if (symbol.find('-') != std::string_view::npos) {
    listing.kind = namesTwoCoins ? InstrumentKind::linear : InstrumentKind::inverse;
  } else if (namesTwoCoins) {
    listing.kind = InstrumentKind::spot;
  }
  if (listing.kind) listing.contractSize = 1.0;
  return listing;
}

/// `contract_size` is left alone: it is of contracts, in which orders may be counted, while
/// every amount in a message is already in dollars or in base coin.
void instrument(FieldReader& read, EventBatch& batch) {
  auto& listing = batch.add<Listing>();
  listing = inferred(read.text("instrument_name"_key));
  const std::string_view type = read.fields().text("instrument_type"_key);
  if (read.text("kind"_key) == "future" && !type.empty()) {
    listing.kind = type == "linear" ? InstrumentKind::linear : InstrumentKind::inverse;
  }
  listing.tickSize = read.optionalPositive("tick_size"_key);
  listing.lotSize = read.optionalPositive("min_trade_amount"_key);
}

/// What one element of `data` says.
class Payload {
 public:
  Payload(MessageWalk& walk, EventBatch& batch) : walk_(walk), batch_(batch) {}

  void operator()(FieldReader& read) {
    const std::string_view channel = batch_.channel;
    if (isCombination(read.fields().text("instrument_name"_key))) {
      ++batch_.ignored;
    } else if (channel.starts_with(kBook)) {
      book(read, channel.substr(kBook.size()));
    } else if (channel.starts_with("ticker.") || channel.starts_with("incremental_ticker.")) {
      ticker(walk_, read, batch_);
    } else if (channel.starts_with("trades.")) {
      trade(read, batch_);
    } else if (channel.starts_with("quote.")) {
      quote(read, batch_);
    } else {
      ++batch_.ignored;
    }
  }

 private:
  static constexpr std::string_view kBook = "book.";

  /// By what follows in the channel: `BTC-PERPETUAL.100ms` is the book and its changes,
  /// `BTC-PERPETUAL.none.10.100ms` its best levels. In any group but `none` prices are
  /// rounded, and not even the best of them is one that somebody quotes.
  void book(FieldReader& read, std::string_view rest) {
    const std::string_view behindName = rest.substr(std::min(rest.find('.'), rest.size()));
    const bool isGrouped = behindName.find('.', 1) != std::string_view::npos;
    if (isGrouped && !behindName.starts_with(".none.")) {
      ++batch_.ignored;
    } else if (isGrouped) {
      bestLevels(read, batch_);
    } else if (isSnapshot(read)) {
      bookSnapshot(read, SnapshotSource::stream, batch_);
    } else {
      bookUpdate(read, batch_);
    }
  }

  MessageWalk& walk_;
  EventBatch& batch_;
};

/// The answer to a request, over the socket or over REST, where it is an object: a book, a
/// ticker, an instrument, or the version that public/test answers with.
void objectAnswer(MessageWalk& walk, FieldReader& read, EventBatch& batch) {
  if (isCombination(read.fields().text("instrument_name"_key))) {
    ++batch.ignored;
  } else if (read.has("bids"_key)) {
    bookSnapshot(read, SnapshotSource::fetched, batch);
  } else if (read.has("best_bid_price"_key)) {
    ticker(walk, read, batch);
  } else if (read.has("tick_size"_key)) {
    instrument(read, batch);
  } else {
    if (read.has("version"_key)) batch.control = Control::heartbeat;
    ++batch.ignored;
  }
}

/// Where it is a list: of instruments, or of the channels that are subscribed to now, which
/// are text.
void listAnswer(MessageWalk& walk, const Fields& envelope, EventBatch& batch) {
  bool isOfObjects = false;
  walk.elements(envelope, "result"_key, [&](JsonCursor& element) {
    if (element.peek() != '{') return walk.skip(element);
    isOfObjects = true;
    return walk.objects(element, [&](FieldReader& read) {
      const bool isListed =
          read.has("tick_size"_key) && !isCombination(read.fields().text("instrument_name"_key));
      if (isListed) {
        instrument(read, batch);
      } else {
        ++batch.ignored;
      }
    });
  });
  if (isOfObjects) return;
  batch.control = Control::subscribed;
  ++batch.ignored;
}

void answer(MessageWalk& walk, const Fields& envelope, EventBatch& batch) {
  Fields result;
  if (walk.object(envelope, "result"_key, result)) {
    FieldReader read = walk.read(result);
    return objectAnswer(walk, read, batch);
  }
  if (envelope.isArray("result"_key)) return listAnswer(walk, envelope, batch);
  if (envelope.has("error"_key)) {
    batch.control = Control::refused;
  } else if (envelope.has("result"_key)) {
    batch.control = Control::subscribed;
  }
  ++batch.ignored;
}

void heartbeat(FieldReader params, EventBatch& batch) {
  const bool isTest = params.text("type"_key) == "test_request";
  batch.control = isTest ? Control::answerWanted : Control::heartbeat;
  ++batch.ignored;
}

DecodeResult decode(const Listings&, std::string_view message, EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  Fields envelope, params;
  if (!walk.root(envelope)) return walk.result();
  const std::string_view method = envelope.text("method"_key);
  if (method.empty()) {
    answer(walk, envelope, batch);
  } else if (!walk.object(envelope, "params"_key, params)) {
    ++batch.ignored;
  } else if (method == "heartbeat") {
    heartbeat(walk.read(params), batch);
  } else if (method == "subscription") {
    FieldReader read = walk.read(params);
    batch.channel = read.text("channel"_key);
    if (!read.has("data"_key)) read.refuse(Error::missingField, "data"_key);
    walk.objects(params, "data"_key, Payload(walk, batch));
  } else {
    ++batch.ignored;
  }
  return walk.result();
}

// A channel is pushed each 100 ms, or each 2 s of agg2, while anything changes: on a future
// something does within seconds, but an option may rest for a minute. Its ticker follows the
// index all the same.
constexpr StaleLimits kStale{.bookMs = 15'000.0, .markMs = 15'000.0};
constexpr StaleLimits kOptionStale{.bookMs = 60'000.0, .markMs = 15'000.0};

StaleLimits staleOf(std::string_view symbol) {
  return isOption(symbol) ? kOptionStale : kStale;
}

}  // namespace

extern const VenueTraits kDeribit{
    .venue = FeedVenue::deribit,
    .name = "deribit",
    .resync = Resync::resubscribe,
    .stale = kStale,
    .decode = decode,
    .inferred = inferred,
    .staleOf = staleOf,
};

extern const VenueTraits kCoinbaseIntl{
    .venue = FeedVenue::coinbaseIntl,
    .name = "coinbase-intl",
    .resync = Resync::resubscribe,
    .stale = kStale,
    .decode = decode,
    .inferred = inferred,
    .staleOf = staleOf,
};

}  // namespace plimsoll::deribit
