#pragma once

#include <optional>

#include "plimsoll/margin/contract.h"
#include "plimsoll/margin/maintenance.h"
#include "plimsoll/margin/venue_rules.h"

namespace plimsoll {

/// What a venue's formula asks about a position, besides the position itself.
struct MarginTerms {
  const VenueRules* rules;
  std::span<const MarginBracket> brackets = {};  ///< of the symbol; have passed check()
  double rateGrowth = 0.0;                       ///< where the rate grows: rate for each base unit
  double imfFactor = 0.0;       ///< where it has a premium for size: Drift's, parts of a million
  double minMaintenance = 0.0;  ///< settlement units, where a venue asks for no less
  double takerFeeRate = 0.0;    ///< fraction of notional
  double contracts = 0.0;       ///< the position's; where tiers go by contracts
  std::optional<double> leverage = {};  ///< as set; notional at entry over margin if not known
  std::optional<double> statedMaintenance =
      {};  ///< settlement units, as the venue itself states it
};

/// A position as the solver takes it: linear in the counted price, with its maintenance
/// margin as its venue counts that.
struct Exposure {
  ContractKind kind;
  Position position;        ///< in the counted price
  Maintenance maintenance;  ///< by notional in settlement units
};

/// The position under its venue's rules for a mode.
///
/// @param mode       rules.isolated or rules.cross
/// @param markPrice  only MaintenanceBasis::frozenAtMark asks for it
Exposure exposure(const ContractPosition& position, const MarginTerms& terms, const ModeRules& mode,
                  double markPrice) noexcept;

/// A counted price that is this much of the price it is asked near is the rounding of none at
/// all: that of a position whose margin covers its whole value.
inline constexpr double kPriceRounding = 1e-12;

/// The price that a counted price means, if it is one.
std::optional<double> priceAt(ContractKind kind, std::optional<double> counted,
                              double near) noexcept;

/// N, in settlement units: quantity times price, or for an inverse contract over it.
double notional(const Exposure& exposure, double price) noexcept;

/// s n (p - e), or s Q (1 / e - 1 / p): above zero is a profit. Settlement units.
double unrealizedPnl(const Exposure& exposure, double price) noexcept;

/// Margin and unrealized profit together, in settlement units.
double equity(const Exposure& exposure, double price) noexcept;

/// M at this mark, in settlement units.
double maintenanceMargin(const Exposure& exposure, double price) noexcept;

/// The mark price that liquidates a position with margin of its own, or with what the rest of
/// a cross account leaves for it as margin (see account.h).
///
/// @return quote units for one base unit; empty when no price does, as for an inverse
///         short whose margin covers its whole value
std::optional<double> liquidationPrice(const Exposure& exposure) noexcept;

/// The other way round: the margin with which the position is liquidated at this price.
/// @param exposure  its margin is not looked at
double marginForLiquidationPrice(const Exposure& exposure, double price) noexcept;

/// The mark price at which nothing is left of the margin.
std::optional<double> bankruptcyPrice(const Exposure& exposure) noexcept;

}  // namespace plimsoll
