#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "plimsoll/margin/contract.h"
#include "plimsoll/margin/venue_rules.h"

namespace plimsoll {

/// By what a venue ranks positions when it closes winners against a bankrupt loser. Write u for
/// the unrealized profit, N for the notional, E for the equity, c for the margin or the wallet
/// behind the position, M for maintenance margin, p for the mark and e for the entry price.
enum class DeleveragingRule : int {
  leveragedReturn,      ///< u / N(e) times N(p) / E: profit in per cent times effective leverage
  returnByLeverage,     ///< BitMEX: the same of a winner; a loser's is divided by its leverage
  returnByMarginRatio,  ///< Binance 360033525471: u / c times M / E
  priceByLeverage,      ///< Hyperliquid: p / e times N(p) / E, of a short e / p: see below
};

/// Of a venue that states one. dYdX takes counterparties at random; of KuCoin, Bitget and Gate
/// only the figure that they show is known. Bybit and OKX say "profit times leverage", without
/// saying which leverage: the effective one is taken.
std::optional<DeleveragingRule> deleveragingRule(MarginVenue venue) noexcept;

/// A position as its rank asks for it.
struct DeleveragedPosition {
  ContractKind kind;
  double signedQuantity;     ///< linear: base units; inverse: quote units. Above zero long
  double entryPrice;         ///< quote units for one base unit
  double margin;             ///< settlement units: posted, or of a cross position the wallet
  double markPrice;          ///< quote units for one base unit
  double maintenanceMargin;  ///< settlement units; only Binance asks for it
};

Refusal check(const DeleveragedPosition& position) noexcept;

/// The rank: the higher, the sooner it is closed. Longs and shorts are ranked apart.
///
/// Hyperliquid's docs print p / e for both sides, which is higher for a short that loses. The
/// reciprocal for a short is ours.
///
/// @return empty when nothing is left of margin or equity
///
/// 1 BTC long from 50 000 with 5 000 behind it at 52 000 has won 4 % at 7.43x:
///
///     deleveragingRank(leveragedReturn, {linear, +1.0, 50'000.0, 5'000.0, 52'000.0, 260.0})   // 0.297
std::optional<double> deleveragingRank(DeleveragingRule rule,
                                       const DeleveragedPosition& position) noexcept;

/// One side's position with its rank.
struct RankedPosition {
  double quantity;  ///< any unit, above zero
  double rank;
};

/// Where a position stands in the queue, and what is closed of it.
struct QueuePlace {
  std::size_t position;  ///< in the list that was given
  double percentile;     ///< 20 to 100: 100 at the end of the queue, by quantity in fifths
  double closed;         ///< in the unit of the quantities
};

/// A side's queue, those that are closed first in front, and how it takes over a quantity:
/// one after the other, whole, until nothing is left of that. The percentile is that of BitMEX,
///
///     20 ceil(5 q / Q)
///
/// with q the quantity up to and with the position and Q that of all.
///
/// @param quantity  of the other side that nobody else takes; zero: just the queue
std::vector<QueuePlace> deleveragingQueue(std::span<const RankedPosition> positions,
                                          double quantity);

}  // namespace plimsoll
