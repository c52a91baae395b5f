#include "plimsoll/base/power_iteration.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "random_normals.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

using Norm = PowerIteration::Norm;
using Matrix = std::vector<std::vector<double>>;

// Jacobi's rotations: all eigenvalues, and slow. The largest and its vector.
std::pair<double, std::vector<double>> largestByRotations(Matrix c) {
  const std::size_t n = c.size();
  Matrix vectors(n, std::vector<double>(n, 0.0));
  for (std::size_t i = 0; i < n; ++i) vectors[i][i] = 1.0;
  for (int sweep = 0; sweep < 60; ++sweep) {
    for (std::size_t p = 0; p < n; ++p) {
      for (std::size_t q = p + 1; q < n; ++q) {
        if (std::abs(c[p][q]) < 1e-300) continue;
        const double angle = 0.5 * std::atan2(2.0 * c[p][q], c[q][q] - c[p][p]);
        const double cosine = std::cos(angle), sine = std::sin(angle);
        for (std::size_t k = 0; k < n; ++k) {
          const double a = c[k][p], b = c[k][q];
          c[k][p] = cosine * a - sine * b;
          c[k][q] = sine * a + cosine * b;
        }
        for (std::size_t k = 0; k < n; ++k) {
          const double a = c[p][k], b = c[q][k];
          c[p][k] = cosine * a - sine * b;
          c[q][k] = sine * a + cosine * b;
          const double v = vectors[k][p], w = vectors[k][q];
          vectors[k][p] = cosine * v - sine * w;
          vectors[k][q] = sine * v + cosine * w;
        }
      }
    }
  }
  std::size_t best = 0;
  for (std::size_t i = 1; i < n; ++i) best = c[i][i] > c[best][best] ? i : best;
  std::vector<double> vector(n);
  for (std::size_t i = 0; i < n; ++i) vector[i] = vectors[i][best];
  return {c[best][best], vector};
}

Matrix covarianceOf(const PowerIteration& of) {
  Matrix c(of.size(), std::vector<double>(of.size()));
  for (std::size_t i = 0; i < of.size(); ++i) {
    for (std::size_t j = 0; j < of.size(); ++j) c[i][j] = *of.covariance(i, j);
  }
  return c;
}

// One that all share, in falling measure, and noise of each.
std::vector<double> together(test::RandomNormals& random, std::size_t size, double scale = 1.0) {
  const double common = random.next();
  std::vector<double> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    values[i] = scale * (common * (1.0 - 0.03 * static_cast<double>(i)) + 0.5 * random.next());
  }
  return values;
}

TEST_CASE("the header's example of a principal component", "[power_iteration]") {
  PowerIteration both(2, 1'000.0);
  REQUIRE(both.update() == 0);
  REQUIRE(both.component(Norm::sumOne).empty());
  REQUIRE_FALSE(both.explainedShare());
  both.add(std::array{1.0, 2.0}, 0.0);
  both.add(std::array{3.0, 6.0}, 500.0);
  REQUIRE(both.update() > 0);
  const auto weights = both.component(Norm::sumOne);
  REQUIRE_THAT(weights[0], WithinRel(1.0 / 3.0, 1e-12));
  REQUIRE_THAT(weights[1], WithinRel(2.0 / 3.0, 1e-12));
  REQUIRE_THAT(*both.explainedShare(), WithinRel(1.0, 1e-12));
}

TEST_CASE("after warm starts the component is that of a full decomposition", "[power_iteration]") {
  test::RandomNormals random(631);
  for (const std::size_t size : {1u, 2u, 5u, 10u, 20u}) {
    CAPTURE(size);
    PowerIteration levels(size, 30'000.0);
    int steps = 0;
    for (int i = 0; i < 400; ++i) {
      REQUIRE(levels.add(together(random, size), 100.0 * i));
      if (i > 50) steps += levels.update();
    }
    const Matrix c = covarianceOf(levels);
    const auto [value, vector] = largestByRotations(c);
    double trace = 0.0, dot = 0.0, sum = 0.0, magnitudes = 0.0, squares = 0.0;
    for (std::size_t i = 0; i < size; ++i) {
      trace += c[i][i];
      dot += vector[i] * levels.component(Norm::lengthOne)[i];
      sum += levels.component(Norm::sumOne)[i];
      magnitudes += std::abs(levels.component(Norm::sumOne)[i]);
      squares += levels.component(Norm::lengthOne)[i] * levels.component(Norm::lengthOne)[i];
    }
    REQUIRE(levels.isConverged());
    REQUIRE_THAT(std::abs(dot), WithinRel(1.0, 1e-10));
    REQUIRE_THAT(*levels.explainedShare(), WithinRel(value / trace, 1e-10));
    REQUIRE(*levels.explainedShare() >= 1.0 / static_cast<double>(size) - 1e-12);
    REQUIRE(*levels.explainedShare() <= 1.0);
    REQUIRE(sum > 0.0);
    REQUIRE_THAT(magnitudes, WithinRel(1.0, 1e-12));
    REQUIRE_THAT(squares, WithinRel(1.0, 1e-12));
    // Started anew each time it would take many more.
    REQUIRE(steps < 349 * 25);
  }
}

TEST_CASE("a scale and a shift leave the component, negating all keeps its sum above zero", "[power_iteration]") {
  test::RandomNormals random(632);
  PowerIteration plain(4, 5'000.0), moved(4, 5'000.0), negated(4, 5'000.0), huge(4, 5'000.0);
  for (int i = 0; i < 200; ++i) {
    const auto values = together(random, 4);
    std::vector<double> a = values, b = values, c = values;
    for (std::size_t k = 0; k < 4; ++k) {
      a[k] = 8.0 * a[k] + 3.0;
      b[k] = -b[k];
      c[k] = 1e70 * c[k];
    }
    plain.add(values, 100.0 * i);
    moved.add(a, 100.0 * i);
    negated.add(b, 100.0 * i);
    huge.add(c, 100.0 * i);
  }
  for (PowerIteration* each : {&plain, &moved, &negated, &huge}) each->update();
  for (std::size_t k = 0; k < 4; ++k) {
    const double weight = plain.component(Norm::sumOne)[k];
    REQUIRE(weight > 0.0);
    for (PowerIteration* each : {&moved, &negated, &huge}) {
      REQUIRE_THAT(each->component(Norm::sumOne)[k], WithinRel(weight, 1e-9));
    }
  }
}

TEST_CASE("a component of opposite signs is found too", "[power_iteration]") {
  test::RandomNormals random(633);
  PowerIteration both(2, 5'000.0);
  for (int i = 0; i < 100; ++i) {
    const double x = random.next();
    both.add(std::array{x, -x}, 100.0 * i);
  }
  both.update();
  REQUIRE_THAT(*both.explainedShare(), WithinRel(1.0, 1e-12));
  REQUIRE_THAT(std::abs(both.component(Norm::sumOne)[0]), WithinRel(0.5, 1e-12));
}

TEST_CASE("a component that turns until its sum is below zero is turned over", "[power_iteration]") {
  test::RandomNormals random(634);
  PowerIteration both(2, 1'000.0);
  for (int i = 0; i < 400; ++i) {
    const double x = random.next();
    both.add(std::array{x, (i < 200 ? -0.2 : -3.0) * x}, 100.0 * i);
    both.update();
    const auto weights = both.component(Norm::lengthOne);
    if (i > 0) REQUIRE(weights[0] + weights[1] > 0.0);
  }
  REQUIRE_THAT(both.component(Norm::sumOne)[0], WithinAbs(-0.25, 1e-3));
}

TEST_CASE("where nothing varies there is no component", "[power_iteration]") {
  PowerIteration still(3, 1'000.0);
  for (int i = 0; i < 50; ++i) still.add(std::array{0.1, 0.2, 0.3}, 10.0 * i);
  REQUIRE(still.update() == 0);
  REQUIRE(still.component(Norm::lengthOne).empty());
}

TEST_CASE("values that are none are refused, and backward time has no weight", "[power_iteration]") {
  PowerIteration two(2, 1'000.0);
  two.add(std::array{1.0, 2.0}, 0.0);
  two.add(std::array{2.0, 1.0}, 500.0);
  const double before = *two.covariance(0, 1);
  const double none = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_FALSE(two.add(std::array{1.0, none}, 600.0));
  REQUIRE_FALSE(two.add(std::array{1.0, 1e80}, 600.0));
  REQUIRE_FALSE(two.add(std::array{1.0}, 600.0));
  REQUIRE_FALSE(two.add(std::array{1.0, 1.0}, none));
  REQUIRE(two.add(std::array{9.0, 9.0}, 100.0));
  REQUIRE(two.covariance(0, 1) == before);
  REQUIRE_FALSE(two.covariance(0, 2));
}

}  // namespace
}  // namespace plimsoll
