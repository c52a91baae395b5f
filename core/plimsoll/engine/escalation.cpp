#include "plimsoll/engine/escalation.h"

#include <algorithm>

namespace plimsoll {

std::optional<WarningChange> Escalation::see(const Sight& sight,
                                             const EscalationLimits& limits) noexcept {
  heldMs_ += std::min(sight.sinceLastSightMs, limits.longestGapMs);

  const bool crossesAgain = hasLeft_ && sight.crossing == severity_;
  if (sight.crossing > severity_ || crossesAgain) return rise(sight.crossing);
  if (severity_ == Severity::none) return std::nullopt;

  if (sight.calm >= severity_) {
    isDwelling_ = false;
    return std::nullopt;
  }
  hasLeft_ = true;
  dwell(sight, limits);
  if (safeMs_ < limits.easeAfterMs || heldMs_ < limits.holdAfterRiseMs) return std::nullopt;
  return ease(sight.calm);
}

WarningChange Escalation::rise(Severity to) noexcept {
  const bool isNew = severity_ == Severity::none;
  severity_ = to;
  crossings_ = isNew ? 1 : crossings_ + 1;
  hasLeft_ = false;
  isDwelling_ = false;
  heldMs_ = 0.0;
  return isNew ? WarningChange::raised : WarningChange::escalated;
}

void Escalation::dwell(const Sight& sight, const EscalationLimits& limits) noexcept {
  if (!isDwelling_ || sight.sinceLastSightMs > limits.longestGapMs) {
    isDwelling_ = true;
    safeMs_ = 0.0;
    worstInDwell_ = sight.calm;
    return;
  }
  safeMs_ += sight.sinceLastSightMs;
  worstInDwell_ = std::max(worstInDwell_, sight.calm);
}

WarningChange Escalation::ease(Severity calm) noexcept {
  severity_ = worstInDwell_;
  hasLeft_ = calm < severity_;
  isDwelling_ = hasLeft_;
  safeMs_ = 0.0;
  worstInDwell_ = calm;
  return severity_ == Severity::none ? WarningChange::cleared : WarningChange::eased;
}

}  // namespace plimsoll
