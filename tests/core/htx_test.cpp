#include "plimsoll/margin/venues/htx.h"

#include <catch2/catch_test_macros.hpp>
#include <limits>

namespace plimsoll::htx {

TEST_CASE("the ladder goes by the net of both sides", "[htx]") {
  const MarginTable ladder({{0.0, 1'000.0, 0.05, 0.0, 125.0},
                            {1'000.0, 5'000.0, 0.1, 0.0, 125.0},
                            {5'000.0, std::numeric_limits<double>::infinity(), 0.15, 0.0, 125.0}});
  REQUIRE(netContracts({1'200.0, 3'000.0}) == 1'800.0);
  REQUIRE(adjustmentFactor({1'200.0, 3'000.0}, ladder) == 0.1);
  REQUIRE(adjustmentFactor({3'000.0, 3'000.0}, ladder) == 0.05);
  REQUIRE_FALSE(adjustmentFactor({1'200.0, 3'000.0}, {}).has_value());
}

TEST_CASE("a hedge names what cannot be used", "[htx]") {
  REQUIRE(check({1.0, 0.0}) == Error::none);
  REQUIRE(check({-1.0, 0.0}) == Error::quantityNotPositive);
  REQUIRE(check({0.0, std::numeric_limits<double>::quiet_NaN()}) == Error::notFinite);
}

}  // namespace plimsoll::htx
