#include "plimsoll/book/resiliency.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

DepthResiliency after(const std::vector<std::pair<double, double>>& samples) {
  DepthResiliency resiliency;
  for (const auto& [timeMs, depth] : samples) resiliency.add(depth, timeMs);
  return resiliency;
}

TEST_CASE("half-life of a sweep, by hand", "[resiliency]") {
  const auto found = after({{1'000, 100}, {2'000, 40}, {3'000, 60}, {4'000, 80}});
  REQUIRE_THAT(*found.halfLifeMs(), WithinRel(1'500.0, 1e-14));
  REQUIRE(found.sweeps() == 1);
  REQUIRE_THAT(*found.recoveredShare(1'500.0), WithinRel(0.5, 1e-14));
  REQUIRE_THAT(*found.recoveredShare(3'000.0), WithinRel(0.75, 1e-14));
  REQUIRE(*found.recoveredShare(0.0) == 0.0);
}

TEST_CASE("what is no sweep has no half-life", "[resiliency]") {
  REQUIRE_FALSE(DepthResiliency{}.halfLifeMs());
  REQUIRE_FALSE(DepthResiliency{}.recoveredShare(1.0));
  // Less than thirty per cent; a slow fall; a sweep that has not come back.
  REQUIRE_FALSE(after({{0, 100}, {100, 70.1}, {200, 100}}).isRecovering());
  REQUIRE(after({{0, 100}, {100, 70.0}}).isRecovering());
  DepthResiliency slow;
  for (int i = 0; i < 100; ++i) slow.add(100.0 - 0.9 * i, 500.0 * i);
  REQUIRE(slow.sweeps() == 0);
  REQUIRE_FALSE(after({{0, 100}, {100, 40}, {200, 69}}).halfLifeMs());
  REQUIRE_FALSE(after({{0, 0}, {100, 0}, {200, 5}}).isRecovering());
}

TEST_CASE("a sweep in several steps counts from its trough", "[resiliency]") {
  const auto found = after({{1'000, 100}, {1'100, 80}, {1'200, 60}, {1'300, 50}, {1'400, 60}, {1'500, 40}, {2'500, 70}});
  REQUIRE_THAT(*found.halfLifeMs(), WithinRel(1'000.0, 1e-14));
}

TEST_CASE("the half-life of exponential recovery is found again", "[resiliency]") {
  const std::uint64_t seed = 661;
  CAPTURE(seed);
  test::RandomNumbers random(seed);
  for (int i = 0; i < 50; ++i) {
    const double halfLifeMs = random.between(500.0, 20'000.0), full = random.between(1.0, 1e6), share = random.between(0.3, 0.95);
    DepthResiliency resiliency;
    double now = 0.0;
    for (int sweep = 0; sweep < 5; ++sweep) {
      for (int quiet = 0; quiet < 30; ++quiet) resiliency.add(full, now += 100.0);
      const double start = now += 10.0;
      while (now < start + 4.0 * halfLifeMs) {
        resiliency.add(full * (1.0 - share * std::exp(-std::log(2.0) * (now - start) / halfLifeMs)), now);
        now += random.between(5.0, 50.0);
      }
    }
    CAPTURE(i, halfLifeMs, share);
    REQUIRE(resiliency.sweeps() == 5);
    REQUIRE_THAT(*resiliency.halfLifeMs(), WithinAbs(halfLifeMs, 5.0));
  }
}

TEST_CASE("the unit of depth does not matter", "[resiliency]") {
  test::RandomNumbers random(662);
  DepthResiliency one, scaled;
  double now = 0.0;
  for (int i = 0; i < 5'000; ++i) {
    const double depth = random.between(10.0, 100.0);
    one.add(depth, now);
    scaled.add(4.0 * depth, now);
    now += random.between(0.0, 300.0);
  }
  REQUIRE(one.sweeps() > 100);
  REQUIRE(one.sweeps() == scaled.sweeps());
  REQUIRE(*one.halfLifeMs() == *scaled.halfLifeMs());
}

TEST_CASE("half-lives are averaged as they are, and later ones by a tenth", "[resiliency]") {
  DepthResiliency resiliency;
  double now = 0.0, expected = 0.0;
  for (int i = 1; i <= 30; ++i) {
    const double halfLifeMs = 100.0 * i;
    for (int quiet = 0; quiet < 3; ++quiet) resiliency.add(100.0, now += 1'000.0);
    resiliency.add(50.0, now += 100.0);
    resiliency.add(75.0, now += halfLifeMs);
    expected += std::max(1.0 / i, 0.1) * (halfLifeMs - expected);
    REQUIRE(resiliency.sweeps() == static_cast<std::uint64_t>(i));
    REQUIRE_THAT(*resiliency.halfLifeMs(), WithinRel(expected, 1e-12));
  }
}

TEST_CASE("what does not come back counts as the longest", "[resiliency]") {
  DepthResiliency resiliency;
  resiliency.add(100.0, 0.0);
  for (double now = 100.0; now <= 61'000.0; now += 1'000.0) resiliency.add(50.0, now);
  REQUIRE(resiliency.unrecovered() == 1);
  REQUIRE(*resiliency.halfLifeMs() == DepthResiliency::kLongestMs);
  // Its depth is what is normal now.
  resiliency.add(45.0, 62'000.0);
  REQUIRE_FALSE(resiliency.isRecovering());
}

TEST_CASE("hostile depth and time leave it sound", "[resiliency]") {
  auto resiliency = after({{1'000, 100}, {2'000, 40}});
  resiliency.add(std::numeric_limits<double>::quiet_NaN(), 2'100.0);
  resiliency.add(std::numeric_limits<double>::infinity(), 2'200.0);
  resiliency.add(-5.0, 2'300.0);
  REQUIRE(resiliency.isRecovering());
  resiliency.add(90.0, 500.0);  // at once, as of the last time
  REQUIRE(*resiliency.halfLifeMs() == 0.0);
  REQUIRE(*resiliency.recoveredShare(0.0) == 1.0);
  resiliency.add(10.0, 2'400.0);
  resiliency.breakChain();
  REQUIRE_FALSE(resiliency.isRecovering());
  resiliency.add(1e308, 100.0);
  resiliency.add(0.0, 100.0);
  resiliency.add(1e308, 4'100.0);
  REQUIRE(std::isfinite(*resiliency.halfLifeMs()));
}

}  // namespace
}  // namespace plimsoll
