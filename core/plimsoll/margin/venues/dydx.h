#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"

/// dYdX v4 in people's units, as its web application shows a subaccount
/// (github.com/dydxprotocol/v4-web: bonsai/calculators/subaccount.ts and markets.ts; the
/// documentation's pages on margin, liquidations and funding; read in July 2026). The chain's
/// own integers, to the last quantum, are in dydx_quantums.h.
namespace plimsoll::dydx {

/// What raises the initial margin of a market: its open interest, in USDC.
struct OpenInterest {
  double notional;  ///< of all positions of one side, at the oracle price
  double lowerCap;  ///< up to here the base rate holds
  double upperCap;  ///< from here on all notional is asked for; 0 where nothing is raised
};

Refusal check(const OpenInterest& openInterest) noexcept;

/// min(b + max(0, (O - lower) / (upper - lower)) (1 - b), 1), with b the base rate. It is for
/// initial margin only: maintenance margin always goes by the base rate.
double effectiveInitialMarginRate(double baseInitialMarginRate,
                                  const OpenInterest& openInterest) noexcept;

struct PerpPosition {
  double signedQuantity;         ///< base units: above zero long, below zero short
  double oraclePrice;            ///< USDC for one base unit
  double initialMarginRate;      ///< effective: the larger of the market's and the user's own
  double maintenanceMarginRate;  ///< of the base rate, whatever the open interest is
};

/// A subaccount, all of whose positions share its margin. An isolated position is a subaccount
/// of its own here as on the chain.
struct Subaccount {
  double quoteBalance;  ///< USDC, below zero where positions are bought on credit
  std::span<const PerpPosition> positions;
};

/// Numbers are finite, quantities not zero, prices above zero, and of the rates
/// 0 <= maintenance <= initial <= 1 with initial above zero. `row` says which position.
Refusal check(const Subaccount& subaccount) noexcept;

/// What the web application shows, in USDC; there it says 0 for an equity below zero.
struct Summary {
  double equity;             ///< balance and all positions at the oracle price
  double notional;           ///< of all positions, longs and shorts alike
  double initialMargin;      ///< "initial risk"
  double maintenanceMargin;  ///< "maintenance risk"
  double rawFreeMargin;      ///< "free collateral": equity - initialMargin, below zero at times
  std::optional<double> leverage;     ///< notional / equity; empty where no equity is left
  std::optional<double> marginUsage;  ///< 1 - free / equity; empty where no equity is left
  bool isLiquidatable;  ///< maintenance margin is asked for, and there is less equity than that
};

/// 1 base unit long at 1 000, bought with 900 of credit, 5 % and 3 % of margin: equity 100,
/// free margin 50, leverage 10, margin usage 0.5.
Summary summary(const Subaccount& subaccount) noexcept;

/// The notional that free margin can still open, free / rate; below zero as the free margin is.
/// @param initialMarginRate  of the market; for the subaccount as a whole dYdX takes 0.02
double buyingPower(double rawFreeMargin, double initialMarginRate) noexcept;

/// The rate that dYdX takes where it speaks of buying power without a market.
inline constexpr double kDefaultInitialMarginRate = 0.02;

/// The oracle price that liquidates, while the others stand at theirs:
///
///     p' = (E - s p - M) / (|s| m - s)
///
/// with E the equity, s the signed size, p the oracle price, m the maintenance rate and M the
/// maintenance margin of the other positions. The chain liquidates beyond it, not at it.
///
/// @return USDC for one base unit; empty when no price above zero is one, as for a long that
///         is paid in full, or whose maintenance rate is 1
///
/// 3 ETH short at 3 000 with 1 000 deposited and 5 % of maintenance: 10 000 / 3.15
std::optional<double> liquidationPrice(const Subaccount& subaccount, std::size_t index) noexcept;

/// The oracle price at which no equity is left, p - E / s, and the price at which a position
/// is taken from a bankrupt subaccount by deleveraging: what the other side then gets.
/// @return empty when no price above zero takes it all
std::optional<double> bankruptcyPrice(const Subaccount& subaccount, std::size_t index) noexcept;

/// Equity when one oracle price has moved and the others stand.
/// @param oraclePrice  of the position with this index, not below zero
double equityAfterMove(const Subaccount& subaccount, std::size_t index,
                       double oraclePrice) noexcept;

/// The most that eight hours' funding may be, 6 (IMF - MMF): 0.12 for 5 % and 3 %.
/// @param clampFactor  as governance has it, 6 by default
double maxFundingRate(double initialMarginRate, double maintenanceMarginRate,
                      double clampFactor = 6.0) noexcept;

/// 500 USDC / IMF: the notional at whose impact price funding is sampled.
double impactNotional(double initialMarginRate) noexcept;

}  // namespace plimsoll::dydx
