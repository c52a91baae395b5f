#pragma once

#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// What the square-root law needs to know of a market.
struct ImpactScale {
  double dailyVolatility;  ///< sigma_d, standard deviation of a day's return: 0.03 is 3 %
  double dailyQuantity;    ///< V_d, traded in a day, in the unit of the order's quantity
  double factor = 1.0;     ///< Y, 0.5 to 1.5
};

/// Volatility zero or above, quantity above zero, factor within 0.5 to 1.5; all finite.
Refusal check(const ImpactScale& scale) noexcept;

/// How far an order moves the price in the end, as a fraction of it:
///
///     I(Q) = Y sigma_d sqrt(Q / V_d)
///
/// Four times the order moves it twice as far. What the order pays meanwhile is in the mean
/// two thirds of that.
///
/// Source: Donier and Bonart 2015, "A million metaorder analysis of market impact on the
/// Bitcoin", Market Microstructure and Liquidity 1(2).
///
/// @param scale     has passed check()
/// @param quantity  zero or above
///
///     squareRootImpact({0.03, 10'000.0}, 100.0)   // 0.003
double squareRootImpact(const ImpactScale& scale, double quantity) noexcept;

struct MarketOrder {
  Side takerSide;
  double quantity;  ///< the venue's unit, above zero
  /// What the cost is measured from, quote units; empty takes the mid. An order in parts is
  /// measured from the price it started at.
  std::optional<double> referencePrice{};
};

/// Quantity and reference above zero, and finite.
Refusal check(const MarketOrder& order) noexcept;

/// What a market order would pay, the part that the book does not hold by the law.
struct ExpectedSlippage {
  double averagePrice;             ///< quote units for one base unit
  double rate;                     ///< how much worse than the reference, as a fraction of it
  std::optional<double> notional;  ///< quote units; empty where the contract's size is unknown
  double lastPrice;                ///< where the price would stand behind the order
  double quantityFromBook;         ///< the venue's unit
  double quantityBeyond;           ///< what is estimated by the law; zero where the book suffices
};

/// slippage(), and beyond the book the square-root law. With Pw the worst price of the book,
/// r what is left when it is empty, s the sign of the order and X the reference, the price
/// goes on from there as
///
///     p(u) = Pw + s X I(u),   0 <= u <= r
///
/// so that it is never below what the book asks, and the average of the rest is
/// Pw + s X (2/3) I(r). Of an inverse contract, whose quantities are money, the rest buys
/// the coin that money buys along p(u).
///
/// A vanishing order pays half the spread; more is never cheaper per unit; splitting an
/// order saves nothing on a book that stands still; a buy costs what a sell does on the
/// mirrored book.
///
/// @param order  has passed check(), as has the scale
/// @return empty when a side is empty, or a sell would take the price to zero
std::optional<ExpectedSlippage> expectedSlippage(const OrderBook& book, const MarketOrder& order,
                                                 const ImpactScale& scale,
                                                 const Contract& contract = kCoins) noexcept;

}  // namespace plimsoll
