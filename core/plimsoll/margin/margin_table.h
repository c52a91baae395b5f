#pragma once

#include <optional>
#include <span>
#include <vector>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// One step of a venue's margin table: it holds for a notional N with
/// notionalFloor <= N < notionalCap.
struct MarginBracket {
  double notionalFloor;          ///< quote units
  double notionalCap;            ///< quote units; infinity where the venue states none
  double maintenanceMarginRate;  ///< fraction of notional; half a percent is 0.005
  double maintenanceAmount;      ///< quote units taken off: `cum` at Binance, a deduction elsewhere
  double maxLeverage;            ///< the highest leverage that may be chosen in this bracket
};

/// Why these brackets are no margin table, and in which row.
///
/// They start at zero, leave no hole, do not overlap, and go on with a rate that does
/// not fall, a leverage that does not rise, and an amount that keeps maintenance margin
/// continuous:
///
///     d_0 = 0,   d_k = d_(k-1) + floor_k (m_k - m_(k-1))
///
/// Maintenance margin is below initial margin everywhere, m < 1 / maxLeverage. A rate
/// at ten times that or more, or at one or more, is taken for a percentage, because
/// tables in percent (0.4 at 125x up to 50 at 1x) are the usual mistake.
Refusal check(std::span<const MarginBracket> brackets) noexcept;

/// The same for a venue that takes one row for the whole position: the rows go by whatever
/// the venue counts, and no row has an amount.
Refusal checkWholePosition(std::span<const MarginBracket> brackets) noexcept;

/// Sets the maintenance amounts from floors and rates by the formula above, for a
/// venue or a user who states none.
void fillMaintenanceAmounts(std::span<MarginBracket> brackets) noexcept;

/// The bracket of a notional: quote units, zero or above. The first serves from zero and the
/// last without end.
/// @param brackets  not empty
const MarginBracket& bracketOf(std::span<const MarginBracket> brackets, double notional) noexcept;

/// The highest leverage that a position of this size may be set to: a bracket's cap belongs to it
/// here. Empty beyond the last.
std::optional<double> maxLeverage(std::span<const MarginBracket> brackets, double size) noexcept;

/// m N - d within one bracket.
double maintenanceMargin(const MarginBracket& bracket, double notional) noexcept;

/// A venue's maintenance margin rates by notional.
///
/// The first bracket serves from zero and the last without end, so every notional has
/// a bracket: a position that has outgrown the table is still liquidated by its last row.
///
/// Binance BTCUSDT, three of its brackets, October 2024:
///
///     const MarginTable table({{0.0, 50'000.0, 0.004, 0.0, 125.0},
///                              {50'000.0, 600'000.0, 0.005, 50.0, 100.0},
///                              {600'000.0, 3'000'000.0, 0.0065, 950.0, 75.0}});
///     table.maintenanceMargin(500'000.0)   // 2'450
///     table.maxLeverage(500'000.0)         // 100
class MarginTable {
 public:
  /// Without brackets; no question may be asked of it.
  MarginTable() noexcept = default;

  /// @param brackets  have passed check()
  explicit MarginTable(std::vector<MarginBracket> brackets) noexcept;

  bool empty() const noexcept { return brackets_.empty(); }
  std::span<const MarginBracket> brackets() const noexcept { return brackets_; }

  /// The bracket of a notional: quote units, zero or above.
  const MarginBracket& bracket(double notional) const noexcept;

  /// MM(N) = m_k N - d_k, in quote units. Continuous, increasing and convex in N, so it
  /// is also the greatest of all brackets' lines.
  double maintenanceMargin(double notional) const noexcept;

  /// The highest leverage that may be set on a position of this notional; a bracket's cap
  /// belongs to it here. Empty when no bracket is large enough.
  std::optional<double> maxLeverage(double notional) const noexcept;

  /// The highest leverage at which this much margin can be put to use,
  ///
  ///     max over k of min(maxLeverage_k, cap_k / margin)
  ///
  /// because more leverage makes more notional, and more notional allows less leverage.
  /// @param margin  quote units, above zero
  /// @return empty when the margin by itself is more than the largest position
  std::optional<double> maxLeverageForMargin(double margin) const noexcept;

  /// The largest notional that may be held at this leverage; empty when no bracket allows it.
  std::optional<double> maxNotional(double leverage) const noexcept;

 private:
  std::vector<MarginBracket> brackets_;
};

}  // namespace plimsoll
