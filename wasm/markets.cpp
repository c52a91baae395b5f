// Feeds and their markets: what is not asked for every message. Replies are laid out in replies.h.

#include <malloc.h>

#include <string>

#include "engine.h"
#include "exports.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/book_levels.h"
#include "plimsoll/book/depth.h"
#include "plimsoll/book/depth_price.h"
#include "plimsoll/book/market_impact.h"
#include "plimsoll/engine/optional_reading.h"
#include "replies.h"

namespace plimsoll::door {

std::string textInput;

namespace {

const OrderBook* trustedBook(MarketId market) {
  const Market* found = engine().market(market);
  return found == nullptr ? nullptr : found->trustedBook();
}

/// A block may hold one text that nobody else keeps.
std::string kept;

NoticeReply replyOf(const Notice& notice, const Market* market) {
  const SignalChange signal = notice.signal.value_or(SignalChange{});
  return {.kind = static_cast<double>(notice.kind),
          .feed = static_cast<double>(notice.feed),
          .market = static_cast<double>(notice.market),
          .symbol = addressOf(market == nullptr ? "" : market->symbol().c_str()),
          .resubscribe = notice.how == Resync::resubscribe ? 1.0 : 0.0,
          .url = addressOf(kept.c_str()),
          .error = static_cast<double>(notice.error),
          .offset = static_cast<double>(notice.offset),
          .suppressed = static_cast<double>(notice.suppressed),
          .signal = static_cast<double>(signal.name),
          .buys = signal.side == Side::buy ? 1.0 : 0.0,
          .isOn = signal.isOn ? 1.0 : 0.0,
          .value = signal.value,
          .z = signal.z,
          .falseAlarmsPerDay = orMissing(signal.falseAlarmsPerDay),
          .halfLifeMs = orMissing(signal.halfLifeMs),
          .confirmed = signal.isConfirmedByTrades ? *signal.isConfirmedByTrades : kMissing,
          .control = static_cast<double>(notice.control)};
}

void appendRows(const std::vector<BookText::Row>& rows) {
  const char* between = "[[\"";
  for (const BookText::Row& row : rows) {
    kept.append(between).append(row.price).append("\",\"").append(row.quantity).append("\"]");
    between = ",[\"";
  }
  kept.append(rows.empty() ? "[]" : "]");
}

}  // namespace
}  // namespace plimsoll::door

using namespace plimsoll;
using namespace plimsoll::door;

/// Where the next text is written.
PLIMSOLL_EXPORT char* textRoom(std::uint32_t size) {
  textInput.resize(size);
  return textInput.data();
}

/// A venue by its number, which is its place in FeedVenue; below zero it is none.
PLIMSOLL_EXPORT std::int32_t openFeed(std::int32_t venue) {
  if (venue < 0) return kNoId;
  return engine().openFeed(static_cast<FeedVenue>(venue));
}

PLIMSOLL_EXPORT void closeFeed(std::int32_t feed) { engine().closeFeed(feed); }
PLIMSOLL_EXPORT void reconnected(std::int32_t feed) { engine().reconnected(feed); }

/// Of the symbol that was written.
PLIMSOLL_EXPORT std::int32_t openMarket(std::int32_t feed) {
  return engine().openMarket(feed, textInput);
}

PLIMSOLL_EXPORT void closeMarket(std::int32_t market) { engine().closeMarket(market); }

PLIMSOLL_EXPORT void restartMarket(std::int32_t market) { engine().restartMarket(market); }

PLIMSOLL_EXPORT void setBookStaleMs(std::int32_t market, double limitMs) {
  if (Market* found = engine().market(market)) found->setBookStaleMs(limitMs);
}

PLIMSOLL_EXPORT std::int32_t enableSignals(std::int32_t market, double falseAlarmsPerDay) {
  Market* found = engine().market(market);
  if (found == nullptr) return 0;
  return static_cast<std::int32_t>(found->enableSignals({falseAlarmsPerDay}).error);
}

PLIMSOLL_EXPORT void disableSignals(std::int32_t market) {
  if (Market* found = engine().market(market)) found->disableSignals();
}

/// How each signal stands, in the order of their numbers; nothing while they are off.
PLIMSOLL_EXPORT const double* readSignals(std::int32_t market) {
  const Market* found = engine().market(market);
  if (found == nullptr || found->signals() == nullptr) return nullptr;
  output.clear();
  for (const SignalState& state : found->signals()->states()) {
    const double onSide = !state.onSide ? kMissing : *state.onSide == Side::buy ? 1.0 : 0.0;
    add(SignalReply{.z = orMissing(state.z),
                    .onSide = onSide,
                    .learnedShare = state.learnedShare,
                    .falseAlarmsPerDay = orMissing(state.falseAlarmsPerDay),
                    .halfLifeMs = orMissing(state.halfLifeMs),
                    .shareAbove = orMissing(state.shareAbove),
                    .shareBelow = orMissing(state.shareBelow),
                    .runLength = state.runLength});
  }
  return output.data();
}

/// One of the notices, by its place among them; null behind the last.
PLIMSOLL_EXPORT const double* readNotice(std::uint32_t place) {
  if (place >= engine().notices().size()) return nullptr;
  const Notice& notice = engine().notices()[place];
  const Feed* feed = engine().feed(notice.feed);
  const Market* market = engine().market(notice.market);
  const bool wantsUrl = notice.kind == NoticeKind::resync && notice.how == Resync::snapshot;
  const auto url = wantsUrl && feed != nullptr ? feed->venue().snapshotUrl : nullptr;
  kept.clear();
  if (url != nullptr) kept = url(market == nullptr ? std::string_view{} : market->symbol());
  return only(replyOf(notice, market));
}

PLIMSOLL_EXPORT void clearNotices() { engine().clearNotices(); }

PLIMSOLL_EXPORT const double* counters(std::int32_t feed) {
  const Feed* found = engine().feed(feed);
  const FeedCounters count = found == nullptr ? FeedCounters{} : found->counters();
#define PLIMSOLL_COUNT(name) static_cast<double>(count.name),
  return only(CountersReply{PLIMSOLL_COUNTER_FIELDS(PLIMSOLL_COUNT)});
#undef PLIMSOLL_COUNT
}

PLIMSOLL_EXPORT const double* depthWithin(std::int32_t market, std::int32_t side,
                                          double distanceBps) {
  const Error error = checkDistance(distanceBps);
  const OrderBook* book = trustedBook(market);
  const DepthReply none{static_cast<double>(error), kMissing, kMissing, kMissing};
  if (error != Error::none || book == nullptr) return only(none);
  const auto depth = depthWithin(*book, static_cast<BookSide>(side), distanceBps,
                                 engine().market(market)->contract());
  if (!depth) return only(none);
  return only(DepthReply{0.0, depth->quantity, orMissing(depth->baseQuantity),
                         orMissing(depth->notional)});
}

PLIMSOLL_EXPORT const double* slippage(std::int32_t market, std::int32_t buys, double quantity) {
  const OrderBook* book = trustedBook(market);
  const auto found =
      book == nullptr ? std::nullopt
                      : slippage(*book, buys != 0 ? Side::buy : Side::sell, quantity,
                                 engine().market(market)->contract());
  if (!found) return only(SlippageReply{kMissing, kMissing, kMissing, kMissing});
  return only(SlippageReply{found->averagePrice, found->rate, orMissing(found->notional),
                            found->worstPrice});
}

/// Prices that look deeper than the touch: over some levels, or over a distance where that is a
/// number.
PLIMSOLL_EXPORT const double* depthPrices(std::int32_t market, std::int32_t levels,
                                          double distanceBps) {
  const bool isByDistance = distanceBps == distanceBps;
  const Error error = isByDistance ? checkDistance(distanceBps) : checkLevels(levels);
  const OrderBook* book = trustedBook(market);
  DepthPricesReply reply{static_cast<double>(error), kMissing, kMissing, kMissing};
  if (error != Error::none || book == nullptr) return only(reply);
  if (isByDistance) {
    reply.volumeAdjustedMid = orMissing(volumeAdjustedMidWithin(*book, distanceBps));
    reply.weightedDepthPrice = orMissing(weightedDepthPriceWithin(*book, distanceBps));
    reply.effectiveMid = orMissing(effectiveMidWithin(*book, distanceBps));
  } else {
    reply.volumeAdjustedMid = orMissing(volumeAdjustedMid(*book, levels));
    reply.weightedDepthPrice = orMissing(weightedDepthPrice(*book, levels));
    reply.effectiveMid = orMissing(effectiveMid(*book, levels));
  }
  return only(reply);
}

/// The slippage of an order that may go beyond the book, with the scale that was written.
PLIMSOLL_EXPORT const double* expectedSlippage(std::int32_t market, std::int32_t buys,
                                               double quantity) {
  Block block;
  const ImpactScale scale = block.take<ImpactScale>(1).front();
  const Refusal refusal = check(scale);
  write(Refused{refusal});
  if (refusal != Error::none) return output.data();
  const OrderBook* book = trustedBook(market);
  const auto cost = book == nullptr
                        ? std::nullopt
                        : expectedSlippage(*book, {buys != 0 ? Side::buy : Side::sell, quantity},
                                           scale, engine().market(market)->contract());
  add(cost ? ExpectedSlippageReply{cost->averagePrice, cost->rate, orMissing(cost->notional),
                                   cost->lastPrice, cost->quantityFromBook, cost->quantityBeyond}
           : ExpectedSlippageReply{kMissing, kMissing, kMissing, kMissing, kMissing, kMissing});
  return output.data();
}

/// A whole book as JSON in a REST snapshot's shape; the id as text, since a double does not hold
/// every 64-bit one. Null while the book cannot be trusted.
PLIMSOLL_EXPORT const char* bookOf(std::int32_t market) {
  const OrderBook* book = trustedBook(market);
  if (book == nullptr) return nullptr;
  const BookText text = bookText(*book);
  kept = "{\"lastUpdateId\":\"";
  kept.append(decimalText(*engine().market(market)->sync().lastUpdateId(), 0)).append("\",\"bids\":");
  appendRows(text.bids);
  kept.append(",\"asks\":");
  appendRows(text.asks);
  return kept.append("}").c_str();
}

/// Of a list that stands in the message buffer.
PLIMSOLL_EXPORT const double* addListings(std::int32_t venue, std::uint32_t size) {
  if (venue < 0) return only(ListingsReply{static_cast<double>(Error::unknownVenue), 0.0});
  const auto added = engine().addListings(static_cast<FeedVenue>(venue), size);
  return only(ListingsReply{static_cast<double>(added.refused.error),
                            static_cast<double>(added.applied)});
}

/// Of a snapshot that stands in the message buffer.
PLIMSOLL_EXPORT const double* verify(std::int32_t market, std::uint32_t size) {
  const BookComparison found = engine().verify(market, size);
#define PLIMSOLL_FOUND(name) static_cast<double>(found.name),
  return only(ComparisonReply{PLIMSOLL_COMPARISON_FIELDS(PLIMSOLL_FOUND)});
#undef PLIMSOLL_FOUND
}

PLIMSOLL_EXPORT double bytesInUse() { return static_cast<double>(mallinfo().uordblks); }
