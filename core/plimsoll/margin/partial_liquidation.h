#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "plimsoll/margin/account.h"

namespace plimsoll {

/// How a venue liquidates a large position: down the rows of its table, or a share at a time.
struct PartialLiquidation {
  std::size_t rows = 0;          ///< at a time; zero: by share
  std::size_t wholeUpToRow = 0;  ///< positions in this row, counted from 1, and below go at once
  double share = 1.0;            ///< of the position as it stood at first
  double sharedAbove = 0;        ///< settlement units of notional; what is smaller goes at once
  bool isOnce = false;           ///< after the first share all of the rest
  double pauseMs = 0.0;          ///< between one step and the next, at least
};

/// Of a venue that states steps.
///
/// OKX (help, positions): two tiers at a time from tier 3 on, tiers 1 and 2 whole. Bybit, HTX
/// and BitMEX go down tier by tier. Hyperliquid: a fifth of a position above 100 000 USDC first
/// and 30 seconds of pause, after which all of the rest goes. Deribit: an eighth at a time, as
/// it was historically. Binance states no formula, KuCoin (above 600 000 USDT) no size.
std::optional<PartialLiquidation> partialLiquidation(MarginVenue venue) noexcept;

/// One step of it.
struct LiquidationStep {
  double price;     ///< the mark that brings it, quote units for one base unit
  double quantity;  ///< closed: base units, of an inverse contract quote units
  double left;      ///< the same unit; zero when it is the last
};

/// The steps in which an isolated position is liquidated as the mark goes on against it.
///
/// Each step closes at the price that brings it, and what that realizes stays in the position:
/// less is left with the same equity, so the next price lies farther. The venue's fee and the
/// fills it finds are not known, and both bring it nearer.
///
/// @param held  has passed check()
/// @return empty when no price liquidates it
std::vector<LiquidationStep> liquidationSteps(const AccountPosition& held,
                                              const PartialLiquidation& how);

}  // namespace plimsoll
