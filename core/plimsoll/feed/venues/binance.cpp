#include "plimsoll/feed/venues/binance.h"

#include "plimsoll/feed/json/json_reader.h"
#include "plimsoll/feed/json/padded_text.h"
#include "plimsoll/feed/json/plain_cursor.h"
#include "plimsoll/feed/venues/binance_fields.h"

namespace plimsoll::binance {
namespace {

void depthUpdate(FieldReader& read, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.symbol = read.text(letter('s'));
  delta.firstUpdateId = read.integer(letter('U'));
  delta.lastUpdateId = read.integer(letter('u'));
  if (delta.firstUpdateId > delta.lastUpdateId) read.refuse(Error::updateIdsReversed, letter('U'));
  delta.previousUpdateId = read.integer(kPreviousUpdateId);
  delta.venueTimeMs = read.time(letter('E'));
  delta.bids = read.levels(letter('b'), batch);
  delta.asks = read.levels(letter('a'), batch);
}

void depthSnapshot(FieldReader& read, EventBatch& batch) {
  auto& snapshot = batch.add<BookSnapshot>();
  snapshot.lastUpdateId = read.integer(kLastUpdateId);
  snapshot.venueTimeMs = read.optionalTime(letter('E'));
  snapshot.bids = read.levels(kBids, batch);
  snapshot.asks = read.levels(kAsks, batch);
}

void bookTicker(FieldReader& read, EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  quote.symbol = read.text(letter('s'));
  quote.updateId = read.integer(letter('u'));
  quote.bid = read.touch(letter('b'), letter('B'));
  quote.ask = read.touch(letter('a'), letter('A'));
}

/// `X` tells market trades from the insurance fund's and from deleveraging, which cross
/// no spread; some of those even have a price of zero.
bool isMarketTrade(const Fields& fields) {
  return !fields.has(letter('X')) || unquoted(fields.token(letter('X'))) == "MARKET";
}

void trade(FieldReader& read, TradeStream stream, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.symbol = read.text(letter('s'));
  trade.price = read.price(letter('p'));
  trade.quantity = read.tradedQuantity(letter('q'));
  // m: the buyer was the maker, so the taker sold.
  trade.takerSide = read.boolean(letter('m')) ? Side::sell : Side::buy;
  trade.stream = stream;
  trade.tradeId = read.integer(stream == TradeStream::single ? letter('t') : letter('a'));
  trade.venueTimeMs = read.time(letter('T'));
}

void markPrice(FieldReader& read, const Fields& fields, EventBatch& batch) {
  const Decimal price = read.price(letter('p'));
  auto& mark = batch.add<MarkPrice>();
  mark.symbol = read.text(letter('s'));
  mark.price = fromUnits(price.mantissa, price.decimals);
  mark.indexPrice = read.optionalNumber(letter('i'));
  mark.venueTimeMs = read.time(letter('E'));

  // Dated futures pay no funding: their rate is "" or "0" and their next time 0.
  const std::int64_t nextFundingTimeMs = read.optionalTime(letter('T')).value_or(0);
  const std::optional<double> rate = read.optionalNumber(letter('r'));
  if (nextFundingTimeMs <= 0 || !rate || !fields.has(letter('r'))) return;
  batch.events.emplace_back(FundingRate{.symbol = mark.symbol,
                                        .ratePerInterval = *rate,
                                        .intervalHours = std::nullopt,
                                        .nextFundingTimeMs = nextFundingTimeMs,
                                        .venueTimeMs = mark.venueTimeMs});
}

void openInterest(FieldReader& read, EventBatch& batch) {
  auto& interest = batch.add<OpenInterest>();
  interest.symbol = read.text(kSymbol);
  interest.quantity = read.quantity(kOpenInterest);
  interest.venueTimeMs = read.optionalTime(kTime);
}

/// The order's side closes the position, so a sell order closed a long. At most one order
/// of a symbol is reported in 1,000 ms: what is seen is a lower bound.
void forceOrder(FieldReader& read, EventBatch& batch) {
  auto& liquidation = batch.add<Liquidation>();
  liquidation.symbol = read.text(letter('s'));
  const std::string_view side = read.text(letter('S'));
  const bool sells = side == "SELL";
  if (!sells && side != "BUY") read.refuse(Error::wrongType, letter('S'));
  liquidation.positionSide = sells ? PositionSide::longSide : PositionSide::shortSide;
  const Level filled = read.touch(kAveragePrice, letter('z'));
  liquidation.price = fromUnits(filled.price.mantissa, filled.price.decimals);
  liquidation.quantity = fromUnits(filled.quantity.mantissa, filled.quantity.decimals);
  liquidation.lowerBound = true;
  liquidation.venueTimeMs = read.time(letter('T'));
}

/// One pass over a message: first the fields, then, when all are known, the event.
///
/// @tparam Cursor  JsonCursor, or PlainCursor for messages that are plain
template <typename Cursor>
class MessageDecoder {
 public:
  MessageDecoder(std::string_view message, const Cursor& cursor, EventBatch& batch)
      : message_(message), cursor_(cursor), batch_(batch) {}

  DecodeResult run() {
    if (cursor_.peek() != '[') {
      envelope();
    } else if (payloads()) {
      ended();
    }
    return result_;
  }

 private:
  /// `{"stream": ..., "data": ...}`, or a bare payload, whose first key is neither.
  bool envelope() {
    Fields fields, order;
    if (!isWrapped()) return collectAll(fields, order) && ended() && event(fields, order);

    bool hasStream = false, hasData = false, isPayload = false;
    const bool walked = cursor_.object([&](std::string_view key) {
      bool& has = isWord(key, "data") ? hasData : hasStream;
      if (!isWord(key, "data") && !isWord(key, "stream")) return !cursor_.value().empty();
      if (has) return refuse(Error::duplicateField, cursor_.offset());
      has = true;
      if (isWord(key, "stream")) {
        batch_.channel = unquoted(cursor_.value());
        return true;
      }
      if (cursor_.peek() == '[') return payloads();
      isPayload = cursor_.peek() == '{';
      return isPayload ? collectAll(fields, order) : skip();
    });
    if (!walked) return structure();
    if (!hasData) ++batch_.ignored;
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
      const Field slot = fieldOf(key);
      const std::size_t offset = cursor.offset();
      if (slot == letter('o') && cursor.peek() == '{') {
        cursor_ = cursor;
        const bool collected = collectFlat(order);
        cursor = cursor_;
        return collected && add(fields, slot, "o", offset);
      }
      const bool isLevels = cursor.peek() == '[' && isBookSide(slot) && isDepth(fields);
      return add(fields, slot, isLevels ? cursor.levels() : cursor.value(), offset);
    });
    cursor_ = cursor;
    return walked || structure();
  }

  static bool isBookSide(Field slot) { return slot == letter('b') || slot == letter('a'); }

  /// Whether what has been seen so far makes sure that levels will be read.
  static bool isDepth(const Fields& fields) {
    return isWord(fields.token(letter('e')), "\"depthUpdate\"");
  }

  bool collectFlat(Fields& fields) {
    const bool walked = cursor_.object([&](std::string_view key) {
      const std::size_t offset = cursor_.offset();
      return add(fields, fieldOf(key), cursor_.value(), offset);
    });
    return walked || structure();
  }

  bool add(Fields& fields, Field slot, std::string_view value, std::size_t offset) {
    if (value.empty()) return refuse(Error::truncated, message_.size());
    return slot == kNone || fields.add(slot, value) || refuse(Error::duplicateField, offset);
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

  bool event(const Fields& fields, const Fields& order) {
    FieldReader read(fields);
    const std::string_view type =
        fields.has(letter('e')) ? unquoted(fields.token(letter('e'))) : std::string_view{};
    if (isWord(type, "bookTicker")) {
      bookTicker(read, batch_);
    } else if (isWord(type, "depthUpdate")) {
      depthUpdate(read, batch_);
    } else if ((isWord(type, "trade") || isWord(type, "aggTrade")) && isMarketTrade(fields)) {
      trade(read, isWord(type, "trade") ? TradeStream::single : TradeStream::aggregated, batch_);
    } else if (isWord(type, "markPriceUpdate")) {
      markPrice(read, fields, batch_);
    } else if (isWord(type, "forceOrder")) {
      FieldReader readOrder(order);
      forceOrder(readOrder, batch_);
      return accepted(readOrder);
    } else if (type.empty() && fields.has(kLastUpdateId)) {
      depthSnapshot(read, batch_);
    } else if (type.empty() && fields.has(kOpenInterest)) {
      openInterest(read, batch_);
    } else {
      ++batch_.ignored;
    }
    return accepted(read);
  }

  bool accepted(const FieldReader& read) {
    if (read.ok()) return true;
    const char* at = read.at();
    return refuse(read.error(), at == nullptr ? 0 : static_cast<std::size_t>(at - message_.data()));
  }

  bool refuse(Error error, std::size_t offset) {
    if (result_.error == Error::none) result_ = {error, offset};
    return false;
  }

  std::string_view message_;
  Cursor cursor_;
  EventBatch& batch_;
  DecodeResult result_;
};

}  // namespace

DecodeResult decode(JsonReader& reader, std::string_view message, EventBatch& batch) {
  if (decodePlain(message, batch)) return {};
  batch.clear();
  return decodeAny(reader, message, batch);
}

bool decodePlain(std::string_view message, EventBatch& batch) {
  const PlainCursor cursor(message);
  return MessageDecoder(message, cursor, batch).run().error == Error::none;
}

DecodeResult decodeAny(JsonReader& reader, std::string_view message, EventBatch& batch) {
  JsonCursor cursor;
  const DecodeResult opened = reader.open(message, cursor);
  return opened.error == Error::none ? MessageDecoder(message, cursor, batch).run() : opened;
}

bool isBookChannel(std::string_view channel) noexcept {
  if (channel.empty()) return true;
  const std::size_t at = channel.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view stream = channel.substr(at);
  return stream == "@depth" || stream.starts_with("@depth@");
}

std::string snapshotUrl(std::string_view symbol) {
  std::string url = "https://fapi.binance.com/fapi/v1/depth?symbol=";
  return url.append(symbol).append("&limit=1000");
}

}  // namespace plimsoll::binance
