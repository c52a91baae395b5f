#pragma once

#include <optional>

namespace plimsoll {

/// Why a number about a position is not there. The numbers are part of the interface:
/// new ones go at the end.
enum class Reason : int {
  none = 0,                 ///< the number is there
  noMark = 1,               ///< no mark price yet
  noTable = 2,              ///< no margin table for this symbol
  fullyCollateralized = 3,  ///< no price above zero liquidates it
  alreadyLiquidatable = 4,  ///< the mark is at the liquidation price or beyond: too late for this
  noEquity = 5,             ///< nothing is left of the margin, so there is nothing to divide by
  noVolatility = 6,         ///< not known yet how much the market usually moves
  noTickSize = 7,           ///< the instrument's tick is not known
  exitCostTooHigh = 8,      ///< closing would cost more than the equity that is left
  beyondTable = 9,          ///< the table ends below this notional
  noPostedMargin = 10,      ///< profit was taken out until no posted margin is left
  wholeAccount = 11,        ///< it is a number of the whole cross account, not of one position
  noPosition = 12,          ///< there is no position to speak of
  noTakerFee = 13,          ///< the venue counts the fee of closing, and it is not known
  noLeverage = 14,          ///< the venue counts by the leverage setting, and it is not known
  noDebt = 15,              ///< nothing is borrowed
  noCollateral = 16,        ///< nothing is supplied as collateral
};

/// The code of a reason as users see it: "noTable". "unknownReason" for a number that is none.
const char* name(Reason reason) noexcept;

/// A number, or why there is none. The reason is Reason::none exactly when there is a value.
struct Estimate {
  std::optional<double> value;
  Reason reason = Reason::none;

  static Estimate of(double value) noexcept { return {value, Reason::none}; }
  static Estimate absent(Reason reason) noexcept { return {std::nullopt, reason}; }

  /// The number where there is one, else why not.
  static Estimate of(std::optional<double> value, Reason otherwise) noexcept {
    return value ? of(*value) : absent(otherwise);
  }
};

}  // namespace plimsoll
