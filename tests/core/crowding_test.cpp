#include "plimsoll/positioning/crowding.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <string_view>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using Component = CrowdingComponent;
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kStartMs = 1'700'000'000'000;
constexpr CrowdingSettings kHourly{.historyIntervalMs = kHourMs, .staleMs = 2 * kHourMs};

struct Told {
  Component component;
  double value;
  std::int64_t timeMs;
};

/// Twenty hours of a component: -9.5, -8.5 up to 9.5.
void remember(Crowding& crowding, Component component) {
  for (int hour = 0; hour < 20; ++hour) crowding.add(component, hour - 9.5, kStartMs + hour * kHourMs);
}
constexpr std::int64_t kNowMs = kStartMs + 20 * kHourMs;

std::vector<Told> randomStream(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<Told> stream;
  std::int64_t timeMs = kStartMs;
  for (int i = 0; i < count; ++i) {
    timeMs += random.chance(0.005) ? random.integer(0, 9 * kHourMs) : random.integer(0, kHourMs / 5);
    const auto component = static_cast<Component>(random.below(kCrowdingComponents));
    // Few different values, so that many are equal.
    stream.push_back({component, 0.25 * static_cast<double>(random.integer(-8, 12)), timeMs});
  }
  return stream;
}

TEST_CASE("crowding by hand", "[crowding]") {
  Crowding crowding(kHourly);
  remember(crowding, Component::funding);
  remember(crowding, Component::premium);
  remember(crowding, Component::riskReversal);
  crowding.add(Component::funding, 6.0, kNowMs);        // above 16 of 20
  crowding.add(Component::premium, -4.5, kNowMs);       // above 5, and equal to one
  crowding.add(Component::riskReversal, 0.0, kNowMs);   // leans to no side
  const auto score = *crowding.score(kNowMs);
  const double all = 0.18 + 0.10 + 0.08;
  CHECK(score.parts[0]->percentile == 80.0);
  CHECK(score.parts[1]->percentile == 27.5);
  CHECK_THAT(score.longScore, WithinRel(0.18 / all * 80.0, 1e-14));
  CHECK_THAT(score.shortScore, WithinRel(0.10 / all * 72.5, 1e-14));
  CHECK_THAT(score.coverage, WithinRel(all / 0.66, 1e-14));
  CHECK(score.parts[4]->percentile == 50.0);
  CHECK(score.parts[4]->longPoints + score.parts[4]->shortPoints == 0.0);
  CHECK_FALSE(score.parts[2]);
}

TEST_CASE("funding that is low and still paid by longs is no crowd of shorts", "[crowding]") {
  Crowding crowding(kHourly);
  for (int hour = 0; hour < 30; ++hour) crowding.add(Component::funding, 1e-4 * (hour + 2), kStartMs + hour * kHourMs);
  crowding.add(Component::funding, 1e-4, kStartMs + 30 * kHourMs);
  const auto score = *crowding.score(kStartMs + 30 * kHourMs);
  CHECK(score.parts[0]->percentile == 0.0);
  CHECK(score.longScore == 0.0);
  CHECK(score.shortScore == 0.0);
}

// Plainly: all that was told is kept, and every question goes through all of it.
std::optional<CrowdingScore> plainScore(const std::vector<Told>& stream, std::int64_t nowMs,
                                        const CrowdingSettings& settings) {
  CrowdingScore score{.longScore = 0.0, .shortScore = 0.0, .coverage = 0.0, .parts = {}};
  double present = 0.0, all = 0.0;
  for (std::size_t k = 0; k < kCrowdingComponents; ++k) {
    std::vector<double> past, before;
    std::int64_t pastMs = 0;
    const Told* last = nullptr;
    for (const Told& told : stream) {
      if (static_cast<std::size_t>(told.component) != k) continue;
      before = past;
      if (last == nullptr || told.timeMs - pastMs >= settings.historyIntervalMs) past.push_back(told.value), pastMs = told.timeMs;
      last = &told;
    }
    all += settings.weights[k];
    if (before.size() > Crowding::kHistory) before.erase(before.begin(), before.end() - Crowding::kHistory);
    if (before.size() < 20 || nowMs - last->timeMs > settings.staleMs) continue;
    double rank = 0.0;
    for (const double value : before) rank += value < last->value ? 1.0 : value == last->value ? 0.5 : 0.0;
    const double percentile = 100.0 * rank / static_cast<double>(before.size());
    present += settings.weights[k];
    if (last->value > 0.0) score.longScore += settings.weights[k] * percentile;
    if (last->value < 0.0) score.shortScore += settings.weights[k] * (100.0 - percentile);
  }
  if (present == 0.0) return std::nullopt;
  score.longScore /= present, score.shortScore /= present, score.coverage = present / all;
  return score;
}

TEST_CASE("scores of random streams agree with plain ones", "[crowding]") {
  // An interval short enough that the rings go around.
  const CrowdingSettings settings{.historyIntervalMs = kHourMs / 4, .staleMs = 2 * kHourMs};
  const auto stream = randomStream(651, 4'000);
  Crowding crowding(settings);
  int compared = 0, partial = 0;
  std::vector<Told> told;
  for (std::size_t i = 0; i < stream.size(); ++i) {
    crowding.add(stream[i].component, stream[i].value, stream[i].timeMs);
    told.push_back(stream[i]);
    if (i % 61 != 0) continue;
    const std::int64_t nowMs = stream[i].timeMs + static_cast<std::int64_t>(i % 7) * kHourMs / 3;
    const auto expected = plainScore(told, nowMs, settings);
    const auto score = crowding.score(nowMs);
    REQUIRE(score.has_value() == expected.has_value());
    if (!score) continue;
    REQUIRE_THAT(score->longScore, WithinAbs(expected->longScore, 1e-9));
    REQUIRE_THAT(score->shortScore, WithinAbs(expected->shortScore, 1e-9));
    REQUIRE_THAT(score->coverage, WithinAbs(expected->coverage, 1e-12));
    ++compared;
    partial += score->coverage < 0.99 ? 1 : 0;
  }
  REQUIRE(compared > 40);
  REQUIRE(partial > 5);
}

TEST_CASE("scores are within their bounds, add up, and exchange with the sides", "[crowding]") {
  const auto stream = randomStream(652, 2'500);
  Crowding plain(kHourly), mirrored(kHourly), rescaled(kHourly);
  CrowdingSettings heavier = kHourly;
  for (double& weight : heavier.weights) weight *= 37.0;
  Crowding heavy(heavier);
  int compared = 0;
  for (const Told& told : stream) {
    plain.add(told.component, told.value, told.timeMs);
    mirrored.add(told.component, -told.value, told.timeMs);
    rescaled.add(told.component, 1e-5 * told.value, told.timeMs);
    heavy.add(told.component, told.value, told.timeMs);
    const auto score = plain.score(told.timeMs);
    if (!score) continue;
    REQUIRE(score->longScore >= 0.0);
    REQUIRE(score->shortScore >= 0.0);
    REQUIRE(score->longScore + score->shortScore <= 100.0 + 1e-9);
    REQUIRE(score->coverage > 0.0);
    REQUIRE(score->coverage <= 1.0 + 1e-12);
    double weights = 0.0, longPoints = 0.0, shortPoints = 0.0;
    for (const auto& part : score->parts) {
      if (!part) continue;
      weights += part->weight, longPoints += part->longPoints, shortPoints += part->shortPoints;
    }
    REQUIRE_THAT(weights, WithinAbs(1.0, 1e-12));
    REQUIRE(score->longScore == longPoints);
    REQUIRE(score->shortScore == shortPoints);

    REQUIRE_THAT(mirrored.score(told.timeMs)->longScore, WithinAbs(score->shortScore, 1e-9));
    REQUIRE_THAT(mirrored.score(told.timeMs)->shortScore, WithinAbs(score->longScore, 1e-9));
    REQUIRE(rescaled.score(told.timeMs)->longScore == score->longScore);
    REQUIRE_THAT(heavy.score(told.timeMs)->longScore, WithinAbs(score->longScore, 1e-9));
    ++compared;
  }
  REQUIRE(compared > 500);
}

TEST_CASE("more of a component never crowds longs less or shorts more", "[crowding]") {
  const auto stream = randomStream(653, 1'500);
  Crowding base(kHourly);
  for (const Told& told : stream) base.add(told.component, told.value, told.timeMs);
  const std::int64_t nowMs = stream.back().timeMs + 1;
  for (std::size_t k = 0; k < kCrowdingComponents; ++k) {
    double longScore = -1.0, shortScore = 101.0;
    for (double value = -3.0; value <= 4.0; value += 0.125) {
      Crowding crowding = base;
      crowding.add(static_cast<Component>(k), value, nowMs);
      const auto score = *crowding.score(nowMs);
      REQUIRE(score.longScore >= longScore - 1e-12);
      REQUIRE(score.shortScore <= shortScore + 1e-12);
      longScore = score.longScore, shortScore = score.shortScore;
    }
  }
}

TEST_CASE("what is missing or has gone stale lowers coverage, and is no zero", "[crowding]") {
  Crowding crowding(kHourly);
  CHECK_FALSE(crowding.score(kStartMs));
  remember(crowding, Component::funding);
  crowding.add(Component::funding, 9.0, kNowMs);
  const auto alone = *crowding.score(kNowMs);
  CHECK_THAT(alone.coverage, WithinRel(0.18 / 0.66, 1e-14));
  CHECK_THAT(alone.longScore, WithinRel(95.0, 1e-14));
  crowding.add(Component::premium, 9.0, kNowMs);  // the first of its kind: there is no percentile
  CHECK(crowding.score(kNowMs)->coverage == alone.coverage);
  CHECK(crowding.score(kNowMs + kHourly.staleMs));
  CHECK_FALSE(crowding.score(kNowMs + kHourly.staleMs + 1));

  Crowding unweighted({.weights = {0.0, 1.0}, .historyIntervalMs = kHourMs});
  remember(unweighted, Component::funding);
  unweighted.add(Component::funding, 9.0, kNowMs);
  CHECK_FALSE(unweighted.score(kNowMs));
}

TEST_CASE("values that are late or no numbers are left out, and a clock set back goes on", "[crowding]") {
  Crowding crowding(kHourly);
  remember(crowding, Component::funding);
  crowding.add(Component::funding, 9.0, kNowMs);
  crowding.add(Component::funding, -9.0, kNowMs - 1);
  crowding.add(Component::funding, std::numeric_limits<double>::quiet_NaN(), kNowMs + 1);
  crowding.add(Component::funding, std::numeric_limits<double>::infinity(), kNowMs + 1);
  crowding.add(Component::funding, 1.0, -5);
  CHECK(crowding.score(kNowMs)->parts[0]->value == 9.0);

  crowding.add(Component::funding, -9.0, kStartMs);
  CHECK(crowding.score(kStartMs)->parts[0]->value == -9.0);
  CHECK_FALSE(crowding.score(kNowMs));  // on the clock as it is now, that is long ago
  for (int i = 1; i <= 30; ++i) crowding.add(Component::funding, 100.0, kStartMs + i * kHourMs);
  crowding.add(Component::funding, 50.0, kStartMs + 31 * kHourMs);
  CHECK_THAT(crowding.score(kStartMs + 31 * kHourMs)->parts[0]->percentile, WithinRel(100.0 * 21.0 / 51.0, 1e-12));
}

TEST_CASE("settings that cannot be are refused by their row", "[crowding]") {
  CHECK(check(CrowdingSettings{}) == Error::none);
  CHECK(check(CrowdingSettings{.weights = {}}) == Error::rateOutOfRange);
  const Refusal refusal = check(CrowdingSettings{.weights = {1.0, 1.0, -1.0}});
  CHECK(refusal == Error::rateOutOfRange);
  CHECK(refusal.row == 2);
  CHECK(check(CrowdingSettings{.weights = {std::numeric_limits<double>::infinity()}}) == Error::notFinite);
  CHECK(check(CrowdingSettings{.historyIntervalMs = 0}) == Error::windowOutOfRange);
  CHECK(std::string_view(check(CrowdingSettings{.staleMs = -1}).field) == "staleMs");
}

}  // namespace
}  // namespace plimsoll
