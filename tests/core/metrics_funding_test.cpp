// What the metrics of funding say after marks of a known premium: each venue's formula is written
// out here once more, from its documentation.

#include "plimsoll/analytics/funding_analytics.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <vector>

#include "followed_market.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;
using test::FollowedMarket;
using test::isMissing;

constexpr double kHourMs = 3'600'000.0;
/// 2025-09-01 00:00 UTC, before Binance's change of 2025-09-18.
constexpr VenueTimeMs kBeforeChangeMs = 1'756'684'800'000;

/// Half a hundred coins rest a tick apart and then very many, so that impact prices depend on what
/// notional is asked for.
constexpr double kFirst = 50.0;
void giveBook(FollowedMarket& market) {
  market.snapshot({{5'000, 50}, {4'900, 1'000'000}}, {{5'010, 50}, {5'100, 1'000'000}});
}

/// What N gets on one side: all of the first level, or what it takes of it, and of the second what
/// is missing. A unit of quantity is `size` coins.
double impactPrice(double notional, double size, double nearPrice, double farPrice) {
  const double first = std::min(kFirst * size, notional / nearPrice);
  return notional / (first + (notional - first * nearPrice) / farPrice);
}
double impactBid(double notional, double size) { return impactPrice(notional, size, 5'000.0, 4'900.0); }
double impactAsk(double notional, double size) { return impactPrice(notional, size, 5'010.0, 5'100.0); }

TEST_CASE("premiumIndex is how far impact prices are outside of the index, with its sign", "[metrics]") {
  constexpr double kNotional = 40'000.0, kSize = 0.1;  // five coins on the first level
  FollowedMarket market(AnalyticsSettings{.premiumNotional = kNotional});
  market.list(10.0, kSize);
  giveBook(market);
  market.mark(5'005.0, 4'800.0);
  const double bid = impactBid(kNotional, kSize), ask = impactAsk(kNotional, kSize);
  REQUIRE((bid > 4'900.0 && bid < 5'000.0 && ask > 5'010.0 && ask < 5'100.0));
  CHECK_THAT(market.metrics().premiumIndex.value, WithinRel((bid - 4'800.0) / 4'800.0, 1e-12));
  market.mark(5'005.0, 5'300.0);
  CHECK_THAT(market.metrics().premiumIndex.value, WithinRel((ask - 5'300.0) / 5'300.0, 1e-12));
  CHECK(market.metrics().premiumIndex.value < 0.0);
  market.mark(5'005.0, 5'005.0);
  CHECK(market.metrics().premiumIndex.value == 0.0);
}

/// Averages premiums of slots as the venue does, and makes a rate of it.
struct VenueFormula {
  const char* name;
  FeedVenue venue;
  VenueTimeMs startMs;
  double hours;
  std::int64_t sampleMs;
  bool isRising;      ///< the k-th sample of an interval weighs k
  double notional;    ///< of the impact price; zero where the mark itself is compared
  double (*rate)(double average, double hours);
  double (*ofSample)(double premium);  ///< what is averaged
};

double clamped(double premium, double interest) {
  return premium + std::clamp(interest - premium, -0.0005, 0.0005);
}
double asItIs(double premium) { return premium; }

constexpr double kInitialMarginRate = 0.0004;  // at 2,500 times, so that impact notionals are large
const VenueFormula kFormulas[] = {
    // Until 2025-09-18 the interval has its part of the interest and nothing is divided.
    {"binance before", FeedVenue::binanceUsdm, kBeforeChangeMs, 4.0, 5'000, true, 200.0 / kInitialMarginRate,
     [](double average, double hours) { return clamped(average, 0.0001 * hours / 8.0); }, asItIs},
    // From then on the rate of eight hours is divided.
    {"binance now", FeedVenue::binanceUsdm, FollowedMarket::kStartMs, 4.0, 5'000, true, 200.0 / kInitialMarginRate,
     [](double average, double hours) { return clamped(average, 0.0001) * hours / 8.0; }, asItIs},
    {"bybit", FeedVenue::bybitLinear, FollowedMarket::kStartMs, 8.0, 60'000, false, 600'000.0,
     [](double average, double hours) { return clamped(average, 0.0001 * hours / 8.0); }, asItIs},
    {"hyperliquid", FeedVenue::hyperliquid, FollowedMarket::kStartMs, 1.0, 5'000, false, 20'000.0,
     [](double average, double hours) { return clamped(average, 0.0001) * hours / 8.0; }, asItIs},
    {"dydx", FeedVenue::dydx, FollowedMarket::kStartMs, 1.0, 60'000, false, 500.0 / kInitialMarginRate,
     [](double average, double hours) { return average * hours / 8.0; }, asItIs},
    // The dead band is of every moment, and rates are averaged.
    {"deribit", FeedVenue::deribit, FollowedMarket::kStartMs, 8.0, 5'000, false, 0.0,
     [](double average, double hours) { return average * hours / 8.0; },
     [](double premium) {
       return std::clamp(std::max(0.00025, premium) + std::min(-0.00025, premium), -0.005, 0.005);
     }},
};

/// What the documentation of FundingPrediction says of one slot's samples, all of them seen.
class Interval {
 public:
  explicit Interval(const VenueFormula& formula)
      : formula_(formula),
        slots_(static_cast<std::size_t>(formula.hours * kHourMs / static_cast<double>(formula.sampleMs))) {}

  void add(double premium) { samples_.push_back(formula_.ofSample(premium)); }
  std::size_t slots() const { return slots_; }

  double running() const { return rateOf(sums().first / sums().second); }

  /// @param deviations  of the band, zero for the rate itself
  double predicted(double deviations) const {
    double mean = 0.0, variance = 0.0, covariance = 0.0, before = 0.0;
    // The sample that runs is not learned from yet. Newer ones weigh more, by e in eight hours.
    for (std::size_t i = 0; i + 1 < samples_.size(); ++i) {
      const double memory = 1.0 - std::exp(-static_cast<double>(formula_.sampleMs) / (8.0 * kHourMs));
      const double share = std::max(memory, 1.0 / static_cast<double>(i + 1));
      const double deviation = samples_[i] - mean, product = deviation * (before - mean);
      mean += share * deviation;
      variance = i == 0 ? 0.0 : (1.0 - share) * (variance + share * deviation * deviation);
      covariance = i == 0 ? 0.0 : (1.0 - share) * (covariance + share * product);
      before = samples_[i];
    }
    const double phi = variance > 0.0 ? std::clamp(covariance / variance, -0.9999, 0.9999) : 0.0;
    const double now = samples_.back();
    auto [sum, weights] = sums();
    double squares = 0.0;
    for (std::size_t slot = samples_.size() + 1; slot <= slots_; ++slot) {
      const double ahead = static_cast<double>(slot - samples_.size());
      sum += weight(slot) * (mean + std::pow(phi, ahead) * (now - mean));
      weights += weight(slot);
      double gain = 0.0;  // what a shock in this slot adds to all that follow
      for (std::size_t later = slots_; later >= slot; --later) gain = weight(later) + phi * gain;
      squares += gain * gain;
    }
    const double deviation = std::sqrt(variance * (1.0 - phi * phi) * squares);
    return rateOf((sum + deviations * deviation) / weights);
  }

 private:
  double weight(std::size_t slot) const { return formula_.isRising ? static_cast<double>(slot) : 1.0; }
  double rateOf(double average) const { return formula_.rate(average, formula_.hours); }
  std::pair<double, double> sums() const {
    double sum = 0.0, weights = 0.0;
    for (std::size_t i = 0; i < samples_.size(); ++i) sum += weight(i + 1) * samples_[i], weights += weight(i + 1);
    return {sum, weights};
  }

  VenueFormula formula_;
  std::size_t slots_;
  std::vector<double> samples_;
};

/// A market some way into an interval whose premium has been `premium(slot)` in each slot.
struct FundedMarket {
  FollowedMarket market;
  Interval interval;

  FundedMarket(const VenueFormula& formula, const AnalyticsSettings& settings, std::size_t slots, auto premium)
      : market(settings, formula.venue, formula.startMs), interval(formula) {
    giveBook(market);
    const auto lengthMs = static_cast<std::int64_t>(formula.hours * kHourMs);
    market.tell(FundingRate{
        .symbol = {}, .intervalHours = formula.hours, .nextFundingTimeMs = formula.startMs + lengthMs});
    for (std::size_t slot = 0; slot < slots; ++slot) {
      market.waitUntil(static_cast<std::int64_t>(slot) * formula.sampleMs);
      const double wanted = premium(slot), impact = formula.notional > 0.0 ? impactBid(formula.notional, 1.0) : 4'950.0;
      // Of a premium above zero the index is below the impact bid, and the mark only Deribit's.
      market.mark(formula.notional > 0.0 ? 1.0 : impact, impact / (1.0 + wanted));
      interval.add(wanted);
    }
  }
};

/// Always above zero and above every band, and below every cap.
double swinging(std::size_t slot) {
  const double turn = static_cast<double>(slot);
  return 0.003 + 0.0008 * std::sin(turn / 200.0) + 0.001 * std::sin(turn / 9.0);
}

TEST_CASE("funding is predicted by the venue's formula of the day", "[metrics]") {
  for (const VenueFormula& formula : kFormulas) {
    const AnalyticsSettings settings{.premiumNotional = formula.notional == 600'000.0 ? 600'000.0 : 30'000.0,
                                     .initialMarginRate =
                                         formula.venue == FeedVenue::bybitLinear ? kNotGiven : kInitialMarginRate};
    const std::size_t slots = Interval(formula).slots();
    CAPTURE(formula.name);
    const FundedMarket running(formula, settings, slots * 2 / 3, swinging);
    const Metrics metrics = running.market.metrics();
    CHECK_THAT(metrics.runningFundingRate.value, WithinRel(running.interval.running(), 1e-9));
    CHECK_THAT(metrics.predictedFundingRate.value, WithinRel(running.interval.predicted(0.0), 1e-9));
    CHECK_THAT(metrics.predictedFundingRateLow.value, WithinRel(running.interval.predicted(-1.6448536269514722), 1e-9));
    CHECK_THAT(metrics.predictedFundingRateHigh.value, WithinRel(running.interval.predicted(1.6448536269514722), 1e-9));
    CHECK(metrics.predictedFundingRateLow.value < metrics.predictedFundingRate.value);
    CHECK(metrics.predictedFundingRate.value < metrics.predictedFundingRateHigh.value);

    // In the last slot nothing is expected any more.
    const FundedMarket whole(formula, settings, slots, swinging);
    const Metrics last = whole.market.metrics();
    CHECK_THAT(last.predictedFundingRate.value, WithinRel(whole.interval.running(), 1e-9));
    for (const Metric* metric :
         {&last.predictedFundingRateLow, &last.predictedFundingRateHigh, &last.runningFundingRate}) {
      CHECK_THAT(metric->value, WithinRel(last.predictedFundingRate.value, 1e-9));
    }
  }
}

TEST_CASE("funding is capped by the maintenance margin that was given, of either sign", "[metrics]") {
  const AnalyticsSettings settings{.initialMarginRate = kInitialMarginRate, .maintenanceMarginRate = 0.0003};
  for (const double premium : {0.01, -0.04}) {
    FundedMarket funded(kFormulas[1], settings, 0, swinging);
    // Below zero the index is above the impact ask of the same notional.
    const double impact = premium > 0.0 ? impactBid(500'000.0, 1.0) : impactAsk(500'000.0, 1.0);
    funded.market.mark(1.0, impact / (1.0 + premium));
    CHECK_THAT(funded.market.metrics().runningFundingRate.value, WithinRel(std::copysign(0.0003, premium), 1e-12));
  }
}

TEST_CASE("within its band a clamped formula is the interest of the interval", "[metrics]") {
  for (const double premium : {0.0001, 0.0005, 0.00059}) {
    const FundedMarket funded(kFormulas[1], {.initialMarginRate = kInitialMarginRate}, 40,
                              [=](std::size_t) { return premium; });
    const Metrics metrics = funded.market.metrics();
    for (const Metric* metric : {&metrics.predictedFundingRate, &metrics.predictedFundingRateLow,
                                 &metrics.predictedFundingRateHigh, &metrics.runningFundingRate}) {
      CHECK_THAT(metric->value, WithinRel(0.0001 * 4.0 / 8.0, 1e-12));
    }
  }
}

TEST_CASE("a funding rate for a year is its simple and its compounded sum", "[metrics]") {
  for (const auto& [rate, hours] : {std::pair(0.0003, 4.0), std::pair(-0.0001, 8.0), std::pair(0.00001, 1.0)}) {
    FollowedMarket market;
    market.tell(FundingRate{.symbol = {}, .ratePerInterval = rate, .intervalHours = hours});
    CHECK_THAT(market.metrics().fundingRatePerYear.value, WithinRel(rate * 8'760.0 / hours, 1e-12));
    CHECK_THAT(market.metrics().compoundedFundingRatePerYear.value,
               WithinRel(std::pow(1.0 + rate, 8'760.0 / hours) - 1.0, 1e-9));
  }
}

TEST_CASE("fundingRateZ holds the rate against the settled ones and not against itself", "[metrics]") {
  FollowedMarket market;
  std::vector<double> settled;
  for (const double basisPoints : {1.0, 2.0, 4.0, 1.5, -1.0, 3.0, 0.5, 2.5, 1.2, 9.0, 1.1, 0.7}) {
    market.wait(8 * 3'600'000);
    settled.push_back(1e-4 * basisPoints);
    market.tell(FundingRate{.symbol = {}, .ratePerInterval = 0.02, .settledRatePerInterval = settled.back(),
                            .venueTimeMs = market.venueTimeMs()});
    if (settled.size() < 10) CHECK(isMissing(market.metrics().fundingRateZ));
  }
  // Sorted: -1 .5 .7 1 1.1 1.2 | 1.5 2 2.5 3 4 9, median 1.35. Deviations sorted: .15 .15 .25 .35
  // .65 .65 | .85 1.15 1.65 2.35 2.65 7.65, their median 0.75.
  for (const double basisPoints : {-5.0, 6.0}) {
    market.tell(FundingRate{.symbol = {}, .ratePerInterval = 1e-4 * basisPoints});
    CHECK_THAT(market.metrics().fundingRateZ.value, WithinRel((basisPoints - 1.35) / (1.4826 * 0.75), 1e-9));
  }
  CHECK_THAT(test::robustZ(settled, 6e-4), WithinAbs(market.metrics().fundingRateZ.value, 1e-12));
}

}  // namespace
}  // namespace plimsoll
