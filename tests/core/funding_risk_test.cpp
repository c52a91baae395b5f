#include "plimsoll/funding/funding_risk.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

double normal(test::RandomNumbers& random) {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += random.between(0.0, 1.0);
  return sum;
}

std::vector<double> history(std::uint64_t seed, std::size_t count, const FundingProcess& process) {
  test::RandomNumbers random(seed);
  std::vector<double> rates;
  double now = process.lastRate;
  for (std::size_t i = 0; i < count; ++i) {
    now = process.mean + process.autocorrelation * (now - process.mean) + process.shockDeviation * normal(random);
    rates.push_back(now);
  }
  return rates;
}

double deviation(double phi, int intervals) { return std::sqrt(fundingSum({0.0, phi, 1e-4, 0.0}, intervals).variance); }

TEST_CASE("the sum of rates has the mean and variance of its closed form", "[funding_risk]") {
  for (const double phi : {-0.95, -0.3, 0.0, 0.4, 0.9, 0.99}) {
    for (const int intervals : {1, 2, 7, 90, 1'095}) {
      const double h = intervals, mu = 1e-4, last = -3e-4, sigma = 2e-4;
      const FundingSum sum = fundingSum({mu, phi, sigma, last}, intervals);
      const double power = std::pow(phi, h);
      REQUIRE_THAT(sum.mean, WithinRel(h * mu + (last - mu) * phi * (1.0 - power) / (1.0 - phi), 1e-9));
      const double bracket = h - 2.0 * phi * (1.0 - power) / (1.0 - phi) + phi * phi * (1.0 - power * power) / (1.0 - phi * phi);
      REQUIRE_THAT(sum.variance, WithinRel(sigma * sigma / ((1.0 - phi) * (1.0 - phi)) * bracket, 1e-9));
    }
  }
  const FundingSum two = fundingSum({0.0, 0.5, 1e-4, 1e-4}, 2);  // the header's example
  REQUIRE_THAT(two.mean, WithinRel(0.75e-4, 1e-12));
  REQUIRE_THAT(two.variance, WithinRel(3.25e-8, 1e-12));
}

TEST_CASE("without memory risk grows as the root of the horizon, with all of it as its power of three halves", "[funding_risk]") {
  for (const int intervals : {4, 25, 100, 900}) {
    REQUIRE_THAT(deviation(0.0, intervals), WithinRel(1e-4 * std::sqrt(intervals), 1e-12));
    REQUIRE_THAT(deviation(1e-9, intervals), WithinRel(1e-4 * std::sqrt(intervals), 1e-8));
    const double h = intervals;
    REQUIRE_THAT(deviation(1.0, intervals), WithinRel(1e-4 * std::sqrt(h * (h + 1.0) * (2.0 * h + 1.0) / 6.0), 1e-12));
    REQUIRE_THAT(deviation(1.0 - 1e-9, intervals), WithinRel(deviation(1.0, intervals), 1e-5));
  }
  REQUIRE_THAT(deviation(1.0, 1'000) / deviation(1.0, 250), WithinRel(8.0, 0.01));
  REQUIRE_THAT(deviation(0.0, 1'000) / deviation(0.0, 250), WithinRel(2.0, 1e-12));
  for (double phi = 0.0; phi < 1.0; phi += 0.05) REQUIRE(deviation(phi + 0.05, 30) > deviation(phi, 30));
}

TEST_CASE("the sums of simulated paths spread as they should", "[funding_risk]") {
  const FundingProcess process{1e-4, 0.8, 5e-5, 3e-4};
  const FundingSum expected = fundingSum(process, 21);
  double sum = 0.0, squares = 0.0;
  constexpr int kPaths = 20'000;
  for (int path = 0; path < kPaths; ++path) {
    double total = 0.0;
    for (const double rate : history(7'000 + static_cast<std::uint64_t>(path), 21, process)) total += rate;
    sum += total;
    squares += (total - expected.mean) * (total - expected.mean);
  }
  REQUIRE_THAT(sum / kPaths, WithinRel(expected.mean, 0.01));
  REQUIRE_THAT(squares / kPaths, WithinRel(expected.variance, 0.04));
}

TEST_CASE("the process of a history is the one that made it", "[funding_risk]") {
  const FundingProcess made{1e-4, 0.85, 5e-5, 1e-4};
  const std::vector<double> rates = history(941, 20'000, made);
  const FundingProcess found = *fundingProcess(rates);
  REQUIRE_THAT(found.mean, WithinAbs(made.mean, 1e-5));
  REQUIRE_THAT(found.autocorrelation, WithinAbs(made.autocorrelation, 0.01));
  REQUIRE_THAT(found.shockDeviation, WithinRel(made.shockDeviation, 0.02));
  REQUIRE(found.lastRate == rates.back());
  // Shifted and scaled rates have a shifted and scaled process.
  std::vector<double> others;
  for (const double rate : rates) others.push_back(-2.0 * rate + 3e-4);
  REQUIRE_THAT(fundingProcess(others)->mean, WithinRel(-2.0 * found.mean + 3e-4, 1e-9));
  REQUIRE_THAT(fundingProcess(others)->autocorrelation, WithinRel(found.autocorrelation, 1e-9));
  REQUIRE_THAT(fundingProcess(others)->shockDeviation, WithinRel(2.0 * found.shockDeviation, 1e-9));
}

TEST_CASE("rates that never moved cost what they cost, without risk", "[funding_risk]") {
  const std::vector<double> rates(90, 0.0001);
  const FundingProcess process = *fundingProcess(rates);
  REQUIRE(process.shockDeviation == 0.0);
  const FundingRisk risk = fundingRisk(process, {+1.0, 10.0, 30});
  REQUIRE_THAT(risk.expectedCost, WithinRel(0.03, 1e-12));
  REQUIRE(risk.costAtRisk == risk.expectedCost);
  REQUIRE(risk.signFlipProbability == 0.0);
  const FundingRisk drawn = *bootstrappedFundingRisk(rates, {+1.0, 10.0, 30});
  REQUIRE_THAT(drawn.costAtRisk, WithinRel(0.03, 1e-12));
  REQUIRE(drawn.signFlipProbability == 0.0);
}

TEST_CASE("a sign flips as often as simulated paths do", "[funding_risk]") {
  const std::vector<FundingProcess> processes{{0.0, 0.0, 1e-4, 1e-4}, {0.0, 0.9, 1e-4, 1e-4}, {1e-4, 0.8, 5e-5, 2e-4},
                                              {-1e-4, 0.8, 5e-5, 2e-4}, {5e-5, -0.5, 5e-5, -1e-4}, {0.0, 1.0, 1e-4, 5e-4}};
  for (const FundingProcess& process : processes) {
    for (const int intervals : {1, 6, 30}) {
      int flips = 0;
      constexpr int kPaths = 4'000;
      for (int path = 0; path < kPaths; ++path) {
        const auto rates = history(static_cast<std::uint64_t>(path), static_cast<std::size_t>(intervals), process);
        flips += std::any_of(rates.begin(), rates.end(), [&](double rate) { return rate * process.lastRate < 0.0; });
      }
      CAPTURE(process.mean, process.autocorrelation, intervals);
      REQUIRE_THAT(*signFlipProbability(process, intervals), WithinAbs(static_cast<double>(flips) / kPaths, 0.025));
    }
  }
}

TEST_CASE("without memory or mean a sign survives by halves", "[funding_risk]") {
  for (const int intervals : {1, 2, 5, 10}) {
    REQUIRE_THAT(*signFlipProbability({0.0, 0.0, 1e-4, 2e-4}, intervals), WithinAbs(1.0 - std::pow(0.5, intervals), 1e-3));
  }
  REQUIRE_THAT(*signFlipProbability({0.0, 0.0, 1e-4, 2e-4}, 1), WithinAbs(0.5, 1e-4));
  // One step of any process is one tail of the normal.
  REQUIRE_THAT(*signFlipProbability({1e-4, 0.5, 1e-4, 3e-4}, 1), WithinAbs(0.5 * std::erfc(2.0 / std::sqrt(2.0)), 1e-3));
}

TEST_CASE("a flip is likelier the longer one waits, and as likely on the other side", "[funding_risk]") {
  test::RandomNumbers random(942);
  for (int round = 0; round < 30; ++round) {
    const FundingProcess process{random.between(-2e-4, 2e-4), random.between(-0.9, 0.99), random.between(1e-5, 1e-4), random.between(-3e-4, 3e-4)};
    const FundingProcess mirrored{-process.mean, process.autocorrelation, process.shockDeviation, -process.lastRate};
    double before = 0.0;
    for (const int intervals : {1, 2, 4, 8, 16}) {
      const double now = *signFlipProbability(process, intervals);
      REQUIRE(now >= before - 2e-3);
      REQUIRE((now >= 0.0 && now <= 1.0));
      REQUIRE(*signFlipProbability(mirrored, intervals) == now);
      before = now;
    }
  }
  REQUIRE_FALSE(signFlipProbability({1e-4, 0.5, 1e-4, 0.0}, 5));
}

TEST_CASE("shocks too small to matter leave the expected path to decide", "[funding_risk]") {
  for (const double sigma : {0.0, 1e-300, 1e-12, 1e-8}) {
    REQUIRE(signFlipProbability({1e-4, 0.5, sigma, 2e-4}, 20) == 0.0);
    REQUIRE(signFlipProbability({-1e-4, 0.5, sigma, 2e-4}, 1) == 0.0);
    REQUIRE(signFlipProbability({-1e-4, 0.5, sigma, 2e-4}, 2) == 1.0);
  }
}

TEST_CASE("cost at risk is linear in leverage, and expected cost opposite for the other side", "[funding_risk]") {
  const std::vector<double> rates = history(943, 500, {1e-4, 0.8, 5e-5, 1e-4});
  const FundingProcess process = *fundingProcess(rates);
  const FundingRisk one = fundingRisk(process, {+1.0, 1.0, 21}), four = fundingRisk(process, {+1.0, 4.0, 21}), other = fundingRisk(process, {-1.0, 1.0, 21});
  REQUIRE(four.costAtRisk == 4.0 * one.costAtRisk);
  REQUIRE(other.expectedCost == -one.expectedCost);
  REQUIRE(other.costDeviation == one.costDeviation);
  REQUIRE_THAT(one.costAtRisk, WithinRel(one.expectedCost + 1.6448536269514722 * one.costDeviation, 1e-12));
  REQUIRE(other.costAtRisk > other.expectedCost);
  const FundingRisk drawn = *bootstrappedFundingRisk(rates, {+1.0, 1.0, 21}), drawnFour = *bootstrappedFundingRisk(rates, {+1.0, 4.0, 21});
  REQUIRE(drawnFour.costAtRisk == 4.0 * drawn.costAtRisk);
  REQUIRE_THAT(bootstrappedFundingRisk(rates, {-1.0, 1.0, 21})->expectedCost, WithinRel(-drawn.expectedCost, 1e-12));
}

TEST_CASE("the bootstrap of a long history agrees with the process that made it", "[funding_risk]") {
  std::vector<double> rates = history(944, 1'000, {1e-4, 0.6, 5e-5, 1e-4});
  const FundingProcess process = *fundingProcess(rates);
  const FundingRisk drawn = *bootstrappedFundingRisk(rates, {+1.0, 5.0, 45}, {.blockLength = 15});
  // It does not know where the rate stands: from the mean, that is.
  const FundingRisk fitted = fundingRisk({process.mean, process.autocorrelation, process.shockDeviation, process.mean}, {+1.0, 5.0, 45});
  REQUIRE_THAT(drawn.expectedCost, WithinRel(fitted.expectedCost, 0.03));
  REQUIRE_THAT(drawn.costDeviation, WithinRel(fitted.costDeviation, 0.15));
  REQUIRE_THAT(drawn.costAtRisk, WithinRel(fitted.costAtRisk, 0.05));
}

TEST_CASE("the bootstrap is written out with its own random numbers", "[funding_risk]") {
  const std::vector<double> rates = history(945, 37, {2e-5, 0.5, 5e-5, 1e-5});
  std::uint64_t state = 42;
  const auto next = [&] {  // SplitMix64 as published
    std::uint64_t z = (state += 0x9E3779B97F4A7C15ull);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
  };
  std::vector<double> costs;
  int flips = 0;
  for (int draw = 0; draw < kFundingDraws; ++draw) {
    std::vector<double> path;
    while (path.size() < 10) {
      const std::size_t start = next() % rates.size();
      for (std::size_t i = 0; i < 4 && path.size() < 10; ++i) path.push_back(rates[(start + i) % rates.size()]);
    }
    double sum = 0.0;
    for (const double rate : path) sum += rate;
    flips += std::any_of(path.begin(), path.end(), [&](double rate) { return rate * rates.back() < 0.0; });
    costs.push_back(-3.0 * sum);
  }
  std::sort(costs.begin(), costs.end());
  const FundingRisk drawn = *bootstrappedFundingRisk(rates, {-1.0, 3.0, 10}, {.blockLength = 4, .seed = 42});
  REQUIRE(drawn.costAtRisk == costs[949]);
  REQUIRE(*drawn.signFlipProbability == static_cast<double>(flips) / kFundingDraws);
  // SplitMix64's first number for the seed 1234567, as its reference code prints it.
  state = 1'234'567;
  REQUIRE(next() == 6457827717110365317ull);
}

TEST_CASE("the bootstrap gives the same answer for a seed, and needs a history", "[funding_risk]") {
  const std::vector<double> rates = history(946, 90, {1e-4, 0.8, 5e-5, 1e-4});
  const FundingExposure exposure{+1.0, 10.0, 21};
  REQUIRE(bootstrappedFundingRisk(rates, exposure)->costAtRisk == bootstrappedFundingRisk(rates, exposure)->costAtRisk);
  REQUIRE(bootstrappedFundingRisk(rates, exposure, {.seed = 2})->costAtRisk != bootstrappedFundingRisk(rates, exposure)->costAtRisk);
  REQUIRE_FALSE(bootstrappedFundingRisk(std::span(rates).first(9), exposure));
  REQUIRE_FALSE(bootstrappedFundingRisk(rates, exposure, {.blockLength = 0}));
  REQUIRE_FALSE(fundingProcess(std::span(rates).first(9)));
  REQUIRE(bootstrappedFundingRisk(rates, exposure, {.blockLength = 1'000'000}));
}

TEST_CASE("histories, processes and exposures that cannot be used are refused by name", "[funding_risk]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> rates{1e-4, 2e-4, nan};
  REQUIRE(checkFundingRates(rates) == Error::notFinite);
  REQUIRE(checkFundingRates(rates).row == 2);
  REQUIRE(checkFundingRates(std::span<const double>(rates).first(2)) == Error::none);
  REQUIRE(check(FundingProcess{0.0, 1.1, 1e-4, 0.0}) == Error::rateOutOfRange);
  REQUIRE(check(FundingProcess{0.0, 0.5, -1e-4, 0.0}) == Error::varianceNegative);
  REQUIRE(check(FundingProcess{nan, 0.5, 1e-4, 0.0}) == Error::notFinite);
  REQUIRE(check(FundingProcess{0.0, 0.5, 1e-4, 0.0}) == Error::none);
  REQUIRE(check(FundingExposure{+1.0, 10.0, 0}) == Error::windowOutOfRange);
  REQUIRE(check(FundingExposure{+1.0, 10.0, 1'096}) == Error::windowOutOfRange);
  REQUIRE(check(FundingExposure{+0.5, 10.0, 5}) == Error::rateOutOfRange);
  REQUIRE(check(FundingExposure{-1.0, -10.0, 5}) == Error::leverageOutOfRange);
}

}  // namespace
}  // namespace plimsoll
