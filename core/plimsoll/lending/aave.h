#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/base/wide_integer.h"
#include "plimsoll/lending/health.h"

/// What Aave v3 does with the questions of health.h, and its integers.
///
/// By aave-v3-origin (GenericLogic, LiquidationLogic, MathUtils) and by aave-utilities
/// (math-utils), which web pages use; where the two round differently both are here.
namespace plimsoll::aave {

inline constexpr WideInteger kWad = 1'000'000'000'000'000'000;  ///< 10^18
inline constexpr WideInteger kRay =
    WideInteger::fromLimbs({0xe800'0000, 0x9fd0'803c, 0x033b'2e3c});  ///< 10^27

/// The parameters of an efficiency mode, which replace those of the assets in it.
struct EMode {
  double maxLtv;                ///< fraction; 0.93 is 93 percent
  double liquidationThreshold;  ///< fraction
};

/// 0 <= maxLtv <= liquidationThreshold <= 1.
Refusal check(const EMode& mode) noexcept;

/// An asset whose account has chosen the mode the asset belongs to. An asset with a maxLtv
/// of zero keeps that: it has been frozen as a ground for borrowing.
LendingAsset inEMode(const LendingAsset& asset, const EMode& mode) noexcept;

/// As aave-utilities writes it: -1 where nothing is borrowed, for which healthFactor() is
/// empty and the contract says its highest number.
double shownHealthFactor(std::optional<double> healthFactor) noexcept;

/// An account's sums as the contract makes them. Base currency is dollars with 8 decimals in
/// all markets but the oldest.
struct AccountTotals {
  WideInteger collateralBase;         ///< sum of the collaterals' values, each rounded down
  WideInteger weightedThresholdBase;  ///< sum of value x threshold in basis points
  WideInteger debtBase;               ///< sum of the debts' values, each rounded up
};

/// Sums are zero or above and below 2^128, so that nothing overflows.
Refusal check(const AccountTotals& totals) noexcept;

/// floor(wadDiv(weightedThreshold, debt) / 10^4), where wadDiv rounds half up: the health
/// factor with 18 decimals. GenericLogic.calculateUserAccountData, v3.1 and later.
///
/// @return empty without debt
std::optional<WideInteger> healthFactorWad(const AccountTotals& totals) noexcept;

/// max(0, floor(collateral x ltv / 10^4) - debt), in base currency.
/// GenericLogic.calculateAvailableBorrows; before v3.4 the product was rounded half up, which
/// may allow one unit of 10^-8 more.
///
/// @param ltvBps  the collaterals' weighted maxLtv in basis points, at most 10 000
WideInteger availableBorrowsBase(const AccountTotals& totals, std::uint64_t ltvBps) noexcept;

/// How long interest has accrued at which rate.
struct Accrual {
  WideInteger rateRay;    ///< for a year of 365 days, with 27 decimals
  std::uint64_t seconds;  ///< since the last update
};

/// The rate fits 128 bits and the time 40, as in the contract's storage.
Refusal check(const Accrual& accrual) noexcept;

/// How suppliers' index has grown, with 27 decimals: 1 + floor(r t / year).
/// MathUtils.calculateLinearInterest.
WideInteger linearInterest(const Accrual& accrual) noexcept;

/// How borrowers' index has grown, with 27 decimals. With x = floor(r t / year), and * for a
/// product of rays, rounded half up,
///
///     1 + x + x * (x/2 + x * (x/6))
///
/// the first terms of e^x. MathUtils.calculateCompoundedInterest, v3.4 and later.
///
/// @return empty where a term does not fit 256 bits
std::optional<WideInteger> compoundedInterest(const Accrual& accrual) noexcept;

/// The two as aave-utilities calculates them for web pages, and as v2's contracts did.
///
/// Linear divides the time by the year first: 1 + r * (t / year), both rounded half up.
/// Compounded takes the rate of one second, q = floor(r / year), and expands (1 + q)^t:
///
///     1 + t q + floor(t (t-1) q*q / 2) + floor(t (t-1) (t-2) q*q*q / 6)
///
/// q and its powers have few digits, so that this is off the contract's from the seventh on at
/// a rate of ten percent, and from the first where the rate is a billionth.
std::optional<WideInteger> shownLinearInterest(const Accrual& accrual) noexcept;
std::optional<WideInteger> shownCompoundedInterest(const Accrual& accrual) noexcept;

/// v3.0 to v3.2: half of a debt, all of it from a health factor of 0.95 down.
inline constexpr CloseFactorRule kCloseFactor{0.5, 0.95};

/// From v3.3 on, positions smaller than this on either side are liquidated whole.
inline constexpr double kMinBaseForPartialLiquidation = 2'000.0;  ///< dollars

/// One debt and one collateral of an account that somebody wants to liquidate.
struct Liquidation {
  double healthFactor;  ///< of the whole account
  double totalDebt;     ///< of the whole account, in dollars
  double debt;          ///< of the asset to be repaid, in dollars, part of the total
  double collateral;    ///< of the asset to be seized, in dollars
};

/// Amounts are zero or above, and the debt is no more than the total.
Refusal check(const Liquidation& liquidation) noexcept;

/// How much of this debt one call may repay, in dollars, by the contracts from v3.3 on.
///
/// All of it when the debt or the collateral is worth less than 2 000 or the health factor
/// is at 0.95 or below; else up to half of the *total* debt, so that an asset with less than
/// half of it may be repaid whole. LiquidationLogic.executeLiquidationCall. What a call
/// leaves of either side must also be nothing or worth 1 000, which is not looked at here.
double maxLiquidatableDebt(const Liquidation& liquidation) noexcept;

}  // namespace plimsoll::aave
