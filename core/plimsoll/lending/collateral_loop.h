#pragma once

#include <optional>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// A loop: supply, borrow against it, swap the loan into more of the same, supply that, and
/// again. All of it is one collateral and one debt of one account.
///
/// Its multiple L is what a position calls leverage,
///
///     L = collateral / (collateral - debt),   LTV = (L - 1) / L
///
/// and everything about it follows from L and the protocol's two fractions.
struct CollateralLoop {
  double collateralValue;       ///< base currency
  double debtValue;             ///< base currency
  double liquidationThreshold;  ///< fraction of the collateral that counts for health
};

/// Collateral and threshold are above zero, debt is not below it, the threshold at most one.
Refusal check(const CollateralLoop& loop) noexcept;

/// L of what stands there. Empty when the debt has eaten the collateral.
///
///     multiple({30'000.0, 20'000.0, 0.9})   // 3
std::optional<double> multiple(const CollateralLoop& loop) noexcept;

/// T C / D, as healthFactor() of health.h for this one pair. Empty without debt.
std::optional<double> healthFactor(const CollateralLoop& loop) noexcept;

/// D / (C T) as a fraction of the price now: the collateral's price in units of the debt that
/// liquidates the loop. P* = P x liquidationPriceRate.
///
/// Where the *debt* is what moves, its price liquidates at P / liquidationPriceRate.
double liquidationPriceRate(const CollateralLoop& loop) noexcept;

/// 1 - D / (C T): by which fraction the collateral must fall against the debt. Zero at the
/// liquidation and below zero beyond it; one without debt.
///
/// 10 ether at 3 000, 20 000 borrowed, a threshold of 82.5 %:
///
///     dropToLiquidation({30'000.0, 20'000.0, 0.825})   // 0.192: at 2 424.24
double dropToLiquidation(const CollateralLoop& loop) noexcept;

/// What each turn of a loop borrows and loses.
struct LoopTerms {
  double ltv;           ///< l, fraction of what is supplied that each turn borrows
  double swapCostRate;  ///< c, fraction of each loan that is lost in the swap: fee and slippage
};

/// Both are zero or above and below one, with the loan above zero.
Refusal check(const LoopTerms& terms) noexcept;

/// What has been supplied after n borrows, for each unit of the supply before the first:
///
///     1 + q + ... + q^n = (1 - q^(n+1)) / (1 - q),   q = l (1 - c)
///
/// This counts against the supply, which with a cost is more than the equity that is left:
/// see loopAfter().
///
/// @param borrows  zero or above
double suppliedAfter(const LoopTerms& terms, int borrows) noexcept;

/// What a loop begins with.
struct LoopStart {
  double equity;                ///< supplied before the first borrow, base currency
  double liquidationThreshold;  ///< fraction of the collateral that counts for health
};

/// Both above zero, the threshold at most one.
Refusal check(const LoopStart& start) noexcept;

/// The loop after n borrows: collateral as above, debt of l for each unit that was supplied
/// but the last. What the swaps cost is gone from the equity.
CollateralLoop loopAfter(const LoopStart& start, const LoopTerms& terms, int borrows) noexcept;

/// The limit of the series, 1 / (1 - q): which no number of borrows reaches. Without cost it
/// is the highest multiple at this LTV; with the threshold as LTV the one with a health
/// factor of one.
///
///     maxMultiple({0.9, 0.0})   // 10
double maxMultiple(const LoopTerms& terms) noexcept;

/// How many borrows until so much has been supplied: the fewest n with
/// suppliedAfter(n) >= supplied.
///
/// @param supplied  for each unit before the first borrow, one or above
/// @return empty when no number of borrows is enough
std::optional<int> borrowsFor(const LoopTerms& terms, double supplied) noexcept;

/// T L / (L - 1), the health factor of a loop that has this multiple. Empty at one and below,
/// where there is no debt.
std::optional<double> healthFactorAt(double multiple, double liquidationThreshold) noexcept;

/// h / (h - T), the multiple that has this health factor.
/// @return empty when h is not above T: such a loop has no equity
std::optional<double> multipleForHealthFactor(double healthFactor,
                                              double liquidationThreshold) noexcept;

/// What both sides of a loop earn and cost in a year, as fractions of themselves.
struct LoopYields {
  double supplyRate;  ///< y, on the collateral: interest, staking and incentives
  double borrowRate;  ///< r, on the debt, less incentives
};

Refusal check(const LoopYields& yields) noexcept;

/// The carry: L y - (L - 1) r, a fraction of the equity in a year.
///
///     netYieldRate(3.0, {0.035, 0.025})   // 0.055
double netYieldRate(double multiple, const LoopYields& yields) noexcept;

/// y L / (L - 1): the borrow rate at which the carry is nothing. How far it is above the rate
/// now is how much of a rate shock the loop bears. Empty at a multiple of one and below.
std::optional<double> breakEvenBorrowRate(double multiple, double supplyRate) noexcept;

}  // namespace plimsoll
