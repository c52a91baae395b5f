#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "plimsoll/margin/contract.h"
#include "plimsoll/margin/margin_table.h"

namespace plimsoll {

/// Positions of one symbol and side whose maintenance is all in their brackets and in the fee
/// of closing at the mark, in columns of an even length: they are counted two at a time, in
/// the two halves of a vector register.
struct PositionPairs {
  ContractKind kind;
  double side;  ///< of the counted position: +1 long, -1 short
  std::span<const MarginBracket> brackets;
  double exitFeeRate;
  std::size_t count;             ///< even
  const double* signedQuantity;  ///< in the counted price, as is entryPrice
  const double* entryPrice;
  const double* margin;
  double* liquidationPrice;  ///< quote units for one base unit; NaN: none
};

/// liquidationPrice() of each, as exposure.h says it of a path without a turn.
void solve(const PositionPairs& positions) noexcept;

/// Where the numbers of the position at i go: distanceRate[row[i]], and so on.
struct MarkReadings {
  double* distanceRate;  ///< fraction of the mark, as distance.h says it
  double* marginRatio;   ///< maintenance over equity; NaN where no equity is left
};

/// Counts each at a mark.
/// @return how many are liquidatable
std::size_t mark(const PositionPairs& positions, double markPrice, const std::uint32_t* row,
                 const MarkReadings& into) noexcept;

}  // namespace plimsoll
