#include "plimsoll/positioning/taker_open_interest.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

OpenInterestSample sample(double openInterest, std::int64_t timeMs,
                          std::optional<double> imbalance = {}) {
  return {openInterest, 100.0, timeMs, imbalance};
}

TEST_CASE("taker open interest weighs what was opened by who traded", "[taker_open_interest]") {
  TakerOpenInterest takers;
  takers.add(sample(10'000.0, 0));
  CHECK(!takers.value());
  takers.add(sample(11'000.0, 1'000, +1.0));
  CHECK(takers.value() == 1.0);
  takers.add(sample(11'500.0, 2'000, -1.0));
  const double kept = std::exp(-1'000.0 / TakerOpenInterest::kTimeConstantMs);
  CHECK_THAT(*takers.value(), WithinRel((1'000.0 * kept - 500.0) / (1'000.0 * kept + 500.0), 1e-12));
}

TEST_CASE("a fall of open interest, and one without a word of takers, says nothing of who opened",
          "[taker_open_interest]") {
  TakerOpenInterest takers;
  takers.add(sample(10'000.0, 0, 0.5));
  takers.add(sample(9'000.0, 1'000, -1.0));
  takers.add(sample(9'500.0, 2'000));
  CHECK(!takers.value());
  takers.add(sample(9'600.0, 3'000, 0.25));
  CHECK(takers.value() == 0.25);
}

TEST_CASE("with the sides exchanged taker open interest changes its sign", "[taker_open_interest]") {
  TakerOpenInterest one, mirrored;
  double openInterest = 1'000.0;
  for (int i = 0; i < 50; ++i) {
    openInterest += i % 7 == 3 ? -40.0 : 10.0 + i;
    const double imbalance = std::sin(i);
    one.add(sample(openInterest, i * 5'000, imbalance));
    mirrored.add(sample(openInterest, i * 5'000, -imbalance));
  }
  REQUIRE(one.value());
  CHECK(*one.value() == -*mirrored.value());
  CHECK(std::abs(*one.value()) <= 1.0);
}

TEST_CASE("a sample that was overtaken is left out, and a clock that was set back starts over",
          "[taker_open_interest]") {
  TakerOpenInterest takers;
  takers.add(sample(1'000.0, 100'000));
  takers.add(sample(5'000.0, 99'000, -1.0));
  CHECK(!takers.value());
  takers.add(sample(3'000.0, 10'000, -1.0));  // only where the next change starts
  CHECK(!takers.value());
  takers.add(sample(3'100.0, 11'000, 0.5));
  CHECK(takers.value() == 0.5);
}

}  // namespace
}  // namespace plimsoll
