#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// A funding rate and how often it is paid.
struct PeriodicRate {
  double fundingRate;    ///< F, fraction of notional for one interval: above zero longs pay
  double intervalHours;  ///< h, above zero
};

/// A finite rate within +-1, and from a second to 24 hours.
Refusal check(const PeriodicRate& periodic) noexcept;

/// F 8760 / h, a fraction for a year of 365 days.
double simpleRatePerYear(const PeriodicRate& periodic) noexcept;

/// (1 + F)^(8760 / h) - 1: what a year comes to when each payment is added to the notional.
///
/// @return empty at F = -1 and below, and where it is beyond what a double holds
///
/// A hundredth of a percent each eight hours is 10.95 % simple and 11.57 % compounded:
///
///     compoundedRatePerYear({0.0001, 8.0})   // 0.11571
std::optional<double> compoundedRatePerYear(const PeriodicRate& periodic) noexcept;

/// F 8 / h, so that intervals of any length compare.
double ratePer8Hours(const PeriodicRate& periodic) noexcept;

/// A drift less what longs pay, mu - F 8760 / h: a long earns it, a short its negative. What
/// is said of a perpetual over time (Kelly, first passage, value at risk) takes this for its
/// drift, never mu alone.
///
/// @param driftPerYear  mu, of the price, a fraction for a year
double driftNetOfFunding(double driftPerYear, const PeriodicRate& periodic) noexcept;

/// One venue's funding of a coin, and how much hangs on it.
struct VenueFunding {
  PeriodicRate periodic;  ///< has passed check()
  /// Money of one side, zero or above; empty where unknown.
  std::optional<double> openInterestNotional;
};

Refusal check(const VenueFunding& venue) noexcept;

/// Funding over venues, all for eight hours.
struct FundingAcrossVenues {
  std::optional<double> weightedRate;  ///< sum F_v OI_v / sum OI_v; empty where no OI is known
  std::size_t weightedVenues;          ///< how many of them have an open interest above zero
  double lowestRate;
  double highestRate;
  double dispersion;  ///< highest less lowest
};

/// The dispersion is what a long at one venue and a short at another earn together before
/// fees. Venues without open interest count in the extremes alone. The order of venues changes no
/// more than the last place.
/// @param venues  have passed check()
/// @return empty where there is no venue
std::optional<FundingAcrossVenues> fundingAcrossVenues(
    std::span<const VenueFunding> venues) noexcept;

/// What a position pays at one settlement, s N F: below zero it receives. What all longs pay
/// all shorts receive.
///
/// @param side      s, +1 long, -1 short
/// @param notional  N, at the mark, in settlement units
/// @param rate      F, above zero longs pay
///
/// BitMEX's example: a long of 20 XBT at 0.25 % pays 0.05 XBT:
///
///     fundingPaid(+1.0, 20.0, 0.0025)   // 0.05
double fundingPaid(double side, double notional, double rate) noexcept;

/// A position that is carried through fundings at a rate that stays.
struct CarriedPosition {
  double side;      ///< s, +1 long, -1 short
  double leverage;  ///< L, notional over equity, above zero
  PeriodicRate periodic;
};

Refusal check(const CarriedPosition& position) noexcept;

/// s F L, fraction of equity for one interval: below zero the position receives.
double fundingOfMargin(const CarriedPosition& position) noexcept;

/// s F L H / h, fraction of equity over a horizon; notional and equity as at its start.
/// @param horizonHours  H, zero or above
double fundingOfMargin(const CarriedPosition& position, double horizonHours) noexcept;

/// How long a position is carried, and what its trades cost.
struct Carriage {
  double horizonHours;  ///< H, zero or above
  double feeRate;       ///< phi, fraction of notional each way; below zero a rebate
};

Refusal check(const Carriage& carriage) noexcept;

/// How far the price has to go so that a position has lost nothing.
struct BreakEvenMove {
  double favourableRate;  ///< r, in the position's favour; below zero it may lose that much
  double priceRate;       ///< s r, of the price: above zero a rise
  double marginRate;      ///< L r, of equity: what has to be earned
};

/// What funding and fees have taken, to first order (the fee of the exit is on the notional
/// at entry):
///
///     r = s F H / h + 2 phi
BreakEvenMove breakEvenMove(const CarriedPosition& position, const Carriage& carriage) noexcept;

/// Why there is no number of intervals.
enum class NoRunway : unsigned char {
  none,      ///< there is one
  receives,  ///< the position is on the receiving side
  noRate,    ///< nobody pays, or so little that no double holds the number
};

/// The code of a reason as users see it: the enumerator's own name.
/// @return "unknownReason" for a number that is no reason
const char* name(NoRunway reason) noexcept;

/// For how many settlements the margin lasts while the price stands still.
struct FundingRunway {
  std::optional<double> intervals;  ///< zero where it is liquidatable already; empty: for ever
  NoRunway reason;                  ///< why it is empty
};

/// Funding alone takes an equity of 1 / L down to the maintenance rate m of a notional that
/// stays:
///
///     n = (1 / L - m) / (s F)
///
/// It falls in L, F and m, and is zero from L = 1 / m on.
///
/// @param maintenanceRate  m, fraction of notional, 0 <= m < 1
///
/// A long at 20x and half a percent that pays 3 bp lasts 150 intervals:
///
///     fundingRunway({+1.0, 20.0, {0.0003, 8.0}}, 0.005).intervals   // 150
FundingRunway fundingRunway(const CarriedPosition& position, double maintenanceRate) noexcept;

/// The leverage at which funding eats a budget within n intervals:
///
///     L = b / (s F n)
///
/// With an edge scaled by volatility for b, more leverage than this pays more than it earns.
///
/// @param budgetRate  b, fraction of equity, above zero
/// @param intervals   n, above zero
/// @return empty for a position that does not pay, at which no leverage does; the position's
///         own leverage is not asked for
std::optional<double> leverageThatFundingEats(const CarriedPosition& position, double budgetRate,
                                              double intervals) noexcept;

}  // namespace plimsoll
