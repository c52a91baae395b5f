#pragma once

#include <optional>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// What a venue states about a linear contract: one that is margined and settled
/// in its quote currency. What is not known is empty, and nothing is assumed for it.
struct Instrument {
  std::optional<double> tickSize;            ///< quote units between two prices
  std::optional<double> lotSize;             ///< base units between two quantities
  std::optional<double> contractSize;        ///< base units in one contract
  std::optional<double> liquidationFeeRate;  ///< fraction of notional; Binance: `liquidationFee`
};

/// Sizes are above zero and the fee is a fraction below one.
Refusal check(const Instrument& instrument) noexcept;

enum class Rounding { down, up };

/// A number on a grid of steps: the nearest grid point below or above it.
///
/// A number that already lies on the grid stays, although 0.3 / 0.1 is 2.9999999999999996
/// in binary. The result is the very double that the venue's decimal text reads as
/// (3 steps of 0.1 are 0.3, not 0.30000000000000004).
///
/// @param value  finite
/// @param step   above zero
///
///     roundedToStep(61'234.567, 0.1, Rounding::up)   // 61'234.6
double roundedToStep(double value, double step, Rounding rounding) noexcept;

/// A liquidation price as a venue with this tick shows it: rounded toward the mark,
/// so up for a long and down for a short. The warning comes a tick early, never late.
///
/// @param side  +1 long, -1 short
/// @return quote units for one base unit; empty where the tick is not known
std::optional<double> roundedTowardMark(double price, double side,
                                        const Instrument& instrument) noexcept;

/// A quantity to trade, rounded up to the lot; as it is where the lot is not known.
double roundedUpToLot(double quantity, const Instrument& instrument) noexcept;

}  // namespace plimsoll
