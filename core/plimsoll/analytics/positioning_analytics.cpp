#include "plimsoll/analytics/positioning_analytics.h"

#include <algorithm>

#include "plimsoll/book/depth.h"

namespace plimsoll {
namespace {

std::optional<double> exitDepth(const Present& present) noexcept {
  if (present.book == nullptr) return std::nullopt;
  double sum = 0.0;
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    const auto depth = depthWithin(*present.book, side, kExitDepthBps, present.contract);
    if (!depth || !depth->notional) return std::nullopt;
    sum += *depth->notional;
  }
  return sum;
}

}  // namespace

PositioningAnalytics::PositioningAnalytics(const AnalyticsSettings& settings)
    : settings_(settings), episodes_(deleveragingOf(settings)), crowding_(crowdingOf(settings)) {}

void PositioningAnalytics::addOpenInterest(double openInterest, VenueTimeMs venueTimeMs,
                                           const Present& present) noexcept {
  if (!present.markPrice) return;
  const OpenInterestSample sample{openInterest, *present.markPrice, venueTimeMs,
                                  present.tradeFlow.imbalance()};
  if (check(sample) != Error::none) return;
  velocity_.add(sample);
  change_.add(sample);
  takers_.add(sample);
  episodes_.add(sample, velocity_.z());
  openInterestMs_ = present.localTimeMs;
  addComponent(CrowdingComponent::takerOpenInterest, takers_.value(), present.localTimeMs);
}

void PositioningAnalytics::addRatio(const PositionRatio& ratio, double localTimeMs) noexcept {
  if (ratio.kind == RatioKind::accounts) {
    shares_.accounts = ratio.longShare;
    accountsMs_ = localTimeMs;
    addComponent(CrowdingComponent::accountRatio, logOdds(ratio.longShare), localTimeMs);
  } else if (ratio.kind == RatioKind::topPositions) {
    shares_.topPositions = ratio.longShare;
    topPositionsMs_ = localTimeMs;
  }
}

void PositioningAnalytics::addComponent(CrowdingComponent component,
                                        const std::optional<double>& value,
                                        double localTimeMs) noexcept {
  if (!value) return;
  crowding_.add(component, *value, static_cast<std::int64_t>(localTimeMs));
  crowdingMs_ = localTimeMs;
}

void PositioningAnalytics::read(Metrics& metrics, const Present& present,
                                const NormalizedOpenInterest& openInterest) const noexcept {
  readChange(metrics);
  readRatios(metrics);
  readCrowding(metrics, present.localTimeMs);
  OpenInterestScales scales = scalesOf(settings_);
  scales.depthNotional = exitDepth(present);
  const OpenInterestRatios ratios = openInterestRatios(openInterest, scales);
  const MetricBasis told{.count = 1.0, .localTimeMs = openInterestMs_};
  metrics.openInterestToDepth = metric(ratios.toDepth, told);
  metrics.openInterestToSpotDepth = metric(ratios.toSpotDepth, told);
  metrics.openInterestToDayNotional = metric(ratios.toDayNotional, told);
  metrics.openInterestToMarketCap = metric(ratios.toMarketCap, told);
  metrics.estimatedLeverageRatio = metric(ratios.estimatedLeverage, told);
}

void PositioningAnalytics::readChange(Metrics& metrics) const noexcept {
  const MetricBasis told{.count = 1.0, .localTimeMs = openInterestMs_};
  metrics.openInterestVelocityPerHour = metric(velocity_.perHour(), told);
  metrics.openInterestVelocityZ = metric(velocity_.z(), told);
  metrics.takerOpenInterest = metric(takers_.value(), told);
  if (const auto& move = change_.move()) {
    metrics.openInterestQuadrant = metric(static_cast<double>(move->quadrant), told);
    metrics.openInterestIntensity = metric(move->intensity, told);
    metrics.takerAgreement = metric(move->takerAgreement, told);
  }
  const auto episode = episodes_.current();
  if (!episode) return;
  MetricBasis liquidated = told;
  liquidated.flags = bit(MetricFlag::lowerBound, episode->liquidatedQuantityIsLowerBound);
  metrics.deleveragingDepth = metric(episode->depth(), told);
  metrics.deleveragingLiquidatedShare = metric(episode->liquidatedShare(), liquidated);
}

void PositioningAnalytics::readRatios(Metrics& metrics) const noexcept {
  const auto told = [](double localTimeMs) {
    return MetricBasis{.count = 1.0, .localTimeMs = localTimeMs};
  };
  const AccountRatios ratios = accountRatios(shares_);
  metrics.accountLogRatio = metric(ratios.accounts, told(accountsMs_));
  metrics.topPositionLogRatio = metric(ratios.topPositions, told(topPositionsMs_));
  // As old as the older of the two.
  metrics.crowdWhaleDivergence =
      metric(ratios.crowdWhaleDivergence, told(std::min(accountsMs_, topPositionsMs_)));
}

void PositioningAnalytics::readCrowding(Metrics& metrics, double localTimeMs) const noexcept {
  const auto score = crowding(localTimeMs);
  if (!score) return;
  MetricBasis basis{.localTimeMs = crowdingMs_,
                    .share = score->coverage,
                    .flags = bit(MetricFlag::partial, score->coverage < 1.0)};
  for (const auto& part : score->parts)
    basis.count += part.has_value();
  metrics.longCrowding = metric(score->longScore, basis);
  metrics.shortCrowding = metric(score->shortScore, basis);
}

}  // namespace plimsoll
