#include "plimsoll/engine/aggregate.h"

#include <algorithm>

#include "plimsoll/positioning/concentration.h"

namespace plimsoll {
namespace {

void addTo(std::optional<double>& sum, double value) noexcept {
  sum = sum.value_or(0.0) + value;
}

}  // namespace

void Aggregate::add(const MarketView& view, std::optional<double> openInterestBefore) {
  markets_ += 1.0;
  liveMarkets_ += view.isLive;
  if (view.depth) books_.add(*view.depth);
  if (view.fundingRatePer8Hours) {
    fundings_.push_back({{*view.fundingRatePer8Hours, 8.0}, view.openInterestNotional});
  }
  if (view.openInterestNotional) {
    const auto venue = static_cast<std::size_t>(view.venue);
    addTo(openInterestSum_, *view.openInterestNotional);
    for (ContractInterest& sum : interests_) {
      if (view.kind == sum.kind) addTo(sum.notional, *view.openInterestNotional);
    }
    openInterest_[venue] += *view.openInterestNotional;
    if (openInterestBefore) {
      comparedBefore_[venue] += *openInterestBefore;
      comparedNow_[venue] += *view.openInterestNotional;
    }
  }
  if (!view.traded) return;
  addTo(view.isContract() ? perpetualDelta_ : spotDelta_, view.traded->cumulativeDelta);
  recentDelta_ += view.traded->recentDelta;
  recentNotional_ += view.traded->recentNotional;
}

AggregateReading Aggregate::reading() const {
  AggregateReading reading;
  readBooks(reading);
  readFunding(reading);
  readOpenInterest(reading);
  readTrades(reading);
  if (markets_ > 0.0) reading.coverage = liveMarkets_ / markets_;
  return reading;
}

void Aggregate::readBooks(AggregateReading& reading) const noexcept {
  if (books_.venues() == 0) return;
  reading.bidNotional = books_.bid(terms_.withinBps);
  reading.askNotional = books_.ask(terms_.withinBps);
  reading.imbalance = books_.imbalance(terms_.withinBps);
  reading.weightedImbalance = books_.weightedImbalance(terms_.decayBps);
  reading.imbalanceDispersion = books_.dispersion();
}

void Aggregate::readFunding(AggregateReading& reading) const noexcept {
  const auto across = fundingAcrossVenues(fundings_);
  if (!across) return;
  reading.fundingRatePer8Hours = across->weightedRate;
  reading.fundingDispersionPer8Hours = across->dispersion;
  reading.lowestFundingRatePer8Hours = across->lowestRate;
  reading.highestFundingRatePer8Hours = across->highestRate;
  reading.fundingVenues = static_cast<double>(fundings_.size());
}

void Aggregate::readOpenInterest(AggregateReading& reading) const noexcept {
  reading.openInterestNotional = openInterestSum_;
  if (const auto found = concentration(openInterest_)) {
    reading.openInterestConcentration = found->index;
    reading.effectiveVenues = found->effectiveVenues;
    reading.normalizedConcentration = found->normalizedIndex;
  }
  if (const auto found = coinMargin(interests_)) reading.coinMarginedShare = found->share;
  reading.compositionShift = compositionShift(comparedBefore_, comparedNow_);
}

void Aggregate::readTrades(AggregateReading& reading) const noexcept {
  reading.perpetualVolumeDeltaNotional = perpetualDelta_;
  reading.spotVolumeDeltaNotional = spotDelta_;
  if (perpetualDelta_ || spotDelta_) {
    reading.cumulativeVolumeDeltaNotional =
        perpetualDelta_.value_or(0.0) + spotDelta_.value_or(0.0);
  }
  if (recentNotional_ > 0.0) {
    reading.tradeFlowImbalance = std::clamp(recentDelta_ / recentNotional_, -1.0, 1.0);
  }
}

}  // namespace plimsoll
