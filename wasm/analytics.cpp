// What is followed of a market once somebody asks for it: of the full engine. Replies are laid out
// in replies.h.

#include "plimsoll/engine/market_metrics.h"

#include <algorithm>
#include <array>

#include "engine.h"
#include "exports.h"
#include "plimsoll/engine/optional_reading.h"
#include "replies.h"

namespace plimsoll::door {
namespace {

const Analytics* analyticsOf(MarketId market) {
  const Market* found = engine().market(market);
  return found == nullptr ? nullptr : analytics(*found);
}

const FlowAnalytics* flowOf(MarketId market) {
  const Analytics* analytics = analyticsOf(market);
  return analytics == nullptr ? nullptr : analytics->flow();
}

const PositioningAnalytics* positioningOf(MarketId market) {
  const Analytics* analytics = analyticsOf(market);
  return analytics == nullptr ? nullptr : analytics->positioning();
}

EpisodeReply replyOf(const std::optional<DeleveragingEpisode>& episode, const Contract& contract) {
  if (!episode) return {.isThere = 0.0};
  const auto timeOf = [](const auto& ms) { return static_cast<double>(ms); };
  return {.isThere = 1.0,
          .peakOpenInterest = episode->peakOpenInterest,
          .troughOpenInterest = episode->troughOpenInterest,
          .peakPrice = episode->peakPrice,
          .troughPrice = episode->troughPrice,
          .peakVenueTimeMs = timeOf(episode->peakTimeMs),
          .startVenueTimeMs = timeOf(episode->startTimeMs),
          .troughVenueTimeMs = timeOf(episode->troughTimeMs),
          .endVenueTimeMs = episode->endTimeMs ? timeOf(*episode->endTimeMs) : kMissing,
          .depth = episode->depth(),
          .closedQuantity = episode->closedQuantity,
          .openedQuantity = episode->openedQuantity,
          .liquidatedQuantity = orMissing(episode->liquidatedQuantity),
          .liquidatedShare = orMissing(episode->liquidatedShare()),
          .isLowerBound = episode->liquidatedQuantityIsLowerBound ? 1.0 : 0.0,
          .logReturnPerNotional = orMissing(logReturnPerNotional(*episode, contract))};
}

}  // namespace
}  // namespace plimsoll::door

using namespace plimsoll;
using namespace plimsoll::door;

PLIMSOLL_EXPORT const double* defaultAnalytics() { return only(AnalyticsSettings{}); }

/// With the settings that were written. Nothing changes where one of them is refused.
PLIMSOLL_EXPORT const double* analyze(std::int32_t market) {
  Block block;
  const AnalyticsSettings settings = block.take<AnalyticsSettings>(1).front();
  const Refusal refusal = check(settings);
  Market* found = engine().market(market);
  if (refusal == Error::none && found != nullptr) analyze(*found, settings);
  write(Refused{refusal});
  return output.data();
}

PLIMSOLL_EXPORT void stopAnalyzing(std::int32_t market) {
  if (Market* found = engine().market(market)) found->follow(nullptr);
}

/// Fills the flat block of one market, its reading and the value of each metric; the places are
/// in layout.ts.
PLIMSOLL_EXPORT const double* readAnalyzed(std::int32_t market) {
  static struct {
    Reading reading;
    std::array<double, kMetrics> values;
  } block;
  const Market* found = engine().market(market);
  const double nowMs = engine().localTimeMs();
  block.reading = found == nullptr ? Reading{} : found->reading(nowMs);
  const Metrics read = found == nullptr ? Metrics{} : metrics(*found, nowMs);
  std::ranges::transform(read.all(), block.values.begin(), &Metric::value);
  return &block.reading.status;
}

/// One metric, by its place among the readings that are metrics and then all others.
PLIMSOLL_EXPORT const double* readMetric(std::int32_t market, std::uint32_t place) {
  const Market* found = engine().market(market);
  return only(found == nullptr ? Metric{} : metric(*found, place, engine().localTimeMs()));
}

/// Order flow of each level, the best first; nothing where it is not followed.
PLIMSOLL_EXPORT const double* readLevelFlow(std::int32_t market) {
  const FlowAnalytics* flow = flowOf(market);
  if (flow == nullptr) return nullptr;
  output.clear();
  for (std::size_t level = 1; level <= kFlowLevels; ++level) {
    add(LevelFlowReply{orMissing(flow->levels().imbalance(level)),
                       orMissing(flow->levels().normalizedImbalance(level)),
                       flow->levels().isWhole(level) ? 1.0 : 0.0});
  }
  return output.data();
}

/// What takers traded by the size of a trade, the smallest first.
PLIMSOLL_EXPORT const double* readTradeSizes(std::int32_t market) {
  const FlowAnalytics* flow = flowOf(market);
  if (flow == nullptr) return nullptr;
  output.clear();
  for (std::size_t size = 0; size < kTradeSizes; ++size) {
    const TakerVolume volume = flow->sizes().volume(size);
    add(TradeSizeReply{size == 0 ? 0.0 : kTradeSizeEdges[size - 1], volume.bought, volume.sold,
                       orMissing(volume.imbalance())});
  }
  return output.data();
}

/// The grid, what is beyond it, and each of its bins.
PLIMSOLL_EXPORT const double* readFootprint(std::int32_t market) {
  const Analytics* analytics = analyticsOf(market);
  const BookAnalytics* book = analytics == nullptr ? nullptr : analytics->book();
  const Footprint* footprint = book == nullptr ? nullptr : book->footprint();
  if (footprint == nullptr) return nullptr;
  const PriceBins& bins = footprint->bins();
  only(FootprintReply{footprint->grid().binSize, footprint->grid().lowestPrice(0), bins.below.buy,
                      bins.below.sell, bins.above.buy, bins.above.sell});
  for (const BuySell& bin : bins.at) add(bin);
  return output.data();
}

/// How many of the latest trades there are, and then the venue time of each, the oldest first:
/// with a minus in front of it where the taker sold.
PLIMSOLL_EXPORT const double* readTradeTimes(std::int32_t market) {
  const FlowAnalytics* flow = flowOf(market);
  if (flow == nullptr) return nullptr;
  const RecentNodeEvents& trades = flow->latestTrades();
  output.assign({static_cast<double>(trades.count())});
  for (std::size_t age = trades.count(); age-- > 0;) {
    const double timeMs = static_cast<double>(trades.timeMs(age));
    output.push_back(trades.node(age) == Node::first ? timeMs : -timeMs);
  }
  return output.data();
}

/// The deleveraging under way, or with `last` the one before.
PLIMSOLL_EXPORT const double* readDeleveraging(std::int32_t market, std::int32_t last) {
  const PositioningAnalytics* found = positioningOf(market);
  if (found == nullptr) return nullptr;
  const auto episode = last != 0 ? found->episodes().last() : found->episodes().current();
  return only(replyOf(episode, engine().market(market)->contract()));
}

/// The crowding of both sides and what each component says of it; nothing while there is none.
PLIMSOLL_EXPORT const double* readCrowding(std::int32_t market) {
  const PositioningAnalytics* found = positioningOf(market);
  const auto score = found == nullptr ? std::nullopt : found->crowding(engine().localTimeMs());
  if (!score) return nullptr;
  only(CrowdingReply{score->longScore, score->shortScore, score->coverage});
  constexpr CrowdingPartReply kNoPart{kMissing, kMissing, kMissing, kMissing, kMissing};
  for (const auto& part : score->parts) {
    add(part ? CrowdingPartReply{part->value, part->percentile, part->weight, part->longPoints,
                                 part->shortPoints}
             : kNoPart);
  }
  return output.data();
}
