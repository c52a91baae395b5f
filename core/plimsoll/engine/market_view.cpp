#include "plimsoll/engine/market_view.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"
#include "plimsoll/base/exponential.h"
#include "plimsoll/book/mid_price.h"
#include "plimsoll/funding/funding_cost.h"
#include "plimsoll/funding/premium.h"

namespace plimsoll {
namespace {

std::optional<double> known(double value) noexcept {
  return std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
}

std::optional<double> knownAboveZero(double value) noexcept {
  return value > 0.0 ? known(value) : std::nullopt;
}

void viewBook(MarketView& view, const OrderBook& book, const Contract& contract,
              int withinBps) noexcept {
  view.depth = bpsDepth(book, contract);
  if (!view.depth) return;
  VenueImbalance own(withinBps);
  own.add(*view.depth);
  view.bidNotional = own.bid(withinBps);
  view.askNotional = own.ask(withinBps);
  view.imbalance = own.imbalance(withinBps);
}

/// How much of what was traded lately is left when nothing has been traded since.
double keptSince(double elapsedMs) noexcept {
  constexpr double kNothingLeft = 700.0;  // exp(-700) is 1e-304
  const double spans = std::max(0.0, elapsedMs) / TradeFlow::kTimeConstantMs;
  return spans < kNothingLeft ? decayed(-spans) : 0.0;
}

/// What converts quantities of a moment ago: the mark, or without one the mid, or the last trade.
std::optional<double> currentPrice(const Reading& reading) noexcept {
  for (const double price : {reading.markPrice, reading.midPrice, reading.lastTradePrice}) {
    if (const auto usable = knownAboveZero(price)) return usable;
  }
  return std::nullopt;
}

std::optional<TradedNotional> tradedNotional(const Market& market, const Reading& reading,
                                             double localTimeMs) noexcept {
  const TradeFlow& flow = market.tradeFlow();
  const Contract& contract = market.contract();
  const auto delta = flow.cumulativeVolumeDelta();
  const auto price = currentPrice(reading);
  if (!delta || !price || !contract.size) return std::nullopt;
  const double size = *contract.size;
  const double unit = contract.isInverse() ? size : size * *price;
  const double recent = unit * keptSince(localTimeMs - market.tradeLocalTimeMs());
  return TradedNotional{size * (contract.isInverse() ? *delta : market.tradedDelta()),
                        recent * flow.recentDelta(), recent * flow.recentQuantity()};
}

std::optional<double> rateOf(const Reading& reading) noexcept {
  const PeriodicRate periodic{reading.fundingRatePerInterval, reading.fundingIntervalHours};
  if (check(periodic) != Error::none) return std::nullopt;
  return ratePer8Hours(periodic);
}

std::optional<double> premiumOf(const Market& market, const Reading& reading, double notional,
                                double localTimeMs) noexcept {
  const auto index = knownAboveZero(reading.indexPrice);
  const bool isOld = localTimeMs - market.markLocalTimeMs() > market.venue().stale.markMs;
  if (!index || isOld) return std::nullopt;
  return premiumIndex(impactPrices(*market.trustedBook(), notional, market.contract()), *index);
}

}  // namespace

Refusal check(const ViewTerms& terms) noexcept {
  const bool fits = checkBins(terms.withinBps) == Error::none;
  return firstOf({fits ? Refusal{} : Refusal{Error::levelsOutOfRange, "withinBps"},
                  Refusal{checkBinDecay(terms.decayBps), "decayBps"},
                  checkAboveZero(terms.premiumNotional, Error::sizeNotPositive,
                                 "premiumNotional")});
}

MarketView marketView(const Market& market, const ViewTerms& terms, double localTimeMs) noexcept {
  const Contract& contract = market.contract();
  const OrderBook* book = market.trustedBook();
  MarketView view{.venue = market.venue().venue,
                  .kind = contract.kind,
                  .isLive = book != nullptr && market.status(localTimeMs) == MarketStatus::live};
  if (view.kind == InstrumentKind::option) return view;

  const Reading reading = market.reading(localTimeMs);
  view.tradeFlowImbalance = market.tradeFlow().imbalance();
  view.fundingRatePer8Hours = rateOf(reading);
  if (reading.openInterestNotional >= 0.0) {
    view.openInterestNotional = known(reading.openInterestNotional);
  }
  if (!view.kind) return view;
  view.traded = tradedNotional(market, reading, localTimeMs);
  if (!view.isLive) return view;
  viewBook(view, *book, contract, terms.withinBps);
  if (view.isContract()) {
    view.premiumIndex = premiumOf(market, reading, terms.premiumNotional, localTimeMs);
  }
  return view;
}

}  // namespace plimsoll
