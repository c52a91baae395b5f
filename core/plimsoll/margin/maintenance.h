#pragma once

#include <span>

#include "plimsoll/margin/margin_table.h"

namespace plimsoll {

/// A position's maintenance margin as its venue counts it, over its notional N:
///
///     M(N) = a m_k N - d_k + f N + g N^2 + M0
///
/// The brackets give the rate m_k and the amount d_k; a is 1, but HTX's rate is a part of
/// the initial margin, so there it is 1 / leverage. Some venues add the fee of closing at the
/// mark, f. Deribit's rate grows with the position in coin, which for an inverse contract
/// is its notional: g. What does not move with the mark is M0: maintenance counted at entry,
/// or a fee at the bankruptcy price.
///
/// It is convex in N, because rates rise with N and g is not below zero. The solver in
/// crossing.h rests on that.
struct Maintenance {
  std::span<const MarginBracket> brackets = {};  ///< none: m and d are zero
  double rateFactor = 1.0;                       ///< a
  double exitFeeRate = 0.0;                      ///< f, fraction of notional at the mark
  double growth = 0.0;                           ///< g, rate for each settlement unit of notional
  double fixed = 0.0;                            ///< M0, settlement units
};

/// M(N), in settlement units.
double maintenanceMargin(const Maintenance& maintenance, double notional) noexcept;

/// dM / dN: what one more unit of notional takes. At a bracket's edge the upper one counts.
double maintenanceSlope(const Maintenance& maintenance, double notional) noexcept;

/// One bracket's part of M where the rate does not grow: (r N - d) + M0 for an N below its cap.
struct MaintenanceLine {
  double rate;    ///< r = a m + f
  double amount;  ///< a d, settlement units
  double cap;     ///< settlement units; the last line goes on beyond it
};

/// @param row  below maintenanceLines(maintenance)
MaintenanceLine maintenanceLine(const Maintenance& maintenance, std::size_t row) noexcept;

/// As many as there are brackets; one where there is none, since a fee is a rate too.
std::size_t maintenanceLines(const Maintenance& maintenance) noexcept;

/// The slope beyond the last bracket; infinite where the rate grows without end.
double lastMaintenanceSlope(const Maintenance& maintenance) noexcept;

}  // namespace plimsoll
