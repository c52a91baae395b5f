// Several markets of one underlying together. Replies are laid out in replies.h.

#include "plimsoll/engine/aggregate.h"

#include <cstring>

#include "engine.h"
#include "exports.h"
#include "plimsoll/base/check.h"
#include "plimsoll/book/aggregate_depth.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/engine/optional_reading.h"
#include "replies.h"

namespace plimsoll::door {
namespace {

struct MarketInput {
  double id;
  double openInterestBefore;
};

struct AggregateAnswer {
  double error;
  double field;
  AggregateReply reading;
};

Refusal checkBefore(std::span<const MarketInput> markets) {
  for (const MarketInput& market : markets) {
    const double before = given(market.openInterestBefore).value_or(0.0);
    const Refusal refusal = checkNotBelowZero(before, Error::notionalNegative, "before");
    if (refusal != Error::none) return refusal;
  }
  return {};
}

AggregateReply replyOf(const AggregateReading& found) {
#define PLIMSOLL_FOUND(name) orMissing(found.name),
  return {PLIMSOLL_AGGREGATE_FIELDS(PLIMSOLL_FOUND)};
#undef PLIMSOLL_FOUND
}

MarketViewReply replyOf(const MarketView& view) {
  return {.bidNotional = orMissing(view.bidNotional),
          .askNotional = orMissing(view.askNotional),
          .imbalance = orMissing(view.imbalance),
          .premiumIndex = orMissing(view.premiumIndex),
          .fundingRatePer8Hours = orMissing(view.fundingRatePer8Hours),
          .openInterestNotional = orMissing(view.openInterestNotional),
          .cumulativeVolumeDeltaNotional = view.traded ? view.traded->cumulativeDelta : kMissing,
          .tradeFlowImbalance = orMissing(view.tradeFlowImbalance)};
}

/// Writes over the room that was kept at the beginning of the output.
template <typename Reply>
const double* begin(const Reply& reply) {
  std::memcpy(output.data(), &reply, sizeof reply);
  return output.data();
}

}  // namespace
}  // namespace plimsoll::door

using namespace plimsoll;
using namespace plimsoll::door;

/// Of the markets that were written.
PLIMSOLL_EXPORT const double* aggregateDepth(double distanceBps) {
  const Error error = checkDistance(distanceBps);
  if (error != Error::none) input.clear();
  only(AggregateDepthReply{});
  AggregateDepth all;
  for (const double id : input) {
    const auto depth = engine().notionalDepth(static_cast<MarketId>(id), distanceBps);
    if (depth) all.add(*depth);
    add(depth.value_or(NotionalDepth{kMissing, kMissing}));
  }
  return begin(AggregateDepthReply{static_cast<double>(error), orMissing(all.bid()),
                                   orMissing(all.ask()), orMissing(all.imbalance())});
}

/// Of the markets that were written, each with its open interest at an earlier moment. A refusal
/// has nothing behind its error and field.
PLIMSOLL_EXPORT const double* aggregate(std::int32_t withinBps, double decayBps,
                                        double premiumNotional) {
  const ViewTerms terms{withinBps, decayBps, premiumNotional};
  const auto markets = Block{}.rest<MarketInput>();
  const Refusal refusal = firstOf({check(terms), checkBefore(markets)});
  only(AggregateAnswer{.error = static_cast<double>(refusal.error),
                       .field = addressOf(refusal.field), .reading = {}});
  if (refusal != Error::none) return output.data();
  Aggregate all(terms);
  for (const MarketInput& market : markets) {
    const MarketView view = engine().marketView(static_cast<MarketId>(market.id), terms);
    all.add(view, given(market.openInterestBefore));
    add(replyOf(view));
  }
  for (int bps = 1; bps <= withinBps; ++bps) add(all.within(bps));
  return begin(AggregateAnswer{0.0, 0.0, replyOf(all.reading())});
}
