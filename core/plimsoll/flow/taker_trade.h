#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// One trade, by the side that crossed the spread.
struct TakerTrade {
  Side takerSide;                    ///< who crossed: a buy takes from the asks
  double price;                      ///< quote units for one base unit, above zero
  double quantity;                   ///< the venue's unit, above zero
  std::optional<double> notional{};  ///< quote units; empty where the contract's size is unknown
  std::int64_t venueTimeMs = 0;      ///< milliseconds since 1970 on the venue's clock

  double signedQuantity() const noexcept {  ///< above zero where the taker bought
    return takerSide == Side::buy ? quantity : -quantity;
  }
};

/// No price, quantity or notional may be larger: their squares and sums stay finite.
inline constexpr double kLargestTrade = 1e100;

/// Price and quantity are finite and above zero, the notional is not below zero, and none is
/// above kLargestTrade.
Refusal check(const TakerTrade& trade) noexcept;

}  // namespace plimsoll
