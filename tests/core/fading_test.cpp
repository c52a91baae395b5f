#include "plimsoll/flow/fading.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

TEST_CASE("what is left after a while is e to the minus of it", "[fading]") {
  Fading fading(60'000.0);
  REQUIRE(fading.kept(1'000) == 1.0);
  REQUIRE_THAT(fading.kept(61'000), WithinRel(std::exp(-1.0), 1e-14));
  REQUIRE(fading.kept(61'000) == 1.0);
  REQUIRE(fading.kept(30'000) == 1.0);                             // a little late
  REQUIRE_THAT(fading.kept(121'000), WithinRel(std::exp(-1.0), 1e-14));
  REQUIRE(fading.kept(1'000) == 1.0);                              // another clock
  REQUIRE_THAT(fading.kept(61'000), WithinRel(std::exp(-1.0), 1e-14));
  REQUIRE(fading.kept(std::numeric_limits<std::int64_t>::max()) == 0.0);
  REQUIRE(fading.kept(std::numeric_limits<std::int64_t>::min()) == 1.0);
  Fading half = Fading::ofHalfLife(1'800'000.0);
  half.kept(0);
  REQUIRE_THAT(half.kept(1'800'000), WithinRel(0.5, 1e-14));
}

}  // namespace
}  // namespace plimsoll
