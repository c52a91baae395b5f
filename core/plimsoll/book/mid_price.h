#pragma once

#include <optional>

#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// Halfway between best bid and best ask, in the book's price units.
/// @return empty when a side is empty
std::optional<double> midUnits(const OrderBook& book) noexcept;

/// Halfway between best bid and best ask, quote units for one base unit.
std::optional<double> midPrice(const OrderBook& book) noexcept;

/// The mid weighted by the quantities of the other side:
///
///     W = (Pb Qa + Pa Qb) / (Qb + Qa)
///
/// so a heavy bid pushes it toward the ask. It lies between bid and ask, and is the mid
/// when both quantities are equal. Often called "microprice"; Stoikov's microprice is
/// another estimator, so that word is not used for this one.
///
/// @return quote units for one base unit; empty when a side is empty
std::optional<double> weightedMid(const OrderBook& book) noexcept;

}  // namespace plimsoll
