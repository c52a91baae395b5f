#pragma once

#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/margin/margin_table.h"

/// What HTX counts of the two sides of one contract together (huobi.com support, "Tiered
/// Adjustment Factors of Coin-margined Swaps"): its ladder goes by the net position.
namespace plimsoll::htx {

/// Contracts on both sides, of one contract and expiry.
struct Hedge {
  double longContracts;   ///< not below zero
  double shortContracts;  ///< not below zero
};

Refusal check(const Hedge& hedge) noexcept;

/// |long - short|, by which the ladder's row is chosen.
double netContracts(const Hedge& hedge) noexcept;

/// The row's factor, which over leverage is the maintenance rate.
/// @param ladder  by contracts; empty: not known
/// @return fraction of initial margin
///
/// 1 200 contracts long and 3 000 short are 1 800: the row from 1 000 to 5 000.
std::optional<double> adjustmentFactor(const Hedge& hedge, const MarginTable& ladder) noexcept;

}  // namespace plimsoll::htx
