// What a venue tells of a market besides its book, its trades and its quotes: seldom enough
// that nothing here has to be quick.

#include <cmath>
#include <iterator>

#include "plimsoll/engine/market.h"
#include "plimsoll/engine/optional_reading.h"

namespace plimsoll {
namespace {

/// What a message does not say stays as it was.
void setIfKnown(double& field, const std::optional<double>& value) noexcept {
  if (value) field = *value;
}

}  // namespace

Refusal Market::enableSignals(const SignalAim& aim) noexcept {
  if (const Refusal refusal = check(aim); refusal != Error::none) return refusal;
  if (signals_ != nullptr) return {};
  signals_ = std::make_unique<Signals>(aim);
  if (signals_->hasRoom()) return {};
  signals_ = nullptr;
  return {Error::outOfMemory, "falseAlarmsPerDay"};
}

void Market::setListing(const Listing* listing) noexcept {
  contract_ = contractOf(listing, venue_->inferred(symbol_));
  lastSummary_ = {};  // depth is by the contract
  state_.contractSize = orMissing(contract_.size);
  state_.isInverse = contract_.kind ? (contract_.isInverse() ? 1.0 : 0.0) : kMissing;
  state_.isContractInferred = contract_.isInferred ? 1.0 : 0.0;
  if (listing != nullptr) setIfKnown(state_.fundingIntervalHours, listing->fundingIntervalHours);
  ++revision_;
}

Market::Outcome Market::on(const MarkPrice& mark, const EventBatch&, const Arrival& arrival) {
  // Another clock's: what it says of time is nothing to the mark's.
  if (mark.isOfIndex) {
    setIfKnown(state_.indexPrice, mark.indexPrice);
    return kApplied;
  }
  // An answer that was asked for earlier, or a message that was overtaken.
  if (mark.venueTimeMs && *mark.venueTimeMs < markTimeMs_) return kIgnored;
  markTimeMs_ = mark.venueTimeMs.value_or(markTimeMs_);
  clock_.hear(mark.venueTimeMs, arrival.localTimeMs);
  setIfKnown(state_.indexPrice, mark.indexPrice);
  if (!mark.price) return kApplied;
  markPrice_ = mark.price;
  if (mark.venueTimeMs) volatility_.add(*mark.price, static_cast<double>(*mark.venueTimeMs));
  state_.markPrice = *mark.price;
  state_.markLocalTimeMs = arrival.localTimeMs;
  if (follower_) {
    Present now = present(arrival.localTimeMs);
    // A silent book may be hours old: no premium is taken from it.
    if (status(arrival.localTimeMs) != MarketStatus::live) now.book = nullptr;
    follower_->addMark(now);
  }
  return kApplied;
}

Market::Outcome Market::on(const FundingRate& funding, const EventBatch&, const Arrival& arrival) {
  setIfKnown(state_.fundingRatePerInterval, funding.ratePerInterval);
  setIfKnown(state_.fundingIntervalHours, funding.intervalHours);
  setIfKnown(state_.predictedFundingRatePerInterval, funding.predictedRatePerInterval);
  if (funding.nextFundingTimeMs) {
    state_.nextFundingTimeMs = static_cast<double>(*funding.nextFundingTimeMs);
  }
  // A list of what was paid comes in either order; the latest counts.
  if (funding.settledRatePerInterval && funding.venueTimeMs.value_or(0) >= settledFundingTimeMs_) {
    settledFundingTimeMs_ = funding.venueTimeMs.value_or(0);
    state_.settledFundingRatePerInterval = *funding.settledRatePerInterval;
  }
  if (follower_) follower_->addFunding(funding, present(arrival.localTimeMs));
  return kApplied;
}

Market::Outcome Market::on(const OpenInterest& interest, const EventBatch&, const Arrival& arrival) {
  if (interest.venueTimeMs && *interest.venueTimeMs < openInterestTimeMs_) return kIgnored;
  openInterestTimeMs_ = interest.venueTimeMs.value_or(openInterestTimeMs_);
  setIfKnown(state_.openInterest, interest.quantity);
  setIfKnown(state_.openInterestBase, interest.baseQuantity);
  setIfKnown(state_.openInterestNotional, interest.notional);
  if (follower_) follower_->addOpenInterest(interest, present(arrival.localTimeMs));
  return kApplied;
}

Market::Outcome Market::on(const Liquidation& liquidation, const EventBatch&, const Arrival& arrival) {
  double& total = liquidation.positionSide == PositionSide::longSide
                      ? state_.liquidatedLongQuantity
                      : state_.liquidatedShortQuantity;
  total = liquidation.quantity + (std::isnan(total) ? 0.0 : total);
  if (follower_) follower_->addLiquidation(liquidation, arrival.localTimeMs);
  return kApplied;
}

Market::Outcome Market::on(const PositionRatio& ratio, const EventBatch&, const Arrival& arrival) {
  double* const shares[] = {&state_.longAccountShare, &state_.topLongAccountShare,
                            &state_.topLongPositionShare, &state_.takerBuyShare};
  const auto kind = static_cast<std::size_t>(ratio.kind);
  if (kind >= std::size(shares) || ratio.venueTimeMs < ratioTimesMs_[kind]) return kIgnored;
  ratioTimesMs_[kind] = ratio.venueTimeMs;
  *shares[kind] = ratio.longShare;
  if (follower_) follower_->addRatio(ratio, arrival.localTimeMs);
  return kApplied;
}

Market::Outcome Market::on(const OptionQuote& option, const EventBatch&, const Arrival&) {
  setIfKnown(state_.markVolatility, option.markVolatility);
  // Of the two sides nothing is kept: an empty one says that nobody quotes.
  state_.bidVolatility = orMissing(option.bidVolatility);
  state_.askVolatility = orMissing(option.askVolatility);
  setIfKnown(state_.underlyingPrice, option.underlyingPrice);
  setIfKnown(state_.delta, option.delta);
  setIfKnown(state_.gamma, option.gamma);
  setIfKnown(state_.vega, option.vega);
  setIfKnown(state_.theta, option.theta);
  return kApplied;
}

Market::Outcome Market::on(const DeleveragingAlert& alert, const EventBatch&, const Arrival&) {
  setIfKnown(state_.insuranceFundBalance, alert.fundBalance);
  setIfKnown(state_.insuranceFundDrawdownRate, alert.drawdownRate);
  setIfKnown(state_.deleveragingTriggerRate, alert.triggerRate);
  if (alert.isActive) state_.isDeleveraging = *alert.isActive ? 1.0 : 0.0;
  return kApplied;
}

Market::Outcome Market::on(const Listing& listing, const EventBatch&, const Arrival&) {
  // A venue that tells of its instruments on a stream tells what has changed.
  Listing whole = listing;
  if (!contract_.isInferred) {
    if (!whole.kind) whole.kind = contract_.kind;
    if (!whole.contractSize) whole.contractSize = contract_.size;
    if (!whole.tickSize) whole.tickSize = contract_.tickSize;
    if (!whole.lotSize) whole.lotSize = contract_.lotSize;
  }
  setListing(&whole);
  return kApplied;
}

}  // namespace plimsoll
