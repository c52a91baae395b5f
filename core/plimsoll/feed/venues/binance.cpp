#include "plimsoll/feed/venues/binance.h"

#include "plimsoll/feed/json/json_reader.h"
#include "plimsoll/feed/venues/binance_fields.h"

namespace plimsoll::binance {
namespace {

using simdjson::ondemand::json_type;

void depthUpdate(FieldReader& read, EventBatch& batch) {
  BookDelta delta;
  delta.symbol = read.text(letter('s'));
  delta.firstUpdateId = read.integer(letter('U'));
  delta.lastUpdateId = read.integer(letter('u'));
  delta.previousUpdateId = read.integer(kPreviousUpdateId);
  delta.venueTimeMs = read.time(letter('E'));
  delta.bids = read.levels(letter('b'), batch);
  delta.asks = read.levels(letter('a'), batch);
  batch.events.emplace_back(delta);
}

void depthSnapshot(FieldReader& read, EventBatch& batch) {
  BookSnapshot snapshot;
  snapshot.lastUpdateId = read.integer(kLastUpdateId);
  snapshot.venueTimeMs = read.optionalTime(letter('E'));
  snapshot.bids = read.levels(kBids, batch);
  snapshot.asks = read.levels(kAsks, batch);
  batch.events.emplace_back(snapshot);
}

void bookTicker(FieldReader& read, EventBatch& batch) {
  Quote quote;
  quote.symbol = read.text(letter('s'));
  quote.updateId = read.integer(letter('u'));
  quote.bid = {read.decimal(letter('b')), read.decimal(letter('B'))};
  quote.ask = {read.decimal(letter('a')), read.decimal(letter('A'))};
  quote.venueTimeMs = read.optionalTime(letter('E'));
  batch.events.emplace_back(quote);
}

/// `X` tells market trades from the insurance fund's and from deleveraging, which cross
/// no spread; some of those even have a price of zero.
bool isMarketTrade(const Fields& fields) {
  return !fields.has(letter('X')) || unquoted(fields.token(letter('X'))) == "MARKET";
}

void trade(FieldReader& read, TradeStream stream, EventBatch& batch) {
  Trade trade;
  trade.symbol = read.text(letter('s'));
  trade.price = read.positive(letter('p'));
  trade.quantity = read.positive(letter('q'));
  // m: the buyer was the maker, so the taker sold.
  trade.takerSide = read.boolean(letter('m')) ? Side::sell : Side::buy;
  trade.stream = stream;
  trade.tradeId = read.integer(stream == TradeStream::single ? letter('t') : letter('a'));
  trade.venueTimeMs = read.time(letter('T'));
  batch.events.emplace_back(trade);
}

void markPrice(FieldReader& read, const Fields& fields, EventBatch& batch) {
  const Decimal price = read.positive(letter('p'));
  MarkPrice mark;
  mark.symbol = read.text(letter('s'));
  mark.price = fromUnits(price.mantissa, price.decimals);
  mark.indexPrice = read.optionalNumber(letter('i'));
  mark.venueTimeMs = read.time(letter('E'));
  batch.events.emplace_back(mark);

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
  OpenInterest interest;
  interest.symbol = read.text(kSymbol);
  interest.quantity = read.number(kOpenInterest);
  interest.venueTimeMs = read.optionalTime(kTime);
  batch.events.emplace_back(interest);
}

/// The order's side closes the position, so a sell order closed a long. At most one order
/// of a symbol is reported in 1,000 ms: what is seen is a lower bound.
void forceOrder(FieldReader& read, EventBatch& batch) {
  Liquidation liquidation;
  liquidation.symbol = read.text(letter('s'));
  const bool sells = read.text(letter('S')) == "SELL";
  liquidation.positionSide = sells ? PositionSide::longSide : PositionSide::shortSide;
  liquidation.price = read.number(kAveragePrice);
  liquidation.quantity = read.number(letter('z'));
  liquidation.lowerBound = true;
  liquidation.venueTimeMs = read.time(letter('T'));
  batch.events.emplace_back(liquidation);
}

/// One pass over a message: first the fields, then, when all are known, the event.
class MessageDecoder {
 public:
  MessageDecoder(std::string_view message, EventBatch& batch)
      : message_(message), batch_(batch) {}

  DecodeResult run(simdjson::ondemand::document& document) {
    document_ = &document;
    json_type type;
    if (!got(document.type(), type)) return result_;
    if (type == json_type::array) {
      simdjson::ondemand::array payloads;
      if (!got(document.get_array(), payloads) || !each(payloads)) return result_;
    } else if (type == json_type::object) {
      simdjson::ondemand::object payload;
      if (!got(document.get_object(), payload) || !envelope(payload)) return result_;
    } else {
      ++batch_.ignored;
      return result_;
    }
    if (!document.at_end()) refuse(Error::notJson, nullptr);
    return result_;
  }

 private:
  /// `{"stream": ..., "data": ...}`, or a bare payload.
  bool envelope(simdjson::ondemand::object& object) {
    Fields fields, order;
    bool hasData = false;
    bool dataIsPayload = false;
    for (auto entry : object) {
      simdjson::ondemand::field field;
      if (!got(std::move(entry), field)) return false;
      const std::string_view key = field.escaped_key();
      if (key == "stream") {
        if (!batch_.channel.empty()) return refuse(Error::duplicateField, key.data());
        batch_.channel = unquoted(field.value().raw_json_token());
      } else if (key == "data") {
        if (hasData) return refuse(Error::duplicateField, key.data());
        hasData = true;
        if (!data(field.value(), fields, order, dataIsPayload)) return false;
      } else if (!hasData && !collect(field, fields, &order)) {
        return false;
      }
    }
    return hasData && !dataIsPayload ? true : event(fields, order);
  }

  bool data(simdjson::ondemand::value& value, Fields& fields, Fields& order, bool& isPayload) {
    json_type type;
    if (!got(value.type(), type)) return false;
    if (type == json_type::array) {
      simdjson::ondemand::array payloads;
      return got(value.get_array(), payloads) && each(payloads);
    }
    if (type != json_type::object) {
      ++batch_.ignored;
      return true;
    }
    isPayload = true;
    fields.clear();
    order.clear();
    simdjson::ondemand::object object;
    return got(value.get_object(), object) && collectAll(object, fields, &order);
  }

  bool each(simdjson::ondemand::array& payloads) {
    for (auto entry : payloads) {
      simdjson::ondemand::value value;
      if (!got(std::move(entry), value)) return false;
      json_type type;
      if (!got(value.type(), type)) return false;
      if (type != json_type::object) {
        ++batch_.ignored;
        continue;
      }
      simdjson::ondemand::object object;
      Fields fields, order;
      if (!got(value.get_object(), object) || !collectAll(object, fields, &order)) return false;
      if (!event(fields, order)) return false;
    }
    return true;
  }

  bool collectAll(simdjson::ondemand::object& object, Fields& fields, Fields* order) {
    for (auto entry : object) {
      simdjson::ondemand::field field;
      if (!got(std::move(entry), field)) return false;
      if (!collect(field, fields, order)) return false;
    }
    return true;
  }

  /// @param order  where the fields of a nested `o` go; null inside of one
  bool collect(simdjson::ondemand::field& field, Fields& fields, Fields* order) {
    const std::string_view key = field.escaped_key();
    const Field slot = fieldOf(key);
    if (slot == kNone) return true;
    json_type type;
    if (!got(field.value().type(), type)) return false;
    std::string_view token;
    if (type == json_type::object) {
      if (slot != letter('o') || order == nullptr) return true;
      simdjson::ondemand::object object;
      if (!got(field.value().get_object(), object)) return false;
      if (!collectAll(object, *order, nullptr)) return false;
    } else if (type == json_type::array) {
      if (!got(field.value().raw_json(), token)) return false;
    } else {
      token = field.value().raw_json_token();
    }
    return fields.add(slot, token) || refuse(Error::duplicateField, key.data());
  }

  bool event(const Fields& fields, const Fields& order) {
    FieldReader read(fields);
    const std::string_view type =
        fields.has(letter('e')) ? unquoted(fields.token(letter('e'))) : std::string_view{};
    if (type == "bookTicker") {
      bookTicker(read, batch_);
    } else if (type == "depthUpdate") {
      depthUpdate(read, batch_);
    } else if ((type == "trade" || type == "aggTrade") && isMarketTrade(fields)) {
      trade(read, type == "trade" ? TradeStream::single : TradeStream::aggregated, batch_);
    } else if (type == "markPriceUpdate") {
      markPrice(read, fields, batch_);
    } else if (type == "forceOrder") {
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
    return read.ok() || refuse(read.error(), read.at());
  }

  template <typename T>
  bool got(simdjson::simdjson_result<T>&& from, T& into) {
    const simdjson::error_code code = std::move(from).get(into);
    if (code == simdjson::SUCCESS) return true;
    const char* at = nullptr;
    // A document that has ended has no location, and then the fault is at the end.
    if (document_->current_location().get(at) != simdjson::SUCCESS) {
      at = message_.data() + message_.size();
    }
    return refuse(messageError(code), at);
  }

  bool refuse(Error error, const char* at) {
    if (result_.error != Error::none) return false;
    result_.error = error;
    result_.offset = at == nullptr ? 0 : static_cast<std::size_t>(at - message_.data());
    return false;
  }

  std::string_view message_;
  EventBatch& batch_;
  simdjson::ondemand::document* document_ = nullptr;
  DecodeResult result_;
};

}  // namespace

DecodeResult decode(JsonReader& reader, std::string_view message, EventBatch& batch) {
  simdjson::ondemand::document document;
  if (const auto code = reader.open(message).get(document); code != simdjson::SUCCESS) {
    return {messageError(code), faultOffset(code, message)};
  }
  return MessageDecoder(message, batch).run(document);
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
