#pragma once

#include "plimsoll/base/error.h"

namespace plimsoll {

/// A linear position with margin of its own (isolated).
///
/// The equity line of every question about it is
///
///     E(p) = c + s n (p - e)
///
/// with s +1 on a long and -1 on a short, n the quantity, e the entry price and c
/// the margin. A cross position has the same line with what the rest of the account
/// leaves for it as c: see collateral(CrossBalances) in liquidation.h.
struct Position {
  double signedQuantity;  ///< base units: above zero long, below zero short
  double entryPrice;      ///< quote units for one base unit
  double margin;          ///< quote units posted, less what fees and funding took
};

/// A position as some venues state it: by its equity at a mark, not by what was posted.
struct PositionAtMark {
  double signedQuantity;  ///< base units: above zero long, below zero short
  double entryPrice;      ///< quote units for one base unit
  double markPrice;       ///< at which the equity was stated
  double equityAtMark;    ///< quote units: margin and unrealized profit together
};

/// Quantity is not zero, the entry price and the margin are above zero.
Refusal check(const Position& position) noexcept;
Refusal check(const PositionAtMark& position) noexcept;

/// The same position by its margin: c = E - s n (p - e).
///
/// Where profit was taken out of a winning position that margin can be below zero.
/// The formulas hold for it all the same; check(PositionAtMark) is its check.
///
/// 1 BTC long from 50 000 with an equity of 7 000 while the mark is 52 000:
///
///     position({+1.0, 50'000.0, 52'000.0, 7'000.0}).margin   // 5'000
Position position(const PositionAtMark& stated) noexcept;

double direction(const Position& position) noexcept;  ///< +1 long, -1 short
double quantity(const Position& position) noexcept;   ///< base units, above zero

/// n p, in quote units.
double notional(const Position& position, double price) noexcept;

/// s n (p - e), in quote units: above zero is a profit.
double unrealizedPnl(const Position& position, double price) noexcept;

/// E(p) = c + s n (p - e), in quote units. Zero at the bankruptcy price, below zero beyond it.
double equity(const Position& position, double price) noexcept;

}  // namespace plimsoll
