#pragma once

#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// What a market order for some money gets on each side of a book, on average, in quote
/// units for one base unit.
struct ImpactPrices {
  std::optional<double> bid;  ///< what a sale gets; empty where the bids hold less
  std::optional<double> ask;  ///< what a purchase pays; empty where the asks hold less
};

/// An impact notional and the index that impact prices are held against.
struct ImpactTerms {
  double notional;    ///< N, quote units, above zero
  double indexPrice;  ///< X, quote units for one base unit, above zero
};

/// Both finite and above zero.
Refusal check(const ImpactTerms& terms) noexcept;

/// The impact notional of venues that derive it from the margin of a symbol, M / r:
/// Binance counts 200 USDT over the initial margin rate at the highest leverage, dYdX 500
/// over the initial margin fraction (FundingRule::impactMargin).
///
/// @param impactMargin       M, quote units, above zero
/// @param initialMarginRate  r, a fraction above zero
double impactNotional(double impactMargin, double initialMarginRate) noexcept;

/// Walks each side until it has given N quote units:
///
///     IB = N / (base units that the best bids buy for N),  IA likewise on the asks
///
/// The last level is taken in part. So IB <= best bid, IA >= best ask, and both move away
/// from the touch as N grows. A level split in two changes neither. Of an inverse
/// contract, whose quantities are money, it is the same formula.
///
/// @param notional  N, quote units, above zero
/// @return a side is empty where it holds less than N, and both where the contract's size
///         is unknown
ImpactPrices impactPrices(const OrderBook& book, double notional,
                          const Contract& contract = kCoins) noexcept;

/// How far a perpetual stands outside its index, as a fraction of it:
///
///     P = [max(0, IB - X) - max(0, X - IA)] / X
///
/// Above zero the perpetual is dear; zero wherever IB <= X <= IA. It has no unit: prices
/// in another currency leave it as it is. This is the premium index of Binance, BitMEX,
/// Gate, dYdX and Hyperliquid, and with one N for all of them it compares venues.
///
/// @param indexPrice  X, quote units for one base unit, above zero
/// @return empty where the book lacks that depth on a side
///
/// An impact bid of 10 100 over an index of 10 000 is one percent dear:
///
///     premiumIndex({10'100.0, 10'101.0}, 10'000.0)   // 0.01
std::optional<double> premiumIndex(const ImpactPrices& prices, double indexPrice) noexcept;

/// How far the impact bid alone stands above the index, (b - i) / i: below zero where it stands
/// below, unlike premiumIndex().
double premiumRate(double impactBidPrice, double indexPrice) noexcept;

}  // namespace plimsoll
