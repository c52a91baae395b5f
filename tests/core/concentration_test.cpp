#include "plimsoll/positioning/concentration.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <limits>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

std::vector<double> randomNotionals(test::RandomNumbers& random, std::size_t count) {
  std::vector<double> notionals;
  for (std::size_t i = 0; i < count; ++i) notionals.push_back(random.chance(0.1) ? 0.0 : random.between(0.1, 900.0));
  notionals[0] = random.between(0.1, 900.0);
  return notionals;
}

// connectbrevard.org quoting the U.S. Department of Justice: "for a market consisting of four
// firms with shares of thirty, thirty, twenty and twenty percent, the HHI is 2600".
TEST_CASE("the Department of Justice's four firms", "[concentration]") {
  const auto four = concentration(std::array{30.0, 30.0, 20.0, 20.0});
  CHECK_THAT(four->index * 10'000.0, WithinRel(2600.0, 1e-14));
  CHECK_THAT(four->effectiveVenues, WithinRel(1.0 / 0.26, 1e-14));
  CHECK_THAT(*four->normalizedIndex, WithinRel(0.01 / 0.75, 1e-12));
  CHECK(four->venues == 4);
}

TEST_CASE("equal venues are as many as there are, and one has everything", "[concentration]") {
  for (std::size_t count = 1; count <= 20; ++count) {
    const auto equal = concentration(std::vector<double>(count, 0.3));
    REQUIRE_THAT(equal->index, WithinRel(1.0 / static_cast<double>(count), 1e-14));
    REQUIRE_THAT(equal->effectiveVenues, WithinRel(static_cast<double>(count), 1e-14));
    if (count > 1) REQUIRE_THAT(*equal->normalizedIndex, WithinAbs(0.0, 1e-14));
  }
  const auto one = concentration(std::array{0.0, 5.0, 0.0});
  CHECK(one->index == 1.0);
  CHECK(one->venues == 1);
  CHECK_FALSE(one->normalizedIndex);
}

TEST_CASE("concentration of random venues obeys its laws", "[concentration]") {
  test::RandomNumbers random(611);
  for (int i = 0; i < 2'000; ++i) {
    std::vector<double> notionals = randomNotionals(random, 2 + random.below(9));
    const auto result = *concentration(notionals);
    const double count = static_cast<double>(result.venues);
    REQUIRE(result.index >= 1.0 / count);
    REQUIRE(result.index <= 1.0);
    REQUIRE_THAT(result.effectiveVenues * result.index, WithinRel(1.0, 1e-14));
    if (result.normalizedIndex) {
      REQUIRE(*result.normalizedIndex >= 0.0);
      REQUIRE(*result.normalizedIndex <= 1.0);
    }

    std::vector<double> other = notionals;
    random.shuffle(other);
    REQUIRE_THAT(concentration(other)->index, WithinRel(result.index, 1e-13));
    const double scale = random.between(1e-9, 1e9);
    for (double& notional : other) notional *= scale;
    REQUIRE_THAT(concentration(other)->index, WithinRel(result.index, 1e-13));

    const double first = notionals[0], second = notionals[1];
    if (second > 0.0) {
      notionals[0] += second;
      notionals.erase(notionals.begin() + 1);
      double whole = 0.0;
      for (const double notional : notionals) whole += notional;
      const double raise = 2.0 * first * second / (whole * whole);  // (a + b)^2 - a^2 - b^2
      REQUIRE_THAT(concentration(notionals)->index - result.index, WithinAbs(raise, 1e-13));
      REQUIRE(concentration(notionals)->index > result.index);
    }
  }
}

TEST_CASE("the shift of composition is a distance from 0 to 1", "[concentration]") {
  test::RandomNumbers random(612);
  for (int i = 0; i < 2'000; ++i) {
    const std::size_t count = 1 + random.below(9);
    const auto one = randomNotionals(random, count), two = randomNotionals(random, count),
               three = randomNotionals(random, count);
    const double shift = *compositionShift(one, two);
    REQUIRE(shift >= 0.0);
    REQUIRE(shift <= 1.0);
    REQUIRE_THAT(*compositionShift(two, one), WithinAbs(shift, 1e-15));
    REQUIRE(*compositionShift(one, three) <= shift + *compositionShift(two, three) + 1e-13);
    auto scaled = one;
    for (double& notional : scaled) notional *= 7.0;
    REQUIRE_THAT(*compositionShift(one, scaled), WithinAbs(0.0, 1e-14));
  }
  CHECK(compositionShift(std::array{3.0, 0.0}, std::array{0.0, 9.0}) == 1.0);
  CHECK_THAT(*compositionShift(std::array{50.0, 50.0}, std::array{80.0, 20.0}), WithinRel(0.3, 1e-14));
}

TEST_CASE("where nothing is open there is no concentration and no shift", "[concentration]") {
  CHECK_FALSE(concentration({}));
  CHECK_FALSE(concentration(std::array{0.0, 0.0}));
  CHECK_FALSE(compositionShift(std::array{0.0}, std::array{1.0}));
  CHECK_FALSE(compositionShift(std::array{1.0}, std::array{0.0}));
  CHECK_FALSE(compositionShift(std::array{1.0}, std::array{1.0, 2.0}));
}

TEST_CASE("notionals that cannot be are refused by their row, and huge ones are none of them", "[concentration]") {
  CHECK(checkNotionals(std::array{1.0, 0.0}) == Error::none);
  const Refusal refusal = checkNotionals(std::array{1.0, 2.0, -3.0});
  CHECK(refusal == Error::notionalNegative);
  CHECK(refusal.row == 2);
  CHECK(checkNotionals(std::array{std::numeric_limits<double>::infinity()}) == Error::notFinite);
  CHECK_THAT(concentration(std::array{1e308, 1e308, 1e308, 1e308})->index, WithinRel(0.25, 1e-14));
  CHECK_THAT(concentration(std::array{5e-324, 5e-324})->index, WithinRel(0.5, 1e-14));
}

}  // namespace
}  // namespace plimsoll
