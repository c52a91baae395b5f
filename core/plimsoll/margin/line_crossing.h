#pragma once

#include <optional>

#include "plimsoll/margin/maintenance.h"
#include "plimsoll/margin/position.h"

namespace plimsoll {

/// Where one position by itself meets its maintenance margin, in closed form.
///
/// Write s for +1 long and -1 short, n for the quantity, c for the margin, e for the entry
/// price and r_k, d_k, cap_k for the lines of M. What is left at a price is
///
///     H(p) = A + s n p - (r_k n p - d_k),   A = c - s n e - M0
///
/// and at the cap of line k it is A + edge_k with edge_k = (s - r_k) cap_k + d_k, which asks
/// nothing of the position but its side. So the line that counts is the first at whose cap
/// a long has something left, or a short nothing, and one division gives the price:
///
///     p = (A + d_k) / (n r_k - s n)
///
/// crossing.h walks any path; here nothing is searched for, and the same two comparisons and
/// one division serve thousands of positions at once (holdings.h).

/// Whether a position's path has no turn: H only rises with the price of a long and only
/// falls with that of a short. A long turns where a rate of one or more takes what it wins.
bool isStraight(const Maintenance& maintenance, double side) noexcept;

/// No price lies beyond: a quantity near nothing is liquidated at none.
inline constexpr double kFarthestPrice = 1e290;

/// edge_k, in settlement units.
double edgeTerm(const MaintenanceLine& line, double side) noexcept;

/// @param position     in the counted price
/// @param maintenance  isStraight() on the position's side
/// @return in the counted price; empty when none above zero does it
std::optional<double> lineCrossing(const Position& position,
                                   const Maintenance& maintenance) noexcept;

}  // namespace plimsoll
