#pragma once

#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/engine/warning.h"

namespace plimsoll {

/// When a position is near its liquidation price, and how slowly that is taken back.
///
/// Near is measured in what this market usually does, because two percent are an hour for
/// one coin and a week for another. A threshold of zero switches its severity off.
struct WarningThresholds {
  double cautionDailySigmas = 1.0;        ///< nearer than this many daily standard deviations
  double dangerHourlySigmas = 2.0;        ///< nearer than this many hourly ones
  double criticalFiveMinuteSigmas = 2.0;  ///< nearer than this many of five minutes
  double criticalMarginRatio = 0.8;       ///< critical too at this margin ratio and above

  double cautionRate = 0.05;  ///< fractions of the mark, while volatility is not warm
  double dangerRate = 0.02;
  double criticalRate = 0.005;

  double easeFactor = 1.1;            ///< eases only when this many times the threshold away
  double easeAfterMs = 10'000.0;      ///< and seen to be so for this long
  double holdAfterRiseMs = 30'000.0;  ///< and this long since the last crossing
  double markStaleMs = 10'000.0;      ///< without a mark for longer than this: blind
};

/// Severer thresholds are not farther away than milder ones; the ratio is at most one, the
/// factor at least one, no time is below zero and staleness is above it.
Refusal check(const WarningThresholds& thresholds) noexcept;

/// The three distance thresholds in daily standard deviations: two hourly ones are 0.41 daily.
DistanceThresholds dailySigmaThresholds(const WarningThresholds& thresholds) noexcept;

/// The three distance thresholds as fractions of the mark.
DistanceThresholds rateThresholds(const WarningThresholds& thresholds) noexcept;

/// How near a position is: what of it the thresholds are compared with.
struct Nearness {
  double distance;                    ///< in the unit of the thresholds; zero or below: beyond
  std::optional<double> marginRatio;  ///< empty when no equity is left
};

struct SeverityLimits {
  DistanceThresholds distance;
  double criticalMarginRatio;
};

/// The same limits, moved out by a factor: what a warning has to be clear of to ease.
SeverityLimits widened(const SeverityLimits& limits, double factor) noexcept;

/// The severity at this nearness. Beyond the liquidation price it is critical, whatever the limits.
Severity severity(const Nearness& nearness, const SeverityLimits& limits) noexcept;

}  // namespace plimsoll
