#include "plimsoll/flow/self_excitation_fit.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "hawkes_events.h"
#include "random_numbers.h"

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace plimsoll {
namespace {

/// Working memory for all tests of this file.
SelfExcitationFit& fitter() {
  static SelfExcitationFit fit;
  return fit;
}

/// Buys and sells that excite their own kind three times as much as the other: the spectral
/// radius is `ratio`. About one event a second.
test::PlantedExcitation plantedRatio(double ratio, double decayPerS) {
  const double base = 0.5 * (1.0 - ratio), self = 0.75 * ratio, cross = 0.25 * ratio;
  return {{base, base}, {decayPerS, {{{self, cross}, {cross, self}}}}};
}

/// The newest events that a fit takes, and their window.
struct Sample {
  explicit Sample(const test::PlantedExcitation& planted, std::uint64_t seed, std::size_t count = 5'000)
      : events(test::hawkesEvents(planted, 4.0 * static_cast<double>(count), seed)) {
    REQUIRE(events.size() > count);
    events.erase(events.begin() + static_cast<std::ptrdiff_t>(count), events.end());
  }
  EventWindow window() const { return {events, events.back().timeS}; }
  std::vector<NodeEvent> events;
};

// Found at a decay of 1/s: 0.009, 0.303, 0.588 and 0.793; at 10/s: 0.009, 0.307, 0.590 and
// 0.784. Over ten other seeds the mean is within 0.01 of the plan but for chance, which shows
// 0.05, since no adjacency is below zero.
TEST_CASE("a planted branching ratio is found by likelihood", "[self_excitation_fit]") {
  const auto [ratio, seed] = GENERATE(table<double, std::uint64_t>({{0.0, 821}, {0.3, 822}, {0.6, 823}, {0.8, 824}}));
  const double decayPerS = GENERATE(1.0, 10.0);
  const Sample sample(plantedRatio(ratio, decayPerS), seed);
  const auto fitted = fitter().fit(sample.window());
  REQUIRE_THAT(fitted->spectralRadius, WithinAbs(ratio, 0.05));
  REQUIRE_THAT(fitted->baseShare, WithinAbs(1.0 - ratio, 0.08));
  REQUIRE_THAT(fitted->baseShare + fitted->selfShare + fitted->crossShare, WithinRel(1.0, 1e-12));
  REQUIRE((fitted->gainOverChance > 8.0) == (ratio > 0.0));
  if (ratio > 0.0) {
    REQUIRE_THAT(fitted->term.decayPerS, WithinRel(decayPerS, 0.4));
    REQUIRE_THAT(fitted->selfShare, WithinAbs(0.75 * ratio, 0.05));
    REQUIRE_THAT(fitted->crossShare, WithinAbs(0.25 * ratio, 0.05));
  }
}

// Found: 0.600, 0.607 and 0.603.
TEST_CASE("a planted branching ratio is found with a decay between those of the grid", "[self_excitation_fit]") {
  const double decayPerS = GENERATE(0.3, 3.0, 30.0);
  const Sample sample(plantedRatio(0.6, decayPerS), 825);
  const auto fitted = fitter().fit(sample.window());
  REQUIRE_THAT(fitted->spectralRadius, WithinAbs(0.6, 0.05));
}

/// Expectation-maximisation written out, to its end.
FittedExcitation attributedSlowly(const EventWindow& window, double decayPerS) {
  FittedExcitation fitted{};
  fitted.baseRatesPerS = {0.1, 0.1};
  fitted.term = {decayPerS, {{{0.3, 0.3}, {0.3, 0.3}}}};
  std::vector<std::array<double, 2>> waves(window.events.size());
  std::array<double, 2> given{};
  for (std::size_t k = 0; k < waves.size(); ++k) {
    for (std::size_t l = 0; l < k; ++l) {
      waves[k][index(window.events[l].node)] += decayPerS * std::exp(-decayPerS * (window.events[k].timeS - window.events[l].timeS));
    }
    given[index(window.events[k].node)] += 1.0 - std::exp(-decayPerS * (window.durationS - window.events[k].timeS));
  }
  for (int step = 0; step < 20'000; ++step) {
    BaseRates base{};
    Matrix2 caused{};
    for (std::size_t k = 0; k < waves.size(); ++k) {
      const std::size_t i = index(window.events[k].node);
      const auto& row = fitted.term.adjacency[i];
      const double rate = fitted.baseRatesPerS[i] + row[0] * waves[k][0] + row[1] * waves[k][1];
      base[i] += fitted.baseRatesPerS[i] / rate / window.durationS;
      for (std::size_t j = 0; j < 2; ++j) caused[i][j] += row[j] * waves[k][j] / rate / given[j];
    }
    fitted.baseRatesPerS = base;
    fitted.term.adjacency = caused;
  }
  return fitted;
}

TEST_CASE("the fit is where expectation-maximisation ends", "[self_excitation_fit]") {
  const Sample sample(plantedRatio(0.6, 1.0), 826, 300);
  const auto slow = attributedSlowly(sample.window(), 1.0);
  const auto fitted = *fitter().fit(sample.window(), 1.0);
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE_THAT(fitted.baseRatesPerS[i], WithinAbs(slow.baseRatesPerS[i], 1e-6));
    for (std::size_t j = 0; j < 2; ++j) {
      REQUIRE_THAT(fitted.term.adjacency[i][j], WithinAbs(slow.term.adjacency[i][j], 1e-6));
    }
  }
}

TEST_CASE("nothing near the fit is likelier", "[self_excitation_fit]") {
  const std::uint64_t seed = GENERATE(827, 828, 829);
  const double ratio = GENERATE(0.0, 0.5, 0.95);
  const double decayPerS = GENERATE(0.1, 1.0, 100.0);
  CAPTURE(seed, ratio, decayPerS);
  const Sample sample(plantedRatio(ratio, 5.0), seed, 1'000);
  const auto fitted = *fitter().fit(sample.window(), decayPerS);
  const auto likelihood = [&](const BaseRates& base, const ExcitationTerm& term) {
    return logLikelihood(base, {&term, 1}, sample.window());
  };
  const double best = likelihood(fitted.baseRatesPerS, fitted.term);
  REQUIRE_THAT(fitted.logLikelihood, WithinAbs(best, 1e-9 * std::abs(best) + 1e-9));
  const double slack = 1e-9 * std::abs(best);
  REQUIRE(check(fitted.baseRatesPerS, {&fitted.term, 1}) == Error::none);  // nothing below zero
  for (std::size_t i = 0; i < 2; ++i) {
    for (const double change : {-1e-3, 1e-3}) {
      BaseRates base = fitted.baseRatesPerS;
      base[i] = std::max(0.0, base[i] + change);
      REQUIRE(likelihood(base, fitted.term) <= best + slack);
      for (std::size_t j = 0; j < 2; ++j) {
        ExcitationTerm term = fitted.term;
        term.adjacency[i][j] = std::max(0.0, term.adjacency[i][j] + change);
        REQUIRE(likelihood(fitted.baseRatesPerS, term) <= best + slack);
      }
    }
  }
  // At the top as many events are expected as there were, of each kind.
  std::vector<double> waits(sample.events.size());
  residuals(fitted.baseRatesPerS, {&fitted.term, 1}, sample.window(), waits);
  REQUIRE_THAT(std::accumulate(waits.begin(), waits.end(), 0.0) / static_cast<double>(waits.size()), WithinAbs(1.0, 0.02));
}

TEST_CASE("swapping the kinds permutes the fit", "[self_excitation_fit]") {
  Sample sample({{0.4, 0.1}, {10.0, {{{0.3, 0.1}, {0.5, 0.2}}}}}, 830, 2'000);
  const auto fitted = *fitter().fit(sample.window());
  for (NodeEvent& event : sample.events) event.node = event.node == Node::first ? Node::second : Node::first;
  const auto swapped = *fitter().fit(sample.window());
  REQUIRE(swapped.events[0] == fitted.events[1]);
  REQUIRE_THAT(swapped.spectralRadius, WithinRel(fitted.spectralRadius, 1e-6));
  REQUIRE_THAT(swapped.selfShare, WithinRel(fitted.selfShare, 1e-6));
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE_THAT(swapped.baseRatesPerS[i], WithinRel(fitted.baseRatesPerS[1 - i], 1e-6));
    for (std::size_t j = 0; j < 2; ++j) {
      REQUIRE_THAT(swapped.term.adjacency[i][j], WithinAbs(fitted.term.adjacency[1 - i][1 - j], 1e-6));
    }
  }
}

TEST_CASE("who excites whom is found", "[self_excitation_fit]") {
  const Sample sample({{0.5, 0.2}, {1.0, {{{0.0, 0.0}, {0.7, 0.0}}}}}, 831);
  const auto fitted = *fitter().fit(sample.window());
  REQUIRE_THAT(fitted.term.decayPerS, WithinRel(1.0, 0.4));
  REQUIRE_THAT(fitted.term.adjacency[1][0], WithinAbs(0.7, 0.05));
  REQUIRE_THAT(fitted.term.adjacency[0][1], WithinAbs(0.0, 0.05));
  REQUIRE_THAT(fitted.selfShare, WithinAbs(0.0, 0.05));
  REQUIRE(fitted.crossShare > 0.3);
}

TEST_CASE("a unit of time ten times as long divides rates by ten", "[self_excitation_fit]") {
  Sample sample(plantedRatio(0.5, 10.0), 832, 2'000);
  const auto fitted = *fitter().fit(sample.window(), 10.0);
  for (NodeEvent& event : sample.events) event.timeS *= 10.0;
  const auto slower = *fitter().fit(sample.window(), 1.0);
  REQUIRE_THAT(slower.spectralRadius, WithinRel(fitted.spectralRadius, 1e-6));
  REQUIRE_THAT(10.0 * slower.baseRatesPerS[0], WithinRel(fitted.baseRatesPerS[0], 1e-6));
}

TEST_CASE("windows at the edge have a finite fit", "[self_excitation_fit]") {
  const auto finite = [](const std::optional<FittedExcitation>& fitted) {
    REQUIRE(fitted);
    for (std::size_t i = 0; i < 2; ++i) {
      REQUIRE(std::isfinite(fitted->baseRatesPerS[i]));
      for (std::size_t j = 0; j < 2; ++j) REQUIRE(std::isfinite(fitted->term.adjacency[i][j]));
    }
    REQUIRE(std::isfinite(fitted->logLikelihood));
    REQUIRE(fitted->baseShare >= 0.0);
    REQUIRE(fitted->baseShare <= 1.0);
  };
  std::vector<NodeEvent> moment(200, {5.0, Node::first}), end(200, {5.0, Node::second});
  finite(fitter().fit({moment, 10.0}));   // all at once: none of them caused another
  const auto sudden = *fitter().fit({moment, 10.0});
  REQUIRE(sudden.term.adjacency == Matrix2{});
  REQUIRE_THAT(sudden.baseRatesPerS[0], WithinRel(20.0, 1e-7));
  REQUIRE(sudden.baseRatesPerS[1] == 0.0);
  finite(fitter().fit({end, 5.0}));       // and at the very end
  end.front() = {0.0, Node::first};
  end.back() = {5.0, Node::first};
  finite(fitter().fit({end, 5.0}));
  std::vector<NodeEvent> regular;
  for (int k = 0; k < 200; ++k) regular.push_back({1.0 * k, k % 2 == 0 ? Node::first : Node::second});
  finite(fitter().fit({regular, 1e12}));
  for (NodeEvent& event : regular) event.timeS *= 1e-9;
  finite(fitter().fit({regular, 1e-6}));
  for (NodeEvent& event : regular) event.timeS *= 1e13;
  finite(fitter().fit({regular, 1e300}));
}

TEST_CASE("too few and too many events have no fit", "[self_excitation_fit]") {
  std::vector<NodeEvent> events;
  for (int k = 0; k < 99; ++k) events.push_back({0.1 * k, Node::first});
  REQUIRE_FALSE(fitter().fit({events, 1'000.0}));
  REQUIRE_FALSE(fitter().fit({{}, 1'000.0}));
  events.push_back({10.0, Node::second});
  REQUIRE(fitter().fit({events, 1'000.0}));
  events.resize(5'001, {10.0, Node::second});
  REQUIRE_FALSE(fitter().fit({events, 1'000.0}));
}

}  // namespace
}  // namespace plimsoll
