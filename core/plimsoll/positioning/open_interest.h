#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/feed/event.h"

// Open interest in units that can be compared between contracts and venues, and what it is
// set against. It is counted on one side: every contract has one long and one short, so
// there is no such thing as more of it on one side.

namespace plimsoll {

/// Open interest in three units. What cannot be known is empty.
struct NormalizedOpenInterest {
  std::optional<double> baseQuantity{};  ///< base coin
  std::optional<double> notional{};      ///< quote units
  /// The coin that the contract settles in: quote units where linear, base coin where
  /// inverse; empty where the kind is not known or does not settle so.
  std::optional<double> settlementQuantity{};
};

/// Open interest by the contract that it is in. Write q for the venue's quantity, S for the
/// contract's size and p for the price:
///
///     base = S q,  notional = S q p;   inverse: base = S q / p,  notional = S q
///
/// What the venue itself says of base coin or notional is kept; what it leaves out follows
/// from the quantity, or else from the other of the two at the price. What is below zero or
/// not finite, told or computed, counts as not known.
///
/// @param price  quote units for one base unit, finite, above zero; the mark price
///
/// 3 000 contracts of 100 dollars at 50 000:
///
///     normalizedOpenInterest({.quantity = 3'000.0}, inverseOf100Dollars, 50'000.0)
///     // 6 BTC, 300 000 USD, settled as 6 BTC
NormalizedOpenInterest normalizedOpenInterest(const OpenInterest& told, const Contract& contract,
                                              double price) noexcept;

/// What open interest is set against. Nothing in a venue's feed of derivatives says the market
/// cap or the reserve: a user may give them, and without them their ratios are empty.
struct OpenInterestScales {
  std::optional<double> marketCap{};    ///< quote units: circulating supply times price
  std::optional<double> dayNotional{};  ///< quote units traded in 24 h
  /// Quote units resting within kExitDepthBps of the mid, both sides together.
  std::optional<double> depthNotional{};
  std::optional<double> spotDepthNotional{};    ///< the same in the spot book
  std::optional<double> reserveBaseQuantity{};  ///< base coin that the exchange holds for clients
};

/// How far from the mid the depth of OpenInterestScales reaches: one percent. See depthWithin().
inline constexpr double kExitDepthBps = 100.0;

/// Finite; notionals zero or above, the reserve above zero.
Refusal check(const OpenInterestScales& scales) noexcept;

/// Open interest over each of its scales; no unit. Empty where either is not known or the
/// scale is zero.
struct OpenInterestRatios {
  std::optional<double> toMarketCap{};
  std::optional<double> toDayNotional{};  ///< days of trading that it is
  /// How many times over the near depth would be taken if everybody left: a proxy for the
  /// time that it takes. One side leaves through about half of that depth.
  std::optional<double> toDepth{};
  std::optional<double> toSpotDepth{};
  /// Base coin open over base coin in reserve, as CryptoQuant defines its estimated leverage
  /// ratio. Others have used the name for open interest over the sum of long and short
  /// size, which says nothing.
  std::optional<double> estimatedLeverage{};
};

/// @param scales  has passed check()
///
/// 25 000 coins open and 100 000 in reserve:
///
///     openInterestRatios({.baseQuantity = 25'000.0}, {.reserveBaseQuantity = 100'000.0})
///     // estimatedLeverage 0.25, the others empty
OpenInterestRatios openInterestRatios(const NormalizedOpenInterest& openInterest,
                                      const OpenInterestScales& scales) noexcept;

/// The open interest of one contract of an asset.
struct ContractInterest {
  std::optional<InstrumentKind> kind{};
  std::optional<double> notional{};  ///< quote units, the same for all that are compared
};

/// How much of an asset's open interest is margined in the coin itself.
struct CoinMargin {
  double share;         ///< of the notional, 0 to 1
  std::size_t counted;  ///< contracts that it is of: the others have no kind or no notional
};

/// The notional of inverse contracts over that of inverse and linear ones. The collateral of
/// an inverse long falls with the price that hurts it, so its loss is convex: with a larger
/// share the same fall liquidates more.
///
/// @return empty when nothing is open in any contract that counts
std::optional<CoinMargin> coinMargin(std::span<const ContractInterest> contracts) noexcept;

}  // namespace plimsoll
