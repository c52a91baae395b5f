// Hyperliquid.
//
// Source: hyperliquid.gitbook.io, websocket and info endpoint, and nktkas/hyperliquid for
// what those pages leave out, read 2026-11.

#include "plimsoll/feed/json/message_walk.h"
#include "plimsoll/feed/venues/venues.h"

namespace plimsoll::hyperliquid {
namespace {

constexpr KeyNames kKeys{
    // envelope
    "channel data "
    // book, quotes and trades
    "coin time levels fast bbo px sz side tid "
    // what a market is worth, which the venue calls its context
    "ctx ctxs dex markPx oraclePx funding openInterest "
    // lists of what is traded
    "universe name szDecimals tokens"};

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

const MessageForm kForm{
    .keys = KeySet(kKeys),
    .nested = slots<3>("data"_key),
    .sides = "levels"_key,
    .levelShape = {.priceKey = "px", .quantityKey = "sz"},
};

/// `levels` is two arrays, bids before asks.
void bookSides(MessageWalk& walk, FieldReader& read, BookSnapshot& snapshot) {
  const Fields& fields = read.fields();
  if (const auto asks = fields.secondSide("levels"_key)) {
    snapshot.bids = *fields.levels("levels"_key);
    snapshot.asks = *asks;
    return;
  }
  LevelRange* const sides[] = {&snapshot.bids, &snapshot.asks};
  std::size_t count = 0;
  walk.elements(read.fields(), "levels"_key, [&](JsonCursor& side) {
    if (count == std::size(sides)) return walk.refuse(Error::wrongType, side.at());
    return walk.levels(side, *sides[count++]);
  });
  if (!read.has("levels"_key)) read.refuse(Error::missingField, "levels"_key);
  if (count != std::size(sides)) read.refuse(Error::wrongType, "levels"_key);
}

/// The time stands for an id, which no book here has: it only rises.
void book(MessageWalk& walk, FieldReader& read, SnapshotSource source, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.symbol = read.text("coin"_key);
  snapshot.source = source;
  snapshot.lastUpdateId = read.time("time"_key);
  snapshot.venueTimeMs = snapshot.lastUpdateId;
  const bool isFast = read.holds("fast"_key) && read.boolean("fast"_key);
  snapshot.depth = isFast ? 5 : 20;
  bookSides(walk, read, snapshot);
}

/// One side of `bbo`, which is null where nobody quotes.
Level touch(MessageWalk& walk, JsonCursor& side) {
  if (side.peek() != '{') {
    const std::string_view value = side.value();
    if (unquoted(value) != "null") walk.refuse(Error::wrongType, value.data());
    return {};
  }
  Fields level;
  if (!walk.collect(side, level)) return {};
  return walk.read(level).touch("px"_key, "sz"_key);
}

void quote(MessageWalk& walk, FieldReader& read, EventBatch& batch) {
  Level sides[2];
  std::size_t count = 0;
  walk.elements(read.fields(), "bbo"_key, [&](JsonCursor& side) {
    if (count == std::size(sides)) return walk.refuse(Error::wrongType, side.value().data());
    sides[count++] = touch(walk, side);
    return walk.ok();
  });
  if (!read.has("bbo"_key)) read.refuse(Error::missingField, "bbo"_key);
  if (count != std::size(sides)) read.refuse(Error::wrongType, "bbo"_key);
  const auto& [bid, ask] = sides;
  batch.add<Quote>() = {read.text("coin"_key), bid.price, bid.quantity, ask.price, ask.quantity};
}

/// "B" where the taker bought, "A" where it sold: the side of the book it would rest on.
Side takerSide(FieldReader& read) {
  const std::string_view side = read.text("side"_key);
  if (side != "B" && side != "A") read.refuse(Error::wrongType, "side"_key);
  return side == "B" ? Side::buy : Side::sell;
}

void trade(FieldReader& read, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.symbol = read.text("coin"_key);
  trade.price = read.price("px"_key);
  trade.quantity = read.tradedQuantity("sz"_key);
  trade.takerSide = takerSide(read);
  trade.stream = TradeStream::single;
  trade.tradeId = read.tradeId("tid"_key);
  trade.venueTimeMs = read.time("time"_key);
}

/// A context tells no time. One of spot has neither an oracle nor funding nor interest.
void assetContext(FieldReader& read, std::string_view symbol, EventBatch& batch) {
  const auto markPrice = read.unlessZero("markPx"_key);
  const auto indexPrice = read.unlessZero("oraclePx"_key);
  if (markPrice || indexPrice) {
    auto& mark = batch.add<MarkPrice>();
    mark.symbol = symbol;
    mark.price = markPrice;
    mark.indexPrice = indexPrice;
  }
  if (read.holds("funding"_key)) {
    auto& funding = batch.add<FundingRate>();
    funding.symbol = symbol;
    funding.ratePerInterval = read.number("funding"_key);
    funding.intervalHours = 1.0;
  }
  if (read.holds("openInterest"_key)) {
    auto& interest = batch.add<OpenInterest>();
    interest.symbol = symbol;
    interest.quantity = read.quantity("openInterest"_key);
    interest.baseQuantity = interest.quantity;
  }
}

/// Walks contexts that tell no name, whose market is known by the place in the list alone.
/// What nobody has told the name of is counted as ignored.
template <typename SymbolAt>
class ContextList {
 public:
  ContextList(MessageWalk& walk, EventBatch& batch, SymbolAt symbolAt)
      : walk_(walk), batch_(batch), symbolAt_(symbolAt) {}

  bool operator()(JsonCursor& element) {
    const std::string_view symbol = symbolAt_(index_++);
    if (symbol.empty()) {
      ++batch_.ignored;
      return walk_.skip(element);
    }
    return walk_.objects(element, [&](FieldReader& read) { assetContext(read, symbol, batch_); });
  }

 private:
  MessageWalk& walk_;
  EventBatch& batch_;
  SymbolAt symbolAt_;
  std::uint32_t index_ = 0;
};

/// A coin's contract is one coin. There is no tick: a price has at most five significant
/// digits, so that its step grows with it.
void listing(FieldReader& read, std::uint32_t index, EventBatch& batch) {
  auto& listing = batch.add<Listing>();
  listing.symbol = read.text("name"_key);
  listing.kind = InstrumentKind::linear;
  const std::int64_t decimals = read.integer("szDecimals"_key);
  if (decimals < 0 || decimals > kMaxDecimals) {
    return read.refuse(Error::numberOutOfRange, "szDecimals"_key);
  }
  listing.lotSize = fromUnits(1, static_cast<std::int32_t>(decimals));
  listing.contractSize = 1.0;
  listing.fundingIntervalHours = 1.0;
  listing.index = index;
}

/// What was delisted keeps its place in the list, since the others are named by theirs. The
/// list of spot markets, which comes with its tokens, has another order and is not read.
void listings(MessageWalk& walk, FieldReader& read, EventBatch& batch) {
  if (!read.has("universe"_key) || read.has("tokens"_key)) {
    ++batch.ignored;
    return;
  }
  std::uint32_t index = 0;
  walk.elements(read.fields(), "universe"_key, [&](JsonCursor& element) {
    if (element.peek() != '{') return walk.refuse(Error::wrongType, element.value().data());
    return walk.objects(element, [&](FieldReader& entry) { listing(entry, index++, batch); });
  });
}

/// What one message says.
class Message {
 public:
  Message(const Listings& known, MessageWalk& walk, EventBatch& batch)
      : known_(known), walk_(walk), batch_(batch) {}

  void pushed(const Fields& envelope) {
    const std::string_view channel = walk_.read(envelope).text("channel"_key);
    batch_.channel = channel;
    if (channel == "l2Book") {
      each(envelope,
           [&](FieldReader& read) { book(walk_, read, SnapshotSource::periodic, batch_); });
    } else if (channel == "bbo") {
      each(envelope, [&](FieldReader& read) { quote(walk_, read, batch_); });
    } else if (channel == "trades") {
      each(envelope, [&](FieldReader& read) { trade(read, batch_); });
    } else if (channel == "activeAssetCtx" || channel == "activeSpotAssetCtx") {
      each(envelope, [&](FieldReader& read) { activeContext(read); });
    } else if (channel == "assetCtxs") {
      each(envelope, [&](FieldReader& read) { contexts(read); });
    } else if (channel == "allDexsAssetCtxs") {
      each(envelope, [&](FieldReader& read) { contextsOfAll(read); });
    } else {
      unread(channel);
    }
  }

  /// Answers of the info endpoint are known by their fields.
  void answer(const Fields& fields) {
    FieldReader read = walk_.read(fields);
    if (fields.has("levels"_key)) {
      book(walk_, read, SnapshotSource::fetched, batch_);
    } else {
      listings(walk_, read, batch_);
    }
  }

  /// One part of an answer that is an array: a list, or the contexts of the list before it.
  bool part(JsonCursor& element) {
    if (element.peek() != '[') {
      firstListing_ = batch_.events.size();
      const bool walked =
          walk_.objects(element, [&](FieldReader& read) { listings(walk_, read, batch_); });
      listingCount_ = batch_.events.size() - firstListing_;
      return walked;
    }
    if (listingCount_ == 0) {
      ++batch_.ignored;
      return walk_.skip(element);
    }
    // The names are those of the listings that have just been added.
    return walk_.elements(
        element, ContextList(walk_, batch_, [this](std::uint32_t index) {
          if (index >= listingCount_) return std::string_view{};
          return std::get_if<Listing>(&batch_.events[firstListing_ + index])->symbol;
        }));
  }

 private:
  template <typename Visit>
  void each(const Fields& envelope, Visit&& visit) {
    if (!envelope.has("data"_key)) walk_.refuse(Error::missingField, nullptr);
    walk_.objects(envelope, "data"_key, visit);
  }

  void activeContext(FieldReader& read) {
    const std::string_view symbol = read.text("coin"_key);
    if (!read.has("ctx"_key)) read.refuse(Error::missingField, "ctx"_key);
    walk_.objects(read.fields(), "ctx"_key,
                  [&](FieldReader& context) { assetContext(context, symbol, batch_); });
  }

  /// The contexts of one exchange within Hyperliquid, of which the first has an empty name.
  /// Their symbols stand in the list and not in the message.
  auto contextsOf(std::string_view dex) {
    return ContextList(walk_, batch_, [this, dex](std::uint32_t index) {
      return known_.symbolAt(dex, index);
    });
  }

  void contexts(FieldReader& read) {
    if (!read.has("ctxs"_key)) read.refuse(Error::missingField, "ctxs"_key);
    walk_.elements(read.fields(), "ctxs"_key, contextsOf(read.fields().text("dex"_key)));
  }

  /// `[["", [context, ...]], ["dex", [context, ...]], ...]`
  void contextsOfAll(FieldReader& read) {
    if (!read.has("ctxs"_key)) read.refuse(Error::missingField, "ctxs"_key);
    walk_.elements(read.fields(), "ctxs"_key, [&](JsonCursor& pair) {
      if (pair.peek() != '[') return walk_.refuse(Error::wrongType, pair.value().data());
      std::optional<std::string_view> dex;
      return walk_.elements(pair, [&](JsonCursor& half) {
        if (!dex) {
          JsonCursor name = half;
          dex = unquoted(name.scalar());
          return walk_.skip(half);
        }
        if (half.peek() != '[') return walk_.refuse(Error::wrongType, half.value().data());
        return walk_.elements(half, contextsOf(*dex));
      });
    });
  }

  /// Candles, all mids, what concerns one user, and fastAssetCtxs, whose text would have to
  /// be inflated first.
  void unread(std::string_view channel) {
    if (channel == "pong") batch_.control = Control::heartbeat;
    if (channel == "subscriptionResponse") batch_.control = Control::subscribed;
    if (channel == "error") batch_.control = Control::refused;
    ++batch_.ignored;
  }

  const Listings& known_;
  MessageWalk& walk_;
  EventBatch& batch_;
  std::size_t firstListing_ = 0;  ///< of the part before, among the events
  std::size_t listingCount_ = 0;
};

DecodeResult decode(const Listings& known, std::string_view message, EventBatch& batch) {
  MessageWalk walk(message, kForm, batch);
  Message parts(known, walk, batch);
  if (walk.isArray()) {
    walk.rootArray([&](JsonCursor& element) { return parts.part(element); });
    return walk.result();
  }
  Fields fields;
  if (!walk.root(fields)) return walk.result();
  if (fields.has("channel"_key)) {
    parts.pushed(fields);
  } else {
    parts.answer(fields);
  }
  return walk.result();
}

/// Spot is `@107` or `PURR/USDC`. All else is a perpetual of one coin, `BTC` or `dex:GOLD`.
Listing inferred(std::string_view symbol) {
  const bool isSpot = symbol.starts_with('@') || symbol.contains('/');
  return {.symbol = symbol,
          .kind = isSpot ? InstrumentKind::spot : InstrumentKind::linear,
          .contractSize = 1.0};
}

}  // namespace

extern const VenueTraits kHyperliquid{
    .venue = FeedVenue::hyperliquid,
    .name = "hyperliquid",
    .resync = Resync::resubscribe,
    // Since 2026-07-25 a whole book comes each 5 s, or each half second where the
    // subscription says fast, whether or not anything has changed: two of the slower ones may
    // be lost. A market's own context comes each second, the contexts of all of them each 14.
    .stale = {.bookMs = 12'000.0, .markMs = 30'000.0},
    .decode = decode,
    .inferred = inferred,
};

}  // namespace plimsoll::hyperliquid
