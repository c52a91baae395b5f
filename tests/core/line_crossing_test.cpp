#include "plimsoll/margin/line_crossing.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>
#include <cmath>

#include "plimsoll/margin/crossing.h"
#include "random_accounts.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {

TEST_CASE("where a position meets its maintenance", "[line_crossing]") {
  const MarginBracket brackets[] = {{0.0, 50'000.0, 0.004, 0.0, 125.0},
                                    {50'000.0, 600'000.0, 0.005, 50.0, 100.0}};
  const auto [name, position, expected] = GENERATE(table<const char*, Position, double>({
      {"long, in the first bracket", {+1.0, 50'000.0, 5'000.0}, 45'000.0 / 0.996},
      {"long, in the second", {+2.0, 50'000.0, 10'000.0}, (90'000.0 - 50.0) / (2.0 * 0.995)},
      {"short, in the second", {-2.0, 50'000.0, 10'000.0}, (110'000.0 + 50.0) / (2.0 * 1.005)},
  }));
  CAPTURE(name);
  REQUIRE_THAT(lineCrossing(position, {.brackets = brackets}).value(), WithinRel(expected, 1e-14));
}

TEST_CASE("a long that its margin covers is liquidated at no price", "[line_crossing]") {
  REQUIRE_FALSE(lineCrossing({+1.0, 50'000.0, 50'000.0}, {}).has_value());
  REQUIRE_FALSE(lineCrossing({+1.0, 50'000.0, 60'000.0}, {}).has_value());
  REQUIRE_FALSE(lineCrossing({-1.0, 50'000.0, 5'000.0}, {.fixed = 60'000.0}).has_value());
}

TEST_CASE("a long turns where rates take all that it wins", "[line_crossing]") {
  const MarginBracket brackets[] = {{0.0, 1e9, 0.6, 0.0, 1.0}};
  CHECK(isStraight({.brackets = brackets, .exitFeeRate = 0.3}, +1.0));
  CHECK_FALSE(isStraight({.brackets = brackets, .exitFeeRate = 0.4}, +1.0));
  CHECK(isStraight({.brackets = brackets, .exitFeeRate = 0.4}, -1.0));
  CHECK_FALSE(isStraight({.growth = 0.1}, -1.0));
}

TEST_CASE("the closed form is where a walk along the path comes to", "[line_crossing]") {
  const std::uint64_t seed = 20261124;
  CAPTURE(seed);
  test::RandomAccounts random(seed);
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    const MarginTable table(random.brackets());
    const Position position = random.position(table);
    const Maintenance maintenance{.brackets = table.brackets(),
                                  .exitFeeRate = random.between(0.0, 0.002),
                                  .fixed = random.coin() ? random.between(0.0, 10.0) : 0.0};
    const MovingNotional moving{0.0, quantity(position), maintenance};
    const Path path{position.margin - position.signedQuantity * position.entryPrice,
                    position.signedQuantity,
                    {&moving, 1}};
    const auto closed = lineCrossing(position, maintenance);
    const auto walked = onlyCrossing(path);
    if (closed && walked) {
      ++found;
      // Of a price near zero only what the entry price rounds to is known.
      CHECK(std::abs(*closed - *walked) <= 1e-12 * (*walked + position.entryPrice));
    } else {
      CHECK(closed.value_or(0.0) + walked.value_or(0.0) <= 1e-12 * position.entryPrice);
    }
  }
  CHECK(found > 10'000);
}

}  // namespace plimsoll
