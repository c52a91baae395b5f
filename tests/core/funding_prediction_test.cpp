#include "plimsoll/funding/funding_prediction.h"

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

constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kStart = 1'760'054'400'000;  // 2025-10-10 00:00 UTC
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

const FundingRule& ruleOf(FundingVenue venue) { return *fundingRule(venue, kStart); }

double normal(test::RandomNumbers& random) {
  double sum = -6.0;
  for (int i = 0; i < 12; ++i) sum += random.between(0.0, 1.0);
  return sum;
}

/// An AR(1) about a mean, in units of a premium.
std::vector<double> path(test::RandomNumbers& random, std::int64_t count, double mean, double phi, double shock) {
  std::vector<double> premiums;
  double now = mean;
  for (std::int64_t i = 0; i < count; ++i) {
    now = mean + phi * (now - mean) + shock * normal(random);
    premiums.push_back(now);
  }
  return premiums;
}

std::int64_t slotsOf(const FundingRule& rule, double hours) {
  return static_cast<std::int64_t>(hours * static_cast<double>(kHourMs)) / rule.sampleMs;
}

/// The venue's formula of one interval's samples, written out.
double realised(const FundingRule& rule, const FundingTerms& terms, const std::vector<double>& premiums) {
  double sum = 0.0, weights = 0.0;
  for (std::size_t k = 1; k <= premiums.size(); ++k) {
    const double weight = rule.average == PremiumAverage::rising ? static_cast<double>(k) : 1.0;
    if (rule.average == PremiumAverage::continuous) {
      sum += fundingRate(rule, terms, premiums[k - 1]);
    } else {
      sum += weight * premiums[k - 1];
    }
    weights += weight;
  }
  return rule.average == PremiumAverage::continuous ? sum / weights : fundingRate(rule, terms, sum / weights);
}

TEST_CASE("at the end of the interval the prediction is the realised formula of every venue", "[funding_prediction]") {
  test::RandomNumbers random(921);
  for (const FundingRule& rule : fundingRules()) {
    for (const double hours : {rule.usualIntervalHours, 4.0}) {
      const FundingTerms terms{.intervalHours = hours};
      FundingPrediction funding(rule, {kStart, terms});
      const std::int64_t slots = slotsOf(rule, hours);
      for (int interval = 0; interval < 2; ++interval) {
        const std::vector<double> premiums = path(random, slots, random.between(-1e-3, 1.5e-3), 0.98, 1e-4);
        const std::int64_t startMs = kStart + interval * slots * rule.sampleMs;
        for (std::int64_t k = 0; k < slots; ++k) {
          // Within a slot the last one told counts.
          funding.add(9.0, startMs + k * rule.sampleMs + random.integer(0, rule.sampleMs / 2));
          funding.add(premiums[static_cast<std::size_t>(k)], startMs + k * rule.sampleMs + random.integer(rule.sampleMs / 2, rule.sampleMs - 1));
        }
        const double expected = realised(rule, terms, premiums);
        const PredictedFunding predicted = *funding.predicted();
        if (rule.average == PremiumAverage::continuous) {
          REQUIRE_THAT(predicted.rate, WithinRel(expected, 1e-11) || WithinAbs(expected, 1e-17));
        } else {
          REQUIRE(predicted.rate == expected);
        }
        REQUIRE(predicted.lowRate == predicted.rate);
        REQUIRE(predicted.highRate == predicted.rate);
        REQUIRE(predicted.runningRate == predicted.rate);
        REQUIRE(predicted.passedShare == 1.0);
        REQUIRE(predicted.seenShare == 1.0);
        REQUIRE(funding.intervalEndMs() == startMs + slots * rule.sampleMs);
        funding.add(0.0, startMs + slots * rule.sampleMs);
        REQUIRE(funding.lastSettled()->rate == predicted.rate);
        REQUIRE(funding.lastSettled()->seenShare == 1.0);
        REQUIRE(funding.lastSettled()->timeMs == startMs + slots * rule.sampleMs);
      }
    }
  }
}

TEST_CASE("while the premium does not move the prediction is the realised rate at every moment", "[funding_prediction]") {
  for (const FundingRule& rule : fundingRules()) {
    for (const double premium : {-0.002, 0.00005, 0.0012, 0.003}) {
      FundingPrediction funding(rule, {kStart, {}});
      const double expected = fundingRate(rule, {}, premium);
      const std::int64_t endMs = kStart + slotsOf(rule, rule.usualIntervalHours) * rule.sampleMs;
      for (std::int64_t timeMs = kStart; timeMs < endMs; timeMs += 59'000) {
        funding.add(premium, timeMs);
        REQUIRE_THAT(funding.predicted()->rate, WithinRel(expected, 1e-10) || WithinAbs(expected, 1e-15));
        REQUIRE_THAT(funding.predicted()->runningRate, WithinRel(expected, 1e-10) || WithinAbs(expected, 1e-15));
        if (funding.predicted()->lowRate) REQUIRE_THAT(*funding.predicted()->lowRate, WithinAbs(*funding.predicted()->highRate, 1e-15));
      }
    }
  }
}

TEST_CASE("eight basis points of premium make one of an hour at dYdX", "[funding_prediction]") {
  FundingPrediction funding(*fundingRule(FundingVenue::dydx, kStart), {kStart, {}});  // the header's example
  for (int minute = 0; minute < 10; ++minute) funding.add(0.0008, kStart + minute * 60'000);
  REQUIRE_THAT(funding.predicted()->rate, WithinRel(0.0001, 1e-12));
}

TEST_CASE("a new interval begins with nothing of the old one", "[funding_prediction]") {
  const FundingRule& rule = ruleOf(FundingVenue::dydx);
  FundingPrediction funding(rule, {kStart, {}});
  for (std::int64_t minute = 0; minute < 60; ++minute) funding.add(0.01, kStart + minute * 60'000);
  REQUIRE_THAT(funding.predicted()->rate, WithinRel(0.01 / 8.0, 1e-12));
  funding.add(-0.004, kStart + kHourMs);
  REQUIRE_THAT(funding.predicted()->runningRate, WithinRel(-0.004 / 8.0, 1e-12));
  REQUIRE_THAT(funding.predicted()->passedShare, WithinRel(1.0 / 60.0, 1e-12));
  REQUIRE(funding.intervalStartMs() == kStart + kHourMs);
}

TEST_CASE("what remains is expected to return to the mean by its own speed", "[funding_prediction]") {
  // Written out: mean and autocorrelation of the samples by weights, then every slot's expectation.
  test::RandomNumbers random(922);
  const FundingRule& rule = ruleOf(FundingVenue::bybit);
  FundingPrediction funding(rule, {kStart, {}});
  const std::vector<double> premiums = path(random, 480, 2e-3, 0.9, 3e-4);
  const double share = 1.0 - std::exp(-60'000.0 / FundingPrediction::kMemoryMs);
  double mean = 0.0, variance = 0.0, covariance = 0.0, sum = 0.0;
  for (std::size_t k = 0; k < 300; ++k) {
    funding.add(premiums[k], kStart + static_cast<std::int64_t>(k) * 60'000);
    const double phi = k >= 30 ? covariance / variance : 0.0;
    double expected = sum + premiums[k], power = 1.0, variances = 0.0;
    const double middle = k == 0 ? premiums[0] : mean;
    for (std::size_t j = k + 1; j < 480; ++j) {
      power *= phi;
      expected += middle + power * (premiums[k] - middle);
      const double gain = (1.0 - std::pow(phi, static_cast<double>(480 - j))) / (1.0 - phi);
      variances += variance * (1.0 - phi * phi) * gain * gain;
    }
    const PredictedFunding predicted = *funding.predicted();
    REQUIRE_THAT(predicted.rate, WithinRel(fundingRate(rule, {}, expected / 480.0), 1e-9));
    REQUIRE(predicted.lowRate.has_value() == (k >= 30));
    if (k >= 30) {
      const double reach = 1.6448536269514722 * std::sqrt(variances) / 480.0;
      REQUIRE_THAT(*predicted.highRate, WithinRel(fundingRate(rule, {}, expected / 480.0 + reach), 1e-8));
      REQUIRE_THAT(*predicted.lowRate, WithinRel(fundingRate(rule, {}, expected / 480.0 - reach), 1e-8));
    }
    sum += premiums[k];
    const double weight = k == 0 ? 1.0 : std::max(share, 1.0 / static_cast<double>(k + 1));
    const double deviation = premiums[k] - mean;
    const double product = k == 0 ? 0.0 : deviation * (premiums[k - 1] - mean);
    mean += weight * deviation;
    variance = k == 0 ? 0.0 : (1.0 - weight) * (variance + weight * deviation * deviation);
    covariance = k == 0 ? 0.0 : (1.0 - weight) * (covariance + weight * product);
  }
}

TEST_CASE("nine rates in ten settle within the band", "[funding_prediction]") {
  test::RandomNumbers random(923);
  const FundingRule& rule = ruleOf(FundingVenue::dydx);
  FundingPrediction funding(rule, {kStart, {}});
  const std::vector<double> premiums = path(random, 60 * 1'500, 1e-3, 0.9, 1e-4);
  int within = 0, below = 0, all = 0;
  std::optional<PredictedFunding> early;
  for (std::size_t minute = 0; minute < premiums.size(); ++minute) {
    funding.add(premiums[minute], kStart + static_cast<std::int64_t>(minute) * 60'000);
    if (minute % 60 == 15) early = funding.predicted();
    if (minute % 60 == 59 && minute > 600) {
      const double rate = funding.predicted()->rate;
      ++all;
      within += rate >= *early->lowRate && rate <= *early->highRate;
      below += rate < early->rate;
    }
  }
  CAPTURE(within, below, all);
  REQUIRE(within > 0.86 * all);
  REQUIRE(within < 0.93 * all);
  REQUIRE(below > 0.46 * all);
  REQUIRE(below < 0.54 * all);
}

TEST_CASE("an interval joined late, or with a hole, says how much of it was seen", "[funding_prediction]") {
  const FundingRule& rule = ruleOf(FundingVenue::dydx);
  FundingPrediction funding(rule, {kStart, {}});
  for (std::int64_t minute = 30; minute < 40; ++minute) funding.add(0.01, kStart + minute * 60'000);
  REQUIRE_THAT(funding.predicted()->seenShare, WithinRel(10.0 / 40.0, 1e-12));
  // Of ten silent minutes the first two are held; the sample after them is the fiftieth.
  funding.add(0.02, kStart + 49 * 60'000);
  REQUIRE_THAT(funding.predicted()->seenShare, WithinRel(13.0 / 50.0, 1e-12));
  REQUIRE_THAT(funding.predicted()->runningRate, WithinRel((12.0 * 0.01 + 0.02) / 13.0 / 8.0, 1e-12));
  // A day later the interval before is not the one that was seen.
  funding.add(0.02, kStart + 24 * kHourMs);
  REQUIRE_FALSE(funding.lastSettled());
  REQUIRE(funding.predicted()->seenShare == 1.0);
}

TEST_CASE("a premium holds over the settlement into the next interval", "[funding_prediction]") {
  FundingPrediction funding(ruleOf(FundingVenue::dydx), {kStart, {}});
  funding.add(0.01, kStart + 59 * 60'000);
  funding.add(0.03, kStart + 61 * 60'000);
  REQUIRE_THAT(funding.lastSettled()->seenShare, WithinRel(1.0 / 60.0, 1e-12));
  REQUIRE_THAT(funding.predicted()->runningRate, WithinRel(0.02 / 8.0, 1e-12));
  REQUIRE(funding.predicted()->seenShare == 1.0);
}

TEST_CASE("a time a little back counts as the last, one far back begins anew", "[funding_prediction]") {
  FundingPrediction funding(ruleOf(FundingVenue::dydx), {kStart, {}});
  funding.add(0.01, kStart + 90'000);
  funding.add(0.02, kStart + 59'000);
  REQUIRE_THAT(funding.predicted()->runningRate, WithinRel(0.02 / 8.0, 1e-12));
  REQUIRE_THAT(funding.predicted()->passedShare, WithinRel(2.0 / 60.0, 1e-12));
  funding.add(0.03, kStart + 365 * 24 * kHourMs);
  funding.add(0.04, kStart + 5 * 60'000);
  REQUIRE(funding.intervalStartMs() == kStart);
  REQUIRE_THAT(funding.predicted()->runningRate, WithinRel(0.04 / 8.0, 1e-12));
  REQUIRE_THAT(funding.predicted()->seenShare, WithinRel(1.0 / 6.0, 1e-12));
}

TEST_CASE("intervals are counted from any settlement, also from one ahead", "[funding_prediction]") {
  // BitMEX settles at 04, 12 and 20 UTC.
  FundingPrediction funding(ruleOf(FundingVenue::bitmex), {kStart + 100 * kHourMs, {}});
  funding.add(0.001, kStart + kHourMs);
  REQUIRE(funding.intervalStartMs() == kStart - 4 * kHourMs);
  REQUIRE(funding.intervalEndMs() == kStart + 4 * kHourMs);
  FundingPrediction atEdge(ruleOf(FundingVenue::bitmex), {kStart + 100 * kHourMs, {}});
  atEdge.add(0.001, kStart + 4 * kHourMs);
  REQUIRE(atEdge.intervalStartMs() == kStart + 4 * kHourMs);
}

TEST_CASE("hostile premiums and times leave the prediction a number", "[funding_prediction]") {
  test::RandomNumbers random(924);
  for (const FundingRule& rule : fundingRules()) {
    FundingPrediction funding(rule, {kStart, {}});
    funding.add(kNan, kStart);
    REQUIRE_FALSE(funding.predicted());
    for (int i = 0; i < 300; ++i) {
      const std::vector<double> premiums{kNan, 1e308, -std::numeric_limits<double>::infinity(), -10.0, 10.0, 1e-320, 0.0, random.between(-1.0, 1.0)};
      const std::vector<std::int64_t> times{std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max(), 0,
                                            kStart + i * 1'000, kStart + random.integer(-3, 3) * kHourMs};
      funding.add(premiums[random.below(premiums.size())], times[random.below(times.size())]);
      if (const auto predicted = funding.predicted(); predicted && i % 10 == 0) {
        REQUIRE(std::isfinite(predicted->rate));
        REQUIRE(predicted->seenShare <= 1.0);
        if (predicted->lowRate) REQUIRE((*predicted->lowRate <= predicted->rate && predicted->rate <= *predicted->highRate));
      }
    }
  }
}

TEST_CASE("a schedule that cannot be used is refused by name", "[funding_prediction]") {
  REQUIRE(check(FundingSchedule{kStart, {}}) == Error::none);
  REQUIRE(check(FundingSchedule{-1, {}}) == Error::timeNegative);
  REQUIRE(check(FundingSchedule{std::numeric_limits<std::int64_t>::max(), {}}) == Error::windowOutOfRange);
  REQUIRE(check(FundingSchedule{kStart, {.intervalHours = -1.0}}) == Error::windowOutOfRange);
  REQUIRE(sizeof(FundingPrediction) <= 400);
}

}  // namespace
}  // namespace plimsoll
