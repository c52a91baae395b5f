#pragma once

#include <span>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// One step of what a venue counts of an asset as collateral: OKX's discount tiers, Bybit's
/// tiered collateral value ratio, the like of Binance's multi-assets mode. It holds for the part
/// of the amount between floor and cap.
struct CollateralTier {
  double floor;   ///< units of the asset, or its value where the venue goes by that
  double cap;     ///< the same; infinity where the venue states none
  double weight;  ///< fraction that counts, one less the haircut
};

/// Tiers start at zero, leave no hole and do not overlap; weights are fractions that do not rise.
Refusal check(std::span<const CollateralTier> tiers) noexcept;

/// How much of an amount counts: each part of it by its own tier, what is beyond the last by
/// nothing.
///
///     sum over k of w_k (min(amount, cap_k) - floor_k)
///
/// It is concave, so the equity is concave in the collateral's price where tiers go by value:
/// as the price falls, more of what is left counts.
///
/// @param tiers   have passed check()
/// @param amount  in the unit of the tiers, zero or above
///
/// 30 BTC, of which the first 20 count by 0.98 and the others by 0.95:
///
///     weightedAmount(tiers, 30.0)   // 29.1
double weightedAmount(std::span<const CollateralTier> tiers, double amount) noexcept;

/// The one weight that counts as much: what Collateral::weight takes. Where tiers go by value
/// it is that of now, which for a lower price counts a little less than the venue does.
/// @return the first tier's weight for nothing at all
double effectiveWeight(std::span<const CollateralTier> tiers, double amount) noexcept;

}  // namespace plimsoll
