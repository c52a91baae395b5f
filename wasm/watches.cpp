// Watches over positions and their warnings, by plain exports. Replies are laid out in replies.h.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account_door.h"
#include "engine.h"
#include "exports.h"
#include "plimsoll/engine/optional_reading.h"
#include "plimsoll/engine/reading.h"
#include "replies.h"

namespace plimsoll::door {
namespace {

/// What an update is asked with, besides the account in the block.
struct Update {
  WatchId watch;
  std::string_view symbols;  ///< of the positions, a line each
};
Update asked;

Refusal watchPositions(const AccountAsked& stated) {
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

void answerUpdate(const AccountAsked& stated) {
  if (const Refusal refusal = watchPositions(stated); refusal != Error::none) {
    write(Refused{refusal, Part::position, static_cast<std::size_t>(refusal.row)});
    return;
  }
  engine().followWatches();
  engine().primeWatch(asked.watch);
}


WarningReply replyOf(WarningChange change, const Warning& warning) {
  const WarningNumbers& numbers = warning.numbers;
  return {.change = static_cast<double>(change),
          .id = static_cast<double>(warning.id),
          .positionId = static_cast<double>(warning.positionId),
          .code = static_cast<double>(warning.code),
          .severity = static_cast<double>(warning.severity),
          .sinceLocalTimeMs = warning.sinceLocalTimeMs,
          .crossings = static_cast<double>(warning.crossings),
          .acknowledged = warning.acknowledged ? 1.0 : 0.0,
          .beyondLiquidation = warning.beyondLiquidation ? 1.0 : 0.0,
          .markPrice = orMissing(numbers.markPrice),
          .markLocalTimeMs = orMissing(numbers.markLocalTimeMs),
          .liquidationPrice = orMissing(numbers.liquidationPrice),
          .distanceRate = orMissing(numbers.distanceRate),
          .distanceSigmas = orMissing(numbers.distanceSigmas),
          .marginRatio = orMissing(numbers.marginRatio),
          .cautionDistance = numbers.thresholds.caution,
          .dangerDistance = numbers.thresholds.danger,
          .criticalDistance = numbers.thresholds.critical,
          .fixedThresholds = numbers.fixedThresholds ? 1.0 : 0.0};
}

#define PLIMSOLL_ORDER(name) offsetof(WarningThresholds, name) / sizeof(double),
constexpr std::size_t kThresholds[] = {PLIMSOLL_THRESHOLD_FIELDS(PLIMSOLL_ORDER)};
#undef PLIMSOLL_ORDER
static_assert(std::ranges::is_sorted(kThresholds) &&
              sizeof(WarningThresholds) == std::size(kThresholds) * sizeof(double));

}  // namespace
}  // namespace plimsoll::door

using namespace plimsoll;
using namespace plimsoll::door;

PLIMSOLL_EXPORT const double* defaultThresholds() { return only(WarningThresholds{}); }

/// With the thresholds that were written. The watch's number ends the answer.
PLIMSOLL_EXPORT const double* openWatch(std::int32_t venue) {
  Block block;
  const WarningThresholds& thresholds = block.take<WarningThresholds>(1).front();
  const bool isKnown = venue >= 0 && WatchDesk::knows(static_cast<FeedVenue>(venue));
  const Refusal refusal = isKnown ? check(thresholds) : Refusal{Error::unknownVenue, "venue"};
  write(Refused{refusal});
  const bool isRefused = refusal != Error::none;
  output.push_back(
      isRefused ? kNoId : engine().watches().open(static_cast<FeedVenue>(venue), thresholds));
  return output.data();
}

PLIMSOLL_EXPORT void closeWatch(std::int32_t watch) {
  engine().watches().close(watch);
  engine().followWatches();
}

/// From now on the positions of the account that was written, behind which their ids stand;
/// their symbols are the text that was written, a line each. Nothing changes where any of them
/// is refused.
PLIMSOLL_EXPORT const double* updateWatch(std::int32_t watch) {
  asked = {watch, textInput};
  return answerAccount(answerUpdate);
}

/// The next event of a watch, which is then gone; null where there is none.
PLIMSOLL_EXPORT const double* takeWarningEvent(std::int32_t watch) {
  Watch* found = engine().watches().find(watch);
  const auto event = found == nullptr ? std::nullopt : found->nextEvent();
  return event ? only(replyOf(event->change, event->warning)) : nullptr;
}

/// How many warnings stand, and then each of them.
PLIMSOLL_EXPORT const double* standingWarnings(std::int32_t watch) {
  Watch* found = engine().watches().find(watch);
  const auto standing = found == nullptr ? std::span<const Warning>{} : found->standing();
  output.assign({static_cast<double>(standing.size())});
  for (const Warning& warning : standing)
    add(replyOf(WarningChange{}, warning));
  return output.data();
}

PLIMSOLL_EXPORT std::int32_t acknowledge(std::int32_t watch, double warningId) {
  Watch* found = engine().watches().find(watch);
  return found != nullptr && found->acknowledge(static_cast<std::uint64_t>(warningId)) ? 1 : 0;
}

/// The risk of a watched position, as account_door.h lays a position out.
PLIMSOLL_EXPORT const double* watchedRisk(std::int32_t watch, std::int32_t positionId) {
  Watch* found = engine().watches().find(watch);
  const auto risk =
      found == nullptr ? std::nullopt : found->risk(static_cast<std::uint32_t>(positionId));
  return positionBlock(risk.value_or(PositionRisk{}));
}
