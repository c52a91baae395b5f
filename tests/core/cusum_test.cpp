#include "plimsoll/base/cusum.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <cstdio>
#include <limits>

#include "random_normals.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using Alarm = Cusum::Alarm;

TEST_CASE("the header's example of a shift", "[cusum]") {
  Cusum shift;
  for (int i = 0; i < 3; ++i) REQUIRE(shift.add(2.0) == Alarm::none);
  REQUIRE(shift.above() == 4.5);
  REQUIRE(shift.add(1.0) == Alarm::above);
  REQUIRE(shift.above() == 0.0);
  REQUIRE(shift.below() == 0.0);
  REQUIRE(shift.add(-20.0) == Alarm::below);
}

TEST_CASE("sums are never below zero nor at the threshold, and a mirror swaps them", "[cusum]") {
  test::RandomNormals random(651);
  Cusum plain, mirrored;
  int alarms = 0;
  for (int i = 0; i < 50'000; ++i) {
    const double z = 1.3 * random.next();
    const Alarm a = plain.add(z), b = mirrored.add(-z);
    REQUIRE((a == Alarm::none) == (b == Alarm::none));
    if (a != Alarm::none) REQUIRE(a != b);
    alarms += a != Alarm::none;
    REQUIRE(plain.above() >= 0.0);
    REQUIRE(plain.above() < 5.0);
    REQUIRE(plain.above() == mirrored.below());
    REQUIRE(plain.below() == mirrored.above());
  }
  REQUIRE(alarms > 0);
}

TEST_CASE("constant input within the slack never alarms, nor does what is no number", "[cusum]") {
  Cusum shift;
  for (int i = 0; i < 100'000; ++i) {
    REQUIRE(shift.add(0.5) == Alarm::none);
    REQUIRE(shift.add(std::numeric_limits<double>::quiet_NaN()) == Alarm::none);
  }
  REQUIRE(shift.add(std::numeric_limits<double>::infinity()) == Alarm::above);
  REQUIRE(shift.add(-std::numeric_limits<double>::infinity()) == Alarm::below);
  REQUIRE(shift.above() == 0.0);
}

// Montgomery, Introduction to Statistical Quality Control, and Lucas 1976: k = 1/2, h = 4 and 5,
// both sides, to as many digits as are printed.
TEST_CASE("expected run lengths are the tabulated ones", "[cusum]") {
  struct Row {
    double threshold, shift, expected, within;
  };
  const Row row = GENERATE(Row{4.0, 0.0, 168.0, 0.01}, Row{4.0, 0.25, 74.2, 0.01}, Row{4.0, 0.5, 26.6, 0.01},
                           Row{4.0, 0.75, 13.3, 0.01}, Row{4.0, 1.0, 8.38, 0.01}, Row{4.0, 1.5, 4.75, 0.01},
                           Row{4.0, 2.0, 3.34, 0.01}, Row{4.0, 3.0, 2.19, 0.01}, Row{5.0, 0.0, 465.0, 0.01},
                           Row{5.0, 0.25, 139.0, 0.01}, Row{5.0, 0.5, 38.0, 0.01}, Row{5.0, 0.75, 17.0, 0.01},
                           Row{5.0, 1.0, 10.4, 0.01}, Row{5.0, 1.5, 5.75, 0.01}, Row{5.0, 2.0, 4.01, 0.01},
                           Row{5.0, 3.0, 2.57, 0.01});
  CAPTURE(row.threshold, row.shift);
  const auto found = runLength({0.5, row.threshold}, row.shift);
  REQUIRE_THAT(*found, WithinRel(row.expected, row.within));
  REQUIRE(runLength({0.5, row.threshold}, -row.shift) == found);
}

TEST_CASE("in control one side runs twice as long as both", "[cusum]") {
  REQUIRE_THAT(*oneSidedRunLength({0.5, 5.0}, 0.0), WithinRel(930.0, 0.01));
  REQUIRE_THAT(*runLength({0.5, 5.0}, 0.0), WithinRel(0.5 * *oneSidedRunLength({0.5, 5.0}, 0.0), 1e-12));
  REQUIRE_THAT(*oneSidedRunLength({0.5, 5.0}, 0.0), WithinAbs(930.9, 0.1));
  REQUIRE_THAT(alarmsPerDay(*runLength({0.5, 5.0}, 0.0), 1'000.0), WithinAbs(185.6, 0.1));
}

// The spec's figures of Siegmund's closed form.
TEST_CASE("Siegmund's approximation", "[cusum]") {
  REQUIRE_THAT(siegmundRunLength({0.5, 5.0}, 0.0), WithinAbs(938.2, 0.1));
  REQUIRE_THAT(siegmundRunLength({0.5, 5.0}, 1.0), WithinAbs(10.34, 0.01));
  REQUIRE_THAT(siegmundRunLength({0.5, 5.0}, 0.5), WithinRel(6.166 * 6.166, 1e-12));
  const double near = 0.5 + 0.9e-3 / (2.0 * 6.166), beyond = 0.5 + 1.1e-3 / (2.0 * 6.166);
  REQUIRE_THAT(siegmundRunLength({0.5, 5.0}, near), WithinRel(siegmundRunLength({0.5, 5.0}, beyond), 1e-3));
  for (const double threshold : {3.0, 5.0, 8.0}) {
    for (const double shift : {0.0, 0.5, 1.0}) {
      const CusumLimits limits{0.5, threshold};
      REQUIRE_THAT(siegmundRunLength(limits, shift), WithinRel(*oneSidedRunLength(limits, shift), 0.03));
    }
  }
}

TEST_CASE("run lengths grow with slack and threshold and fall with the shift", "[cusum]") {
  double before = 0.0;
  for (double threshold = 0.1; threshold <= 10.0; threshold += 0.1) {
    const double length = *oneSidedRunLength({0.5, threshold}, 0.0);
    REQUIRE(length > before);
    before = length;
  }
  before = 0.0;
  for (double slack = 0.0; slack <= 1.5; slack += 0.05) {
    const double length = *oneSidedRunLength({slack, 5.0}, 0.0);
    REQUIRE(length > before);
    before = length;
  }
  before = 1e300;
  for (double shift = -0.5; shift <= 6.0; shift += 0.1) {
    const double length = *oneSidedRunLength({0.5, 5.0}, shift);
    REQUIRE(length < before);
    before = length;
  }
  REQUIRE_THAT(*oneSidedRunLength({0.5, 5.0}, 50.0), WithinRel(1.0, 1e-9));
}

TEST_CASE("limits outside the table have no run length", "[cusum]") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (const CusumLimits& bad : {CusumLimits{0.5, 10.1}, CusumLimits{0.5, 0.0}, CusumLimits{0.5, -1.0},
                                 CusumLimits{-0.1, 5.0}, CusumLimits{none, 5.0}, CusumLimits{0.5, none},
                                 CusumLimits{5.0, 10.0}}) {
    REQUIRE_FALSE(runLength(bad, 0.0));
  }
  REQUIRE_FALSE(runLength({0.5, 5.0}, none));
}

struct Measured {
  double runLength;
  double delay;
};

/// @param samples  in control; a shift of one is tried a tenth as often as that
Measured measured(std::uint64_t seed, int samples) {
  test::RandomNormals random(seed);
  Cusum shift;
  int alarms = 0, last = 0;
  for (int i = 1; i <= samples; ++i) {
    if (shift.add(random.next()) == Alarm::none) continue;
    ++alarms;
    last = i;
  }
  const int trials = samples / 100;
  double taken = 0.0;
  for (int i = 0; i < trials; ++i) {
    shift.reset();
    do ++taken;
    while (shift.add(1.0 + random.next()) == Alarm::none);
  }
  return {static_cast<double>(last) / alarms, taken / trials};
}

void compare(const Measured& found, double within) {
  const double expected = *runLength({}, 0.0), delay = *runLength({}, 1.0);
  std::printf("CUSUM: run length %.1f measured, %.1f expected; delay %.2f measured, %.2f expected\n",
              found.runLength, expected, found.delay, delay);
  REQUIRE_THAT(found.runLength, WithinRel(expected, within));
  REQUIRE_THAT(found.delay, WithinRel(delay, within));
}

TEST_CASE("a million independent samples run as long as expected", "[cusum]") {
  compare(measured(652, 1'000'000), 0.1);
}

TEST_CASE("ten million independent samples run as long as expected", "[.long][cusum]") {
  compare(measured(653, 10'000'000), 0.02);
}

}  // namespace
}  // namespace plimsoll
