#include "plimsoll/engine/market.h"

#include <cmath>

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

}  // namespace

Market::Market(const VenueTraits& venue, std::string symbol)
    : venue_(&venue),
      symbol_(std::move(symbol)),
      bookStaleMs_(venue.bookStaleMs),
      sync_(venue.sequenceRule) {
  state_.events = state_.ignored = state_.gaps = state_.resyncs = 0.0;
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
  ++revision_;
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
  const bool silent = localTimeMs - state_.bookLocalTimeMs > bookStaleMs_;
  return silent ? MarketStatus::stale : MarketStatus::live;
}

Market::Outcome Market::on(const BookSnapshot& snapshot, const EventBatch& batch,
                           const Arrival& arrival) {
  if (!sync_.accepts(snapshot)) return kIgnored;
  if (const Error error = book_.replace(batch.at(snapshot.bids), batch.at(snapshot.asks));
      error != Error::none) {
    return {.error = error};
  }
  orderFlow_.breakChain();
  resyncAsked_ = false;
  state_.resyncs += 1.0;
  state_.bookLocalTimeMs = arrival.localTimeMs;

  Error error = Error::none;
  sync_.join(snapshot, [&](const BookDelta& delta, const EventBatch& kept) {
    if (error == Error::none) error = update(delta, kept);
  });
  if (error != Error::none) sync_.markGap();
  if (sync_.status() != BookStatus::live) return lost(error);
  return kApplied;
}

Market::Outcome Market::on(const BookDelta& delta, const EventBatch& batch,
                           const Arrival& arrival) {
  if (!feedsBook(arrival.channel)) return kIgnored;
  switch (sync_.judge(delta, batch)) {
    case SyncVerdict::apply:
      // Only this keeps a book fresh: a stream that repeats old updates says nothing new.
      state_.bookLocalTimeMs = arrival.localTimeMs;
      if (const Error error = update(delta, batch); error != Error::none) {
        sync_.markGap();
        return lost(error);
      }
      return kApplied;
    case SyncVerdict::gap:
      state_.gaps += 1.0;
      return lost();
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
  if (lastTrade_ && lastTrade_->tradeId == trade.tradeId) return kIgnored;
  tradeStream_ = trade.stream;
  lastTrade_ = trade;
  lastTrade_->symbol = {};

  const double quantity = valueOf(trade.quantity);
  tradeFlow_.add(trade.takerSide, quantity, trade.venueTimeMs);
  state_.lastTradePrice = valueOf(trade.price);
  state_.lastTradeQuantity = quantity;
  state_.lastTradeTakerSide = trade.takerSide == Side::buy ? 1.0 : -1.0;
  return kApplied;
}

Market::Outcome Market::on(const Quote& quote, const EventBatch&, const Arrival&) {
  quoteBid_ = quote.bid.price;
  quoteAsk_ = quote.ask.price;
  return kApplied;
}

Market::Outcome Market::on(const MarkPrice& mark, const EventBatch&, const Arrival& arrival) {
  markPrice_ = mark.price;
  volatility_.add(mark.price, static_cast<double>(mark.venueTimeMs));
  state_.markPrice = mark.price;
  state_.indexPrice = orMissing(mark.indexPrice);
  state_.markLocalTimeMs = arrival.localTimeMs;
  return kApplied;
}

Market::Outcome Market::on(const FundingRate& funding, const EventBatch&, const Arrival&) {
  state_.fundingRatePerInterval = funding.ratePerInterval;
  state_.nextFundingTimeMs = static_cast<double>(funding.nextFundingTimeMs);
  return kApplied;
}

Market::Outcome Market::on(const OpenInterest& interest, const EventBatch&, const Arrival&) {
  state_.openInterest = interest.quantity;
  return kApplied;
}

Market::Outcome Market::on(const Liquidation& liquidation, const EventBatch&, const Arrival&) {
  double& total = liquidation.positionSide == PositionSide::longSide
                      ? state_.liquidatedLongQuantity
                      : state_.liquidatedShortQuantity;
  total = liquidation.quantity + (std::isnan(total) ? 0.0 : total);
  return kApplied;
}

/// One channel feeds the book; a second one would break its chain of update ids.
bool Market::feedsBook(std::string_view channel) {
  if (bookChannelKnown_) return channel == bookChannel_;
  if (!isBookChannel(venue_->venue, channel)) return false;
  bookChannel_ = channel;
  bookChannelKnown_ = true;
  return true;
}

Error Market::update(const BookDelta& delta, const EventBatch& batch) {
  const Error error = book_.update(batch.at(delta.bids), batch.at(delta.asks));
  if (error == Error::none) orderFlow_.add(touchOf(book_), delta.venueTimeMs);
  return error;
}

void Market::rememberTouch() noexcept {
  const auto touch = touchOf(book_);
  if (!touch) return;
  state_.lastKnownBidPrice = touch->bidPrice;
  state_.lastKnownAskPrice = touch->askPrice;
}

/// The book cannot be trusted from here on; asks for help once.
Market::Outcome Market::lost(Error error) noexcept {
  rememberTouch();
  orderFlow_.breakChain();
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
  if (trustedBook() != nullptr) readBook(reading);
  return reading;
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
  if (const auto depth = depthWithin(book_, BookSide::bid, 10.0)) {
    reading.bidDepth10Bps = depth->notional;
  }
  if (const auto depth = depthWithin(book_, BookSide::ask, 10.0)) {
    reading.askDepth10Bps = depth->notional;
  }
  reading.orderFlowImbalance = orMissing(orderFlow_.imbalance());
  reading.normalizedOrderFlowImbalance = orMissing(orderFlow_.normalizedImbalance());
}

}  // namespace plimsoll
