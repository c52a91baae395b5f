#include "plimsoll/margin/crossing.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "random_accounts.h"

namespace plimsoll {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

TEST_CASE("a long is liquidated below and a short above", "[crossing]") {
  const MarginBracket half{0.0, 1e12, 0.005, 0.0, 100.0};
  const MovingNotional leg{0.0, 1.0, {.brackets = {&half, 1}}};
  const Path held{5'000.0 - 50'000.0, +1.0, {&leg, 1}};
  REQUIRE_THAT(*crossing(held, 50'000.0), WithinRel(45'000.0 / 0.995, 1e-15));
  REQUIRE_FALSE(crossingAbove(held, 50'000.0));
  const Path sold{5'000.0 + 50'000.0, -1.0, {&leg, 1}};
  REQUIRE_THAT(*crossing(sold, 50'000.0), WithinRel(55'000.0 / 1.005, 1e-15));
  REQUIRE_FALSE(crossingBelow(sold, 50'000.0));
}

TEST_CASE("an account that is liquidatable already says where it would be so no more",
          "[crossing]") {
  const MarginBracket half{0.0, 1e12, 0.005, 0.0, 100.0};
  const MovingNotional leg{0.0, 1.0, {.brackets = {&half, 1}}};
  const Path held{5'000.0 - 50'000.0, +1.0, {&leg, 1}};
  REQUIRE_THAT(*crossing(held, 40'000.0), WithinRel(45'000.0 / 0.995, 1e-15));
  REQUIRE_FALSE(crossingBelow(held, 40'000.0));
}

TEST_CASE("what is never above zero has no crossing", "[crossing]") {
  // Nothing but maintenance: a fall helps, and at a price of zero nothing is left all the same.
  const MarginBracket half{0.0, 1e12, 0.005, 0.0, 100.0};
  const MovingNotional leg{0.0, 1.0, {.brackets = {&half, 1}}};
  REQUIRE_FALSE(crossing({-1.0, 0.0, {&leg, 1}}, 50'000.0));
  REQUIRE_FALSE(onlyCrossing({-1.0, 0.0, {&leg, 1}}));
}

TEST_CASE("both sides of a hedge can end an account, and each crossing is exact", "[crossing]") {
  const std::uint64_t seed = 611;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int above = 0;
  int below = 0;
  for (int i = 0; i < 20'000; ++i) {
    const auto first = random.brackets();
    const auto second = random.brackets();
    const double price = random.betweenMagnitudes(1e-3, 1e5);
    const double longs = random.betweenMagnitudes(10.0, 1e8) / price;
    const double shorts = random.betweenMagnitudes(10.0, 1e8) / price;
    const MovingNotional legs[] = {{0.0, longs, {.brackets = first}},
                                   {0.0, shorts, {.brackets = second}}};
    const double equity = random.between(0.0, 0.5) * (longs + shorts) * price;
    const Path path{equity - (longs - shorts) * price, longs - shorts, legs};
    if (excess(path, price) <= 0.0) continue;
    const auto isExact = [&](double x) {
      const double scale = equity + (longs + shorts) * (x + price);
      REQUIRE_THAT(excess(path, x), WithinAbs(0.0, 1e-12 * scale));
    };
    if (const auto fall = crossingBelow(path, price)) {
      REQUIRE(*fall < price);
      isExact(*fall);
      ++below;
    }
    if (const auto rise = crossingAbove(path, price)) {
      REQUIRE(*rise > price);
      isExact(*rise);
      ++above;
    }
  }
  REQUIRE(above > 5'000);
  REQUIRE(below > 2'000);
}

TEST_CASE("a rate that grows with the notional makes a quadratic, solved all the same",
          "[crossing]") {
  // c - Q x + Q e = m Q x + g (Q x)^2 with c = 0.02, Q = 10 000, e = 1 / 50 000
  const MarginBracket base{0.0, 1e12, 0.01, 0.0, 50.0};
  const double growth = 0.00005;
  const MovingNotional leg{0.0, 10'000.0, {.brackets = {&base, 1}, .growth = growth}};
  const Path path{0.02 + 0.2, -10'000.0, {&leg, 1}};
  const double x = *crossing(path, 1.0 / 50'000.0);
  const double n = 10'000.0 * x;
  REQUIRE_THAT(0.22 - n, WithinRel(0.01 * n + growth * n * n, 1e-9));
  REQUIRE(1.0 / x < 50'000.0);
}

}  // namespace plimsoll
