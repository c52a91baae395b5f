#pragma once

#include <optional>

#include "plimsoll/margin/exposure.h"
#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/position.h"

namespace plimsoll {

/// MM(N) / E: the position is liquidated when it reaches one.
/// @return empty when no equity is left, at the bankruptcy price and beyond
std::optional<double> marginRatio(const Position& position, const MarginTable& table,
                                  double markPrice) noexcept;

/// A position that somebody wants farther from its liquidation, alone or in a cross account.
struct RemedyQuestion {
  const Exposure& exposure;
  double markPrice;
  double equity;             ///< E at the mark: the position's own, or the cross account's
  double otherMaintenance;   ///< of the account's other positions, which stand still
  double wantedMarginRatio;  ///< rho, above zero and below one
  double exitCostRate;       ///< kappa, fraction of the notional closed
};

/// The margin to add until the ratio is as wanted: sum of M / rho - E, or zero if it is.
///
/// 1 BTC long from 50 000 with 5 000 posted at half a percent, the mark at 46 000: equity
/// 1 000, maintenance 230. To come from a ratio of 0.23 to 0.1 it takes 1 300.
double marginToAdd(const RemedyQuestion& question) noexcept;

/// The quantity to close at the mark until the ratio is as wanted, or zero if it is.
///
/// What is left, n', satisfies with the mark p
///
///     M(n' p) + M_others = rho (E - kappa p (n - n'))
///
/// which is one more crossing of a line and a convex curve. All margin stays, and profit or
/// loss of what is closed goes into it. Maintenance that was counted at entry leaves in
/// proportion. A venue that hands back isolated margin in proportion to what is closed leaves
/// the ratio nearly where it was: there the margin has to be added again.
///
/// @return units of the position, not yet rounded to the lot; empty when even closing all of
///         it does not reach the ratio, because it costs too much or the others need more
std::optional<double> quantityToClose(const RemedyQuestion& question) noexcept;

/// The position after closing part of it at the mark, as quantityToClose() counts.
/// @param quantityClosed  base units, from zero to less than the whole
/// @param exitCostRate    fraction of the notional closed
Position reduced(const Position& position, double quantityClosed, double markPrice,
                 double exitCostRate) noexcept;

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
