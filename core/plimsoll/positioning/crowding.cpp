#include "plimsoll/positioning/crowding.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

constexpr double kMaxWeight = 1e6;

double sumOf(const CrowdingWeights& weights) noexcept {
  double sum = 0.0;
  for (const double weight : weights) sum += weight;
  return sum;
}

Refusal checkWindow(std::int64_t windowMs, const char* field) noexcept {
  return windowMs > 0 ? Refusal{} : Refusal{Error::windowOutOfRange, field};
}

CrowdingPart partOf(double value, double percentile, double weight) noexcept {
  return {.value = value,
          .percentile = percentile,
          .weight = weight,
          .longPoints = value > 0.0 ? weight * percentile : 0.0,
          .shortPoints = value < 0.0 ? weight * (100.0 - percentile) : 0.0};
}

}  // namespace

Refusal check(const CrowdingSettings& settings) noexcept {
  for (std::size_t row = 0; row < settings.weights.size(); ++row) {
    const double weight = settings.weights[row];
    const auto at = static_cast<int>(row);
    if (!std::isfinite(weight)) return {Error::notFinite, "weights", at};
    if (weight < 0.0 || weight > kMaxWeight) return {Error::rateOutOfRange, "weights", at};
  }
  return firstOf({
      sumOf(settings.weights) > 0.0 ? Refusal{} : Refusal{Error::rateOutOfRange, "weights"},
      checkWindow(settings.historyIntervalMs, "historyIntervalMs"),
      checkWindow(settings.staleMs, "staleMs"),
  });
}

void Crowding::add(CrowdingComponent component, double value, std::int64_t timeMs) noexcept {
  if (!std::isfinite(value) || timeMs < 0) return;
  Past& past = pasts_[static_cast<std::size_t>(component)];
  if (past.any && timeMs < past.timeMs) {
    if (past.timeMs - timeMs <= kRestartMs) return;
    past.rememberedMs = std::min(past.rememberedMs, timeMs);
  }

  // Against what came before it; the value itself is remembered afterwards.
  past.percentile.reset();
  if (past.count >= kWarmCount) past.percentile = percentileIn(past, value);
  if (!past.any || timeMs - past.rememberedMs >= settings_.historyIntervalMs) {
    past.ring[past.next] = value;
    past.next = (past.next + 1) % kHistory;
    past.count = std::min(past.count + 1, kHistory);
    past.rememberedMs = timeMs;
  }
  past.value = value;
  past.timeMs = timeMs;
  past.any = true;
}

double Crowding::percentileIn(const Past& past, double value) noexcept {
  std::size_t below = 0, equal = 0;
  for (std::size_t i = 0; i < past.count; ++i) {
    below += past.ring[i] < value ? 1 : 0;
    equal += past.ring[i] == value ? 1 : 0;
  }
  return 100.0 * (static_cast<double>(below) + 0.5 * static_cast<double>(equal)) /
         static_cast<double>(past.count);
}

bool Crowding::isThere(std::size_t component, std::int64_t timeMs) const noexcept {
  const Past& past = pasts_[component];
  return past.percentile && settings_.weights[component] > 0.0 &&
         timeMs - past.timeMs <= settings_.staleMs;
}

std::optional<CrowdingScore> Crowding::score(std::int64_t timeMs) const noexcept {
  double present = 0.0;
  for (std::size_t k = 0; k < kCrowdingComponents; ++k) {
    if (isThere(k, timeMs)) present += settings_.weights[k];
  }
  if (!(present > 0.0)) return std::nullopt;

  CrowdingScore score{.longScore = 0.0,
                      .shortScore = 0.0,
                      .coverage = present / sumOf(settings_.weights),
                      .parts = {}};
  for (std::size_t k = 0; k < kCrowdingComponents; ++k) {
    if (!isThere(k, timeMs)) continue;
    const Past& past = pasts_[k];
    const CrowdingPart part =
        partOf(past.value, *past.percentile, settings_.weights[k] / present);
    score.longScore += part.longPoints;
    score.shortScore += part.shortPoints;
    score.parts[k] = part;
  }
  // Shares that add up to one do so but for rounding.
  score.longScore = std::min(100.0, score.longScore);
  score.shortScore = std::min(100.0, score.shortScore);
  return score;
}

}  // namespace plimsoll
