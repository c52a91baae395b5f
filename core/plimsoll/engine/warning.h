#pragma once

#include <cstdint>
#include <optional>

namespace plimsoll {

/// What a warning is about. The numbers are part of the interface: new ones go at the end.
enum class WarningCode : int {
  liquidationNear = 1,  ///< the mark has come near the liquidation price
  blind = 2,            ///< no mark has come for too long, so nobody sees what happens
};

/// How bad it is. Ordered: a severer one is greater.
enum class Severity : int { none = 0, caution = 1, danger = 2, critical = 3 };

enum class WarningChange : int {
  raised = 1,     ///< it was not standing before
  escalated = 2,  ///< severer than before, or its threshold crossed once more
  eased = 3,      ///< milder than before
  cleared = 4,    ///< no longer standing
};

/// Distances below which a warning has each severity, in one unit: daily standard deviations,
/// or a fraction of the mark while the market's volatility is not known.
struct DistanceThresholds {
  double caution;
  double danger;
  double critical;
};

/// What a warning rests on, at the last mark.
struct WarningNumbers {
  std::optional<double> markPrice;         ///< quote units for one base unit
  std::optional<double> markLocalTimeMs;   ///< when that mark came in
  std::optional<double> liquidationPrice;  ///< on the tick where it is known
  std::optional<double> distanceRate;      ///< fraction of the mark; below zero beyond the price
  std::optional<double> distanceSigmas;    ///< daily ones; empty until volatility is warm
  std::optional<double> marginRatio;       ///< liquidates at 1; empty when no equity is left
  DistanceThresholds thresholds{};         ///< that the distance was compared with
  bool fixedThresholds = false;  ///< they are fractions of the mark, not standard deviations
};

/// One standing warning about one position.
struct Warning {
  std::uint64_t id;          ///< stable: of position and code, the same each time it rises
  std::uint32_t positionId;  ///< as the caller numbered it
  WarningCode code;          ///< in words: a catalogue of messages
  Severity severity;         ///< in an event that clears it: what it was
  double sinceLocalTimeMs;   ///< when it was raised
  std::uint32_t crossings;   ///< how often the mark has come over a threshold since then
  bool acknowledged;         ///< somebody has seen it; a crossing takes that back
  bool beyondLiquidation;    ///< the mark is at the liquidation price or beyond
  WarningNumbers numbers;
};

/// The id of a position's warning of this kind; exact in a double too.
///
///     warningId(7, WarningCode::blind)   // 114
constexpr std::uint64_t warningId(std::uint32_t positionId, WarningCode code) noexcept {
  return std::uint64_t{positionId} * 16 + static_cast<std::uint64_t>(code);
}

/// Something happened to a warning, which is here as it stood right after.
struct WarningEvent {
  WarningChange change;
  Warning warning;
};

}  // namespace plimsoll
