#include "plimsoll/flow/self_excitation.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "hawkes_events.h"
#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

std::vector<NodeEvent> merged(const std::vector<double>& first, const std::vector<double>& second) {
  std::vector<NodeEvent> events;
  for (const double timeS : first) events.push_back({timeS, Node::first});
  for (const double timeS : second) events.push_back({timeS, Node::second});
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.timeS < b.timeS; });
  return events;
}

const std::vector<double> kTickFirst = {0.31, 0.93, 1.29, 2.32, 4.25};
const std::vector<double> kTickSecond = {0.12, 1.19, 2.12, 2.41, 3.35, 4.21};

/// Events with ties, as milliseconds make them.
std::vector<NodeEvent> tiedEvents(std::uint64_t seed, std::size_t count) {
  test::RandomNumbers random(seed);
  std::vector<NodeEvent> events;
  double timeS = 0.0;
  while (events.size() < count) {
    if (random.chance(0.7)) timeS += random.between(0.0, 0.5);
    events.push_back({timeS, random.chance(0.4) ? Node::first : Node::second});
  }
  return events;
}

/// The double sum, as it is written.
double logLikelihoodOfPairs(const BaseRates& base, const std::vector<ExcitationTerm>& terms, const EventWindow& window) {
  double sum = 0.0;
  for (const NodeEvent& event : window.events) {
    double rate = base[index(event.node)];
    for (const NodeEvent& cause : window.events) {
      if (cause.timeS >= event.timeS) continue;
      for (const ExcitationTerm& term : terms) {
        rate += term.adjacency[index(event.node)][index(cause.node)] * term.decayPerS *
                std::exp(-term.decayPerS * (event.timeS - cause.timeS));
      }
    }
    sum += std::log(rate);
    for (std::size_t i = 0; i < 2; ++i) {
      for (const ExcitationTerm& term : terms) {
        sum -= term.adjacency[i][index(event.node)] * (1.0 - std::exp(-term.decayPerS * (window.durationS - event.timeS)));
      }
    }
  }
  return sum - (base[0] + base[1]) * window.durationS;
}

const std::vector<ExcitationTerm> kThreeTerms = {
    {0.5, {{{0.1, 0.2}, {0.05, 0.1}}}}, {3.0, {{{0.2, 0.1}, {0.0, 0.3}}}}, {40.0, {{{0.1, 0.05}, {0.2, 0.1}}}}};

// X-DataInitiative/tick@16169d54a0a3, lib/cpp-test/hawkes/model/hawkes_models_gtest.cpp (BSD-3):
// EXPECT_DOUBLE_EQ(loss, 5.9243119662517856), where the second node has no event.
TEST_CASE("the loss is tick's with one exponential", "[self_excitation]") {
  const auto events = merged(kTickFirst, {});
  const std::vector<ExcitationTerm> terms = {{2.0, {{{2.0, 3.0}, {4.0, 1.0}}}}};
  REQUIRE_THAT(*lossAgainstUnitRate({1.0, 3.0}, terms, {events, 4.25}), WithinRel(5.9243119662517856, 1e-13));
}

// The same file: EXPECT_DOUBLE_EQ(model.loss(coeffs), 17.202925821121468).
TEST_CASE("the loss is tick's with a sum of three exponentials", "[self_excitation]") {
  const auto events = merged(kTickFirst, kTickSecond);
  const std::vector<ExcitationTerm> terms = {
      {1.0, {{{2.0, 1.0}, {2.0, 3.0}}}}, {2.0, {{{3.0, 5.0}, {4.0, 4.0}}}}, {3.0, {{{4.0, 3.0}, {2.0, 5.0}}}}};
  REQUIRE_THAT(*lossAgainstUnitRate({1.0, 3.0}, terms, {events, 5.65}), WithinRel(17.202925821121468, 1e-13));
}

// By hand: ln 1 + ln(1 + e^-1) + ln(1 + e^-2 + e^-3) - 2 - 0.5 (3 - e^-3 - e^-2 - 1).
TEST_CASE("the likelihood of three events", "[self_excitation]") {
  const std::vector<NodeEvent> events = {{0.5, Node::first}, {1.0, Node::first}, {2.0, Node::first}};
  const std::vector<ExcitationTerm> terms = {{2.0, {{{0.5, 0.0}, {0.0, 0.0}}}}};
  const double byHand = std::log(1.0 + std::exp(-1.0)) + std::log(1.0 + std::exp(-2.0) + std::exp(-3.0)) - 2.0 -
                        0.5 * (2.0 - std::exp(-3.0) - std::exp(-2.0));
  REQUIRE_THAT(logLikelihood({1.0, 0.0}, terms, {events, 2.0}), WithinRel(byHand, 1e-14));
  REQUIRE_THAT(byHand, WithinAbs(-2.424331, 5e-7));
}

TEST_CASE("the walk agrees with the sum over all pairs", "[self_excitation]") {
  const std::uint64_t seed = GENERATE(811, 812, 813);
  CAPTURE(seed);
  const auto events = tiedEvents(seed, 300);
  const EventWindow window{events, events.back().timeS + 0.2};
  REQUIRE(check(window) == Error::none);
  REQUIRE(check({0.3, 0.2}, kThreeTerms) == Error::none);
  const double pairs = logLikelihoodOfPairs({0.3, 0.2}, kThreeTerms, window);
  REQUIRE_THAT(logLikelihood({0.3, 0.2}, kThreeTerms, window), WithinRel(pairs, 1e-12));
}

TEST_CASE("the order of events of one moment changes nothing", "[self_excitation]") {
  auto events = tiedEvents(814, 300);
  const double before = logLikelihood({0.3, 0.2}, kThreeTerms, {events, 400.0});
  std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
    return a.timeS < b.timeS || (a.timeS == b.timeS && a.node > b.node);
  });
  REQUIRE_THAT(logLikelihood({0.3, 0.2}, kThreeTerms, {events, 400.0}), WithinRel(before, 1e-12));
}

TEST_CASE("without excitation the likelihood is that of chance", "[self_excitation]") {
  const auto events = tiedEvents(815, 200);
  const std::vector<ExcitationTerm> terms = {{1.0, {}}};
  double expected = -0.7 * 100.0;
  for (const NodeEvent& event : events) expected += std::log(event.node == Node::first ? 0.3 : 0.4);
  REQUIRE_THAT(logLikelihood({0.3, 0.4}, terms, {events, 100.0}), WithinRel(expected, 1e-12));
  REQUIRE(logLikelihood({0.0, 0.4}, terms, {events, 100.0}) == -std::numeric_limits<double>::infinity());
  REQUIRE_FALSE(lossAgainstUnitRate({0.3, 0.4}, terms, {{}, 100.0}));
}

TEST_CASE("under the true model the residuals are exponential with mean one", "[self_excitation]") {
  const test::PlantedExcitation planted{{0.5, 0.3}, {2.0, {{{0.4, 0.2}, {0.3, 0.1}}}}};
  const auto events = test::hawkesEvents(planted, 20'000.0, 816);
  REQUIRE(events.size() > 20'000);
  std::vector<double> waits(events.size());
  residuals(planted.baseRatesPerS, {&planted.term, 1}, {events, 20'000.0}, waits);
  double mean = 0.0, square = 0.0;
  for (const double wait : waits) {
    REQUIRE(wait > 0.0);
    mean += wait / static_cast<double>(waits.size());
    square += wait * wait / static_cast<double>(waits.size());
  }
  REQUIRE_THAT(mean, WithinAbs(1.0, 0.02));
  REQUIRE_THAT(square, WithinAbs(2.0, 0.1));
}

TEST_CASE("residuals of each kind add up to the integral of its rate", "[self_excitation]") {
  const std::vector<NodeEvent> events = {{1.0, Node::first}, {2.0, Node::second}, {4.0, Node::first}};
  const std::vector<ExcitationTerm> terms = {{0.5, {{{0.2, 0.4}, {0.1, 0.3}}}}};
  std::vector<double> waits(3);
  residuals({1.0, 2.0}, terms, {events, 4.0}, waits);
  REQUIRE_THAT(waits[0], WithinRel(1.0, 1e-14));
  REQUIRE_THAT(waits[1], WithinRel(2.0 * 2.0 + 0.1 * (1.0 - std::exp(-0.5)), 1e-14));
  REQUIRE_THAT(waits[2], WithinRel(3.0 + 0.2 * (1.0 - std::exp(-1.5)) + 0.4 * (1.0 - std::exp(-1.0)), 1e-14));
}

TEST_CASE("rates settle where what is caused is in balance", "[self_excitation]") {
  const auto even = meanRates({1.0, 1.0}, {{{0.3, 0.2}, {0.2, 0.3}}});
  REQUIRE_THAT((*even)[0], WithinRel(2.0, 1e-14));
  REQUIRE_THAT((*even)[1], WithinRel(2.0, 1e-14));
  REQUIRE_FALSE(meanRates({1.0, 1.0}, {{{0.5, 0.5}, {0.5, 0.5}}}));
  REQUIRE_FALSE(meanRates({1.0, 1.0}, {{{1.5, 0.0}, {0.0, 1.5}}}));

  const test::PlantedExcitation planted{{0.5, 0.3}, {2.0, {{{0.4, 0.2}, {0.3, 0.1}}}}};
  const auto rates = *meanRates(planted.baseRatesPerS, planted.term.adjacency);
  for (std::size_t i = 0; i < 2; ++i) {  // (I - A) rate = mu
    const auto& row = planted.term.adjacency[i];
    REQUIRE_THAT(rates[i] - row[0] * rates[0] - row[1] * rates[1], WithinRel(planted.baseRatesPerS[i], 1e-14));
  }
  const auto events = test::hawkesEvents(planted, 20'000.0, 817);
  const auto firsts = std::count_if(events.begin(), events.end(), [](const auto& e) { return e.node == Node::first; });
  REQUIRE_THAT(static_cast<double>(firsts) / 20'000.0, WithinRel(rates[0], 0.03));
  REQUIRE_THAT(static_cast<double>(static_cast<std::int64_t>(events.size()) - firsts) / 20'000.0, WithinRel(rates[1], 0.03));
}

TEST_CASE("the spectral radius is the largest absolute eigenvalue", "[self_excitation]") {
  REQUIRE_THAT(spectralRadius({{{0.5, 0.2}, {0.2, 0.5}}}), WithinRel(0.7, 1e-15));
  REQUIRE_THAT(spectralRadius({{{-0.9, 0.0}, {5.0, 0.5}}}), WithinRel(0.9, 1e-15));
  REQUIRE_THAT(spectralRadius({{{0.0, -0.5}, {0.5, 0.0}}}), WithinRel(0.5, 1e-15));  // +-0.5 i
  REQUIRE(spectralRadius({}) == 0.0);
}

TEST_CASE("windows and models that cannot be are refused", "[self_excitation]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](std::vector<NodeEvent> events, double durationS) { return check(EventWindow{events, durationS}).error; };
  REQUIRE(refused({{1.0, Node::first}, {1.0, Node::second}}, 1.0) == Error::none);
  REQUIRE(refused({}, 0.0) == Error::windowOutOfRange);
  REQUIRE(refused({}, nan) == Error::notFinite);
  REQUIRE(refused({{nan, Node::first}}, 1.0) == Error::notFinite);
  REQUIRE(refused({{-0.1, Node::first}}, 1.0) == Error::timeNegative);
  REQUIRE(refused({{1.1, Node::first}}, 1.0) == Error::windowOutOfRange);
  REQUIRE(refused({{0.5, Node::first}, {0.4, Node::first}}, 1.0) == Error::windowOutOfRange);

  const auto refusedTerms = [](BaseRates base, std::vector<ExcitationTerm> terms) { return check(base, terms).error; };
  REQUIRE(refusedTerms({0.0, 1.0}, {{1.0, {}}}) == Error::none);
  REQUIRE(refusedTerms({0.0, 1.0}, {}) == Error::levelsOutOfRange);
  REQUIRE(refusedTerms({0.0, 1.0}, {5, {1.0, {}}}) == Error::levelsOutOfRange);
  REQUIRE(refusedTerms({-0.1, 1.0}, {{1.0, {}}}) == Error::rateOutOfRange);
  REQUIRE(refusedTerms({0.0, nan}, {{1.0, {}}}) == Error::notFinite);
  REQUIRE(refusedTerms({0.0, 1.0}, {{0.0, {}}}) == Error::rateOutOfRange);
  REQUIRE(refusedTerms({0.0, 1.0}, {{1.0, {{{0.0, -0.1}, {0.0, 0.0}}}}}) == Error::rateOutOfRange);
}

}  // namespace
}  // namespace plimsoll
