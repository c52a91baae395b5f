#include "plimsoll/engine/market.h"

#include <cmath>

#include "plimsoll/book/book_checksum.h"

namespace plimsoll {
namespace {

std::optional<Touch> touchOf(const OrderBook& book) noexcept {
  const auto bid = book.best(BookSide::bid);
  const auto ask = book.best(BookSide::ask);
  if (!bid || !ask) return std::nullopt;
  return Touch{bid->price, bid->quantity, ask->price, ask->quantity};
}

LevelNotes notesOf(const VenueTraits& venue) noexcept {
  if (venue.uncrosses) return LevelNotes::updateId;
  return venue.checksum == ChecksumRule::none ? LevelNotes::none : LevelNotes::writtenDecimals;
}

StaleLimits limitsOf(const VenueTraits& venue, std::string_view symbol) noexcept {
  return venue.staleOf == nullptr ? venue.stale : venue.staleOf(symbol);
}

}  // namespace

Market::Market(const VenueTraits& venue, std::string symbol)
    : venue_(&venue),
      symbol_(std::move(symbol)),
      bookStaleMs_(limitsOf(venue, symbol_).bookMs),
      book_(notesOf(venue)),
      sync_(venue.snapshotUrl != nullptr) {
  state_.gaps = state_.resyncs = 0.0;
  state_.checksumMatches = state_.checksumFailures = state_.crossedMs = 0.0;
  setListing(nullptr);
}

Market::Outcome Market::apply(const Event& event, const EventBatch& batch,
                              const Arrival& arrival) {
  const Outcome outcome =
      visitEvent(event, [&](const auto& kind) { return on(kind, batch, arrival); });
  ++revision_;
  applied_ += outcome.fate == Fate::applied;
  ignored_ += outcome.fate == Fate::ignored;
  return outcome;
}

void Market::reconnected() noexcept {
  rememberTouch();
  sync_.reset();
  book_.clear();
  orderFlow_.breakChain();
  if (follower_) follower_->reconnected();
  bookChannelKnown_ = false;
  resyncAsked_ = false;
  endCrossing(std::max(state_.bookLocalTimeMs, crossedSinceMs_.value_or(0.0)));
  markTimeMs_ = lastTradeTimeMs_ = 0;  // the venue may have set its clock back
  clock_.reset();
  ++revision_;
}

Market::Outcome Market::missedMessages() noexcept {
  ++revision_;
  if (sync_.status() != BookStatus::live) return {};
  sync_.markGap();
  return gap();
}

void Market::follow(std::unique_ptr<Follower> follower) {
  follower_ = std::move(follower);
  ++revision_;
}

StaleLimits Market::staleLimits() const noexcept {
  return {.bookMs = bookStaleMs_, .markMs = limitsOf(*venue_, symbol_).markMs};
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

  clock_.hear(snapshot.venueTimeMs, arrival.localTimeMs);
  Error error = Error::none;
  sync_.join(snapshot, [&](const BookDelta& delta, const EventBatch& kept) {
    if (error == Error::none) error = update(delta, kept, arrival.localTimeMs);
  });
  settle(snapshot.depth, arrival.localTimeMs);
  if (error != Error::none || checksumFails(snapshot.checksum)) sync_.markGap();
  if (sync_.status() != BookStatus::live) return lost(error);
  if (follower_) {
    follower_->replaced(change(snapshot.bids, snapshot.asks, batch,
                               clock_.timeOf(snapshot.venueTimeMs, arrival.localTimeMs),
                               arrival.localTimeMs),
                        snapshot.source == SnapshotSource::periodic);
  }
  return kApplied;
}

BookChange Market::change(LevelRange bids, LevelRange asks, const EventBatch& batch,
                          std::optional<VenueTimeMs> venueTimeMs,
                          double localTimeMs) const noexcept {
  return {book_,       contract_,  tradeFlow_, batch.at(bids), batch.at(asks),
          venueTimeMs, localTimeMs};
}

Market::Outcome Market::on(const BookDelta& delta, const EventBatch& batch,
                           const Arrival& arrival) {
  if (!feedsBook(arrival.channel)) return kIgnored;
  if (sync_.status() == BookStatus::live && crossedTooLong(arrival.localTimeMs)) {
    endCrossing(arrival.localTimeMs);
    sync_.markGap();
    return gap();
  }
  switch (sync_.judge(delta, batch)) {
    case SyncVerdict::apply:
      // Only this keeps a book fresh: a stream that repeats old updates says nothing new.
      state_.bookLocalTimeMs = arrival.localTimeMs;
      if (const Error error = update(delta, batch, arrival.localTimeMs); error != Error::none) {
        sync_.markGap();
        return lost(error);
      }
      settle(delta.depth, arrival.localTimeMs);
      if (checksumFails(delta.checksum)) {
        sync_.markGap();
        return gap();
      }
      if (follower_) {
        follower_->update(
            change(delta.bids, delta.asks, batch,
                   clock_.timeOf(delta.venueTimeMs, arrival.localTimeMs), arrival.localTimeMs));
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

Market::Outcome Market::on(const Trade& trade, const EventBatch&, const Arrival& arrival) {
  // Two streams tell of the same trades: listen to the first only, and not to a repeat.
  if (tradeStream_.value_or(trade.stream) != trade.stream) return kIgnored;
  if (!tradeIds_.add(trade.tradeId)) return kIgnored;
  tradeStream_ = trade.stream;

  const double quantity = valueOf(trade.quantity);
  const double price = valueOf(trade.price);
  const double side = trade.takerSide == Side::buy ? 1.0 : -1.0;
  clock_.hear(trade.venueTimeMs, arrival.localTimeMs);
  tradeFlow_.add(trade.takerSide, quantity, trade.venueTimeMs);
  tradedDelta_ += side * quantity * price;
  tradeLocalTimeMs_ = arrival.localTimeMs;
  if (follower_) follower_->addTrade(trade, contract_, arrival.localTimeMs);
  // One that was overtaken counts, and is not the last one.
  if (trade.venueTimeMs < lastTradeTimeMs_) return kApplied;
  lastTradeTimeMs_ = trade.venueTimeMs;
  state_.lastTradePrice = price;
  state_.lastTradeQuantity = quantity;
  state_.lastTradeTakerSide = side;
  return kApplied;
}

Market::Outcome Market::on(const Quote& quote, const EventBatch&, const Arrival& arrival) {
  if (quote.bidPrice) quoteBid_ = *quote.bidPrice;
  if (quote.askPrice) quoteAsk_ = *quote.askPrice;
  if (follower_) follower_->addQuote(quote, arrival.localTimeMs);
  return kApplied;
}

/// One channel feeds the book; a second one would break its chain of update ids.
bool Market::feedsBook(std::string_view channel) {
  if (bookChannelKnown_) return channel == bookChannel_;
  bookChannel_ = channel;
  bookChannelKnown_ = true;
  return true;
}

Error Market::update(const BookDelta& delta, const EventBatch& batch, double localTimeMs) {
  const Error error =
      book_.update(batch.at(delta.bids), batch.at(delta.asks), delta.lastUpdateId);
  if (error != Error::none) return error;
  clock_.hear(delta.venueTimeMs, localTimeMs);
  if (const auto timeMs = clock_.timeOf(delta.venueTimeMs, localTimeMs)) {
    orderFlow_.add(touchOf(book_), *timeMs);
  }
  return error;
}

/// What a venue leaves to its readers: levels beyond a limited book's depth go, and so does
/// the older of two that cross. Elsewhere a crossed book is watched.
void Market::settle(std::uint32_t depth, double localTimeMs) noexcept {
  if (depth > 0) book_.truncate(depth);
  if (venue_->uncrosses) book_.uncross();
  if (!book_.crossed()) {
    endCrossing(localTimeMs);
  } else if (!crossedSinceMs_) {
    crossedSinceMs_ = localTimeMs;
  }
}

void Market::endCrossing(double localTimeMs) noexcept {
  if (crossedSinceMs_) state_.crossedMs += localTimeMs - *crossedSinceMs_;
  crossedSinceMs_.reset();
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
  if (!touch || book_.crossed()) return;
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
  if (follower_) follower_->breakChain();
  endCrossing(std::max(state_.bookLocalTimeMs, crossedSinceMs_.value_or(0.0)));
  const bool asks = !resyncAsked_;
  resyncAsked_ = true;
  return {.fate = Fate::kept, .needsResync = asks, .error = error};
}

}  // namespace plimsoll
