#include "plimsoll/margin/distance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

namespace plimsoll {

using Catch::Matchers::WithinRel;

TEST_CASE("distance is a fraction of the mark, and money", "[distance]") {
  auto [name, distance, rate, money] = GENERATE(table<const char*, Distance, double, double>({
      {"long", {50'000.0, 45'000.0, +1.0}, 0.1, 10'000.0},
      {"short", {50'000.0, 55'000.0, -1.0}, 0.1, 10'000.0},
      {"a long beyond its price", {44'000.0, 45'000.0, +1.0}, -1'000.0 / 44'000.0, -2'000.0},
      {"a short at its price", {55'000.0, 55'000.0, -1.0}, 0.0, 0.0},
  }));
  CAPTURE(name);
  REQUIRE_THAT(distanceRate(distance), WithinRel(rate, 1e-12));
  REQUIRE_THAT(distanceMoney(distance, 2.0), WithinRel(money, 1e-12));
}

TEST_CASE("distance in standard deviations shrinks with the square root of time", "[distance]") {
  // 60 % a year, and a price e^-0.1 away.
  const double variancePerMs = 0.6 * 0.6 / (365.0 * kDayMs);
  const Distance distance{100.0, 100.0 * std::exp(-0.1), +1.0};
  const double days = distanceSigmas(distance, variancePerMs, kDayMs).value();
  REQUIRE_THAT(days, WithinRel(0.1 / (0.6 / std::sqrt(365.0)), 1e-12));
  REQUIRE_THAT(distanceSigmas(distance, variancePerMs, kHourMs).value(),
               WithinRel(days * std::sqrt(24.0), 1e-12));
  REQUIRE_THAT(distanceSigmas(distance, variancePerMs, kFiveMinutesMs).value(),
               WithinRel(days * std::sqrt(288.0), 1e-12));
}

TEST_CASE("long and short are as far away when the logarithms are", "[distance]") {
  const double variancePerMs = 1e-12;
  const auto below = distanceSigmas({100.0, 80.0, +1.0}, variancePerMs, kDayMs);
  const auto above = distanceSigmas({100.0, 125.0, -1.0}, variancePerMs, kDayMs);
  REQUIRE_THAT(below.value(), WithinRel(above.value(), 1e-12));
}

TEST_CASE("a market that has not moved gives no standard deviations", "[distance]") {
  const Distance distance{100.0, 80.0, +1.0};
  REQUIRE(distanceSigmas(distance, 0.0, kDayMs) == std::nullopt);
  REQUIRE(distanceSigmas(distance, -1e-12, kDayMs) == std::nullopt);
  REQUIRE(distanceSigmas(distance, std::numeric_limits<double>::quiet_NaN(), kDayMs) ==
          std::nullopt);
  REQUIRE(distanceSigmas(distance, std::numeric_limits<double>::infinity(), kDayMs) ==
          std::nullopt);
}

}  // namespace plimsoll
