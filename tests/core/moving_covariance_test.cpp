#include "plimsoll/base/moving_covariance.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;

namespace plimsoll {
namespace {

TEST_CASE("the header's example of a covariance", "[moving_covariance]") {
  MovingCovariance<2> both;
  both.add({1.0, 2.0}, 1.0);
  both.add({3.0, 6.0}, 0.5);
  CHECK(both.mean(0) == 2.0);
  CHECK(both.mean(1) == 4.0);
  CHECK(both.covariance(0, 0) == 1.0);
  CHECK(both.covariance(0, 1) == 2.0);
  CHECK(both.covariance(1, 1) == 4.0);
}

TEST_CASE("with a share of 1/n it is the covariance of all samples, and symmetric", "[moving_covariance]") {
  test::RandomNumbers random(951);
  MovingCovariance<3> three;
  std::vector<std::array<double, 3>> samples;
  for (int n = 1; n <= 200; ++n) {
    const double common = random.between(-1.0, 1.0);
    samples.push_back({common, common + random.between(-1.0, 1.0), 5.0 - 2.0 * common});
    three.add(samples.back(), 1.0 / n);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      double meanI = 0.0, meanJ = 0.0, both = 0.0;
      for (const auto& sample : samples) meanI += sample[i] / 200.0, meanJ += sample[j] / 200.0;
      for (const auto& sample : samples) both += (sample[i] - meanI) * (sample[j] - meanJ) / 200.0;
      CHECK_THAT(three.covariance(i, j), WithinAbs(both, 1e-12));
      CHECK(three.covariance(i, j) == three.covariance(j, i));
      CHECK(three.rows()[3 * i + j] == three.covariance(i, j));
    }
  }
}

}  // namespace
}  // namespace plimsoll
