#pragma once

#include <optional>

#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/position.h"

namespace plimsoll {

/// MM(N) / E: the position is liquidated when it reaches one.
/// @return empty when no equity is left, at the bankruptcy price and beyond
std::optional<double> marginRatio(const Position& position, const MarginTable& table,
                                  double markPrice) noexcept;

/// What somebody wants of a position at this mark.
struct WantedRatio {
  double marginRatio;   ///< rho, above zero and below one: 0.5 is half way to liquidation
  double markPrice;     ///< quote units for one base unit
  double exitCostRate;  ///< kappa, fraction of the notional closed: taker fee and slippage
};

Refusal check(const WantedRatio& wanted) noexcept;

/// The margin to add until the ratio is as wanted: MM / rho - E, or zero if it is already.
///
/// 1 BTC long from 50 000 with 5 000 posted at half a percent, the mark at 46 000: equity
/// 1 000, maintenance 230. To come from a ratio of 0.23 to 0.1:
///
///     marginToAdd({+1.0, 50'000.0, 5'000.0}, table, {0.1, 46'000.0, 0.0})   // 1'300
double marginToAdd(const Position& position, const MarginTable& table,
                   const WantedRatio& wanted) noexcept;

/// The quantity to close at the mark until the ratio is as wanted, or zero if it is already.
///
/// What is left, n', satisfies with the mark p and the bracket m, d in which *it* lies
///
///     m n' p - d = rho (E - kappa p (n - n'))
///     n' = (rho (E - kappa p n) + d) / (p (m - rho kappa))
///
/// All margin stays with what is left, and the closed part's profit or loss goes into it, as
/// in a cross account. A venue that hands back isolated margin in proportion to what is
/// closed leaves the ratio nearly where it was: there the margin has to be added again.
///
/// @return base units, not yet rounded to the lot; empty when the cost of closing takes all
///         the equity, so that no quantity reaches it
std::optional<double> quantityToClose(const Position& position, const MarginTable& table,
                                      const WantedRatio& wanted) noexcept;

/// The position after closing part of it at the mark, as quantityToClose() counts.
/// @param quantityClosed  base units, from zero to less than the whole
Position reduced(const Position& position, double quantityClosed, const WantedRatio& at) noexcept;

/// What is lost of the posted margin when the venue closes the position at the liquidation
/// price and takes its fee:
///
///     c - max(0, E(p*) - f n p*)
///
/// All of it at worst: an isolated position owes nothing beyond. A venue that keeps what is
/// left over takes all of it too; then the margin itself is the answer.
///
/// @param liquidationPrice    as liquidationPrice() gives it
/// @param liquidationFeeRate  f, fraction of notional
double lossIfLiquidated(const Position& position, double liquidationPrice,
                        double liquidationFeeRate) noexcept;

}  // namespace plimsoll
