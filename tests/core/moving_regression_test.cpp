#include "plimsoll/base/moving_regression.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "plimsoll/base/statistics.h"
#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

struct Point {
  double x;
  double y;
  double timeMs;
};

std::vector<Point> randomPoints(std::uint64_t seed, int count) {
  test::RandomNumbers random(seed);
  std::vector<Point> points;
  double timeMs = 0.0;
  for (int i = 0; i < count; ++i) {
    timeMs += random.chance(0.1) ? 0.0 : random.between(1.0, 400.0);
    const double x = random.between(-3.0, 5.0);
    points.push_back({x, 1.5 * x - 2.0 + random.between(-2.0, 2.0), timeMs});
  }
  return points;
}

MovingRegression lineOf(const std::vector<Point>& points) {
  MovingRegression line(1'000.0);
  for (const Point& point : points) line.add(point.x, point.y, point.timeMs);
  return line;
}

TEST_CASE("points on a line give the line", "[moving_regression]") {
  const MovingRegression line = lineOf({{1.0, 5.0, 0.0}, {2.0, 7.0, 300.0}, {4.0, 11.0, 500.0}});
  REQUIRE_THAT(*line.slope(), WithinRel(2.0, 1e-14));
  REQUIRE_THAT(*line.intercept(), WithinRel(3.0, 1e-14));
  REQUIRE_THAT(*line.rSquared(), WithinRel(1.0, 1e-14));
  REQUIRE(*line.rSquared() <= 1.0);
  const MovingRegression through = lineOf({{1.0, -2.0, 0.0}, {3.0, -6.0, 100.0}, {-1.0, 2.0, 200.0}});
  REQUIRE_THAT(*through.slopeThroughZero(), WithinRel(-2.0, 1e-14));
  REQUIRE_THAT(*through.correlation(), WithinRel(-1.0, 1e-14));
}

TEST_CASE("a regression by stream is the one with weights written out", "[moving_regression]") {
  const auto points = randomPoints(621, 300);
  std::vector<double> weights(points.size());
  double rest = 1.0;
  for (std::size_t i = points.size(); i-- > 1;) {
    const double share = 1.0 - std::exp(-(points[i].timeMs - points[i - 1].timeMs) / 1'000.0);
    weights[i] = rest * share;
    rest *= 1.0 - share;
  }
  weights[0] = rest;
  double x = 0.0, y = 0.0, xx = 0.0, xy = 0.0, yy = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    x += weights[i] * points[i].x;
    y += weights[i] * points[i].y;
    xx += weights[i] * points[i].x * points[i].x;
    xy += weights[i] * points[i].x * points[i].y;
    yy += weights[i] * points[i].y * points[i].y;
  }
  const MovingRegression line = lineOf(points);
  const double slope = (xy - x * y) / (xx - x * x);
  REQUIRE_THAT(*line.meanX(), WithinRel(x, 1e-12));
  REQUIRE_THAT(*line.meanY(), WithinRel(y, 1e-12));
  REQUIRE_THAT(*line.covariance(), WithinRel(xy - x * y, 1e-10));
  REQUIRE_THAT(*line.slope(), WithinRel(slope, 1e-10));
  REQUIRE_THAT(*line.intercept(), WithinRel(y - slope * x, 1e-9));
  REQUIRE_THAT(*line.slopeThroughZero(), WithinRel(xy / xx, 1e-10));
  REQUIRE_THAT(*line.rSquared(), WithinRel((xy - x * y) * (xy - x * y) / (xx - x * x) / (yy - y * y), 1e-9));
}

TEST_CASE("moments of x come to be those of moving moments, and x and y may swap", "[moving_regression]") {
  const auto points = randomPoints(622, 500);
  MovingMoments moments(1'000.0);
  MovingRegression swapped(1'000.0);
  for (const Point& point : points) {
    moments.add(point.x, point.timeMs);
    swapped.add(point.y, point.x, point.timeMs);
  }
  const MovingRegression line = lineOf(points);
  REQUIRE_THAT(*line.meanX(), WithinRel(*moments.mean(), 1e-12));
  REQUIRE_THAT(*line.varianceX(), WithinRel(*moments.variance(), 1e-12));
  REQUIRE(line.covariance() == swapped.covariance());
  REQUIRE(line.varianceY() == swapped.varianceX());
  REQUIRE_THAT(*line.correlation(), WithinRel(*swapped.correlation(), 1e-14));
  REQUIRE_THAT(*line.slope() * *swapped.slope(), WithinRel(*line.rSquared(), 1e-12));
}

TEST_CASE("a shift leaves the slope, a scale divides it, a mirror changes its sign", "[moving_regression]") {
  const auto points = randomPoints(623, 500);
  auto shifted = points, scaled = points, mirrored = points;
  for (Point& point : shifted) point = {point.x + 10.0, point.y - 7.0, point.timeMs};
  for (Point& point : scaled) point = {4.0 * point.x, point.y, point.timeMs};
  for (Point& point : mirrored) point = {point.x, -point.y, point.timeMs};
  const double slope = *lineOf(points).slope();
  REQUIRE_THAT(*lineOf(shifted).slope(), WithinRel(slope, 1e-10));
  REQUIRE_THAT(*lineOf(shifted).covariance(), WithinRel(*lineOf(points).covariance(), 1e-10));
  REQUIRE_THAT(*lineOf(scaled).slope(), WithinRel(slope / 4.0, 1e-14));
  REQUIRE(*lineOf(mirrored).slope() == -slope);
  REQUIRE_THAT(*lineOf(shifted).rSquared(), WithinRel(*lineOf(points).rSquared(), 1e-10));
}

TEST_CASE("what does not vary has no slope, and correlation is within bounds", "[moving_regression]") {
  MovingRegression line(1'000.0);
  REQUIRE_FALSE(line.meanX());
  REQUIRE_FALSE(line.covariance());
  for (int i = 0; i < 100; ++i) line.add(0.3, i, 10.0 * i);
  REQUIRE(line.varianceX() == 0.0);
  REQUIRE_FALSE(line.slope());
  REQUIRE_FALSE(line.intercept());
  REQUIRE_FALSE(line.rSquared());
  REQUIRE(line.slopeThroughZero());
  test::RandomNumbers random(624);
  for (int i = 0; i < 5'000; ++i) {
    const double x = random.between(-1.0, 1.0) * std::pow(10.0, random.between(-80.0, 75.0));
    const double y = random.chance(0.5) ? 1e-3 * x : random.between(-1e75, 1e75);
    REQUIRE(line.add(x, y, 2'000.0 + 400.0 * i));
    if (const auto r2 = line.rSquared()) REQUIRE((*r2 >= 0.0 && *r2 <= 1.0));
    if (const auto slope = line.slope()) REQUIRE(std::isfinite(*slope));
    if (const auto slope = line.slopeThroughZero()) REQUIRE(std::isfinite(*slope));
    REQUIRE(std::isfinite(*line.covariance()));
  }
}

TEST_CASE("points that are none are refused, and backward time has no weight", "[moving_regression]") {
  MovingRegression line = lineOf({{1.0, 5.0, 0.0}, {2.0, 7.0, 300.0}});
  const double none = std::numeric_limits<double>::quiet_NaN();
  REQUIRE_FALSE(line.add(none, 1.0, 400.0));
  REQUIRE_FALSE(line.add(1.0, 1e76, 400.0));
  REQUIRE_FALSE(line.add(1.0, 1.0, none));
  REQUIRE(line.count() == 2);
  const double covariance = *line.covariance();
  REQUIRE(line.add(50.0, -9.0, 100.0));
  REQUIRE(line.covariance() == covariance);
}

}  // namespace
}  // namespace plimsoll
