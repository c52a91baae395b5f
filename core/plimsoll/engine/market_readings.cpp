#include <cmath>

#include "plimsoll/book/book_imbalance.h"
#include "plimsoll/book/depth.h"
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

}  // namespace

Reading Market::reading(double localTimeMs) const noexcept {
  Reading reading = state_;
  reading.status = static_cast<double>(status(localTimeMs));
  reading.revision = static_cast<double>(revision_);
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
