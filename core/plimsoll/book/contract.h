#pragma once

#include <optional>

#include "plimsoll/feed/event.h"

namespace plimsoll {

/// What one unit of a market's quantities is. What nobody has told is empty.
struct Contract {
  std::optional<InstrumentKind> kind{};
  std::optional<double> size{};      ///< base coin, or quote units where inverse
  std::optional<double> tickSize{};  ///< quote units between two prices
  std::optional<double> lotSize{};   ///< the venue's unit between two quantities
  bool isInferred = true;            ///< from the instrument's name, not from the venue's list

  bool isInverse() const noexcept { return kind == InstrumentKind::inverse; }
};

/// Quantities in base coin, as most venues write them.
inline constexpr Contract kCoins{.kind = InstrumentKind::linear, .size = 1.0};

/// What the venue lists, and where it says nothing what the name tells.
Contract contractOf(const Listing* listed, const Listing& inferred) noexcept;

/// The base coin that a quantity is, S q, or S q / p where the contract is inverse.
///
/// @param price  quote units for one base unit, above zero
/// @return empty where the contract's size is not known
std::optional<double> baseQuantity(const Contract& contract, double quantity,
                                   double price) noexcept;

/// What a quantity is worth in quote units, S q p, or S q where the contract is inverse.
std::optional<double> notional(const Contract& contract, double quantity, double price) noexcept;

}  // namespace plimsoll
