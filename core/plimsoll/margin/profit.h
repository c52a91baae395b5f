#pragma once

#include <optional>
#include <span>

#include "plimsoll/margin/exposure.h"

namespace plimsoll {

/// A part of a position as it was bought or sold.
struct Fill {
  double quantity;  ///< base units, of an inverse contract quote units; above zero
  double price;     ///< quote units for one base unit
};

/// The price at which a position stands after fills on one side: the mean price by base
/// quantity, sum of q p over sum of q; for an inverse contract, where the quantity is in quote
/// units, sum of Q over sum of Q / p.
/// @param fills  not empty
double averageEntryPrice(ContractKind kind, std::span<const Fill> fills) noexcept;

/// What a position costs besides margin.
struct PositionCosts {
  double openFeeRate = 0.0;   ///< fraction of notional at entry
  double closeFeeRate = 0.0;  ///< fraction of notional when it is closed
  double fundingPaid = 0.0;   ///< settlement units since it was opened; below zero received
};

/// Fees of opening at the entry price and closing at `price`, in settlement units.
double feesOfRound(const Exposure& exposure, double price, const PositionCosts& costs) noexcept;

/// What is left of the profit when it is closed at this price, after fees and funding.
double netProfit(const Exposure& exposure, double price, const PositionCosts& costs) noexcept;

/// The price at which closing leaves this net profit. With s, n, e as ever, o and k the fee
/// rates of opening and closing, F the funding and g the wanted profit
///
///     s n (p - e) - o n e - k n p - F = g     so     p = (n e (s + o) + F + g) / (n (s - k))
///
/// @return quote units for one base unit; empty when no price above zero does
std::optional<double> priceForNetProfit(const Exposure& exposure, double netProfit,
                                        const PositionCosts& costs) noexcept;

/// The price at which closing neither wins nor loses: priceForNetProfit of zero.
std::optional<double> breakEvenPrice(const Exposure& exposure, const PositionCosts& costs) noexcept;

/// Unrealized profit over the margin that it was made with: the notional at entry over
/// the leverage that was set (Binance, Bybit, Hyperliquid since 2024), or the margin of now
/// (Bitget, Hyperliquid 2023).
/// @param margin  settlement units, above zero
double returnOnEquity(double unrealizedPnl, double margin) noexcept;

/// N(e) / L: the margin that opening at this leverage takes, in settlement units.
double initialMargin(const Exposure& exposure, double leverage) noexcept;

}  // namespace plimsoll
