#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/engine/warning.h"

namespace plimsoll {

/// How slowly a warning is taken back.
struct EscalationLimits {
  double easeAfterMs;      ///< seen at a milder severity for this long
  double holdAfterRiseMs;  ///< and watched for this long since the last crossing
  double longestGapMs;     ///< between two looks; what happened in a longer one nobody knows
};

/// One look at what a warning is about.
struct Sight {
  Severity crossing;        ///< by the thresholds as they are
  Severity calm;            ///< by the thresholds moved out: never milder than `crossing`
  double sinceLastSightMs;  ///< zero at the first
};

/// The life of one warning: it rises in the very look that crosses a threshold, to whatever
/// severity that is, and comes down only after a while of being seen to be safe.
///
/// Time counts only between looks. A computer that slept for an hour between two of them has
/// seen nothing in that hour, so a gap longer than the limit starts the dwell anew.
///
/// When the value left by the whole hysteresis margin and crosses the threshold again before
/// the warning has eased, that is told again: the first time may have been dismissed.
class Escalation {
 public:
  /// @return what has changed, if anything
  std::optional<WarningChange> see(const Sight& sight, const EscalationLimits& limits) noexcept;

  Severity severity() const noexcept { return severity_; }

  /// How many times a threshold was crossed upward since it was raised.
  std::uint32_t crossings() const noexcept { return crossings_; }

 private:
  WarningChange rise(Severity to) noexcept;
  WarningChange ease(Severity calm) noexcept;
  void dwell(const Sight& sight, const EscalationLimits& limits) noexcept;

  Severity severity_ = Severity::none;
  Severity worstInDwell_ = Severity::none;
  std::uint32_t crossings_ = 0;
  bool hasLeft_ = false;  // since the last crossing
  bool isDwelling_ = false;
  double safeMs_ = 0.0;  // seen in this dwell
  double heldMs_ = 0.0;  // watched since the last crossing
};

}  // namespace plimsoll
