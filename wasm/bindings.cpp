// Questions and answers that are not asked for every message, as values.

#include <emscripten/bind.h>
#include <malloc.h>

#include <string>

#include "engine.h"
#include "list.h"
#include "plimsoll/book/aggregate_depth.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/book_levels.h"
#include "plimsoll/book/depth.h"
#include "plimsoll/engine/optional_reading.h"

namespace {

using namespace plimsoll;
using door::engine;
using emscripten::val;

std::string errorName(int error) { return name(static_cast<Error>(error)); }

FeedId openFeed(const std::string& venue) {
  const auto known = feedVenue(venue);
  return known ? engine().openFeed(*known) : kNoId;
}

void closeFeed(FeedId feed) { engine().closeFeed(feed); }
void reconnected(FeedId feed) { engine().reconnected(feed); }

MarketId openMarket(FeedId feed, const std::string& symbol) {
  return engine().openMarket(feed, symbol);
}

void closeMarket(MarketId market) { engine().closeMarket(market); }

void setBookStaleMs(MarketId market, double limitMs) {
  if (Market* found = engine().market(market)) found->setBookStaleMs(limitMs);
}

void enableSignals(MarketId market, bool enable) {
  if (Market* found = engine().market(market)) found->enableSignals(enable);
}

struct NoticeReply {
  int kind;
  int feed;
  int market;
  std::string symbol;
  bool resubscribe;
  std::string url;
  int error;
  double offset;
  double suppressed;
  int signal;
  bool buys;
  bool isOn;
  double value;
  double z;
  int control;
};

NoticeReply reply(const Notice& notice) {
  const Market* market = engine().market(notice.market);
  const std::string symbol = market == nullptr ? "" : market->symbol();
  const Feed* feed = engine().feed(notice.feed);
  const bool wantsUrl = notice.kind == NoticeKind::resync && feed != nullptr;
  const auto url = wantsUrl ? feed->venue().snapshotUrl : nullptr;
  const SignalChange signal = notice.signal.value_or(SignalChange{});
  return {static_cast<int>(notice.kind),
          notice.feed,
          notice.market,
          symbol,
          notice.how == Resync::resubscribe,
          wantsUrl && url != nullptr && notice.how == Resync::snapshot ? url(symbol) : "",
          static_cast<int>(notice.error),
          static_cast<double>(notice.offset),
          static_cast<double>(notice.suppressed),
          static_cast<int>(signal.name),
          signal.side == Side::buy,
          signal.isOn,
          signal.value,
          signal.z,
          static_cast<int>(notice.control)};
}

val takeNotices() {
  door::List taken;
  for (const Notice& notice : engine().notices()) taken.add(reply(notice));
  engine().clearNotices();
  return taken.take();
}

struct CountersReply {
  double messages, bytes, events, ignored, unrouted, errors, gaps;
};

CountersReply counters(FeedId feed) {
  const Feed* found = engine().feed(feed);
  const FeedCounters count = found == nullptr ? FeedCounters{} : found->counters();
  return {static_cast<double>(count.messages), static_cast<double>(count.bytes),
          static_cast<double>(count.events),   static_cast<double>(count.ignored),
          static_cast<double>(count.unrouted), static_cast<double>(count.errors),
          static_cast<double>(count.gaps)};
}

const OrderBook* trustedBook(MarketId market) {
  const Market* found = engine().market(market);
  return found == nullptr ? nullptr : found->trustedBook();
}

struct DepthReply {
  int error;
  double quantity, baseQuantity, notional;
};

DepthReply depthWithin(MarketId market, int side, double distanceBps) {
  const Error error = checkDistance(distanceBps);
  const OrderBook* book = trustedBook(market);
  const DepthReply none{static_cast<int>(error), kMissing, kMissing, kMissing};
  if (error != Error::none || book == nullptr) return none;
  const auto depth = plimsoll::depthWithin(*book, static_cast<BookSide>(side), distanceBps,
                                           engine().market(market)->contract());
  if (!depth) return none;
  return {0, depth->quantity, depth->baseQuantity.value_or(kMissing),
          depth->notional.value_or(kMissing)};
}

struct AggregateDepthReply {
  int error;
  double bidNotional, askNotional, imbalance;
  val markets;  ///< bid and ask of each in turn
};

AggregateDepthReply aggregateDepth(const val& markets, double distanceBps) {
  const Error error = checkDistance(distanceBps);
  AggregateDepth all;
  door::List each;
  const int count = error == Error::none ? markets["length"].as<int>() : 0;
  for (int place = 0; place < count; ++place) {
    const auto id = markets[place].as<MarketId>();
    const OrderBook* book = trustedBook(id);
    std::optional<NotionalDepth> depth;
    if (book != nullptr) depth = notionalDepth(*book, distanceBps, engine().market(id)->contract());
    if (depth) all.add(*depth);
    each.add(depth ? depth->bid : kMissing);
    each.add(depth ? depth->ask : kMissing);
  }
  return {static_cast<int>(error), orMissing(all.bid()), orMissing(all.ask()),
          orMissing(all.imbalance()), each.take()};
}

struct SlippageReply {
  double averagePrice, rate, notional, worstPrice;
};

SlippageReply slippage(MarketId market, bool buys, double quantity) {
  const OrderBook* book = trustedBook(market);
  if (book == nullptr) return {kMissing, kMissing, kMissing, kMissing};
  const auto found = plimsoll::slippage(*book, buys ? Side::buy : Side::sell, quantity,
                                        engine().market(market)->contract());
  if (!found) return {kMissing, kMissing, kMissing, kMissing};
  return {found->averagePrice, found->rate, found->notional.value_or(kMissing),
          found->worstPrice};
}

val rowsOf(const std::vector<BookText::Row>& rows) {
  door::List result;
  for (const BookText::Row& row : rows) {
    door::List pair;
    pair.add(row.price);
    pair.add(row.quantity);
    result.add(pair.take());
  }
  return result.take();
}

/// A REST snapshot's shape; ids as text, since a double does not hold every 64-bit one.
val bookOf(MarketId market) {
  const OrderBook* book = trustedBook(market);
  if (book == nullptr) return val::null();
  const BookText text = bookText(*book);
  val result = val::object();
  result.set("lastUpdateId", std::to_string(*engine().market(market)->sync().lastUpdateId()));
  result.set("bids", rowsOf(text.bids));
  result.set("asks", rowsOf(text.asks));
  return result;
}

struct ListingsReply {
  int error;
  double offset;
  int instruments;
};

/// Of a list that stands in the message buffer.
ListingsReply addListings(const std::string& venue, double size) {
  const auto known = feedVenue(venue);
  if (!known) return {static_cast<int>(Error::unknownVenue), 0.0, 0};
  const auto added = engine().addListings(*known, static_cast<std::size_t>(size));
  return {static_cast<int>(added.refused.error), static_cast<double>(added.refused.offset),
          added.applied};
}

struct VerifyReply {
  int error;
  bool compared, sameUpdate;
  double levels, missing, surplus, different;
};

/// Of a snapshot that stands in the message buffer.
VerifyReply verify(MarketId market, double size) {
  const BookComparison found = engine().verify(market, static_cast<std::size_t>(size));
  return {static_cast<int>(found.error),     found.compared,
          found.sameUpdate,                  static_cast<double>(found.levels),
          static_cast<double>(found.missing), static_cast<double>(found.surplus),
          static_cast<double>(found.different)};
}

double bytesInUse() { return static_cast<double>(mallinfo().uordblks); }

}  // namespace

EMSCRIPTEN_BINDINGS(plimsoll) {
  using namespace emscripten;

  value_object<NoticeReply>("NoticeReply")
      .field("kind", &NoticeReply::kind)
      .field("feed", &NoticeReply::feed)
      .field("market", &NoticeReply::market)
      .field("symbol", &NoticeReply::symbol)
      .field("resubscribe", &NoticeReply::resubscribe)
      .field("url", &NoticeReply::url)
      .field("error", &NoticeReply::error)
      .field("offset", &NoticeReply::offset)
      .field("suppressed", &NoticeReply::suppressed)
      .field("signal", &NoticeReply::signal)
      .field("buys", &NoticeReply::buys)
      .field("isOn", &NoticeReply::isOn)
      .field("value", &NoticeReply::value)
      .field("z", &NoticeReply::z)
      .field("control", &NoticeReply::control);
  value_object<CountersReply>("CountersReply")
      .field("messages", &CountersReply::messages)
      .field("bytes", &CountersReply::bytes)
      .field("events", &CountersReply::events)
      .field("ignored", &CountersReply::ignored)
      .field("unrouted", &CountersReply::unrouted)
      .field("errors", &CountersReply::errors)
      .field("gaps", &CountersReply::gaps);
  value_object<DepthReply>("DepthReply")
      .field("error", &DepthReply::error)
      .field("quantity", &DepthReply::quantity)
      .field("baseQuantity", &DepthReply::baseQuantity)
      .field("notional", &DepthReply::notional);
  value_object<AggregateDepthReply>("AggregateDepthReply")
      .field("error", &AggregateDepthReply::error)
      .field("bidNotional", &AggregateDepthReply::bidNotional)
      .field("askNotional", &AggregateDepthReply::askNotional)
      .field("imbalance", &AggregateDepthReply::imbalance)
      .field("markets", &AggregateDepthReply::markets);
  value_object<ListingsReply>("ListingsReply")
      .field("error", &ListingsReply::error)
      .field("offset", &ListingsReply::offset)
      .field("instruments", &ListingsReply::instruments);
  value_object<VerifyReply>("VerifyReply")
      .field("error", &VerifyReply::error)
      .field("compared", &VerifyReply::compared)
      .field("sameUpdate", &VerifyReply::sameUpdate)
      .field("levels", &VerifyReply::levels)
      .field("missing", &VerifyReply::missing)
      .field("surplus", &VerifyReply::surplus)
      .field("different", &VerifyReply::different);
  value_object<SlippageReply>("SlippageReply")
      .field("averagePrice", &SlippageReply::averagePrice)
      .field("rate", &SlippageReply::rate)
      .field("notional", &SlippageReply::notional)
      .field("worstPrice", &SlippageReply::worstPrice);

  function("errorName", &errorName);
  function("openFeed", &openFeed);
  function("closeFeed", &closeFeed);
  function("reconnected", &reconnected);
  function("openMarket", &openMarket);
  function("closeMarket", &closeMarket);
  function("setBookStaleMs", &setBookStaleMs);
  function("enableSignals", &enableSignals);
  function("takeNotices", &takeNotices);
  function("counters", &counters);
  function("depthWithin", &::depthWithin);
  function("aggregateDepth", &aggregateDepth);
  function("slippage", &::slippage);
  function("bookOf", &bookOf);
  function("addListings", &addListings);
  function("verify", &verify);
  function("bytesInUse", &bytesInUse);
}
