#include "plimsoll/analytics/book_analytics.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/depth.h"
#include "plimsoll/book/depth_price.h"

namespace plimsoll {
namespace {

constexpr int kLevels = 10;
constexpr double kDepthBps = 10.0;

/// The instrument's tick; where nobody told it, the smallest step that its prices have had.
double tickOf(const Contract& contract, const OrderBook& book) noexcept {
  return contract.tickSize.value_or(book.price(1));
}

std::int64_t unitsPerTick(const Contract& contract, const OrderBook& book) noexcept {
  const double units = tickOf(contract, book) / book.price(1);
  return units >= 1.0 && units <= 1e9 ? std::llround(units) : 1;
}

}  // namespace

BookAnalytics::BookAnalytics(const AnalyticsSettings& settings)
    : settings_(settings), resting_(restingOf(settings, 1)) {
  if (const auto size = ifGiven(settings.footprintBinSize)) footprint_.emplace(*size);
}

/// A clock that was set back by much starts the sampling anew.
bool BookAnalytics::isDue(double localTimeMs) const noexcept {
  return localTimeMs >= nextSampleMs_ || localTimeMs < nextSampleMs_ - 2.0 * kSampleMs;
}

void BookAnalytics::update(const BookChange& change) {
  followTouch(change);
  followLevels(change);
  if (!isDue(change.localTimeMs)) return;
  resting_.follow(change.book, kLevels, change.localTimeMs);
  sample(change);
}

void BookAnalytics::look(const BookChange& change) {
  followTouch(change);
  resting_.clear();
  if (isDue(change.localTimeMs)) sample(change);
}

void BookAnalytics::addTrade(Side takerSide, double price, double quantity) noexcept {
  flee_.addTrade(takerSide, quantity);
  if (footprint_) footprint_->add(takerSide, price, quantity);
}

/// Some venues leave out trailing zeros, so the finest step seen stands for a tick that nobody
/// told. What was counted in another tick is of no use.
void BookAnalytics::followTick(const Contract& contract, const OrderBook& book) noexcept {
  const double step = book.price(1);
  const double tick = contract.tickSize.value_or(tick_ > 0.0 ? std::min(tick_, step) : step);
  if (tick == tick_) return;
  tick_ = tick;
  microprice_ = {};
  solvedAt_ = 0;
  quote_.reset();
}

void BookAnalytics::followTouch(const BookChange& change) noexcept {
  followTick(change.contract, change.book);
  if (hearsQuotes(change.localTimeMs)) return;
  if (quote_) microprice_.breakChain();
  quote_.reset();
  learn(tickTouch(change.book, tick_));
}

void BookAnalytics::addQuote(const Quote& quote, double localTimeMs) noexcept {
  const bool isWhole = quote.bidPrice && quote.bidQuantity && quote.askPrice && quote.askQuantity;
  if (!isWhole || tick_ == 0.0) return;
  if (!quote_) microprice_.breakChain();
  quoteLocalTimeMs_ = localTimeMs;
  const double bidQuantity = valueOf(*quote.bidQuantity);
  const double askQuantity = valueOf(*quote.askQuantity);
  // Most quotes change a quantity.
  if (quote_ && *quote.bidPrice == quoteBid_ && *quote.askPrice == quoteAsk_) {
    quote_->bidQuantity = bidQuantity;
    quote_->askQuantity = askQuantity;
  } else {
    quoteBid_ = *quote.bidPrice;
    quoteAsk_ = *quote.askPrice;
    quote_ = tickTouch({valueOf(quoteBid_), bidQuantity}, {valueOf(quoteAsk_), askQuantity}, tick_);
  }
  learn(quote_);
}

bool BookAnalytics::hearsQuotes(double localTimeMs) const noexcept {
  return quote_ && localTimeMs - quoteLocalTimeMs_ < kQuoteMs;
}

void BookAnalytics::learn(const std::optional<TickTouch>& touch) noexcept {
  if (!touch) return microprice_.breakChain();
  microprice_.add(*touch);
  if (microprice_.events() < solvedAt_ + kSolveEvents) return;
  solvedAt_ = microprice_.events();
  microprice_.solve();
}

/// Only levels that are near enough to be held: farther ones would push none of them out.
void BookAnalytics::followLevels(const BookChange& change) {
  const OrderBook& book = change.book;
  const std::int64_t perTick = unitsPerTick(change.contract, book);
  if (book.priceDecimals() != priceDecimals_ || perTick != unitsPerTick_) {
    priceDecimals_ = book.priceDecimals();
    unitsPerTick_ = perTick;
    resting_ = RestingQuantity(restingOf(settings_, perTick));
  }
  const std::int64_t reach =
      perTick * static_cast<std::int64_t>(restingOf(settings_, perTick).levels);
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    const Ladder& ladder = book.ladder(side);
    if (ladder.empty()) continue;
    const std::int64_t sign = side == BookSide::bid ? -1 : 1;
    const std::int64_t farthest = ladder.best().key + reach;
    for (const Level& level : side == BookSide::bid ? change.bids : change.asks) {
      const auto units = inUnits(level.price, priceDecimals_);
      if (!units || sign * *units > farthest) continue;
      resting_.set(side, *units, valueOf(level.quantity), change.localTimeMs);
    }
  }
}

void BookAnalytics::sample(const BookChange& change) noexcept {
  nextSampleMs_ = change.localTimeMs + kSampleMs;
  if (change.book.crossed()) return;
  flee_.update(change.book, change.localTimeMs);
  const auto follow = [&](BookSide side, DepthResiliency& resiliency) {
    const auto depth = depthWithin(change.book, side, kDepthBps);
    if (depth) resiliency.add(depth->quantity, change.localTimeMs);
  };
  follow(BookSide::bid, bids_);
  follow(BookSide::ask, asks_);
  if (change.localTimeMs < nextUsualMs_ && change.localTimeMs > nextUsualMs_ - 2.0 * kUsualSampleMs) {
    return;
  }
  nextUsualMs_ = change.localTimeMs + kUsualSampleMs;
  if (const auto imbalance = bookImbalance(change.book, kLevels)) {
    usualImbalance_.add(*imbalance, change.localTimeMs);
  }
  if (const auto imbalance = change.tradeFlow.imbalance()) {
    usualTradeFlow_.add(*imbalance, change.localTimeMs);
  }
}

void BookAnalytics::breakChain() noexcept {
  microprice_.breakChain();
  quote_.reset();
  resting_.clear();
  flee_.breakChain();
  bids_.breakChain();
  asks_.breakChain();
}

/// Where the touch of a quote is newer than the book's, it is that one's.
Metric BookAnalytics::readMicroprice(const Present& present) const noexcept {
  const bool isQuoteNewer = quote_ && quoteLocalTimeMs_ >= present.bookLocalTimeMs;
  std::optional<TickTouch> touch = quote_;
  if (!isQuoteNewer) touch = tick_ > 0.0 ? tickTouch(*present.book, tick_) : std::nullopt;
  return metric(touch ? microprice_.price(*touch, tick_) : std::nullopt,
                {.count = static_cast<double>(microprice_.events()),
                 .localTimeMs = isQuoteNewer ? quoteLocalTimeMs_ : present.bookLocalTimeMs,
                 .flags = bit(MetricFlag::assumed, !present.contract.tickSize)});
}

void BookAnalytics::read(Metrics& metrics, const Present& present) const noexcept {
  const MetricBasis book{.count = 2.0 * kLevels, .localTimeMs = present.bookLocalTimeMs};
  const auto fled = [&](BookSide side) {
    return metric(flee_.of(side), {.count = 1.0, .localTimeMs = present.bookLocalTimeMs});
  };
  metrics.bidFleeRatio = fled(BookSide::bid);
  metrics.askFleeRatio = fled(BookSide::ask);
  const auto halfLife = [&](const DepthResiliency& side) {
    return metric(side.halfLifeMs(), {.count = static_cast<double>(side.sweeps()),
                                      .localTimeMs = present.bookLocalTimeMs,
                                      .share = std::min(1.0, static_cast<double>(side.sweeps()) / 10.0),
                                      .flags = bit(MetricFlag::lowerBound, side.unrecovered() > 0)});
  };
  metrics.bidDepthHalfLifeMs = halfLife(bids_);
  metrics.askDepthHalfLifeMs = halfLife(asks_);
  if (present.book == nullptr) return;

  const OrderBook& now = *present.book;
  metrics.microprice = readMicroprice(present);
  metrics.volumeAdjustedMid10 = metric(volumeAdjustedMid(now, kLevels), book);
  metrics.restingImbalance10 =
      metric(restingImbalance(now, resting_, kLevels, present.localTimeMs), book);

  const std::size_t samples = usualImbalance_.count();
  const MetricBasis usual{
      .count = static_cast<double>(samples),
      .localTimeMs = present.bookLocalTimeMs,
      .share = static_cast<double>(samples) / static_cast<double>(usualImbalance_.capacity())};
  std::optional<double> z;
  if (const auto imbalance = bookImbalance(now, kLevels); imbalance && samples >= kWarmSamples) {
    z = usualImbalance_.z(*imbalance);
  }
  metrics.bookImbalanceZ = metric(z, usual);
  metrics.tradeConfirmation = confirmation(usual, z, present.tradeFlow);
}

Metric BookAnalytics::confirmation(const MetricBasis& basis, std::optional<double> z,
                                   const TradeFlow& tradeFlow) const noexcept {
  std::optional<double> traded;
  if (const auto imbalance = tradeFlow.imbalance()) traded = usualTradeFlow_.z(*imbalance);
  const auto confirmed = isConfirmedByTrades(z, traded);
  return metric(confirmed ? std::optional(*confirmed ? 1.0 : -1.0) : std::nullopt, basis);
}

}  // namespace plimsoll
