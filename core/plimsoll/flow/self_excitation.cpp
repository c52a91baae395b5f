#include "plimsoll/flow/self_excitation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "plimsoll/base/check.h"
#include "plimsoll/base/exponential.h"

namespace plimsoll {

namespace {

/// The rates of a model along a window, and their integrals.
class Intensity {
 public:
  Intensity(const BaseRates& baseRatesPerS, std::span<const ExcitationTerm> terms) noexcept
      : base_(baseRatesPerS), terms_(terms) {
    for (std::size_t u = 0; u < terms.size(); ++u)
      waves_[u] = ExcitationWaves(terms[u].decayPerS);
  }

  void moveTo(double timeS) noexcept {
    timeS_ = timeS;
    for (std::size_t u = 0; u < terms_.size(); ++u)
      waves_[u].moveTo(timeS);
  }

  void add(Node node) noexcept {
    counts_[index(node)] += 1.0;
    for (std::size_t u = 0; u < terms_.size(); ++u)
      waves_[u].add(node);
  }

  double rate(std::size_t i) const noexcept {
    double rate = base_[i];
    for (std::size_t u = 0; u < terms_.size(); ++u) {
      for (std::size_t j = 0; j < 2; ++j) {
        rate += terms_[u].adjacency[i][j] * terms_[u].decayPerS * waves_[u].before(j);
      }
    }
    return rate;
  }

  /// The integral from 0 to now: an event has given 1 - e^(-b dt) of what it gives.
  double integral(std::size_t i) const noexcept {
    double sum = base_[i] * timeS_;
    for (std::size_t u = 0; u < terms_.size(); ++u) {
      for (std::size_t j = 0; j < 2; ++j) {
        sum += terms_[u].adjacency[i][j] * (counts_[j] - waves_[u].after(j));
      }
    }
    return sum;
  }

 private:
  BaseRates base_;
  std::span<const ExcitationTerm> terms_;
  std::array<ExcitationWaves, kMaxExcitationTerms> waves_{
      ExcitationWaves(1.0), ExcitationWaves(1.0), ExcitationWaves(1.0), ExcitationWaves(1.0)};
  std::array<double, 2> counts_{};
  double timeS_ = 0.0;
};

}  // namespace

Refusal check(const EventWindow& window) noexcept {
  if (const Refusal refusal =
          checkAboveZero(window.durationS, Error::windowOutOfRange, "durationS");
      refusal != Error::none) {
    return refusal;
  }
  double lastS = 0.0;
  for (std::size_t k = 0; k < window.events.size(); ++k) {
    const double timeS = window.events[k].timeS;
    const int row = static_cast<int>(k);
    if (!std::isfinite(timeS)) return {Error::notFinite, "timeS", row};
    if (timeS < 0.0) return {Error::timeNegative, "timeS", row};
    if (timeS < lastS || timeS > window.durationS) return {Error::windowOutOfRange, "timeS", row};
    lastS = timeS;
  }
  return {};
}

Refusal check(const BaseRates& baseRatesPerS, std::span<const ExcitationTerm> terms) noexcept {
  if (terms.empty() || terms.size() > kMaxExcitationTerms) {
    return {Error::levelsOutOfRange, "terms"};
  }
  for (const double rate : baseRatesPerS) {
    const Refusal refusal = checkNotBelowZero(rate, Error::rateOutOfRange, "baseRatesPerS");
    if (refusal != Error::none) return refusal;
  }
  for (std::size_t u = 0; u < terms.size(); ++u) {
    const ExcitationTerm& term = terms[u];
    Refusal refusal = checkAboveZero(term.decayPerS, Error::rateOutOfRange, "decayPerS");
    for (std::size_t ij = 0; ij < 4 && refusal == Error::none; ++ij) {
      refusal =
          checkNotBelowZero(term.adjacency[ij / 2][ij % 2], Error::rateOutOfRange, "adjacency");
    }
    if (refusal != Error::none) return {refusal.error, refusal.field, static_cast<int>(u)};
  }
  return {};
}

double logLikelihood(const BaseRates& baseRatesPerS, std::span<const ExcitationTerm> terms,
                     const EventWindow& window) noexcept {
  Intensity intensity(baseRatesPerS, terms);
  double logs = 0.0;
  for (const NodeEvent& event : window.events) {
    intensity.moveTo(event.timeS);
    const double rate = intensity.rate(index(event.node));
    if (!(rate > 0.0)) return -std::numeric_limits<double>::infinity();
    logs += std::log(rate);
    intensity.add(event.node);
  }
  intensity.moveTo(window.durationS);
  return logs - (intensity.integral(0) + intensity.integral(1));
}

std::optional<double> lossAgainstUnitRate(const BaseRates& baseRatesPerS,
                                          std::span<const ExcitationTerm> terms,
                                          const EventWindow& window) noexcept {
  if (window.events.empty()) return std::nullopt;
  const double unitIntegrals = 2.0 * window.durationS;
  return (-unitIntegrals - logLikelihood(baseRatesPerS, terms, window)) /
         static_cast<double>(window.events.size());
}

void residuals(const BaseRates& baseRatesPerS, std::span<const ExcitationTerm> terms,
               const EventWindow& window, std::span<double> into) noexcept {
  Intensity intensity(baseRatesPerS, terms);
  std::array<double, 2> last{};
  for (std::size_t k = 0; k < std::min(window.events.size(), into.size()); ++k) {
    const NodeEvent& event = window.events[k];
    const std::size_t i = index(event.node);
    intensity.moveTo(event.timeS);
    const double integral = intensity.integral(i);
    into[k] = integral - last[i];
    last[i] = integral;
    intensity.add(event.node);
  }
}

std::optional<BaseRates> meanRates(const BaseRates& baseRatesPerS,
                                   const Matrix2& adjacency) noexcept {
  if (!(spectralRadius(adjacency) < 1.0)) return std::nullopt;
  const double first = 1.0 - adjacency[0][0];
  const double second = 1.0 - adjacency[1][1];
  const double determinant = first * second - adjacency[0][1] * adjacency[1][0];
  if (!(determinant > 0.0)) return std::nullopt;
  return BaseRates{
      (second * baseRatesPerS[0] + adjacency[0][1] * baseRatesPerS[1]) / determinant,
      (first * baseRatesPerS[1] + adjacency[1][0] * baseRatesPerS[0]) / determinant,
  };
}

void ExcitationWaves::moveTo(double timeS) noexcept {
  if (!(timeS > timeS_)) return;
  const double exponent = -decayPerS_ * (timeS - timeS_);
  const double kept = exponent < -700.0 ? 0.0 : decayed(exponent);
  for (std::size_t j = 0; j < 2; ++j) {
    waves_[j] = (waves_[j] + fresh_[j]) * kept;
    fresh_[j] = 0.0;
  }
  timeS_ = timeS;
}

}  // namespace plimsoll
