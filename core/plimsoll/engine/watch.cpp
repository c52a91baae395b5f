#include "plimsoll/engine/watch.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "plimsoll/margin/adjust.h"
#include "plimsoll/margin/distance.h"
#include "plimsoll/margin/liquidation.h"

namespace plimsoll {
namespace {

bool isPrice(double price) noexcept {
  return std::isfinite(price) && price > 0.0;
}

/// The price as people are shown it: on the tick where that is known, so that the warning and
/// the number beside it agree.
std::optional<double> shownLiquidationPrice(const WatchedPosition& of) noexcept {
  const std::optional<double> price = liquidationPrice(of.position, of.table);
  if (!price) return std::nullopt;
  const auto rounded = roundedTowardMark(*price, direction(of.position), of.instrument);
  return rounded ? rounded : price;
}

bool isBeyond(const WarningNumbers& numbers) noexcept {
  return numbers.distanceRate && (*numbers.distanceRate <= 0.0 || !numbers.marginRatio);
}

Sight sightOf(const WarningNumbers& numbers, const WarningThresholds& thresholds,
              double sinceLastMarkMs) noexcept {
  if (!numbers.liquidationPrice) return {Severity::none, Severity::none, sinceLastMarkMs};

  const Nearness nearness{numbers.fixedThresholds ? *numbers.distanceRate : *numbers.distanceSigmas,
                          numbers.marginRatio};
  const SeverityLimits limits{numbers.thresholds, thresholds.criticalMarginRatio};
  return {severity(nearness, limits), severity(nearness, widened(limits, thresholds.easeFactor)),
          sinceLastMarkMs};
}

Warning newWarning(std::uint32_t positionId, WarningCode code) noexcept {
  return {.id = warningId(positionId, code),
          .positionId = positionId,
          .code = code,
          .severity = Severity::none,
          .sinceLocalTimeMs = 0.0,
          .crossings = 0,
          .acknowledged = false,
          .beyondLiquidation = false,
          .numbers = {}};
}

}  // namespace

Refusal check(std::span<const WatchedPosition> positions) {
  std::vector<std::uint32_t> ids;
  ids.reserve(positions.size());
  for (const WatchedPosition& position : positions)
    ids.push_back(position.id);
  std::ranges::make_heap(ids);  // a fifth of std::sort's code, for what is sorted once in a while
  std::ranges::sort_heap(ids);

  for (std::size_t row = 0; row < positions.size(); ++row) {
    const auto same = std::equal_range(ids.begin(), ids.end(), positions[row].id);
    if (same.second - same.first > 1) {
      return {Error::duplicatePosition, "id", static_cast<int>(row)};
    }
    if (positions[row].table.empty()) return {Error::tableEmpty, "table", static_cast<int>(row)};
  }
  return {};
}

void Watch::update(std::vector<WatchedPosition> positions) {
  std::vector<Watched> before = std::exchange(watched_, {});
  const std::vector<Symbol> symbolsBefore = std::exchange(symbols_, {});
  events_.reserve(4 * (positions.size() + before.size()) + 16);
  standing_.reserve(2 * positions.size());
  watched_.reserve(positions.size());

  std::ranges::make_heap(positions, {}, &WatchedPosition::id);
  std::ranges::sort_heap(positions, {}, &WatchedPosition::id);
  auto old = before.begin();
  for (WatchedPosition& position : positions) {
    while (old != before.end() && old->of.id < position.id)
      clearAll(*old++);
    Watched next = watched(std::move(position));
    if (old != before.end() && old->of.id == next.of.id) {
      if (old->of.symbolKey == next.of.symbolKey) {
        next.waitingSinceMs = old->waitingSinceMs;
        next.escalation = old->escalation;
        next.near = old->near;
        next.blind = old->blind;
        next.isBlind = old->isBlind;
      } else {
        clearAll(*old);
      }
      ++old;
    }
    watched_.push_back(std::move(next));
  }
  while (old != before.end())
    clearAll(*old++);

  for (const Symbol& known : symbolsBefore) {
    for (Symbol& symbol : symbols_) {
      if (symbol.key == known.key) symbol = known;
    }
  }
  judgeAgain();
}

void Watch::setThresholds(const WarningThresholds& thresholds) noexcept {
  thresholds_ = thresholds;
  judgeAgain();
}

void Watch::mark(const WatchedMark& mark) noexcept {
  advance(mark.localTimeMs);
  for (std::size_t i = 0; i < symbols_.size(); ++i) {
    Symbol& symbol = symbols_[i];
    if (symbol.key != mark.symbolKey || !isPrice(mark.markPrice)) continue;

    const double sinceLastMarkMs = symbol.markPrice ? nowMs_ - symbol.markMs : 0.0;
    symbol.markPrice = mark.markPrice;
    symbol.variancePerMs = mark.variancePerMs;
    symbol.markMs = nowMs_;
    for (Watched& watched : watched_) {
      if (watched.symbol != i) continue;
      judge(watched, sinceLastMarkMs);
      clearBlind(watched);
    }
  }
  noticeSilence();
}

void Watch::look(double localTimeMs) noexcept {
  advance(localTimeMs);
  noticeSilence();
}

std::span<const Warning> Watch::standing() noexcept {
  standing_.clear();
  for (const Watched& watched : watched_) {
    if (watched.escalation.severity() != Severity::none) standing_.push_back(watched.near);
    if (watched.isBlind) standing_.push_back(watched.blind);
  }
  return standing_;
}

bool Watch::acknowledge(std::uint64_t warningId) noexcept {
  for (Watched& watched : watched_) {
    const bool isNear = watched.escalation.severity() != Severity::none;
    if (isNear && watched.near.id == warningId) return watched.near.acknowledged = true;
    if (watched.isBlind && watched.blind.id == warningId) return watched.blind.acknowledged = true;
  }
  return false;
}

std::optional<PositionRisk> Watch::risk(std::uint32_t positionId) const {
  const auto found =
      std::lower_bound(watched_.begin(), watched_.end(), positionId,
                       [](const Watched& watched, std::uint32_t id) { return watched.of.id < id; });
  if (found == watched_.end() || found->of.id != positionId) return std::nullopt;

  const Symbol& symbol = symbols_[found->symbol];
  const WatchedPosition& of = found->of;
  const AccountPosition held{
      .position = {ContractKind::linear, of.position.signedQuantity, of.position.entryPrice,
                   of.position.margin},
      .terms = {.rules = &venueRules(MarginVenue::binanceUsdm), .brackets = of.table.brackets()},
      .isIsolated = true,
      .symbol = 0,
      .markPrice = symbol.markPrice.value_or(0.0)};
  const RiskFacts facts{.instrument = of.instrument,
                        .hasMark = symbol.markPrice.has_value(),
                        .variancePerMs = symbol.variancePerMs};
  return positionRisks({.positions = {&held, 1}}, {&facts, 1}, {}).front();
}

Watch::Watched Watch::watched(WatchedPosition position) {
  const std::uint32_t id = position.id;
  const std::size_t symbol = symbolIndex(position.symbolKey);
  const std::optional<double> price = shownLiquidationPrice(position);
  return {.of = std::move(position),
          .symbol = symbol,
          .liquidationPrice = price,
          .waitingSinceMs = nowMs_,
          .escalation = {},
          .near = newWarning(id, WarningCode::liquidationNear),
          .blind = newWarning(id, WarningCode::blind)};
}

std::size_t Watch::symbolIndex(std::uint32_t key) {
  const auto found = std::find_if(symbols_.begin(), symbols_.end(),
                                  [key](const Symbol& symbol) { return symbol.key == key; });
  if (found != symbols_.end()) return static_cast<std::size_t>(found - symbols_.begin());
  symbols_.push_back({.key = key, .markPrice = {}, .variancePerMs = {}});
  return symbols_.size() - 1;
}

void Watch::advance(double localTimeMs) noexcept {
  if (!std::isfinite(localTimeMs)) return;
  if (!hasTime_) {
    // Positions that were added before anybody knew the time have waited since now.
    hasTime_ = true;
    nowMs_ = localTimeMs;
    for (Watched& watched : watched_)
      watched.waitingSinceMs = nowMs_;
  }
  nowMs_ = std::max(nowMs_, localTimeMs);
}

void Watch::judge(Watched& watched, double sinceLastMarkMs) noexcept {
  const Symbol& symbol = symbols_[watched.symbol];
  Warning& warning = watched.near;
  warning.numbers = numbers(watched, symbol);
  warning.beyondLiquidation = isBeyond(warning.numbers);

  const Severity before = watched.escalation.severity();
  const auto change = watched.escalation.see(
      sightOf(warning.numbers, thresholds_, sinceLastMarkMs),
      {thresholds_.easeAfterMs, thresholds_.holdAfterRiseMs, thresholds_.markStaleMs});
  if (!change) return;

  const bool isCleared = *change == WarningChange::cleared;
  warning.severity = isCleared ? before : watched.escalation.severity();
  warning.crossings = watched.escalation.crossings();
  if (*change == WarningChange::raised) warning.sinceLocalTimeMs = nowMs_;
  if (*change == WarningChange::raised || *change == WarningChange::escalated) {
    warning.acknowledged = false;
  }
  events_.push({*change, warning});
}

WarningNumbers Watch::numbers(const Watched& watched, const Symbol& symbol) const noexcept {
  const Position& position = watched.of.position;
  WarningNumbers numbers;
  numbers.markPrice = symbol.markPrice;
  numbers.markLocalTimeMs = symbol.markMs;
  numbers.marginRatio = marginRatio(position, watched.of.table, *symbol.markPrice);
  numbers.liquidationPrice = watched.liquidationPrice;
  if (watched.liquidationPrice) {
    const Distance distance{*symbol.markPrice, *watched.liquidationPrice, direction(position)};
    numbers.distanceRate = distanceRate(distance);
    numbers.distanceSigmas = distanceSigmas(distance, symbol.variancePerMs.value_or(0.0), kDayMs);
  }
  numbers.fixedThresholds = !numbers.distanceSigmas;
  numbers.thresholds =
      numbers.fixedThresholds ? rateThresholds(thresholds_) : dailySigmaThresholds(thresholds_);
  return numbers;
}

void Watch::judgeAgain() noexcept {
  for (Watched& watched : watched_) {
    if (isFresh(symbols_[watched.symbol])) judge(watched, 0.0);
  }
}

void Watch::noticeSilence() noexcept {
  for (Watched& watched : watched_) {
    const Symbol& symbol = symbols_[watched.symbol];
    const double heardMs =
        symbol.markPrice ? std::max(symbol.markMs, watched.waitingSinceMs) : watched.waitingSinceMs;
    if (watched.isBlind || nowMs_ - heardMs <= thresholds_.markStaleMs) continue;

    watched.isBlind = true;
    watched.blind.severity = Severity::danger;
    watched.blind.sinceLocalTimeMs = nowMs_;
    watched.blind.crossings = 1;
    watched.blind.acknowledged = false;
    watched.blind.beyondLiquidation = watched.near.beyondLiquidation;
    watched.blind.numbers = watched.near.numbers;
    events_.push({WarningChange::raised, watched.blind});
  }
}

void Watch::clearBlind(Watched& watched) noexcept {
  if (!watched.isBlind) return;
  watched.isBlind = false;
  watched.blind.numbers = watched.near.numbers;
  events_.push({WarningChange::cleared, watched.blind});
}

void Watch::clearAll(Watched& watched) noexcept {
  if (watched.escalation.severity() != Severity::none) {
    events_.push({WarningChange::cleared, watched.near});
  }
  if (watched.isBlind) events_.push({WarningChange::cleared, watched.blind});
}

bool Watch::isFresh(const Symbol& symbol) const noexcept {
  return symbol.markPrice && nowMs_ - symbol.markMs <= thresholds_.markStaleMs;
}

}  // namespace plimsoll
