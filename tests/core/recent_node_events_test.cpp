#include "plimsoll/flow/recent_node_events.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "allocation_count.h"
#include "random_numbers.h"

namespace plimsoll {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'000'000;

/// Working memory for all tests of this file.
SelfExcitationFit& fitter() {
  static SelfExcitationFit fit;
  return fit;
}

/// Times in milliseconds, with the two kinds in turn about one second apart.
RecentNodeEvents held(int count, std::int64_t startMs = kStartMs) {
  RecentNodeEvents recent;
  test::RandomNumbers random(833);
  for (int k = 0; k < count; ++k) {
    startMs += random.integer(1, 2'000);
    recent.add(k % 3 == 0 ? Node::second : Node::first, startMs);
  }
  return recent;
}

TEST_CASE("the stream fits the newest events of two hours", "[recent_node_events]") {
  const int count = GENERATE(150, 4'000, 12'000);
  const std::int64_t gapMs = count == 12'000 ? 300 : 1'000;  // 5,000 events are 25 or 83 minutes
  CAPTURE(count);
  test::RandomNumbers random(834);
  RecentNodeEvents recent;
  std::vector<std::pair<std::int64_t, Node>> all;
  std::int64_t timeMs = kStartMs;
  for (int k = 0; k < count; ++k) {
    timeMs += random.integer(1, 2 * gapMs);
    all.push_back({timeMs, random.chance(0.5) ? Node::first : Node::second});
    recent.add(all.back().second, timeMs);
  }
  const std::int64_t nowMs = timeMs + 3'600'000;
  if (all.size() > 5'000) all.erase(all.begin(), all.end() - 5'000);
  const std::int64_t startMs = std::max(all.front().first, nowMs - 7'200'000);
  std::vector<NodeEvent> events;
  for (const auto& [eventMs, node] : all) {
    if (eventMs > startMs) events.push_back({static_cast<double>(eventMs - startMs) / 1'000.0, node});
  }
  const auto expected = fitter().fit({events, static_cast<double>(nowMs - startMs) / 1'000.0});
  const auto fitted = recent.fitted(fitter(), nowMs);
  REQUIRE(fitted->events == expected->events);
  REQUIRE(fitted->logLikelihood == expected->logLikelihood);
  REQUIRE(fitted->spectralRadius == expected->spectralRadius);
}

TEST_CASE("splitting a trade in two changes nothing for the fit", "[recent_node_events]") {
  RecentNodeEvents recent, split;
  for (int k = 0; k < 300; ++k) {
    const std::int64_t timeMs = kStartMs + 700 * k + 13 * (k % 7);
    for (RecentNodeEvents* events : {&recent, &split, &split}) {
      events->add(Node::first, timeMs);
      if (k % 2 == 0) events->add(Node::second, timeMs);
    }
  }
  REQUIRE(recent.count() == 450);
  REQUIRE(split.count() == 450);
}

TEST_CASE("late events count as the newest, and a clock set back starts anew", "[recent_node_events]") {
  RecentNodeEvents recent = held(300);
  recent.add(Node::first, kStartMs + 300 * 2'000);
  recent.add(Node::second, kStartMs + 300 * 2'000 - 59'000);
  REQUIRE(recent.count() == 302);
  recent.add(Node::second, kStartMs + 300 * 2'000 - 60'000);  // again the newest moment
  REQUIRE(recent.count() == 302);
  recent.add(Node::first, -5);
  recent.add(Node::first, std::numeric_limits<std::int64_t>::min());
  recent.add(Node::first, std::numeric_limits<std::int64_t>::max());
  REQUIRE(recent.count() == 302);
  REQUIRE(recent.fitted(fitter(), 0));
  recent.add(Node::first, kStartMs);
  REQUIRE(recent.count() == 1);
  REQUIRE_FALSE(recent.fitted(fitter(), kStartMs + 1'000));
  recent = held(300);
  REQUIRE_FALSE(recent.fitted(fitter(), std::numeric_limits<std::int64_t>::max()));
  recent.interrupt();
  REQUIRE(recent.count() == 0);
  REQUIRE_FALSE(recent.fitted(fitter(), kStartMs));
}

TEST_CASE("a fit allocates nothing", "[recent_node_events]") {
  const RecentNodeEvents recent = held(1'000);
  SelfExcitationFit& fit = fitter();
  const std::int64_t before = test::allocations();
  const bool any = recent.fitted(fit, kStartMs).has_value();
  REQUIRE(test::allocations() == before);
  REQUIRE(any);
}

}  // namespace
}  // namespace plimsoll
