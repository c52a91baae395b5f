#pragma once

namespace plimsoll {

/// The venues whose rules are data. Where a venue changed its formula, the newest goes by the
/// venue's own name and the older by that name with a year.
enum class MarginVenue : int {
  binanceUsdm,
  binanceCoinm,
  bybitLinear,
  bybitInverse,
  bybitLinear2024,
  bybitInverse2024,
  okx,
  deribit,
  krakenFutures,
  bitget,
  gate,
  kucoin,
  htx,
  phemex,
  mexc,
  blofin,
  coinex,
  lighter,
  hyperliquid,
  hyperliquid2023,
  bitmex,
  dydx,
  gmxV2,
  jupiter,
  drift,
};

/// At which price a venue counts the notional that maintenance margin is a part of.
enum class MaintenanceBasis : int {
  mark,          ///< at the mark, as it moves
  entry,         ///< at the entry price, once and for all
  frozenAtMark,  ///< at the mark of now, as if it stood still while the price falls
};

/// What a venue adds to maintenance margin for the fee of closing.
enum class ExitFee : int {
  none,
  atMark,                    ///< taker rate of the notional at the mark
  atBankruptcy,              ///< taker rate of the notional at the bankruptcy price
  atConservativeBankruptcy,  ///< the same at V (1 + 1 / L), the dearer side, whichever side it is
  atEntry,                   ///< taker rate of the notional at entry
};

/// How the rows of a venue's table become one position's maintenance margin.
enum class TierRule : int {
  marginal,          ///< by notional, each part by its own row: rate and deduction
  wholeByContracts,  ///< by the number of contracts, one row for the whole position
  growing,           ///< one row, and a rate that grows with size
  sizePremium,       ///< one row, and Drift's premium on the rate of a larger position
};

/// Of what a maintenance rate is a part.
enum class RateOf : int {
  notional,
  initialMargin,  ///< HTX: its adjustment factor is a part of notional over leverage
};

/// How the venue shows a liquidation price.
enum class ShownPrice : int {
  asComputed,
  towardMark,      ///< rounded to the tick, up for a long
  tickTowardMark,  ///< one tick nearer to the mark than computed
};

/// What a venue calls the margin ratio.
enum class VenueMarginRatio : int {
  maintenanceOverEquity,  ///< liquidates at 1 from below
  equityOverMaintenance,  ///< liquidates at 1 from above
  equityOverNotional,     ///< liquidates at the maintenance rate from above
};

/// Of what a venue's return on equity is a part.
enum class ReturnBasis : int {
  initialMargin,  ///< notional at entry over the leverage that was set
  currentMargin,  ///< the margin that the position has now
};

/// How the other positions of a cross account stand while one is asked about.
enum class CrossRule : int {
  othersFrozen,  ///< at their marks
  commonScale,   ///< KuCoin: all marks go against the account by the same fraction
};

/// How maintenance margin is counted in one margin mode.
struct ModeRules {
  MaintenanceBasis basis;
  ExitFee exitFee;
};

/// A venue's formula for leverage, margin and liquidation, as data. Two venues that differ
/// in a switch only share the code; what fits none of this has a file in margin/venues.
struct VenueRules {
  ModeRules isolated;
  ModeRules cross;
  TierRule tiers;
  RateOf rateOf;
  ShownPrice shown;
  VenueMarginRatio marginRatio;
  ReturnBasis returnBasis;
  CrossRule crossRule;
};

const VenueRules& venueRules(MarginVenue venue) noexcept;

/// Whether a mode's formula asks for the leverage setting.
bool countsLeverage(const VenueRules& rules, const ModeRules& mode) noexcept;

/// A liquidation price as the venue shows it.
///
/// @param price     as computed
/// @param side      +1 long, -1 short
/// @param tickSize  quote units between two prices; zero or below: not known
double shownPrice(const VenueRules& rules, double price, double side, double tickSize) noexcept;

}  // namespace plimsoll
