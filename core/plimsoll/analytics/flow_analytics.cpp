#include "plimsoll/analytics/flow_analytics.h"

#include <algorithm>

#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

std::optional<Touch> touchOf(const NearLevels& near) noexcept {
  if (near.bidCount == 0 || near.askCount == 0) return std::nullopt;
  const PriceLevel& bid = near.bidLevels[0];
  const PriceLevel& ask = near.askLevels[0];
  return Touch{bid.price, bid.quantity, ask.price, ask.quantity};
}

std::optional<Vpin> vpinOf(const AnalyticsSettings& settings) noexcept {
  const auto quantity = ifGiven(settings.vpinBucketQuantity);
  if (!quantity) return std::nullopt;
  return Vpin(*quantity, settings.vpinByBulkVolume != 0.0 ? TradeClassifier::bulkVolume
                                                          : TradeClassifier::takerSide);
}

/// Of a number of which only so many of what it wants are there.
double shareOf(double count, double wanted) noexcept {
  return std::min(1.0, count / wanted);
}

}  // namespace

FlowAnalytics::FlowAnalytics(const AnalyticsSettings& settings)
    : tradeImpact_(static_cast<std::int64_t>(settings.impactBinMs)),
      vpin_(vpinOf(settings)),
      mids_(countWindowsOf(settings)),
      liquidations_(countWindowsOf(settings)),
      loop_(loopBinsOf(settings)) {}

void FlowAnalytics::update(const BookChange& change) noexcept {
  if (!change.venueTimeMs) return;
  const VenueTimeMs timeMs = *change.venueTimeMs;
  const NearLevels near = nearLevels(change.book);
  levels_.add(near.bids(), near.asks(), timeMs);
  const auto touch = touchOf(near);
  orderFlowImpact_.add(touch, timeMs);
  tradeImpact_.addTouch(touch, timeMs);
  // The first sample is of a whole window, as all others are.
  if (startMs_ == 0 || timeMs < startMs_) startMs_ = timeMs;
  if (timeMs >= startMs_ + IntegratedFlow::kSampleMs && integrated_.isDue(timeMs)) {
    if (const auto flows = levels_.scaledImbalances()) integrated_.add(*flows, timeMs);
  }
  if (!touch) return;
  const double mid = (touch->bidPrice + touch->askPrice) / 2.0;
  loop_.addMid(mid, timeMs);
  if (mid != lastMid_ && lastMid_ != 0.0) {
    mids_.add(timeMs);
  } else {
    mids_.advance(timeMs);
  }
  lastMid_ = mid;
}

void FlowAnalytics::look(const BookChange& change) noexcept {
  levels_.breakChain();
  orderFlowImpact_.breakChain();
  mids_.interrupt();
  lastMid_ = 0.0;
  if (!change.venueTimeMs) return;
  const auto touch = touchOf(nearLevels(change.book));
  tradeImpact_.addTouch(touch, *change.venueTimeMs);
  if (touch) loop_.addMid((touch->bidPrice + touch->askPrice) / 2.0, *change.venueTimeMs);
}

void FlowAnalytics::interrupt() noexcept {
  liquidations_.interrupt();
  trades_.interrupt();
}

void FlowAnalytics::addTrade(const TakerTrade& trade, double localTimeMs) noexcept {
  tradeLocalTimeMs_ = localTimeMs;
  sizes_.add(trade);
  tradeImpact_.addTrade(trade);
  if (vpin_) vpin_->add(trade);
  loop_.addTrade(trade.signedQuantity(), trade.venueTimeMs);
  clock_.add(trade.venueTimeMs);
  trades_.add(trade.takerSide == Side::buy ? Node::first : Node::second, trade.venueTimeMs);
}

void FlowAnalytics::addLiquidation(const Liquidation& liquidation, double localTimeMs) noexcept {
  liquidationLocalTimeMs_ = localTimeMs;
  areSomeLiquidationsHidden_ |= liquidation.lowerBound;
  liquidations_.add(liquidation.venueTimeMs);
}

void FlowAnalytics::breakChain() noexcept {
  levels_.breakChain();
  orderFlowImpact_.breakChain();
  tradeImpact_.breakChain();
  mids_.interrupt();
  loop_.breakChain();
  lastMid_ = 0.0;
}

void FlowAnalytics::read(Metrics& metrics, const Present& present) const noexcept {
  const MetricBasis book{.localTimeMs = present.bookLocalTimeMs};
  const MetricBasis trades{.localTimeMs = tradeLocalTimeMs_};
  std::optional<double> integrated;
  if (const auto flows = levels_.scaledImbalances(); flows && present.book != nullptr) {
    integrated = integrated_.imbalance(*flows);
  }
  MetricBasis levels = book;
  levels.count = kFlowLevels;
  levels.flags = bit(MetricFlag::partial, !levels_.isWhole(kFlowLevels));
  metrics.integratedOrderFlowImbalance = metric(integrated, levels);
  metrics.orderFlowExplainedShare = metric(integrated_.explainedShare(), levels);
  readImpact(metrics, book, trades);
  readTrades(metrics, trades);

  const auto branching = [](const std::optional<BranchingReading>& reading,
                            double BranchingReading::*ratio, MetricBasis basis, double windows) {
    if (!reading) return metric({}, basis);
    basis.count = static_cast<double>(reading->events);
    basis.share = shareOf(reading->windows, windows);
    basis.flags |= bit(MetricFlag::drifting, reading->drifting);
    return metric(reading.value().*ratio, basis);
  };
  constexpr double kWindows = 60.0;  // from here on its error is 0.1 and less
  const auto mids = mids_.reading();
  metrics.midBranchingRatio = branching(mids, &BranchingReading::ratio, book, kWindows);
  metrics.midBranchingRatioOfDifferences =
      branching(mids, &BranchingReading::ratioOfDifferences, book, kWindows);
  metrics.liquidationBranchingRatio =
      branching(liquidations_.reading(), &BranchingReading::ratio,
                {.localTimeMs = liquidationLocalTimeMs_,
                 // One a second at most are evener than all of them.
                 .flags = bit(MetricFlag::lowerBound, areSomeLiquidationsHidden_)},
                kWindows);
}

void FlowAnalytics::readImpact(Metrics& metrics, const MetricBasis& book,
                               const MetricBasis& trades) const noexcept {
  constexpr double kBins = 60.0;  // a warm one has 15
  const auto learned = [](MetricBasis basis, double bins) {
    basis.count = bins;
    basis.share = shareOf(bins, kBins);
    return basis;
  };
  const MetricBasis flow = learned(book, orderFlowImpact_.bins());
  metrics.orderFlowImpact = metric(orderFlowImpact_.slope(), flow);
  metrics.orderFlowImpactRSquared = metric(orderFlowImpact_.rSquared(), flow);
  const MetricBasis traded = learned(trades, tradeImpact_.bins());
  MetricBasis lambda = traded;
  lambda.flags = bit(MetricFlag::unexpectedSign, tradeImpact_.isBelowZero());
  metrics.kyleLambda = metric(tradeImpact_.lambda(), lambda);
  metrics.kyleLambdaRSquared = metric(tradeImpact_.rSquared(), traded);
  metrics.kyleLambdaBps = metric(tradeImpact_.lambdaBps(), lambda);
  metrics.illiquidity = metric(tradeImpact_.illiquidity(), traded);
}

void FlowAnalytics::readTrades(Metrics& metrics, const MetricBasis& trades) const noexcept {
  MetricBasis volume = trades;
  volume.count = vpin_ ? std::min(vpin_->filledBuckets(), static_cast<double>(Vpin::kBuckets)) : 0.0;
  volume.flags = bit(MetricFlag::contested);
  metrics.vpin = metric(vpin_ ? vpin_->value() : std::nullopt, volume);

  const auto loop = loop_.reading();
  MetricBasis bins = trades;
  bins.count = loop ? static_cast<double>(loop->bins) : 0.0;
  bins.share = shareOf(bins.count, 1'000.0);
  metrics.loopGain = metric(loop ? std::optional(loop->gain) : std::nullopt, bins);
  metrics.loopAmplification = metric(loop ? amplification(loop->gain) : std::nullopt, bins);
  metrics.loopSpectralRadius =
      metric(loop ? std::optional(loop->spectralRadius) : std::nullopt, bins);

  Metric* const periods[] = {&metrics.clockRegularity100Ms, &metrics.clockRegularity1S,
                             &metrics.clockRegularity5S, &metrics.clockRegularity60S};
  for (std::size_t period = 0; period < ClockRegularity::kPeriodsMs.size(); ++period) {
    MetricBasis events = trades;
    const auto reading = clock_.reading(period);
    if (reading) events.count = reading->events;
    events.share = shareOf(events.count, 100.0);
    *periods[period] = metric(reading ? std::optional(reading->z) : std::nullopt, events);
  }
}

}  // namespace plimsoll
