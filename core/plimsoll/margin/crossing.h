#pragma once

#include <optional>
#include <span>

#include "plimsoll/margin/maintenance.h"

namespace plimsoll {

/// One position along a path that is walked by a single number x: its notional is
/// atZero + slope x.
struct MovingNotional {
  double atZero;
  double slope;
  Maintenance maintenance;
};

/// What becomes of an account while x moves: the counted price of one symbol, or the factor
/// by which all marks have moved together.
///
///     H(x) = E(x) - sum of M_i(N_i(x)),   E(x) = equityAtZero + equitySlope x
///
/// H is what is left until liquidation. Every M_i is convex and every N_i a line, so H is
/// concave, and is above zero in one stretch of x at most.
struct Path {
  double equityAtZero;
  double equitySlope;
  std::span<const MovingNotional> positions;
};

/// H(x), in settlement units: liquidates at zero and below.
double excess(const Path& path, double x) noexcept;

/// Where the account is liquidated when x moves the way that hurts from where it is now:
/// the nearest x with H(x) = 0 on the side to which H falls.
///
/// Found by Newton's method from beyond the crossing. A tangent of a concave curve lies
/// above it, so the steps never go past the crossing; between two bracket edges the curve is
/// a line, so the last step lands on it exactly. Two to four steps are usual.
///
/// An account that is liquidatable already answers with the x at which it would be so no
/// more, on the side to which H rises.
///
/// @param now  above zero
/// @return above zero; empty when no x above zero does it
std::optional<double> crossing(const Path& path, double now) noexcept;

/// The same, and where H does not fall to zero on that side the other one: the legs of a hedge may
/// be hurt by going on in the direction that helps at first.
std::optional<double> crossingEitherWay(const Path& path, double now) noexcept;

/// The same for a path on which H only rises, or only falls, as one position's does: without
/// asking where it is now.
std::optional<double> onlyCrossing(const Path& path) noexcept;

/// The same in one direction, whichever way hurts first: an account with both sides can be
/// liquidated by a rise as well as by a fall.
std::optional<double> crossingAbove(const Path& path, double now) noexcept;
std::optional<double> crossingBelow(const Path& path, double now) noexcept;

}  // namespace plimsoll
