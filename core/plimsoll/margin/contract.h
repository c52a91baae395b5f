#pragma once

#include "plimsoll/margin/position.h"

namespace plimsoll {

/// What a contract is worth and what it is settled in.
enum class ContractKind : int {
  linear = 0,   ///< worth its base quantity; margin and profit in quote units
  inverse = 1,  ///< worth a fixed sum of quote units; margin and profit in the base coin
};

/// A position in a contract of either kind.
struct ContractPosition {
  ContractKind kind;
  double signedQuantity;  ///< linear: base units; inverse: quote units. Above zero long
  double entryPrice;      ///< quote units for one base unit
  double margin;          ///< settlement units: quote for linear, base coin for inverse
};

Refusal check(const ContractPosition& position) noexcept;

/// The same position by its margin: what is left of the equity without the profit.
/// @param stated  has passed check(PositionAtMark); quantity and equity in this kind's units
ContractPosition contractPosition(ContractKind kind, const PositionAtMark& stated) noexcept;

/// The price as a position of this kind counts it: p itself, or 1 / p.
///
/// An inverse contract of Q quote units is worth Q / p coins, so in x = 1 / p it is worth
/// Q x: a linear contract of Q units in the reciprocal price, with the sides exchanged,
/// because a long wins when x falls:
///
///     E(x) = c - s Q (x - 1 / e),   N(x) = Q x
///
/// So every formula for linear positions serves inverse ones, in coins, and one solver
/// serves both. It is its own inverse.
double countedPrice(ContractKind kind, double price) noexcept;

/// The linear position that this one is in the counted price.
///
/// 10 000 USD long from 50 000 with 0.02 BTC:
///
///     countedPosition({ContractKind::inverse, +10'000.0, 50'000.0, 0.02})
///     // {-10'000.0, 0.00002, 0.02}
Position countedPosition(const ContractPosition& position) noexcept;

double direction(const ContractPosition& position) noexcept;  ///< +1 long, -1 short

}  // namespace plimsoll
