#pragma once

#include <optional>

#include "plimsoll/base/error.h"

/// GMX v1, for old data only: the venue has been replaced by v2.
namespace plimsoll::gmx_v1 {

/// A position in dollars, as v1 kept it.
struct Position {
  double signedSizeUsd;  ///< above zero long, below zero short; does not move with the price
  double collateralUsd;  ///< at deposit
  double averagePrice;   ///< dollars for one index token
  double fundingFeeUsd;  ///< pending, zero or above
};

/// Size, collateral and price are above zero, the fee not below it.
Refusal check(const Position& position) noexcept;

/// What the vault asked, with its last values.
struct Rules {
  double marginFeeRate = 0.001;    ///< fraction of size, to close
  double liquidationFeeUsd = 5.0;  ///< dollars
  double maxLeverage = 100.0;      ///< size by collateral
};

/// Fees are zero or above, the leverage above zero.
Refusal check(const Rules& rules) noexcept;

/// The price at which the loss leaves of the collateral c only the fees, or only what the
/// highest leverage asks, whichever comes first. With S for the size and e for the average,
///
///     e - s (c - (t S + funding + fee)) e / S
///     e - s (c - S / maxLeverage) e / S
///
/// the higher of the two on a long, the lower on a short. gmx-interface getLiquidationPrice,
/// until 2026.
///
/// @return dollars for one index token; empty when neither is above zero
///
///     liquidationPrice({98'712.87, 9'871.29, 23'091.42, 0.0}, {})   // 21'013.19
std::optional<double> liquidationPrice(const Position& position, const Rules& rules) noexcept;

}  // namespace plimsoll::gmx_v1
