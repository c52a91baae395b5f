#include "plimsoll/base/logarithm.h"

#include <algorithm>
#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>


namespace plimsoll {
namespace {

std::int64_t unitsApart(double one, double other) {
  const auto difference = std::bit_cast<std::int64_t>(one) - std::bit_cast<std::int64_t>(other);
  return difference < 0 ? -difference : difference;
}

TEST_CASE("the logarithm is that of the library within two units in the last place", "[logarithm]") {
  CHECK(logarithm(1.0) == 0.0);
  CHECK(unitsApart(logarithm(2.0), std::log(2.0)) <= 1);
  CHECK(unitsApart(logarithm(std::numbers::e), 1.0) <= 1);
  const double limits[] = {std::numeric_limits<double>::min(), std::numeric_limits<double>::max(),
                           std::nextafter(1.0, 2.0), std::nextafter(1.0, 0.0), 1e-30, 1e30};
  for (const double x : limits) {
    CAPTURE(x);
    CHECK(unitsApart(logarithm(x), std::log(x)) <= 2);
  }
  std::uint64_t state = 0x9e3779b97f4a7c15;
  std::int64_t most = 0;
  for (int i = 0; i < 200'000; ++i) {
    state = state * 6'364'136'223'846'793'005 + 1'442'695'040'888'963'407;
    const double fraction = static_cast<double>(state >> 11) * 0x1p-53;
    const double x = i % 2 == 0 ? std::ldexp(1.0 + fraction, static_cast<int>(state % 400) - 200)
                                : 1.0 + (fraction - 0.5) * std::ldexp(1.0, -static_cast<int>(state % 40));
    most = std::max(most, unitsApart(logarithm(x), std::log(x)));
  }
  CHECK(most <= 2);
}

}  // namespace
}  // namespace plimsoll
