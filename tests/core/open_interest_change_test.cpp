#include "plimsoll/positioning/open_interest_change.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

constexpr std::int64_t kStartMs = 1'700'000'000'000;
using Quadrant = OpenInterestQuadrant;

/// The same quadrant with the other sign of the price.
Quadrant mirrored(Quadrant quadrant) {
  switch (quadrant) {
    case Quadrant::newLongs: return Quadrant::newShorts;
    case Quadrant::newShorts: return Quadrant::newLongs;
    case Quadrant::shortCovering: return Quadrant::longFlush;
    case Quadrant::longFlush: return Quadrant::shortCovering;
    default: return Quadrant::none;
  }
}

std::vector<OpenInterestSample> randomWalk(std::uint64_t seed, int count, std::int64_t longestMs) {
  test::RandomNumbers random(seed);
  std::vector<OpenInterestSample> samples;
  OpenInterestSample sample{.openInterest = 5'000.0, .price = 100.0, .venueTimeMs = kStartMs};
  for (int i = 0; i < count; ++i) {
    samples.push_back(sample);
    sample.openInterest *= std::exp(random.between(-0.01, 0.01));
    sample.price *= std::exp(random.between(-0.01, 0.01));
    sample.venueTimeMs += random.integer(1, longestMs);
    sample.tradeFlowImbalance = random.between(-1.0, 1.0);
  }
  return samples;
}

TEST_CASE("the four quadrants and the dead band", "[open_interest_change]") {
  auto [openInterestZ, priceZ, expected] = GENERATE(table<double, double, Quadrant>({
      {2.0, 1.0, Quadrant::newLongs},
      {-2.0, 1.0, Quadrant::shortCovering},
      {2.0, -1.0, Quadrant::newShorts},
      {-2.0, -1.0, Quadrant::longFlush},
      {0.5, 4.0, Quadrant::none},
      {4.0, -0.5, Quadrant::none},
      {0.0, 0.0, Quadrant::none},
      {std::numeric_limits<double>::quiet_NaN(), 4.0, Quadrant::none},
  }));
  REQUIRE(quadrant(openInterestZ, priceZ, 0.5) == expected);
}

TEST_CASE("outside the dead band every pair has one quadrant, and the price's sign exchanges the sides",
          "[open_interest_change]") {
  test::RandomNumbers random(631);
  for (int i = 0; i < 5'000; ++i) {
    const double openInterestZ = random.between(-3.0, 3.0), priceZ = random.between(-3.0, 3.0);
    const double deadBand = random.between(0.0, 2.0);
    const Quadrant here = quadrant(openInterestZ, priceZ, deadBand);
    const bool isOutside = std::abs(openInterestZ) > deadBand && std::abs(priceZ) > deadBand;
    REQUIRE((here != Quadrant::none) == isOutside);
    REQUIRE(quadrant(openInterestZ, -priceZ, deadBand) == mirrored(here));
    if (!isOutside) continue;
    const bool isOpening = here == Quadrant::newLongs || here == Quadrant::newShorts;
    const bool isRising = here == Quadrant::newLongs || here == Quadrant::shortCovering;
    REQUIRE(isOpening == (openInterestZ > 0.0));
    REQUIRE(isRising == (priceZ > 0.0));
  }
}

TEST_CASE("open interest that grows steadily has that velocity, however often it is told", "[open_interest_change]") {
  test::RandomNumbers random(632);
  const double perHour = GENERATE(-0.4, 0.0, 0.07);
  OpenInterestVelocity velocity;
  std::int64_t elapsedMs = 0;
  for (int i = 0; i < 200; ++i) {
    velocity.add({1'000.0 * std::exp(perHour * static_cast<double>(elapsedMs) / 3'600'000.0), 1.0, kStartMs + elapsedMs});
    if (i == 0) REQUIRE_FALSE(velocity.perHour());
    if (i > 0) REQUIRE_THAT(*velocity.perHour(), WithinAbs(perHour, 1e-6));
    elapsedMs += random.integer(1, 90'000);
  }
}

/// What each of some samples weighs at the last, all together 1: the first one as the second.
std::vector<double> weightsOf(const std::vector<double>& timesMs, double timeConstantMs) {
  std::vector<double> weights(timesMs.size(), 1.0);
  double rest = 1.0, all = 0.0;
  for (std::size_t i = timesMs.size(); i-- > 0 && timesMs.size() > 1;) {
    const std::size_t later = std::max<std::size_t>(i, 1);
    const double kept = std::exp(-(timesMs[later] - timesMs[later - 1]) / timeConstantMs);
    weights[i] = rest * (1.0 - kept);
    rest *= kept;
    all += weights[i];
  }
  for (double& weight : weights) weight /= timesMs.size() > 1 ? all : 1.0;
  return weights;
}

// The mean with its weights written out, and z against the mean and variance of all
// velocities before, likewise.
TEST_CASE("velocity and its z agree with weights written out", "[open_interest_change]") {
  struct Point {
    double value, timeMs;
  };
  const auto meanAndVariance = [](const std::vector<Point>& points, double timeConstantMs) {
    std::vector<double> timesMs;
    for (const Point& point : points) timesMs.push_back(point.timeMs);
    const std::vector<double> weights = weightsOf(timesMs, timeConstantMs);
    double mean = 0.0, square = 0.0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      mean += weights[i] * points[i].value;
      square += weights[i] * points[i].value * points[i].value;
    }
    return std::pair(mean, square - mean * mean);
  };
  const auto samples = randomWalk(633, 300, 20'000);
  OpenInterestVelocity velocity;
  std::vector<Point> rates, velocities;
  int compared = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    velocity.add(samples[i]);
    if (i == 0) continue;
    const double hours = static_cast<double>(samples[i].venueTimeMs - samples[i - 1].venueTimeMs) / 3'600'000.0;
    const double timeMs = static_cast<double>(samples[i].venueTimeMs);
    rates.push_back({std::log(samples[i].openInterest / samples[i - 1].openInterest) / hours, timeMs});
    const double expected = meanAndVariance(rates, 60'000.0).first;
    REQUIRE_THAT(*velocity.perHour(), WithinAbs(expected, 1e-9 * (1.0 + std::abs(expected))));
    const bool isWarm = velocities.size() >= 30 && velocities.back().timeMs - velocities.front().timeMs >= 600'000.0;
    REQUIRE(velocity.z().has_value() == isWarm);
    if (isWarm) {
      const auto [mean, variance] = meanAndVariance(velocities, 3'600'000.0);
      REQUIRE_THAT(*velocity.z(), WithinAbs((expected - mean) / std::sqrt(variance), 1e-6));
      ++compared;
    }
    velocities.push_back({expected, timeMs});
  }
  REQUIRE(compared > 100);
}

TEST_CASE("a flush is far below what velocity usually is", "[open_interest_change]") {
  test::RandomNumbers random(634);
  OpenInterestVelocity velocity;
  double openInterest = 1'000.0;
  std::int64_t timeMs = kStartMs;
  for (int i = 0; i < 600; ++i, timeMs += 5'000) {
    velocity.add({openInterest * (1.0 + random.between(-1e-4, 1e-4)), 1.0, timeMs});
  }
  REQUIRE(std::abs(*velocity.z()) < 3.0);
  for (int i = 0; i < 6; ++i, timeMs += 5'000) velocity.add({openInterest *= 0.99, 1.0, timeMs});
  REQUIRE(*velocity.z() < -3.0);
  REQUIRE(*velocity.perHour() < 0.0);
}

TEST_CASE("open interest that never moves has a velocity of zero, and nothing is unusual", "[open_interest_change]") {
  OpenInterestVelocity velocity;
  for (int i = 0; i < 500; ++i) velocity.add({7.0, 1.0, kStartMs + 5'000 * i});
  CHECK(velocity.perHour() == 0.0);
  CHECK_FALSE(velocity.z());
}

TEST_CASE("samples out of order change no velocity, and a clock set back starts anew", "[open_interest_change]") {
  OpenInterestVelocity velocity;
  velocity.add({100.0, 1.0, kStartMs});
  velocity.add({101.0, 1.0, kStartMs + 10'000});
  const double before = *velocity.perHour();
  velocity.add({400.0, 1.0, kStartMs + 10'000});
  velocity.add({400.0, 1.0, kStartMs + 4'000});
  CHECK(velocity.perHour() == before);
  velocity.add({400.0, 1.0, kStartMs - 3'600'000});
  CHECK_FALSE(velocity.perHour());
  velocity.add({400.0 * std::exp(0.01), 1.0, kStartMs});
  CHECK_THAT(*velocity.perHour(), WithinRel(0.01, 1e-9));
}

TEST_CASE("moves agree with a plain reckoning of all minutes before", "[open_interest_change]") {
  struct Minute {
    double openInterest, price, timeMs;
  };
  const auto samples = randomWalk(635, 2'000, 30'000);
  OpenInterestChange change;
  std::vector<Minute> minutes;
  std::size_t last = 0;
  int compared = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    change.add(samples[i]);
    const double elapsedMs = static_cast<double>(samples[i].venueTimeMs - samples[last].venueTimeMs);
    if (elapsedMs < 60'000.0) continue;
    const double scale = std::sqrt(60'000.0 / elapsedMs);
    const Minute now{scale * std::log(samples[i].openInterest / samples[last].openInterest),
                     scale * std::log(samples[i].price / samples[last].price),
                     static_cast<double>(samples[i].venueTimeMs)};
    REQUIRE(change.move().has_value() == (minutes.size() >= 20));
    if (change.move()) {
      std::vector<double> timesMs;
      for (const Minute& minute : minutes) timesMs.push_back(minute.timeMs);
      const std::vector<double> weights = weightsOf(timesMs, 3'600'000.0);
      double openInterestSquare = 0.0, priceSquare = 0.0;
      for (std::size_t k = 0; k < minutes.size(); ++k) {
        openInterestSquare += weights[k] * minutes[k].openInterest * minutes[k].openInterest;
        priceSquare += weights[k] * minutes[k].price * minutes[k].price;
      }
      const OpenInterestMove& move = *change.move();
      const double openInterestZ = now.openInterest / std::sqrt(openInterestSquare);
      const double priceZ = now.price / std::sqrt(priceSquare);
      REQUIRE_THAT(move.openInterestZ, WithinAbs(openInterestZ, 1e-9));
      REQUIRE_THAT(move.priceZ, WithinAbs(priceZ, 1e-9));
      REQUIRE_THAT(move.intensity, WithinAbs(std::hypot(openInterestZ, priceZ), 1e-9));
      REQUIRE(move.quadrant == quadrant(openInterestZ, priceZ, 0.5));
      REQUIRE(move.venueTimeMs == samples[i].venueTimeMs);
      REQUIRE(move.takerAgreement.has_value() == (move.quadrant != Quadrant::none));
      if (move.takerAgreement) {
        REQUIRE(*move.takerAgreement == (now.price > 0.0 ? 1.0 : -1.0) * *samples[i].tradeFlowImbalance);
      }
      ++compared;
    }
    minutes.push_back(now);
    last = i;
  }
  REQUIRE(compared > 200);
}

TEST_CASE("a mirrored price path exchanges longs and shorts and keeps intensity", "[open_interest_change]") {
  auto samples = randomWalk(636, 1'500, 30'000);
  OpenInterestChange plain, mirror;
  for (OpenInterestSample sample : samples) {
    plain.add(sample);
    sample.price = 10'000.0 / sample.price;
    sample.tradeFlowImbalance = -sample.tradeFlowImbalance.value_or(0.0);
    mirror.add(sample);
    REQUIRE(plain.move().has_value() == mirror.move().has_value());
    if (!plain.move()) continue;
    REQUIRE(mirror.move()->quadrant == mirrored(plain.move()->quadrant));
    REQUIRE_THAT(mirror.move()->intensity, WithinRel(plain.move()->intensity, 1e-9));
    REQUIRE(mirror.move()->takerAgreement.value_or(9.0) == plain.move()->takerAgreement.value_or(9.0));
  }
}

TEST_CASE("without trades there is no agreement of takers, and without movement no move", "[open_interest_change]") {
  auto samples = randomWalk(637, 400, 60'000);
  OpenInterestChange silent, flat;
  for (OpenInterestSample sample : samples) {
    sample.tradeFlowImbalance.reset();
    silent.add(sample);
    sample.price = 100.0;
    flat.add(sample);
  }
  REQUIRE(silent.move());
  CHECK_FALSE(silent.move()->takerAgreement);
  CHECK_FALSE(flat.move());

  samples.front().venueTimeMs = kStartMs - 3'600'000;  // the clock was set back
  silent.add(samples.front());
  CHECK_FALSE(silent.move());
}

TEST_CASE("samples that cannot be are refused, and the widest that can be leave numbers", "[open_interest_change]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(check(OpenInterestSample{5.0, 1.0, 0, 0.3}) == Error::none);
  CHECK(check(OpenInterestSample{0.0, 1.0, 0}) == Error::quantityNotPositive);
  CHECK(check(OpenInterestSample{infinity, 1.0, 0}) == Error::notFinite);
  CHECK(check(OpenInterestSample{1e31, 1.0, 0}) == Error::numberOutOfRange);
  CHECK(check(OpenInterestSample{5.0, -1.0, 0}) == Error::priceNotPositive);
  CHECK(check(OpenInterestSample{5.0, 1.0, -1}) == Error::timeNegative);
  CHECK(check(OpenInterestSample{5.0, 1.0, 0, 1.5}) == Error::rateOutOfRange);
  CHECK(check(OpenInterestSample{5.0, 1.0, 0, infinity}) == Error::notFinite);

  OpenInterestVelocity velocity;
  OpenInterestChange change;
  for (int i = 0; i < 200; ++i) {
    const bool isOdd = i % 2 == 1;
    const OpenInterestSample sample{isOdd ? 1e30 : 5e-324, isOdd ? 5e-324 : 1e30, isOdd ? std::int64_t{i} * 60'000'000 : std::int64_t{i - 1} * 60'000'000 + 1};
    velocity.add(sample);
    change.add(sample);
    if (velocity.perHour()) REQUIRE(std::isfinite(*velocity.perHour()));
    if (velocity.z()) REQUIRE(std::isfinite(*velocity.z()));
    if (change.move()) REQUIRE(std::isfinite(change.move()->intensity));
  }
  velocity.add({1.0, 1.0, std::numeric_limits<std::int64_t>::max()});
  REQUIRE(std::isfinite(*velocity.perHour()));
}

}  // namespace
}  // namespace plimsoll
