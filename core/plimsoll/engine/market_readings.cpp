#include <cmath>

#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/mid_price.h"
#include "plimsoll/engine/market.h"
#include "plimsoll/engine/optional_reading.h"

namespace plimsoll {
namespace {

constexpr double kDayMs = 86'400'000.0;

/// A side of a quote that is empty has a price of zero.
double priceOrMissing(const Decimal& price) noexcept {
  return price.mantissa > 0 ? valueOf(price) : kMissing;
}

std::optional<double> ifKnown(double value) noexcept {
  return std::isnan(value) ? std::nullopt : std::optional(value);
}

}  // namespace

Reading Market::reading(double localTimeMs) const noexcept {
  Reading reading = state_;
  reading.status = static_cast<double>(status(localTimeMs));
  reading.revision = static_cast<double>(revision_);
  reading.events = static_cast<double>(applied_);
  reading.ignored = static_cast<double>(ignored_);
  reading.quoteBidPrice = priceOrMissing(quoteBid_);
  reading.quoteAskPrice = priceOrMissing(quoteAsk_);
  reading.cumulativeVolumeDelta = orMissing(tradeFlow_.cumulativeVolumeDelta());
  reading.tradeFlowImbalance = orMissing(tradeFlow_.imbalance());
  reading.volatilityPerDay = orMissing(volatility_.over(kDayMs));
  if (crossedSinceMs_) reading.crossedMs += localTimeMs - *crossedSinceMs_;
  reading.fundingRatePer8Hours =
      state_.fundingRatePerInterval * (8.0 / state_.fundingIntervalHours);
  readOpenInterest(reading);
  if (reading.status != static_cast<double>(MarketStatus::gap) && trustedBook() != nullptr) {
    readBook(reading);
  }
  return reading;
}

Present Market::present(double localTimeMs) const noexcept {
  const auto timeOf = [](double ms) {
    return std::isnan(ms) ? std::nullopt : std::optional(static_cast<VenueTimeMs>(ms));
  };
  return {.book = trustedBook(),
          .contract = contract_,
          .tradeFlow = tradeFlow_,
          .localTimeMs = localTimeMs,
          .bookLocalTimeMs = state_.bookLocalTimeMs,
          .venueTimeMs = clock_.at(localTimeMs),
          .tellsOpenInterest = !std::isnan(state_.openInterest),
          .markPrice = markPrice_,
          .indexPrice = ifKnown(state_.indexPrice),
          .fundingRatePerInterval = ifKnown(state_.fundingRatePerInterval),
          .fundingIntervalHours = ifKnown(state_.fundingIntervalHours),
          .nextFundingTimeMs = timeOf(state_.nextFundingTimeMs),
          .markVenueTimeMs = markTimeMs_ > 0 ? std::optional(markTimeMs_) : std::nullopt};
}

NormalizedOpenInterest Market::openInterest() const noexcept {
  if (!markPrice_) return {};
  OpenInterest told;
  told.quantity = ifKnown(state_.openInterest);
  told.baseQuantity = ifKnown(state_.openInterestBase);
  told.notional = ifKnown(state_.openInterestNotional);
  return normalizedOpenInterest(told, contract_, *markPrice_);
}

std::optional<double> Market::bookImbalance(int levels) const noexcept {
  if (trustedBook() == nullptr) return std::nullopt;
  LastImbalance& last = lastImbalance_;
  if (last.levels != levels || last.bookRevision != book_.revision()) {
    last = {levels, book_.revision(), plimsoll::bookImbalance(book_, levels)};
  }
  return last.value;
}

std::optional<double> Market::weightedMid() const noexcept {
  if (trustedBook() == nullptr) return std::nullopt;
  auto& last = lastWeightedMid_;
  if (last.bookRevision != book_.revision()) last = {book_.revision(), plimsoll::weightedMid(book_)};
  return last.value;
}

/// The summary walks hundreds of levels, so it is kept until the book changes.
const BookSummary& Market::summary() const noexcept {
  if (lastSummary_.bookRevision != book_.revision()) {
    lastSummary_ = {book_.revision(), bookSummary(book_, contract_)};
  }
  return lastSummary_.value;
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
  reading.weightedMid = orMissing(weightedMid());
  reading.topImbalance = orMissing(topImbalance(book_));
  const BookSummary& summary = this->summary();
  reading.bookImbalance5 = orMissing(summary.imbalance5);
  reading.bookImbalance10 = orMissing(summary.imbalance10);
  reading.bookImbalance20 = orMissing(summary.imbalance20);
  reading.bookImbalance10Bps = orMissing(summary.nearImbalance);
  reading.weightedImbalance10Bps = orMissing(summary.weightedImbalance);
  reading.bidDepth10Bps = orMissing(summary.nearBidNotional);
  reading.askDepth10Bps = orMissing(summary.nearAskNotional);
  reading.orderFlowImbalance = orMissing(orderFlow_.imbalance());
  reading.normalizedOrderFlowImbalance = orMissing(orderFlow_.normalizedImbalance());
}

}  // namespace plimsoll
