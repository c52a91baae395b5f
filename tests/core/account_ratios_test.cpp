#include "plimsoll/positioning/account_ratios.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

TEST_CASE("the crowd is long and the largest are short, by hand", "[account_ratios]") {
  const auto ratios = accountRatios({.accounts = 0.6, .topPositions = 0.4});
  CHECK_THAT(*ratios.accounts, WithinRel(std::log(1.5), 1e-14));
  CHECK_THAT(*ratios.topPositions, WithinRel(-std::log(1.5), 1e-14));
  CHECK_THAT(*ratios.crowdWhaleDivergence, WithinRel(2.0 * std::log(1.5), 1e-14));
  CHECK(logOdds(0.5) == 0.0);
  CHECK_THAT(*logOdds(0.8), WithinRel(std::log(4.0), 1e-14));
}

TEST_CASE("log odds change their sign with the sides and rise with the share", "[account_ratios]") {
  test::RandomNumbers random(621);
  for (int i = 0; i < 5'000; ++i) {
    const double share = random.between(1e-6, 1.0 - 1e-6), other = random.between(1e-6, 1.0 - 1e-6);
    REQUIRE_THAT(*logOdds(1.0 - share), WithinAbs(-*logOdds(share), 1e-9));
    REQUIRE_THAT(*logOdds(share), WithinAbs(std::log(share / (1.0 - share)), 1e-9));
    if (share < other) REQUIRE(*logOdds(share) < *logOdds(other));
    const auto ratios = accountRatios({share, other}), mirrored = accountRatios({1.0 - share, 1.0 - other}),
               exchanged = accountRatios({other, share});
    REQUIRE_THAT(*mirrored.crowdWhaleDivergence, WithinAbs(-*ratios.crowdWhaleDivergence, 1e-9));
    REQUIRE(*exchanged.crowdWhaleDivergence == -*ratios.crowdWhaleDivergence);
    REQUIRE(accountRatios({share, share}).crowdWhaleDivergence == 0.0);
  }
}

TEST_CASE("a share that is missing or cannot be is empty, not one half", "[account_ratios]") {
  CHECK_FALSE(accountRatios({}).accounts);
  CHECK_FALSE(accountRatios({}).topPositions);
  const auto crowdOnly = accountRatios({.accounts = 0.6});
  CHECK(crowdOnly.accounts);
  CHECK_FALSE(crowdOnly.crowdWhaleDivergence);

  const double bad = GENERATE(0.0, 1.0, -0.2, 60.0, std::numeric_limits<double>::quiet_NaN(),
                              std::numeric_limits<double>::infinity());
  CAPTURE(bad);
  CHECK_FALSE(logOdds(bad));
  CHECK_FALSE(accountRatios({.accounts = bad, .topPositions = 0.4}).crowdWhaleDivergence);
}

}  // namespace
}  // namespace plimsoll
