#include "plimsoll/base/exponential.h"

#include <catch2/catch_test_macros.hpp>
#include <cmath>

namespace plimsoll {
namespace {

TEST_CASE("a decay is the exponential, within two units in the last place", "[exponential]") {
  REQUIRE(decayed(0.0) == 1.0);
  double worst = 0.0;
  for (int i = 0; i <= 400'000; ++i) {
    const double x = -40.0 * i / 400'000.0;
    const double expected = std::exp(x);
    const double unit = std::nextafter(expected, 2.0) - expected;
    worst = std::max(worst, std::abs(decayed(x) - expected) / unit);
  }
  CAPTURE(worst);
  REQUIRE(worst <= 2.0);
  for (const double x : {-100.0, -350.5, -700.0}) {
    REQUIRE(std::abs(decayed(x) / std::exp(x) - 1.0) < 1e-15);
  }
}

TEST_CASE("a decay falls as its time goes on", "[exponential]") {
  for (double x = 0.0; x > -39.0; x -= 0.003) REQUIRE(decayed(x - 0.003) < decayed(x));
}

}  // namespace
}  // namespace plimsoll
