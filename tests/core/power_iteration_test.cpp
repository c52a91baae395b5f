#include "plimsoll/base/power_iteration.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
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

/// The covariance of samples of which older ones count less and less.
class Fading {
 public:
  explicit Fading(std::size_t size) : mean_(size), flat_(size * size) {}

  void add(const std::vector<double>& values) {
    const double share = any_ ? 0.01 : 1.0;
    any_ = true;
    const std::size_t n = mean_.size();
    std::vector<double> deviation(n);
    for (std::size_t i = 0; i < n; ++i) {
      deviation[i] = values[i] - mean_[i];
      mean_[i] += share * deviation[i];
    }
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        double& known = flat_[i * n + j];
        known = (1.0 - share) * (known + share * deviation[i] * deviation[j]);
      }
    }
  }

  const std::vector<double>& flat() const { return flat_; }

  Matrix rows() const {
    const std::size_t n = mean_.size();
    Matrix rows(n, std::vector<double>(n));
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) rows[i][j] = flat_[i * n + j];
    }
    return rows;
  }

 private:
  std::vector<double> mean_;
  std::vector<double> flat_;
  bool any_ = false;
};

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
  PowerIteration both(2);
  REQUIRE(both.component(Norm::sumOne).empty());
  REQUIRE_FALSE(both.explainedShare());
  REQUIRE(both.update(std::array{1.0, 2.0, 2.0, 4.0}) > 0);
  const auto weights = both.component(Norm::sumOne);
  REQUIRE_THAT(weights[0], WithinRel(1.0 / 3.0, 1e-12));
  REQUIRE_THAT(weights[1], WithinRel(2.0 / 3.0, 1e-12));
  REQUIRE_THAT(*both.explainedShare(), WithinRel(1.0, 1e-12));
}

TEST_CASE("after warm starts the component is that of a full decomposition", "[power_iteration]") {
  test::RandomNormals random(631);
  for (const std::size_t size : {1u, 2u, 5u, 10u, 20u}) {
    CAPTURE(size);
    Fading covariance(size);
    PowerIteration levels(size);
    int steps = 0, stepsAnew = 0;
    for (int i = 0; i < 400; ++i) {
      covariance.add(together(random, size));
      if (i <= 50) continue;
      steps += levels.update(covariance.flat());
      stepsAnew += PowerIteration(size).update(covariance.flat());
    }
    const Matrix c = covariance.rows();
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
    REQUIRE(steps <= stepsAnew);
  }
}

TEST_CASE("a scale and a sign leave the component", "[power_iteration]") {
  test::RandomNormals random(632);
  Fading plain(4), negated(4), huge(4), tiny(4);
  for (int i = 0; i < 200; ++i) {
    const auto values = together(random, 4);
    std::vector<double> b = values, c = values, d = values;
    for (std::size_t k = 0; k < 4; ++k) {
      b[k] = -b[k];
      c[k] = 1e70 * c[k];
      d[k] = 1e-70 * d[k];
    }
    plain.add(values);
    negated.add(b);
    huge.add(c);
    tiny.add(d);
  }
  PowerIteration of(4);
  of.update(plain.flat());
  for (const Fading* each : {&negated, &huge, &tiny}) {
    PowerIteration other(4);
    other.update(each->flat());
    for (std::size_t k = 0; k < 4; ++k) {
      REQUIRE(of.component(Norm::sumOne)[k] > 0.0);
      REQUIRE_THAT(other.component(Norm::sumOne)[k], WithinRel(of.component(Norm::sumOne)[k], 1e-9));
    }
  }
}

TEST_CASE("a component of opposite signs is found too, and has a sign", "[power_iteration]") {
  PowerIteration both(2);
  both.update(std::array{1.0, -1.0, -1.0, 1.0});
  REQUIRE_THAT(*both.explainedShare(), WithinRel(1.0, 1e-12));
  REQUIRE_THAT(std::abs(both.component(Norm::sumOne)[0]), WithinRel(0.5, 1e-12));
}

TEST_CASE("a component that turns until its sum is below zero is turned over", "[power_iteration]") {
  PowerIteration both(2);
  for (int i = 0; i <= 400; ++i) {
    const double second = -0.2 - 2.8 * i / 400.0;
    both.update(std::array{1.0, second, second, second * second});
    const auto weights = both.component(Norm::lengthOne);
    REQUIRE(weights[0] + weights[1] >= -1e-12);
  }
  REQUIRE_THAT(both.component(Norm::sumOne)[0], WithinAbs(-0.25, 1e-9));
}

TEST_CASE("a direction that stays one is left when another comes to vary more", "[power_iteration]") {
  PowerIteration three(3);
  three.update(std::array{4.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0});
  REQUIRE_THAT(three.component(Norm::sumOne)[0], WithinAbs(1.0, 1e-9));
  three.update(std::array{4.0, 0.0, 0.0, 0.0, 9.0, 0.0, 0.0, 0.0, 0.0});
  REQUIRE_THAT(three.component(Norm::sumOne)[1], WithinAbs(1.0, 1e-9));
  REQUIRE_THAT(*three.explainedShare(), WithinRel(9.0 / 13.0, 1e-9));
}

TEST_CASE("where nothing varies there is no component, and what comes later is found", "[power_iteration]") {
  PowerIteration two(2);
  REQUIRE(two.update(std::array{0.0, 0.0, 0.0, 0.0}) == 0);
  REQUIRE(two.component(Norm::lengthOne).empty());
  two.update(std::array{1.0, 1.0, 1.0, 1.0});
  REQUIRE_THAT(two.component(Norm::sumOne)[0], WithinRel(0.5, 1e-12));
}

TEST_CASE("where all vary alike an equal share is explained", "[power_iteration]") {
  PowerIteration three(3);
  three.update(std::array{1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0});
  REQUIRE_THAT(*three.explainedShare(), WithinRel(0.5, 1e-12));
}

}  // namespace
}  // namespace plimsoll
