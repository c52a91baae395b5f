// Watches over positions and their warnings, as values.

#include <emscripten/bind.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "account_door.h"
#include "engine.h"
#include "exports.h"
#include "list.h"
#include "plimsoll/engine/reading.h"

namespace {

using namespace plimsoll;
using door::engine;
using emscripten::val;

struct WatchReply {
  int error;
  std::string field;
  int watch;
};

WatchReply openWatch(const std::string& venue, const WarningThresholds& thresholds) {
  const auto known = feedVenue(venue);
  const bool isKnown = known && WatchDesk::knows(*known);
  const Refusal refusal = isKnown ? check(thresholds) : Refusal{Error::unknownVenue, "venue"};
  const bool isRefused = refusal != Error::none;
  return {static_cast<int>(refusal.error), refusal.field,
          isRefused ? kNoId : engine().watches().open(*known, thresholds)};
}

void closeWatch(WatchId watch) {
  engine().watches().close(watch);
  engine().followWatches();
}

/// What an update is asked with, besides the account in the block.
struct Update {
  WatchId watch;
  std::string_view symbols;  ///< of the positions, a line each
};
Update asked;

Refusal watchPositions(const door::AccountAsked& stated) {
  std::vector<PositionToWatch> positions;
  std::string_view symbols = asked.symbols;
  for (std::size_t i = 0; i < stated.facts.size(); ++i) {
    const AccountPosition& held = stated.account.positions[i];
    if (held.position.kind != ContractKind::linear || !held.isIsolated)
      return {Error::wrongType, held.isIsolated ? "kind" : "mode", static_cast<int>(i)};
    const std::string_view symbol = symbols.substr(0, symbols.find('\n'));
    symbols.remove_prefix(std::min(symbol.size() + 1, symbols.size()));
    const auto brackets = held.terms.brackets;
    const ContractPosition& position = held.position;
    positions.push_back({static_cast<std::uint32_t>(stated.rest[i]),
                         std::string(symbol),
                         {position.signedQuantity, position.entryPrice,
                          position.margin - held.pendingFees},
                         MarginTable({brackets.begin(), brackets.end()}),
                         stated.facts[i].instrument});
  }
  return engine().watches().update(asked.watch, std::move(positions));
}

void answerUpdate(const door::AccountAsked& stated) {
  if (const Refusal refusal = watchPositions(stated); refusal != Error::none) {
    door::write(door::Refused{refusal, door::Part::position, static_cast<std::size_t>(refusal.row)});
    return;
  }
  engine().followWatches();
  engine().primeWatch(asked.watch);
}

/// From now on the positions of the account that was written, behind which their ids stand.
/// Nothing changes where any of them is refused.
std::uintptr_t updateWatch(WatchId watch, const std::string& symbols) {
  asked = {watch, symbols};
  return reinterpret_cast<std::uintptr_t>(door::answerAccount(answerUpdate));
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
      .field("error", &WatchReply::error)
      .field("field", &WatchReply::field)
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
