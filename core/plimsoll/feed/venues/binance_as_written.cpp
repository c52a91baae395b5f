// What Binance sends most, in the very order of its keys. That has grown by `ps`, `nq` and `st`
// since 2024, and may grow again: what is not found here is walked.
//
// Source: captures of 2024-08-08; frames of 2026-07 to 2026-10 in public repositories.

#include "plimsoll/feed/venues/binance_as_written.h"

#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/json/as_written.h"
#include "plimsoll/feed/json/fields.h"
#include "plimsoll/feed/venues/binance_keys.h"

namespace plimsoll::binance {
namespace {

/// Nothing that a walk would refuse, which says why.
bool isFine(const Quote& quote) {
  return quote.bidPrice->mantissa >= 0 && quote.bidQuantity->mantissa >= 0 &&
         quote.askPrice->mantissa >= 0 && quote.askQuantity->mantissa >= 0;
}

bool isFine(const Trade& trade) {
  return trade.price.mantissa > 0 && trade.quantity.mantissa > 0 &&
         trade.venueTimeMs <= kMaxTimeMs;
}

bool isFine(const BookDelta& delta) {
  return delta.firstUpdateId <= delta.lastUpdateId && *delta.venueTimeMs <= kMaxTimeMs;
}

/// The pair stands there on COIN-M, and since 2026 on USDⓈ-M.
bool symbol(AsWritten& in, std::string_view& symbol) {
  std::string_view pair;
  return in(R"("s":")", symbol) && in.maybe(R"(","ps":")", pair) && in(R"(",)");
}

bool touch(AsWritten& in, Quote& quote) {
  return in(R"("b":")", quote.bidPrice.emplace(), R"(","B":")", quote.bidQuantity.emplace(),
            R"(","a":")", quote.askPrice.emplace(), R"(","A":")", quote.askQuantity.emplace(),
            '"');
}

/// Spot tells no times.
bool quote(AsWritten& in, EventBatch& batch) {
  auto& quote = batch.add<Quote>();
  return in(',') && symbol(in, quote.symbol) && touch(in, quote) &&
         in.maybe(R"(,"T":)", kPassedOver, R"(,"E":)", kPassedOver) && isFine(quote);
}

bool priceAndQuantity(AsWritten& in, Trade& trade) {
  return in(R"("p":")", trade.price, R"(","q":")", trade.quantity, '"');
}

/// m: the buyer was the maker, so the taker sold.
bool takerSide(AsWritten& in, Trade& trade) {
  bool buyerIsMaker;
  if (!in(R"(,"m":)", buyerIsMaker)) return false;
  trade.takerSide = buyerIsMaker ? Side::sell : Side::buy;
  return true;
}

bool trade(AsWritten& in, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.stream = TradeStream::single;
  if (!in(kPassedOver, ',')) return false;
  const bool isFutures = in(R"("T":)", trade.venueTimeMs, ',');
  bool ignored;
  return symbol(in, trade.symbol) && in(R"("t":)", trade.tradeId, ',') &&
         priceAndQuantity(in, trade) &&
         (isFutures ? in(R"(,"X":"MARKET")") : in(R"(,"T":)", trade.venueTimeMs)) &&
         takerSide(in, trade) && (isFutures || in(R"(,"M":)", ignored)) && isFine(trade);
}

/// Of futures. `nq` leaves out what was traded for price improvement.
bool aggregate(AsWritten& in, EventBatch& batch) {
  auto& trade = batch.add<Trade>();
  trade.stream = TradeStream::aggregated;
  std::string_view withoutImprovement;
  return in(kPassedOver, R"(,"a":)", trade.tradeId, ',') && symbol(in, trade.symbol) &&
         priceAndQuantity(in, trade) && in.maybe(R"(,"nq":")", withoutImprovement, '"') &&
         in(R"(,"f":)", kPassedOver, R"(,"l":)", kPassedOver, R"(,"T":)", trade.venueTimeMs) &&
         takerSide(in, trade) && isFine(trade);
}

bool update(AsWritten& in, const SequenceRule& rule, EventBatch& batch) {
  auto& delta = batch.add<BookDelta>();
  delta.rule = rule;
  if (!in(delta.venueTimeMs.emplace(), ',')) return false;
  in.maybe(R"("T":)", kPassedOver, ',');
  const bool isRead =
      symbol(in, delta.symbol) && in.maybe(R"("st":)", kPassedOver, ',') &&
      in(R"("U":)", delta.firstUpdateId, R"(,"u":)", delta.lastUpdateId) &&
      (rule.chain != Chain::previous || in(R"(,"pu":)", delta.previousUpdateId.emplace())) &&
      isFine(delta);
  return isRead && in(R"(,"b":)") && in.levels(batch, delta.bids) && in(R"(,"a":)") &&
         in.levels(batch, delta.asks);
}

bool event(AsWritten& in, const SequenceRule& rule, EventBatch& batch) {
  if (in(R"({"e":"bookTicker","u":)", kPassedOver)) return quote(in, batch);
  if (in(R"({"e":"trade","E":)")) return trade(in, batch);
  if (in(R"({"e":"depthUpdate","E":)")) {
    return isBookChannel(batch.channel) && update(in, rule, batch);
  }
  if (in(R"({"e":"aggTrade","E":)")) return aggregate(in, batch);
  // Spot's quotes have no type, and that of COIN-M's stood here in 2024.
  return in(R"({"u":)", kPassedOver) && in.maybe(R"(,"e":"bookTicker")") && quote(in, batch);
}

}  // namespace

bool readAsWritten(std::string_view message, const SequenceRule& rule, EventBatch& batch) {
  if (message.size() > kMaxMessage) return false;
  AsWritten in(message);
  const bool isWrapped = in(R"({"stream":")", batch.channel, R"(","data":)");
  if (event(in, rule, batch) && in.maybe(R"(,"st":)", kPassedOver) && in('}') &&
      (!isWrapped || in('}')) && in.ended()) {
    return true;
  }
  batch.clear();
  return false;
}

}  // namespace plimsoll::binance
