#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// One asset of a lending account. It may be collateral, debt, or both.
///
/// What is supplied but not used as collateral is left out: it counts for nothing here.
struct LendingAsset {
  double price;                 ///< base currency for one unit, by the protocol's oracle
  double collateralQuantity;    ///< units, with interest up to now; zero where there is none
  double debtQuantity;          ///< units, with interest up to now; zero where there is none
  double maxLtv;                ///< fraction of collateral that may be borrowed against it
  double liquidationThreshold;  ///< fraction of collateral that counts for health
};

/// Everything that one account has supplied and borrowed, in any order.
using LendingAccount = std::span<const LendingAsset>;

/// Prices are above zero, quantities zero or above, and 0 <= maxLtv <= liquidationThreshold
/// <= 1. The row of the refusal is the asset's.
Refusal check(LendingAccount account) noexcept;

double collateralValue(LendingAccount account) noexcept;  ///< sum of C_i P_i, in base currency
double debtValue(LendingAccount account) noexcept;        ///< sum of D_i P_i, in base currency

/// How far the debt is from liquidation, with T for the liquidation thresholds:
///
///     HF = sum(C_i P_i T_i) / sum(D_i P_i)
///
/// Below one, anybody may liquidate. Aave GenericLogic.calculateUserAccountData; Morpho and
/// Compound ask the same question of one collateral and one debt.
///
/// @return empty without debt: aave-utilities writes -1 there, the contract its highest
///         number
///
/// 10 ether at 2 500 with a threshold of 82.5 %, against 20 000 of a dollar token:
///
///     const LendingAsset account[] = {{2'500.0, 10.0, 0.0, 0.8, 0.825},
///                                     {1.0, 0.0, 20'000.0, 0.0, 0.0}};
///     healthFactor(account)   // 1.03125
std::optional<double> healthFactor(LendingAccount account) noexcept;

/// sum(D_i P_i) / sum(C_i P_i): what is borrowed now. Empty without collateral.
std::optional<double> borrowedLtv(LendingAccount account) noexcept;

/// The collaterals' maxLtv weighted by their value, up to which may be borrowed: what Aave
/// calls the current loan to value. Empty without collateral.
std::optional<double> weightedMaxLtv(LendingAccount account) noexcept;

/// The collaterals' threshold weighted by their value. Empty without collateral.
std::optional<double> weightedLiquidationThreshold(LendingAccount account) noexcept;

/// max(0, sum(C_i P_i maxLtv_i) - sum(D_i P_i)), in base currency. The market's liquidity and
/// caps may leave less.
double availableBorrows(LendingAccount account) noexcept;

/// The price of one asset that liquidates the account, the others standing still.
///
/// The health condition is a line in that price P: with K for what the others leave,
///
///     K = sum over others of (C_j T_j - D_j) P_j
///     K + (C T - D) P = 0     so     P = -K / (C T - D)
///
/// On an asset that is collateral on balance (C T > D) the account is liquidated at that
/// price and below; on one that is debt on balance at that price and above.
///
/// Assets that move with it (a staked token and its base) do not stand still: give them to
/// drawdownToLiquidation(), or as one asset.
///
/// @param index  below account.size()
/// @return base currency for one unit; empty when no price above zero divides safe from not:
///         the others alone carry the debt, or alone fail to whatever this one is worth
std::optional<double> liquidationPrice(LendingAccount account, std::size_t index) noexcept;

/// How far that price is from the asset's own, as a signed fraction: -0.03 is three percent
/// below. Empty where there is no such price.
std::optional<double> moveToLiquidation(LendingAccount account, std::size_t index) noexcept;

/// 1 - 1 / HF: by which fraction all collateral must fall against all debt. Zero at the
/// liquidation, below zero when it is overdue; empty without debt.
std::optional<double> drawdownToLiquidation(LendingAccount account) noexcept;

/// How much of a debt one liquidation may repay: `partial` of it, or all of it once the
/// health factor is at `fullAtHealthFactor` or below.
struct CloseFactorRule {
  double partial;             ///< fraction of the debt, above zero
  double fullAtHealthFactor;  ///< below one
};

Refusal check(const CloseFactorRule& rule) noexcept;

/// @return fraction of the debt: 0 while the health factor is one or more
double closeFactor(const CloseFactorRule& rule, double healthFactor) noexcept;

}  // namespace plimsoll
