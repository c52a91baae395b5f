#pragma once

#include <optional>

#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/position.h"

namespace plimsoll {

/// N(p) / E(p): what the leverage is now, whatever was set when it was opened.
/// It grows as a position loses and falls as it wins.
///
/// @return empty when nothing is left of the margin (at the bankruptcy price and beyond)
///
/// 1 BTC long from 50 000 with 5 000 posted is 10x at entry and more when it has lost 3 000:
///
///     effectiveLeverage({+1.0, 50'000.0, 5'000.0}, 47'000.0)   // 23.5
std::optional<double> effectiveLeverage(const Position& position, double markPrice) noexcept;

/// N(e) / c: the leverage factor with which the position was entered.
/// @return empty when the margin is not above zero, because profit was taken out of it
std::optional<double> leverageAtEntry(const Position& position) noexcept;

/// What becomes of leverage when the price moves by a fraction r of itself:
///
///     L(r) = L (1 + r) / (1 + s L r)
///
/// @param leverage  effective leverage before the move, above zero
/// @param side      +1 long, -1 short
/// @param moveRate  r, above -1; a fall of two percent is -0.02
/// @return empty when the move takes all the equity
std::optional<double> leverageAfterMove(double leverage, double side, double moveRate) noexcept;

/// An order that opens a position.
struct OpeningOrder {
  double signedQuantity;  ///< base units: above zero buys, below zero sells
  double orderPrice;      ///< quote units for one base unit
  double leverage;        ///< as set on the venue
  double markPrice;       ///< now
};

Refusal check(const OpeningOrder& order) noexcept;

/// N / L, with N at the order price.
double initialMargin(const OpeningOrder& order) noexcept;

/// What the order loses in the moment it is filled, n |min(0, s (p - o))| with p the mark
/// and o the order price: a buy above the mark, or a sale below it.
///
/// Binance's own example sells 1 BTC at 9 253.30 while the mark is 9 259.84:
///
///     openLoss({-1.0, 9'253.30, 20.0, 9'259.84})   // 6.54
double openLoss(const OpeningOrder& order) noexcept;

/// initialMargin + openLoss: what must be free to place the order. Fees come on top.
double costToOpen(const OpeningOrder& order) noexcept;

/// How much notional can still be added before this leverage is no longer allowed.
///
/// @return quote units; below zero when the position is too large already; infinity where the
///         table has no end; empty when no bracket allows this leverage at all
std::optional<double> headroom(const MarginTable& table, double notional, double leverage) noexcept;

}  // namespace plimsoll
