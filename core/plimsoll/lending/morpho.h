#pragma once

#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/base/wide_integer.h"

/// Morpho Blue, to the integer: one collateral, one debt, one threshold for each market.
///
/// By the contract (Morpho._isHealthy, MathLib, SharesMathLib) and by Morpho's blue-sdk
/// (MarketUtils), which rounds every answer against the borrower.
namespace plimsoll::morpho {

inline constexpr WideInteger kWad = 1'000'000'000'000'000'000;  ///< 10^18
inline constexpr WideInteger kOracleScale =
    WideInteger::fromLimbs({0, 0xb34b'9f10, 0x7bc9'0715, 0x00c0'97ce});  ///< 10^36

/// One market now. The price is the oracle's, as it stands in the contract:
///
///     price = 10^(36 + loan decimals - collateral decimals) loan tokens for one collateral
struct Market {
  WideInteger lltvWad;      ///< liquidation loan to value with 18 decimals: 86 % is 0.86 x 10^18
  WideInteger oraclePrice;  ///< loan units for one collateral unit, x 10^36
};

/// One borrower's position, in the tokens' smallest units.
struct Position {
  WideInteger collateral;    ///< of the collateral token
  WideInteger borrowAssets;  ///< of the loan token, with interest: see borrowAssets()
};

/// The threshold is above zero and below one, and the price above zero.
Refusal check(const Market& market) noexcept;

/// Amounts fit unsigned 128 bits, as in the contract, and the collateral at the market's price 256.
Refusal check(const Position& position, const Market& market) noexcept;

/// A market's debt and how many shares it is divided into.
struct BorrowTotals {
  WideInteger totalBorrowAssets;  ///< loan units, with interest up to now
  WideInteger totalBorrowShares;
};

/// Both fit unsigned 128 bits.
Refusal check(const BorrowTotals& totals) noexcept;

/// What a borrower of so many shares owes, rounded up:
///
///     ceil(shares (assets + 1) / (totalShares + 10^6))
///
/// The 1 and the 10^6 are the virtual amounts of SharesMathLib.
/// @param shares  zero or above, and below 2^128
WideInteger borrowAssets(const WideInteger& shares, const BorrowTotals& totals) noexcept;

/// floor(collateral x price / 10^36), in loan units.
WideInteger collateralValue(const Position& position, const Market& market) noexcept;

/// floor(collateral value x LLTV): up to which may be borrowed.
///
/// 1 token worth 1 at 86 %:
///
///     maxBorrow({kWad, 0u}, {lltv, kOracleScale})   // 860000000000000000
WideInteger maxBorrow(const Position& position, const Market& market) noexcept;

/// What may still be borrowed, or zero. The market's liquidity may leave less.
WideInteger maxBorrowable(const Position& position, const Market& market) noexcept;

/// maxBorrow >= what is borrowed. When it is not, anybody may liquidate all of it.
bool isHealthy(const Position& position, const Market& market) noexcept;

/// The collateral that may be taken out, or zero:
///
///     collateral - ceil(ceil(borrowed x 10^36 / price) / LLTV)
///
/// As blue-sdk says it. Where one collateral unit is worth less than a loan unit, the contract
/// rounds once more and may refuse the last loan unit's worth of it.
WideInteger withdrawableCollateral(const Position& position, const Market& market) noexcept;

/// ceil(borrowed / collateral value), with 18 decimals.
/// @return empty when nothing is borrowed, or the collateral is worth less than one loan unit
std::optional<WideInteger> ltvWad(const Position& position, const Market& market) noexcept;

/// floor(maxBorrow / borrowed), with 18 decimals.
/// @return empty when nothing is borrowed
std::optional<WideInteger> healthFactorWad(const Position& position, const Market& market) noexcept;

/// The oracle price at which the position stops being healthy,
///
///     ceil(borrowed x 10^36 / floor(collateral x LLTV))
///
/// rounded against the borrower, so that the warning comes early: by a unit of price, and by
/// a unit of collateral, which is much only for a position of a few units.
///
/// @param market  its price is not looked at
/// @return empty when nothing is borrowed, or no price makes it healthy for want of collateral
std::optional<WideInteger> liquidationPrice(const Position& position,
                                            const Market& market) noexcept;

/// What a liquidator receives for each unit repaid, with 18 decimals:
///
///     min(1.15, floor(1 / (1 - floor(0.3 (1 - LLTV)))))
///
///     liquidationIncentiveFactorWad(market)   // 1043841336116910229 at 86 %
WideInteger liquidationIncentiveFactorWad(const Market& market) noexcept;

}  // namespace plimsoll::morpho
