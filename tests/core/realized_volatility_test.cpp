#include "plimsoll/risk/realized_volatility.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr double kDayMs = 86'400'000.0;

struct Mark {
  double price;
  double timeMs;
};

/// A walk of coin tosses, up or down by the same log return each second.
std::vector<Mark> walk(std::uint64_t seed, int count, double logReturn) {
  test::RandomNumbers random(seed);
  std::vector<Mark> marks;
  double logPrice = 11.0;
  for (int i = 0; i < count; ++i) {
    marks.push_back({std::exp(logPrice), 1.7e12 + 1'000.0 * i});
    logPrice += random.chance(0.5) ? logReturn : -logReturn;
  }
  return marks;
}

RealizedVolatility volatilityOf(const std::vector<Mark>& marks, double scale = 1.0) {
  RealizedVolatility volatility;
  for (const Mark& mark : marks) volatility.add(scale * mark.price, mark.timeMs);
  return volatility;
}

TEST_CASE("volatility is silent until it is warm, in marks and in minutes", "[realized_volatility]") {
  REQUIRE_FALSE(volatilityOf(walk(521, 600, 1e-4)).over(kDayMs));  // 599 s
  REQUIRE(volatilityOf(walk(521, 601, 1e-4)).over(kDayMs));        // 600 s
  std::vector<Mark> few;
  for (int i = 0; i < 99; ++i) few.push_back({100.0 + i, 10'000.0 * i});
  REQUIRE_FALSE(volatilityOf(few).over(kDayMs));
}

// Every return has the same square, so the estimate is that square whatever the weights.
TEST_CASE("a walk with steps of one size has exactly their volatility", "[realized_volatility]") {
  const RealizedVolatility volatility = volatilityOf(walk(522, 5'000, 1e-4));
  REQUIRE_THAT(*volatility.over(1'000.0), WithinRel(1e-4, 1e-6));
  REQUIRE_THAT(*volatility.over(kDayMs), WithinRel(1e-4 * std::sqrt(86'400.0), 1e-6));
  REQUIRE_THAT(*volatility.over(4'000.0), WithinRel(2.0 * *volatility.over(1'000.0), 1e-12));
}

TEST_CASE("a mark that stands still has no volatility, and a scale is none", "[realized_volatility]") {
  std::vector<Mark> still;
  for (int i = 0; i < 1'000; ++i) still.push_back({61'800.0, 1'000.0 * i});
  REQUIRE(volatilityOf(still).over(kDayMs) == 0.0);
  const auto marks = walk(523, 1'000, 2e-4);
  REQUIRE_THAT(*volatilityOf(marks, 1'000.0).over(kDayMs), WithinRel(*volatilityOf(marks).over(kDayMs), 1e-9));
}

// The recursion is a weighted mean of r^2 / dt, with weights that fall by e in half an hour.
TEST_CASE("the stream agrees with weights written out", "[realized_volatility]") {
  test::RandomNumbers random(524);
  std::vector<Mark> marks;
  double logPrice = 11.0, timeMs = 1.7e12;
  for (int i = 0; i < 2'000; ++i) {
    marks.push_back({std::exp(logPrice), timeMs});
    logPrice += random.between(-3e-4, 3e-4);
    timeMs += random.between(200.0, 3'000.0);
  }
  double sum = 0.0, weights = 0.0, rest = 1.0;
  for (std::size_t i = marks.size(); i-- > 1;) {
    const double elapsed = marks[i].timeMs - marks[i - 1].timeMs;
    const double share = 1.0 - std::exp(-elapsed / RealizedVolatility::kTimeConstantMs);
    const double r = std::log(marks[i].price / marks[i - 1].price);
    sum += rest * share * r * r / elapsed;
    weights += rest * share;
    rest *= 1.0 - share;
  }
  REQUIRE_THAT(*volatilityOf(marks).variancePerMs(), WithinRel(sum / weights, 1e-9));
}

TEST_CASE("a mark of the same time or a little earlier is left out", "[realized_volatility]") {
  auto marks = walk(525, 1'000, 1e-4);
  const double before = *volatilityOf(marks).over(kDayMs);
  marks.push_back({marks.back().price * 2.0, marks.back().timeMs});
  marks.push_back({marks.back().price * 3.0, marks.back().timeMs - 59'000.0});
  REQUIRE(*volatilityOf(marks).over(kDayMs) == before);
}

TEST_CASE("one time far ahead does not spoil what comes after", "[realized_volatility]") {
  const auto marks = walk(526, 1'000, 1e-4);
  RealizedVolatility volatility = volatilityOf(marks);
  volatility.add(marks.back().price, marks.back().timeMs + 365.0 * kDayMs);
  double timeMs = marks.back().timeMs;
  for (const Mark& mark : walk(527, 1'000, 3e-4)) volatility.add(mark.price, timeMs += 1'000.0);
  REQUIRE_THAT(*volatility.over(1'000.0), WithinRel(3e-4, 1e-6));
}

}  // namespace
}  // namespace plimsoll
