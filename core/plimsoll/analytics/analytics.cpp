#include "plimsoll/analytics/analytics.h"

#include <cmath>

#include "plimsoll/base/exponential.h"

namespace plimsoll {
namespace {

template <typename Family, typename... Terms>
std::unique_ptr<Family> ifFollowed(double follows, const Terms&... terms) {
  return follows != 0.0 ? std::make_unique<Family>(terms...) : nullptr;
}

}  // namespace

Analytics::Analytics(const AnalyticsSettings& settings, FeedVenue venue)
    : book_(ifFollowed<BookAnalytics>(settings.followsBook, settings)),
      flow_(ifFollowed<FlowAnalytics>(settings.followsFlow, settings)),
      funding_(ifFollowed<FundingAnalytics>(settings.followsFunding, settings, venue)),
      positioning_(ifFollowed<PositioningAnalytics>(settings.followsPositioning, settings)) {}

void Analytics::update(const BookChange& change) {
  if (book_) book_->update(change);
  if (flow_) flow_->update(change);
}

void Analytics::replaced(const BookChange& change, bool isPeriodic) {
  if (!isPeriodic) return breakChain();
  if (book_) book_->look(change);
  if (flow_) flow_->look(change);
}

void Analytics::addQuote(const Quote& quote, double localTimeMs) noexcept {
  if (book_) book_->addQuote(quote, localTimeMs);
}

void Analytics::addTrade(const Trade& trade, const Contract& contract,
                         double localTimeMs) noexcept {
  const double quantity = valueOf(trade.quantity);
  const double price = valueOf(trade.price);
  if (book_) book_->addTrade(trade.takerSide, price, quantity);
  if (!flow_) return;
  const TakerTrade taken{trade.takerSide, price, quantity, notional(contract, quantity, price),
                         trade.venueTimeMs};
  if (check(taken) == Error::none) flow_->addTrade(taken, localTimeMs);
}

void Analytics::addMark(const Present& present) {
  if (!funding_) return;
  const auto timeMs = present.markVenueTimeMs ? present.markVenueTimeMs : present.venueTimeMs;
  if (timeMs) funding_->addMark(present, *timeMs);
  if (!positioning_) return;
  positioning_->addComponent(CrowdingComponent::premium, funding_->premium(present),
                             present.localTimeMs);
}

void Analytics::addFunding(const FundingRate& funding, const Present& present) noexcept {
  if (funding_ && funding.settledRatePerInterval && funding.venueTimeMs) {
    funding_->addSettled(*funding.settledRatePerInterval, *funding.venueTimeMs);
  }
  if (!funding.ratePerInterval) return;
  if (funding_) funding_->addRate(present.localTimeMs);
  if (!positioning_) return;
  const double hours = present.fundingIntervalHours.value_or(8.0);
  positioning_->addComponent(CrowdingComponent::funding, *funding.ratePerInterval * (8.0 / hours),
                             present.localTimeMs);
}

void Analytics::addOpenInterest(const OpenInterest& openInterest, const Present& present) noexcept {
  if (!positioning_) return;
  // A message that says only what changed may have either; the two units are not to be mixed.
  const auto& quantity =
      present.tellsOpenInterest ? openInterest.quantity : openInterest.baseQuantity;
  const auto timeMs = openInterest.venueTimeMs ? openInterest.venueTimeMs : present.venueTimeMs;
  if (quantity && timeMs) positioning_->addOpenInterest(*quantity, *timeMs, present);
}

void Analytics::addLiquidation(const Liquidation& liquidation, double localTimeMs) noexcept {
  if (flow_) flow_->addLiquidation(liquidation, localTimeMs);
  if (positioning_) positioning_->addLiquidation(liquidation);
}

void Analytics::addRatio(const PositionRatio& ratio, double localTimeMs) noexcept {
  if (positioning_) positioning_->addRatio(ratio, localTimeMs);
}

void Analytics::breakChain() noexcept {
  if (book_) book_->breakChain();
  if (flow_) flow_->breakChain();
}

void Analytics::reconnected() noexcept {
  breakChain();
  if (flow_) flow_->interrupt();
}

Metrics Analytics::read(const Present& present,
                        const NormalizedOpenInterest& openInterest) const noexcept {
  Metrics metrics;
  if (book_) book_->read(metrics, present);
  if (flow_) flow_->read(metrics, present);
  if (funding_) funding_->read(metrics, present);
  if (positioning_) positioning_->read(metrics, present, openInterest);
  return metrics;
}

double freshnessMs(MetricSource source, double bookStaleMs, double markStaleMs) noexcept {
  switch (source) {
    case MetricSource::book:
      return bookStaleMs;
    case MetricSource::trades:
      return 60'000.0;
    case MetricSource::marks:
      return markStaleMs;
    case MetricSource::told:
      break;
  }
  return 600'000.0;
}

Metric aged(Metric metric, double localTimeMs, double freshnessMs) noexcept {
  // Told before anybody followed: its age is not known.
  if (std::isnan(metric.localTimeMs)) metric.quality = 0.0;
  const double spans = (localTimeMs - metric.localTimeMs) / freshnessMs;
  if (spans > 0.0) metric.quality *= spans < 700.0 ? decayed(-spans) : 0.0;
  return metric;
}

}  // namespace plimsoll
