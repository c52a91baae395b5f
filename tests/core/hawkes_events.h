#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "plimsoll/flow/self_excitation.h"
#include "random_numbers.h"

namespace plimsoll::test {

struct PlantedExcitation {
  BaseRates baseRatesPerS;
  ExcitationTerm term;
};

/// Events of a Hawkes process with one exponential, by Ogata's thinning (1981): between events
/// the rate only falls, so that the rate now bounds the rate until the next one.
inline std::vector<NodeEvent> hawkesEvents(const PlantedExcitation& planted, double durationS,
                                           std::uint64_t seed) {
  RandomNumbers random(seed);
  std::vector<NodeEvent> events;
  std::array<double, 2> waves{};
  const auto& [base, term] = planted;
  const auto rate = [&](std::size_t i) {
    return base[i] + term.decayPerS * (term.adjacency[i][0] * waves[0] + term.adjacency[i][1] * waves[1]);
  };
  double timeS = 0.0;
  for (;;) {
    const double bound = rate(0) + rate(1);
    const double waitS = -std::log(1.0 - random.between(0.0, 1.0)) / bound;
    timeS += waitS;
    if (timeS > durationS) return events;
    for (double& wave : waves) wave *= std::exp(-term.decayPerS * waitS);
    const double drawn = random.between(0.0, bound);
    if (drawn >= rate(0) + rate(1)) continue;
    const bool first = drawn < rate(0);
    events.push_back({timeS, first ? Node::first : Node::second});
    waves[first ? 0 : 1] += 1.0;
  }
}

}  // namespace plimsoll::test
