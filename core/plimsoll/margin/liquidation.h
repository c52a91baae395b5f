#pragma once

#include <optional>

#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/position.h"

namespace plimsoll {

/// The mark price that liquidates a position while one bracket holds: the one at which
/// its equity has fallen to its maintenance margin.
///
/// Write s for +1 on a long and -1 on a short, n for the unsigned quantity, e for the
/// entry price, c for the margin, m for the bracket's rate and d for its amount. Then
///
///     c + s n (p - e) = m n p - d     so     p = (c + d - s n e) / (n (m - s))
///
/// The bracket is taken as given, wherever the price falls: the venue's own formula,
/// once one knows its row. With a whole table, pass that.
///
/// @return quote units for one base unit; empty when no price above zero liquidates it,
///         as for a long whose margin covers its whole cost
///
/// Binance's example of 109.488 BTC long, alone in its account:
///
///     liquidationPrice({+109.488, 32'481.98, 1'535'443.01},
///                      {.maintenanceMarginRate = 0.025, .maintenanceAmount = 16'300.0})   // 18'778.73
std::optional<double> liquidationPrice(const Position& position,
                                       const MarginBracket& bracket) noexcept;

/// The same by a whole table: the bracket is that of the notional *at the liquidation
/// price*, not at entry and not at the mark.
///
/// Maintenance margin is convex, so it is the greatest of the brackets' lines, and equity
/// meets the first of them that it comes to: the highest of the brackets' prices for a
/// long, the lowest for a short. That is the one whose notional lies in its bracket, found
/// without asking at the edges.
///
/// @param table  not empty
std::optional<double> liquidationPrice(const Position& position, const MarginTable& table) noexcept;

/// The mark price at which nothing is left, e - s c / n: liquidation without maintenance.
/// @return empty when no price above zero takes it all
std::optional<double> bankruptcyPrice(const Position& position) noexcept;

/// What the rest of a cross account says about one of its positions, the others standing
/// still at their marks.
struct CrossBalances {
  double walletBalance;           ///< quote units, without isolated positions' margin
  double otherMaintenanceMargin;  ///< of all other cross positions at their marks
  double otherUnrealizedPnl;      ///< of all other cross positions at their marks, signed
};

/// What a cross account leaves for one position, C = WB - TMM + UPNL: the `margin` with
/// which that position is asked about.
///
///     liquidationPrice({quantity, entryPrice, collateral(balances)}, table)
double collateral(const CrossBalances& balances) noexcept;

/// The other way round: the margin with which a position would be liquidated at this price,
/// c = m n p - d - s n (p - e). At Binance a cross account's wallet balance, when it has no
/// other position.
///
/// @param position  its margin is not looked at
/// @param price     above zero
double marginForLiquidationPrice(const Position& position, const MarginTable& table,
                                 double price) noexcept;
double marginForLiquidationPrice(const Position& position, const MarginBracket& bracket,
                                 double price) noexcept;

}  // namespace plimsoll
