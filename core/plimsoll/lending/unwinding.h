#pragma once

#include <optional>

#include "plimsoll/lending/collateral_loop.h"

namespace plimsoll {

/// How a loop is to be taken apart.
struct UnwindTerms {
  double targetMultiple;  ///< L', one to be rid of all debt
  double ltvWhile;        ///< l, up to which collateral may be taken out on the way
  double swapCostRate;    ///< c, fraction of what is sold that is lost: fee and slippage
};

/// L' >= 1, 0 < l <= 1, and a cost that the target can bear: L' c < 1.
Refusal check(const UnwindTerms& terms) noexcept;

/// What it takes.
struct Unwinding {
  int steps;    ///< of withdrawing, selling and repaying; zero when it is there already
  double sold;  ///< collateral sold, base currency
  double cost;  ///< of that, lost in swaps
  CollateralLoop left;
};

/// What must be sold of the collateral until the multiple is L', at once or in steps:
///
///     (C - s) = L' (E - c s)     so     s = (C - L' E) / (1 - L' c)
///
/// with E = C - D. Without cost it is (L - L') E. A flash loan does it in one step.
///
/// @return base currency; zero when the multiple is no higher than that
double soldToUnwind(const CollateralLoop& loop, const UnwindTerms& terms) noexcept;

/// The same without a flash loan: each step takes out what the LTV allows, sells it, and
/// repays with the proceeds. With w for what a step takes out,
///
///     w = C - D / l,     D falls by (1 - c) w,     the next w is (1 - c) / l times as much
///
/// so steps grow while l < 1 - c. Beyond that they shrink, but they get there wherever the
/// equity bears the cost: all of them together sell (l C - D) / (l - 1 + c), which is D / (1 - c)
/// or more if and only if C (1 - c) is D or more.
///
/// Prices and debt stand still, and all steps pay the same rate of cost: slippage that grows
/// with size has to be in it. The account must be allowed an LTV of l, at most its threshold.
///
/// @return empty when nothing can be taken out, when the costs take the equity, and when it
///         would be more than a thousand steps
std::optional<Unwinding> unwinding(const CollateralLoop& loop, const UnwindTerms& terms) noexcept;

}  // namespace plimsoll
