#pragma once

#include <optional>

#include "plimsoll/base/error.h"

/// GMX v2, whose margin rules are in dollars of a position's size at entry.
///
/// By gmx-synthetics (PositionUtils.sol, README) and gmx-interface (sdk: positions, markets).
/// The contracts count in integers of 30 decimals; here are doubles, which agree with the
/// interface's own JavaScript numbers to one in 10^10.
namespace plimsoll::gmx {

/// What is due on a position and will be taken from its collateral, in dollars.
struct Fees {
  double funding;    ///< pending, zero or above: what it is to receive is claimed elsewhere
  double borrowing;  ///< pending, zero or above
  double closing;    ///< position fee for closing all of it; without the liquidation fee
};

/// A position as the chain keeps it.
///
/// Write s for +1 on a long and -1 on a short, n for the tokens, S for the size in dollars,
/// k for the collateral's amount and x for the fees.
struct Position {
  double signedTokens;      ///< index tokens: above zero long, below zero short
  double sizeUsd;           ///< S, what they cost; it does not move with the price
  double collateralAmount;  ///< k, units of the collateral token
  double collateralPrice;   ///< dollars for one unit, the oracle's lower price
  bool isCollateralIndex;   ///< whether the collateral is the index token, and moves with it
  Fees fees;
  double priceImpactUsd;  ///< for closing all of it now, with what is pending; below zero costs
};

/// Tokens are not zero, size, collateral and its price above zero, fees zero or above.
Refusal check(const Position& position) noexcept;

/// What a market asks of a position, as the DataStore has it.
struct Market {
  double minCollateralUsd;                 ///< MIN_COLLATERAL_USD
  double minCollateralRateForLiquidation;  ///< fraction of size: minCollateralFactorForLiquidation
  double maxPriceImpactRateForLiquidations;  ///< fraction of size, caps what impact counts
};

Refusal check(const Market& market) noexcept;

double entryPrice(const Position& position) noexcept;  ///< S / n

/// s (n p - S), in dollars. What a pool pays of a profit may be capped: see paidPnl().
double unrealizedPnl(const Position& position, double indexPrice) noexcept;

/// What a pool pays of a profit. When its traders' profits are more than a fraction of the
/// pool (MAX_PNL_FACTOR_FOR_TRADERS), each is paid in proportion:
///
///     pnl min(poolPnl, f poolUsd) / poolPnl
struct PoolPnl {
  double poolPnl;     ///< of all positions on this side, in dollars
  double poolUsd;     ///< worth of the side's pool without it
  double maxPnlRate;  ///< f, fraction of the pool
};

/// The pool's worth and the fraction are zero or above.
Refusal check(const PoolPnl& pool) noexcept;

/// A loss counts whole.
double paidPnl(double pnl, const PoolPnl& pool) noexcept;

/// What a position is worth and what is due on it, all in dollars.
struct Balance {
  double collateralUsd;
  double pnl;  ///< above zero is a profit
  Fees fees;
  double priceImpactUsd;  ///< for closing, below zero costs
};

/// Numbers, with fees of zero or above.
Refusal check(const Balance& balance) noexcept;

/// c + pnl - funding - borrowing: what the interface shows as net value, in dollars.
double netValue(const Balance& balance) noexcept;

/// That with the price impact and the closing fee: what closing would bring.
double netValueAfterFees(const Balance& balance) noexcept;

/// The impact that counts for liquidation: never a gain, and a loss up to the cap.
///
///     max(-S f, min(0, impact))
double priceImpactForLiquidation(double priceImpactUsd, double sizeUsd,
                                 const Market& market) noexcept;

/// max(minCollateralUsd, S f), in dollars: what must remain.
double requiredCollateral(double sizeUsd, const Market& market) noexcept;

/// The collateral a position of this profit must have not to be liquidated, fees of time left
/// aside, as the interface's getMinCollateralUsdForLiquidationPrice has it:
///
///     required - pnl - impact + closing fee
///
/// Not above zero when the profit alone is enough.
///
/// @param balance  with the impact as priceImpactForLiquidation() gives it; its collateral and
///                 the fees that time brings are not looked at
double minCollateral(double requiredUsd, const Balance& balance) noexcept;

/// k p_k + s (n p - S) + impact - fees, in dollars: what counts when liquidation is decided.
/// Collateral that is the index token is worth p.
double remainingCollateral(const Position& position, const Market& market,
                           double indexPrice) noexcept;

/// remaining < minCollateralUsd, or <= 0, or < S f. PositionUtils.isPositionLiquidatable.
bool isLiquidatable(const Position& position, const Market& market, double indexPrice) noexcept;

/// The index price at which what remains is what is required, R:
///
///     long   (S + R - c) / n          short  (S - R + c) / n
///     long   (S + R + x) / (n + k)    short  (S - R - x) / (n - k)    collateral is the index
///
/// with c the collateral after impact and fees, and x = fees - impact. Impact is a constant
/// here, and so are fees: both depend on the market's open interest, and grow with time.
/// A profit at that price counts whole, as in the interface.
///
/// A short whose collateral is the index token and more than its size (k > n) gains from a
/// rise: what liquidates it, if anything, is a fall, when fees have eaten nearly all of S.
///
/// @return dollars for one index token; empty when no price above zero liquidates it
std::optional<double> liquidationPrice(const Position& position, const Market& market) noexcept;

/// S / (c + pnl - funding - borrowing). Empty when nothing is left.
/// @param indexPrice  above zero; collateral that is the index token is worth it
std::optional<double> leverage(const Position& position, double indexPrice) noexcept;

/// round(1 / f): the leverage that a market's minCollateralFactor allows, as the interface
/// names it. Versions of it before 2026 rounded to tens.
///
/// @param minCollateralRate  f, above zero and at most one
///
///     maxLeverage(0.00667)   // 150
double maxLeverage(double minCollateralRate) noexcept;

/// The leverage that the interface lets a user choose, in steps of five: it leaves room for
/// the fee of opening and closing, t, and twice the distance to liquidation, f':
///
///     min(1 / (f + 2 t), 1 / (2 f'))
struct LeverageLimits {
  double minCollateralRate;                ///< f, fraction of size
  double minCollateralRateForLiquidation;  ///< f', fraction of size
  double positionFeeRate;                  ///< t, the higher of the two, fraction of size
};

Refusal check(const LeverageLimits& limits) noexcept;
double maxAllowedLeverage(const LeverageLimits& limits) noexcept;

}  // namespace plimsoll::gmx
