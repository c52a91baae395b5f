#pragma once

#include <optional>

#include "plimsoll/base/error.h"

/// Jupiter Perpetuals on Solana: isolated positions against a pool, with a borrow fee by the
/// hour in the place of funding.
///
/// By docs.jup.ag (trade, perps and jlp, liquidation) and the program's published parser
/// (get-liquidation-price). No number of theirs was found to test against.
namespace plimsoll::jupiter {

/// A position as its account keeps it, in dollars. All of it is fixed at entry and deposit.
struct Position {
  double signedSizeUsd;  ///< above zero long, below zero short
  double entryPrice;     ///< dollars for one token
  double collateralUsd;  ///< worth at deposit: it does not move with the collateral's price
  double borrowFeeUsd;   ///< pending: see borrowFee()
};

/// Size, price and collateral are above zero, the fee not below it.
Refusal check(const Position& position) noexcept;

/// What a custody account asks.
struct Custody {
  double baseFeeRate;  ///< decreasePositionBps, fraction of size: 6 basis points are 0.0006
  double tradeImpactFeeScalar;  ///< dollars of size that cost a whole of it in impact; above zero
  double maxLeverage;           ///< the maintenance one, 500, and not what may be opened
};

Refusal check(const Custody& custody) noexcept;

/// S (base + ceil(S / scalar)), with the impact rounded up to a basis point.
///
///     closeFee(100'000.0, {0.0006, 1.25e9, 500.0})   // 70: 6 bps and 0.8, rounded up to 1
double closeFee(double sizeUsd, const Custody& custody) noexcept;

/// (rate now - rate at the last change) S, in dollars. The rates are fractions: the accounts'
/// integers by 10^9. They never fall.
double borrowFee(double sizeUsd, double cumulativeRate, double rateAtSnapshot) noexcept;

/// The largest loss that leaves what must remain, counted against the collateral:
/// S / maxLeverage + close fee + borrow fee.
double reservedCollateral(const Position& position, const Custody& custody) noexcept;

/// The price at which the collateral less the loss is that reserve m:
///
///     e + s (m - c) e / S
///
/// A position whose reserve is more than its collateral (m > c) is liquidated now unless it
/// is in profit, so that its price lies on the winning side of the entry: above it for a long.
/// The documentation writes |m - c| and leaves that out; the program's parser does not.
///
/// The borrow fee grows with time, and the price comes nearer by it.
/// @return dollars for one token; empty when no price above zero liquidates it
///
/// 10 000 long from 100 with 1 000, nothing borrowed yet: 20 must remain and 7 are the fee.
///
///     liquidationPrice({10'000.0, 100.0, 1'000.0, 0.0}, {0.0006, 1.25e9, 500.0})   // 90.27
std::optional<double> liquidationPrice(const Position& position, const Custody& custody) noexcept;

/// Whether the collateral with the profit or loss at this price is at the reserve or below.
bool isLiquidatable(const Position& position, const Custody& custody, double price) noexcept;

}  // namespace plimsoll::jupiter
