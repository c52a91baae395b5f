#include "plimsoll/engine/venue_clock.h"

#include <catch2/catch_test_macros.hpp>

namespace plimsoll {
namespace {

TEST_CASE("a venue's clock goes on from the newest time that was told", "[venue_clock]") {
  VenueClock clock;
  CHECK(!clock.at(5'000.0));
  clock.hear(1'700'000'000'000, 5'000.0);
  CHECK(clock.at(5'000.0) == 1'700'000'000'000);
  CHECK(clock.at(5'250.4) == 1'700'000'000'250);
  clock.hear(1'700'000'000'900, 6'000.0);
  clock.hear(std::nullopt, 6'050.0);
  CHECK(clock.at(6'100.0) == 1'700'000'001'000);
  CHECK(clock.timeOf(std::nullopt, 6'100.0) == 1'700'000'001'000);
  CHECK(clock.timeOf(1'700'000'000'500, 6'100.0) == 1'700'000'000'500);
}

TEST_CASE("what was overtaken does not set it back, nor does a local clock that steps back",
          "[venue_clock]") {
  VenueClock clock;
  clock.hear(1'700'000'000'900, 6'000.0);
  clock.hear(1'600'000'000'000, 6'050.0);  // a list of old trades
  CHECK(clock.at(6'100.0) == 1'700'000'001'000);
  CHECK(clock.at(5'000.0) == 1'700'000'000'900);
  clock.reset();
  CHECK(!clock.at(6'100.0));
  clock.hear(1'600'000'000'000, 6'200.0);
  CHECK(clock.at(6'200.0) == 1'600'000'000'000);
}

}  // namespace
}  // namespace plimsoll
