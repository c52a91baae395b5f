// Watches over positions and their warnings, as values.

#include <emscripten/bind.h>

#include <string>
#include <vector>

#include "account_door.h"
#include "engine.h"
#include "exports.h"
#include "list.h"
#include "plimsoll/engine/reading.h"
#include "positions.h"

namespace {

using namespace plimsoll;
using door::engine;
using door::RefusalReply;
using emscripten::val;

struct WatchReply {
  RefusalReply refusal;
  int watch;
};

WatchReply openWatch(const std::string& venue, const WarningThresholds& thresholds) {
  const auto known = feedVenue(venue);
  if (!known) return {door::reply({Error::unknownVenue, "venue"}), kNoId};
  if (const Refusal refusal = check(thresholds); refusal != Error::none) {
    return {door::reply(refusal), kNoId};
  }
  return {door::reply(Refusal{}), engine().watches().open(*known, thresholds)};
}

void closeWatch(WatchId watch) {
  engine().watches().close(watch);
  engine().followWatches();
}

/// Nothing changes where any position is refused.
RefusalReply updateWatch(WatchId watch, const val& inputs) {
  std::vector<PositionToWatch> positions;
  const auto count = inputs["length"].as<int>();
  for (int row = 0; row < count; ++row) {
    door::PositionRead read = door::read(inputs[row].as<door::PositionInput>());
    if (read.refusal == Error::none && read.position.table.empty()) {
      read.refusal = {Error::tableEmpty, "table"};
    }
    if (read.refusal != Error::none) return door::reply(read.refusal, row);
    positions.push_back(std::move(read.position));
  }
  const Refusal refusal = engine().watches().update(watch, std::move(positions));
  if (refusal == Error::none) {
    engine().followWatches();
    engine().primeWatch(watch);
  }
  return door::reply(refusal, refusal.row);
}

struct WarningReply {
  double id;
  std::uint32_t positionId;
  int code;
  int severity;
  double sinceLocalTimeMs;
  std::uint32_t crossings;
  bool acknowledged;
  bool beyondLiquidation;
  double markPrice;
  double markLocalTimeMs;
  double liquidationPrice;
  double distanceRate;
  double distanceSigmas;
  double marginRatio;
  double cautionDistance;
  double dangerDistance;
  double criticalDistance;
  bool fixedThresholds;
};

struct WarningEventReply {
  int change;
  WarningReply warning;
};

double orMissing(const std::optional<double>& value) { return value.value_or(kMissing); }

WarningReply reply(const Warning& warning) {
  const WarningNumbers& numbers = warning.numbers;
  return {static_cast<double>(warning.id),
          warning.positionId,
          static_cast<int>(warning.code),
          static_cast<int>(warning.severity),
          warning.sinceLocalTimeMs,
          warning.crossings,
          warning.acknowledged,
          warning.beyondLiquidation,
          orMissing(numbers.markPrice),
          orMissing(numbers.markLocalTimeMs),
          orMissing(numbers.liquidationPrice),
          orMissing(numbers.distanceRate),
          orMissing(numbers.distanceSigmas),
          orMissing(numbers.marginRatio),
          numbers.thresholds.caution,
          numbers.thresholds.danger,
          numbers.thresholds.critical,
          numbers.fixedThresholds};
}

val takeWarningEvents(WatchId watch) {
  door::List taken;
  Watch* found = engine().watches().find(watch);
  if (found == nullptr) return taken.take();
  while (const auto event = found->nextEvent())
    taken.add(WarningEventReply{static_cast<int>(event->change), reply(event->warning)});
  return taken.take();
}

val standingWarnings(WatchId watch) {
  door::List standing;
  Watch* found = engine().watches().find(watch);
  if (found == nullptr) return standing.take();
  for (const Warning& warning : found->standing())
    standing.add(reply(warning));
  return standing.take();
}

bool acknowledge(WatchId watch, double warningId) {
  Watch* found = engine().watches().find(watch);
  return found != nullptr && found->acknowledge(static_cast<std::uint64_t>(warningId));
}

}  // namespace

/// The risk of a watched position, as account_door.h lays a position out.
PLIMSOLL_EXPORT const double* watchedRisk(std::int32_t watch, std::int32_t positionId) {
  Watch* found = engine().watches().find(watch);
  const auto risk =
      found == nullptr ? std::nullopt : found->risk(static_cast<std::uint32_t>(positionId));
  return door::positionBlock(risk.value_or(PositionRisk{}));
}

EMSCRIPTEN_BINDINGS(watches) {
  using namespace emscripten;

  value_object<WarningThresholds>("WarningThresholds")
      .field("cautionDailySigmas", &WarningThresholds::cautionDailySigmas)
      .field("dangerHourlySigmas", &WarningThresholds::dangerHourlySigmas)
      .field("criticalFiveMinuteSigmas", &WarningThresholds::criticalFiveMinuteSigmas)
      .field("criticalMarginRatio", &WarningThresholds::criticalMarginRatio)
      .field("cautionRate", &WarningThresholds::cautionRate)
      .field("dangerRate", &WarningThresholds::dangerRate)
      .field("criticalRate", &WarningThresholds::criticalRate)
      .field("easeFactor", &WarningThresholds::easeFactor)
      .field("easeAfterMs", &WarningThresholds::easeAfterMs)
      .field("holdAfterRiseMs", &WarningThresholds::holdAfterRiseMs)
      .field("markStaleMs", &WarningThresholds::markStaleMs);
  value_object<WatchReply>("WatchReply")
      .field("refusal", &WatchReply::refusal)
      .field("watch", &WatchReply::watch);
  value_object<WarningReply>("WarningReply")
      .field("id", &WarningReply::id)
      .field("positionId", &WarningReply::positionId)
      .field("code", &WarningReply::code)
      .field("severity", &WarningReply::severity)
      .field("sinceLocalTimeMs", &WarningReply::sinceLocalTimeMs)
      .field("crossings", &WarningReply::crossings)
      .field("acknowledged", &WarningReply::acknowledged)
      .field("beyondLiquidation", &WarningReply::beyondLiquidation)
      .field("markPrice", &WarningReply::markPrice)
      .field("markLocalTimeMs", &WarningReply::markLocalTimeMs)
      .field("liquidationPrice", &WarningReply::liquidationPrice)
      .field("distanceRate", &WarningReply::distanceRate)
      .field("distanceSigmas", &WarningReply::distanceSigmas)
      .field("marginRatio", &WarningReply::marginRatio)
      .field("cautionDistance", &WarningReply::cautionDistance)
      .field("dangerDistance", &WarningReply::dangerDistance)
      .field("criticalDistance", &WarningReply::criticalDistance)
      .field("fixedThresholds", &WarningReply::fixedThresholds);
  value_object<WarningEventReply>("WarningEventReply")
      .field("change", &WarningEventReply::change)
      .field("warning", &WarningEventReply::warning);

  function("defaultThresholds", +[] { return WarningThresholds{}; });
  function("openWatch", &openWatch);
  function("closeWatch", &closeWatch);
  function("updateWatch", &updateWatch);
  function("takeWarningEvents", &takeWarningEvents);
  function("standingWarnings", &standingWarnings);
  function("acknowledge", &acknowledge);
}
