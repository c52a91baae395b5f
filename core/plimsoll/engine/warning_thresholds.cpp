#include "plimsoll/engine/warning_thresholds.h"

#include <cmath>

#include "plimsoll/margin/distance.h"

namespace plimsoll {
namespace {

struct Field {
  double value;
  const char* name;
};

bool isBelowZeroOrNone(double value) noexcept {
  return !(value >= 0.0) || std::isinf(value);
}

Refusal checkOrder(const DistanceThresholds& distance, const char* danger,
                   const char* critical) noexcept {
  // Zero switches one off, so it is out of order with nothing.
  if (distance.danger > distance.caution && distance.caution > 0.0) {
    return {Error::thresholdsNotOrdered, danger};
  }
  if (distance.critical > distance.danger && distance.danger > 0.0) {
    return {Error::thresholdsNotOrdered, critical};
  }
  if (distance.critical > distance.caution && distance.caution > 0.0) {
    return {Error::thresholdsNotOrdered, critical};
  }
  return {};
}

}  // namespace

Refusal check(const WarningThresholds& t) noexcept {
  for (const Field& field : {Field{t.cautionDailySigmas, "cautionDailySigmas"},
                             Field{t.dangerHourlySigmas, "dangerHourlySigmas"},
                             Field{t.criticalFiveMinuteSigmas, "criticalFiveMinuteSigmas"},
                             Field{t.cautionRate, "cautionRate"}, Field{t.dangerRate, "dangerRate"},
                             Field{t.criticalRate, "criticalRate"}}) {
    if (isBelowZeroOrNone(field.value)) return {Error::rateOutOfRange, field.name};
  }
  if (!(t.criticalMarginRatio > 0.0 && t.criticalMarginRatio <= 1.0)) {
    return {Error::rateOutOfRange, "criticalMarginRatio"};
  }
  if (!(t.easeFactor >= 1.0) || std::isinf(t.easeFactor)) {
    return {Error::rateOutOfRange, "easeFactor"};
  }
  for (const Field& field :
       {Field{t.easeAfterMs, "easeAfterMs"}, Field{t.holdAfterRiseMs, "holdAfterRiseMs"}}) {
    if (isBelowZeroOrNone(field.value)) return {Error::timeNegative, field.name};
  }
  if (!(t.markStaleMs > 0.0) || std::isinf(t.markStaleMs)) {
    return {Error::windowOutOfRange, "markStaleMs"};
  }

  const Refusal sigmas =
      checkOrder(dailySigmaThresholds(t), "dangerHourlySigmas", "criticalFiveMinuteSigmas");
  if (sigmas != Error::none) return sigmas;
  return checkOrder(rateThresholds(t), "dangerRate", "criticalRate");
}

DistanceThresholds dailySigmaThresholds(const WarningThresholds& thresholds) noexcept {
  return {thresholds.cautionDailySigmas,
          thresholds.dangerHourlySigmas * std::sqrt(kHourMs / kDayMs),
          thresholds.criticalFiveMinuteSigmas * std::sqrt(kFiveMinutesMs / kDayMs)};
}

DistanceThresholds rateThresholds(const WarningThresholds& thresholds) noexcept {
  return {thresholds.cautionRate, thresholds.dangerRate, thresholds.criticalRate};
}

SeverityLimits widened(const SeverityLimits& limits, double factor) noexcept {
  return {{limits.distance.caution * factor, limits.distance.danger * factor,
           limits.distance.critical * factor},
          limits.criticalMarginRatio / factor};
}

Severity severity(const Nearness& nearness, const SeverityLimits& limits) noexcept {
  const double distance = nearness.distance;
  const bool isBeyond = distance <= 0.0 || !nearness.marginRatio;
  if (isBeyond || distance < limits.distance.critical ||
      *nearness.marginRatio >= limits.criticalMarginRatio) {
    return Severity::critical;
  }
  if (distance < limits.distance.danger) return Severity::danger;
  if (distance < limits.distance.caution) return Severity::caution;
  return Severity::none;
}

}  // namespace plimsoll
