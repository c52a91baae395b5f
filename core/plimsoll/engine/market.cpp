#include "plimsoll/engine/market.h"

#include <cmath>

#include "plimsoll/book/book_checksum.h"
#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/depth.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

constexpr double kDayMs = 86'400'000.0;

constexpr Market::Outcome kApplied{.fate = Market::Fate::applied};
constexpr Market::Outcome kIgnored{};

double orMissing(const std::optional<double>& value) noexcept { return value.value_or(kMissing); }

std::optional<Touch> touchOf(const OrderBook& book) noexcept {
  const auto bid = book.best(BookSide::bid);
  const auto ask = book.best(BookSide::ask);
  if (!bid || !ask) return std::nullopt;
  return Touch{bid->price, bid->quantity, ask->price, ask->quantity};
}

double valueOf(const Decimal& value) noexcept {
  return fromUnits(value.mantissa, value.decimals);
}

/// A side of a quote that is empty has a price of zero.
double priceOrMissing(const Decimal& price) noexcept {
  return price.mantissa > 0 ? valueOf(price) : kMissing;
}

LevelNotes notesOf(const VenueTraits& venue) noexcept {
  if (venue.uncrosses) return LevelNotes::updateId;
  return venue.checksum == ChecksumRule::none ? LevelNotes::none : LevelNotes::writtenDecimals;
}

StaleLimits staleLimits(const VenueTraits& venue, std::string_view symbol) noexcept {
  return venue.staleOf == nullptr ? venue.stale : venue.staleOf(symbol);
}

/// What a message does not say stays as it was.
void setIfKnown(double& field, const std::optional<double>& value) noexcept {
  if (value) field = *value;
}

}  // namespace

Market::Market(const VenueTraits& venue, std::string symbol)
    : venue_(&venue),
      symbol_(std::move(symbol)),
      bookStaleMs_(staleLimits(venue, symbol_).bookMs),
      book_(notesOf(venue)),
      sync_(venue.resync == Resync::snapshot) {
  state_.events = state_.ignored = state_.gaps = state_.resyncs = 0.0;
  state_.checksumMatches = state_.checksumFailures = state_.crossedMs = 0.0;
  setListing(nullptr);
}

void Market::setListing(const Listing* listing) noexcept {
  contract_ = contractOf(listing, venue_->inferred(symbol_));
  state_.contractSize = orMissing(contract_.size);
  state_.isInverse = contract_.kind ? (contract_.isInverse() ? 1.0 : 0.0) : kMissing;
  state_.isContractInferred = contract_.isInferred ? 1.0 : 0.0;
  if (listing != nullptr) setIfKnown(state_.fundingIntervalHours, listing->fundingIntervalHours);
  ++revision_;
}

Market::Outcome Market::apply(const Event& event, const EventBatch& batch,
                              const Arrival& arrival) {
  const Outcome outcome =
      visitEvent(event, [&](const auto& kind) { return on(kind, batch, arrival); });
  ++revision_;
  if (outcome.fate == Fate::applied) state_.events += 1.0;
  if (outcome.fate == Fate::ignored) state_.ignored += 1.0;
  return outcome;
}

void Market::reconnected() noexcept {
  rememberTouch();
  sync_.reset();
  book_.clear();
  orderFlow_.breakChain();
  bookChannelKnown_ = false;
  resyncAsked_ = false;
  crossedSinceMs_.reset();
  markTimeMs_ = 0;  // the venue may have set its clock back
  ++revision_;
}

Market::Outcome Market::missedMessages() noexcept {
  ++revision_;
  if (sync_.status() != BookStatus::live) return {};
  sync_.markGap();
  return gap();
}

MarketStatus Market::status(double localTimeMs) const noexcept {
  switch (sync_.status()) {
    case BookStatus::waiting:
      return MarketStatus::waiting;
    case BookStatus::gap:
      return MarketStatus::gap;
    case BookStatus::live:
      break;
  }
  if (crossedTooLong(localTimeMs)) return MarketStatus::gap;
  const bool silent = localTimeMs - state_.bookLocalTimeMs > bookStaleMs_;
  return silent ? MarketStatus::stale : MarketStatus::live;
}

Market::Outcome Market::on(const BookSnapshot& snapshot, const EventBatch& batch,
                           const Arrival& arrival) {
  if (snapshot.source != SnapshotSource::fetched && !feedsBook(arrival.channel)) return kIgnored;
  if (!sync_.accepts(snapshot)) return kIgnored;
  if (const Error error = book_.replace(batch.at(snapshot.bids), batch.at(snapshot.asks),
                                        snapshot.lastUpdateId);
      error != Error::none) {
    return {.error = error};
  }
  // Between two snapshots without updates lies unknown flow; only updates tell it.
  orderFlow_.breakChain();
  resyncAsked_ = false;
  state_.resyncs += 1.0;
  state_.bookLocalTimeMs = arrival.localTimeMs;

  Error error = Error::none;
  sync_.join(snapshot, [&](const BookDelta& delta, const EventBatch& kept) {
    if (error == Error::none) error = update(delta, kept);
  });
  settle(snapshot.depth, arrival.localTimeMs);
  if (error != Error::none || checksumFails(snapshot.checksum)) sync_.markGap();
  if (sync_.status() != BookStatus::live) return lost(error);
  return kApplied;
}

Market::Outcome Market::on(const BookDelta& delta, const EventBatch& batch,
                           const Arrival& arrival) {
  if (!feedsBook(arrival.channel)) return kIgnored;
  if (sync_.status() == BookStatus::live && crossedTooLong(arrival.localTimeMs)) {
    sync_.markGap();
    return gap();
  }
  switch (sync_.judge(delta, batch)) {
    case SyncVerdict::apply:
      // Only this keeps a book fresh: a stream that repeats old updates says nothing new.
      state_.bookLocalTimeMs = arrival.localTimeMs;
      if (const Error error = update(delta, batch); error != Error::none) {
        sync_.markGap();
        return lost(error);
      }
      settle(delta.depth, arrival.localTimeMs);
      if (checksumFails(delta.checksum)) {
        sync_.markGap();
        return gap();
      }
      return kApplied;
    case SyncVerdict::gap:
      return gap();
    case SyncVerdict::buffer:
      return lost();
    case SyncVerdict::ignore:
      break;
  }
  return kIgnored;
}

Market::Outcome Market::on(const Trade& trade, const EventBatch&, const Arrival&) {
  // Two streams tell of the same trades: listen to the first only, and not to a repeat.
  if (tradeStream_.value_or(trade.stream) != trade.stream) return kIgnored;
  if (!tradeIds_.add(trade.tradeId)) return kIgnored;
  tradeStream_ = trade.stream;

  const double quantity = valueOf(trade.quantity);
  tradeFlow_.add(trade.takerSide, quantity, trade.venueTimeMs);
  state_.lastTradePrice = valueOf(trade.price);
  state_.lastTradeQuantity = quantity;
  state_.lastTradeTakerSide = trade.takerSide == Side::buy ? 1.0 : -1.0;
  return kApplied;
}

Market::Outcome Market::on(const Quote& quote, const EventBatch&, const Arrival&) {
  if (quote.bidPrice) quoteBid_ = *quote.bidPrice;
  if (quote.askPrice) quoteAsk_ = *quote.askPrice;
  return kApplied;
}

Market::Outcome Market::on(const MarkPrice& mark, const EventBatch&, const Arrival& arrival) {
  // An answer that was asked for earlier, or a message that was overtaken.
  if (mark.venueTimeMs && *mark.venueTimeMs < markTimeMs_) return kIgnored;
  markTimeMs_ = mark.venueTimeMs.value_or(markTimeMs_);
  setIfKnown(state_.indexPrice, mark.indexPrice);
  if (!mark.price) return kApplied;
  markPrice_ = mark.price;
  if (mark.venueTimeMs) volatility_.add(*mark.price, static_cast<double>(*mark.venueTimeMs));
  state_.markPrice = *mark.price;
  state_.markLocalTimeMs = arrival.localTimeMs;
  return kApplied;
}

Market::Outcome Market::on(const FundingRate& funding, const EventBatch&, const Arrival&) {
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
  return kApplied;
}

Market::Outcome Market::on(const OpenInterest& interest, const EventBatch&, const Arrival&) {
  if (interest.venueTimeMs && *interest.venueTimeMs < openInterestTimeMs_) return kIgnored;
  openInterestTimeMs_ = interest.venueTimeMs.value_or(openInterestTimeMs_);
  setIfKnown(state_.openInterest, interest.quantity);
  setIfKnown(state_.openInterestBase, interest.baseQuantity);
  setIfKnown(state_.openInterestNotional, interest.notional);
  return kApplied;
}

Market::Outcome Market::on(const Liquidation& liquidation, const EventBatch&, const Arrival&) {
  double& total = liquidation.positionSide == PositionSide::longSide
                      ? state_.liquidatedLongQuantity
                      : state_.liquidatedShortQuantity;
  total = liquidation.quantity + (std::isnan(total) ? 0.0 : total);
  return kApplied;
}

Market::Outcome Market::on(const PositionRatio& ratio, const EventBatch&, const Arrival&) {
  double* const shares[] = {&state_.longAccountShare, &state_.topLongAccountShare,
                            &state_.topLongPositionShare, &state_.takerBuyShare};
  const auto kind = static_cast<std::size_t>(ratio.kind);
  if (kind >= std::size(shares) || ratio.venueTimeMs < ratioTimesMs_[kind]) return kIgnored;
  ratioTimesMs_[kind] = ratio.venueTimeMs;
  *shares[kind] = ratio.longShare;
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
  setListing(&listing);
  return kApplied;
}

/// One channel feeds the book; a second one would break its chain of update ids.
bool Market::feedsBook(std::string_view channel) {
  if (bookChannelKnown_) return channel == bookChannel_;
  bookChannel_ = channel;
  bookChannelKnown_ = true;
  return true;
}

Error Market::update(const BookDelta& delta, const EventBatch& batch) {
  const Error error =
      book_.update(batch.at(delta.bids), batch.at(delta.asks), delta.lastUpdateId);
  if (error == Error::none && delta.venueTimeMs) {
    orderFlow_.add(touchOf(book_), *delta.venueTimeMs);
  }
  return error;
}

/// What a venue leaves to its readers: levels beyond a limited book's depth go, and so does
/// the older of two that cross. Elsewhere a crossed book is watched.
void Market::settle(std::uint32_t depth, double localTimeMs) noexcept {
  if (depth > 0) book_.truncate(depth);
  if (venue_->uncrosses) book_.uncross();
  const bool isCrossed = book_.crossed();
  if (crossedSinceMs_ && !isCrossed) {
    state_.crossedMs += localTimeMs - *crossedSinceMs_;
    crossedSinceMs_.reset();
  }
  if (isCrossed && !crossedSinceMs_) crossedSinceMs_ = localTimeMs;
}

bool Market::crossedTooLong(double localTimeMs) const noexcept {
  return crossedSinceMs_ && localTimeMs - *crossedSinceMs_ > venue_->crossedLimitMs;
}

bool Market::checksumFails(const std::optional<std::uint32_t>& checksum) noexcept {
  if (!checksum || sync_.status() != BookStatus::live) return false;
  const bool matches = bookChecksum(book_, venue_->checksum) == *checksum;
  (matches ? state_.checksumMatches : state_.checksumFailures) += 1.0;
  return !matches;
}

void Market::rememberTouch() noexcept {
  const auto touch = touchOf(book_);
  if (!touch) return;
  state_.lastKnownBidPrice = touch->bidPrice;
  state_.lastKnownAskPrice = touch->askPrice;
}

Market::Outcome Market::gap() noexcept {
  state_.gaps += 1.0;
  return lost();
}

/// The book cannot be trusted from here on; asks for help once.
Market::Outcome Market::lost(Error error) noexcept {
  rememberTouch();
  orderFlow_.breakChain();
  crossedSinceMs_.reset();
  const bool asks = !resyncAsked_;
  resyncAsked_ = true;
  return {.fate = Fate::kept, .needsResync = asks, .error = error};
}

Reading Market::reading(double localTimeMs) const noexcept {
  Reading reading = state_;
  reading.status = static_cast<double>(status(localTimeMs));
  reading.revision = static_cast<double>(revision_);
  reading.quoteBidPrice = priceOrMissing(quoteBid_);
  reading.quoteAskPrice = priceOrMissing(quoteAsk_);
  reading.cumulativeVolumeDelta = orMissing(tradeFlow_.cumulativeVolumeDelta());
  reading.tradeFlowImbalance = orMissing(tradeFlow_.imbalance());
  reading.volatilityPerDay = orMissing(volatility_.over(kDayMs));
  reading.fundingRatePer8Hours =
      state_.fundingRatePerInterval * (8.0 / state_.fundingIntervalHours);
  readOpenInterest(reading);
  if (reading.status != static_cast<double>(MarketStatus::gap) && trustedBook() != nullptr) {
    readBook(reading);
  }
  return reading;
}

/// What the venue does not say itself follows from its contracts, at the mark.
void Market::readOpenInterest(Reading& reading) const noexcept {
  if (std::isnan(reading.openInterest) || !markPrice_) return;
  const double quantity = reading.openInterest;
  if (std::isnan(reading.openInterestBase)) {
    reading.openInterestBase = orMissing(baseQuantity(contract_, quantity, *markPrice_));
  }
  if (std::isnan(reading.openInterestNotional)) {
    reading.openInterestNotional = orMissing(notional(contract_, quantity, *markPrice_));
  }
}

void Market::readBook(Reading& reading) const noexcept {
  reading.lastKnownBidPrice = reading.lastKnownAskPrice = kMissing;
  if (const auto bid = book_.best(BookSide::bid)) {
    reading.bestBidPrice = bid->price;
    reading.bestBidQuantity = bid->quantity;
  }
  if (const auto ask = book_.best(BookSide::ask)) {
    reading.bestAskPrice = ask->price;
    reading.bestAskQuantity = ask->quantity;
  }
  reading.midPrice = orMissing(midPrice(book_));
  reading.weightedMid = orMissing(weightedMid(book_));
  reading.topImbalance = orMissing(topImbalance(book_));
  reading.bookImbalance5 = orMissing(bookImbalance(book_, 5));
  reading.bookImbalance10 = orMissing(bookImbalance(book_, 10));
  reading.bookImbalance20 = orMissing(bookImbalance(book_, 20));
  reading.bookImbalance10Bps = orMissing(bookImbalanceWithin(book_, 10.0));
  reading.weightedImbalance10Bps = orMissing(weightedImbalance(book_, 10.0));
  if (const auto depth = depthWithin(book_, BookSide::bid, 10.0, contract_)) {
    reading.bidDepth10Bps = orMissing(depth->notional);
  }
  if (const auto depth = depthWithin(book_, BookSide::ask, 10.0, contract_)) {
    reading.askDepth10Bps = orMissing(depth->notional);
  }
  reading.orderFlowImbalance = orMissing(orderFlow_.imbalance());
  reading.normalizedOrderFlowImbalance = orMissing(orderFlow_.normalizedImbalance());
}

}  // namespace plimsoll
