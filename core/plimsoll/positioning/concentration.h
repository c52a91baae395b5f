#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"

// On how many venues the open interest of an asset really stands. Each list has one
// notional for each venue, all in one unit.
//
// A venue that has not been heard of is not a venue with nothing: leave it out of the list
// (of both lists, where two are compared) instead of writing zero for it.

namespace plimsoll {

/// How concentrated something is on a few venues.
struct Concentration {
  double index;            ///< Herfindahl and Hirschman's, from 1/n to 1 for a single venue
  double effectiveVenues;  ///< 1 / index: as many equal ones would be as concentrated, 1 to n
  std::optional<double> normalizedIndex;  ///< 0 equal to 1 all on one; empty of a single venue
  std::size_t venues;      ///< n: those with anything at all
};

/// Finite numbers, zero or above; the row says which is not.
Refusal checkNotionals(std::span<const double> notionals) noexcept;

/// The Herfindahl-Hirschman index of the shares s, as a fraction; antitrust authorities write
/// it in squared percent, which is 10 000 times as much:
///
///     H = sum s^2,  effective venues 1 / H,  normalised (H - 1/n) / (1 - 1/n)
///
/// Order and unit do not matter; two venues that become one raise it.
///
/// @param notionals  have passed checkNotionals()
/// @return empty when nothing is open anywhere
///
/// The example of the U.S. Department of Justice, firms of 30, 30, 20 and 20 percent:
///
///     concentration(shares)->index   // 0.26, which they write as 2600
std::optional<Concentration> concentration(std::span<const double> notionals) noexcept;

/// How much of the whole changed its venue between two moments: the total variation distance
/// of the shares, half of sum |s - s'|. 0 when every venue kept its share, whatever the whole
/// did; 1 when all of it moved.
///
/// @param before  has passed checkNotionals()
/// @param now     likewise, of the same venues in the same order
/// @return empty when nothing was or is open, and when the lists differ in length
std::optional<double> compositionShift(std::span<const double> before,
                                       std::span<const double> now) noexcept;

}  // namespace plimsoll
