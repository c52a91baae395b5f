#pragma once

#include <optional>

#include "plimsoll/margin/contract.h"
#include "plimsoll/margin/margin_table.h"

namespace plimsoll {

/// What somebody has and wants when asking how much can be opened.
struct SizingQuestion {
  ContractKind kind;
  double side;                ///< +1 to go long, -1 to go short
  double freeMargin;          ///< A, settlement units
  double orderPrice;          ///< quote units for one base unit
  double markPrice;           ///< the same; an order worse than the mark loses at once
  double leverage;            ///< L
  double openFeeRate = 0.0;   ///< of notional, taken when it opens
  double closeFeeRate = 0.0;  ///< of notional at bankruptcy, where a venue reserves it too
  double lotSize = 0.0;       ///< base units, of an inverse contract quote units; zero: none
  const MarginTable* table = nullptr;  ///< caps the size at the notional this leverage may have
};

Refusal check(const SizingQuestion& question) noexcept;

/// The largest position that the free margin opens:
///
///     A / (v (1 / L + o + k (1 - s / L)) + l)
///
/// with v the notional of one unit, o and k the fee rates of opening and closing and l what
/// one unit loses at once because it is filled worse than the mark. Then no more than the
/// notional that the table allows at this leverage, and down to a whole lot.
///
/// @return base units, of an inverse contract quote units; zero when not even one lot fits
double maxQuantity(const SizingQuestion& question) noexcept;

}  // namespace plimsoll
