#pragma once

#include <optional>

#include "plimsoll/lending/collateral_loop.h"

namespace plimsoll {

/// One liquidation: a liquidator repays x of the debt and takes x (1 + b) of collateral.
///
/// The health factor is T (C - x (1 + b)) / (D - x) after it. Its slope in x has the sign of
/// C - (1 + b) D, so it rises if and only if
///
///     LTV < 1 / (1 + b),   which is   HF > T (1 + b)
///
/// whatever x is. Where that fails is the toxic zone (Warmuz, Chaudhary and Pinna 2022,
/// arXiv 2212.07306): every liquidation leaves the account sicker and ends in bad debt. The
/// protocol's share of the bonus is part of b.
///
/// Limits: one collateral and one debt, at prices that stand still; a liquidator that cannot
/// sell at the oracle's price will not come at all, and that makes the zone larger.
struct LiquidationStep {
  double bonusRate;  ///< b, fraction above what is repaid: 0.05 is five percent
  double repaid;     ///< x, base currency
};

/// The bonus is zero or above; the repayment above zero, no more than the debt, and what is
/// seized for it no more than the collateral.
Refusal check(const LiquidationStep& step, const CollateralLoop& loop) noexcept;

/// What a liquidation leaves. The equity falls by b x.
CollateralLoop loopAfterLiquidation(const CollateralLoop& loop,
                                    const LiquidationStep& step) noexcept;

/// T (1 + b): the health factor at which the toxic zone begins. At one or above, every
/// liquidation is toxic: a protocol must not set such a bonus.
///
/// @param bonusRate  here and below zero or above, as LiquidationStep has it
double toxicHealthFactor(double liquidationThreshold, double bonusRate) noexcept;

/// Whether a liquidation would fail to raise the health factor: LTV >= 1 / (1 + b). The loop
/// may be healthy still, if the bonus is set too high.
bool isToxic(const CollateralLoop& loop, double bonusRate) noexcept;

/// 1 - D (1 + b) / C: by which fraction the collateral must fall against the debt to come
/// into the toxic zone. Not above zero inside it; where this is less than
/// dropToLiquidation(), the zone begins before liquidation does.
double dropToToxic(const CollateralLoop& loop, double bonusRate) noexcept;

/// How much a liquidator must repay until the health factor is h:
///
///     x = (h D - T C) / (h - T (1 + b))
///
/// @return base currency; zero when it is h already; empty in the toxic zone, and where not
///         even all of the debt or all of the collateral is enough
std::optional<double> repaidForHealthFactor(const CollateralLoop& loop, double bonusRate,
                                            double healthFactor) noexcept;

}  // namespace plimsoll
