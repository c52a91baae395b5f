#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"
#include "plimsoll/flow/spectral_radius.h"

// Events of two kinds that bring about further events: a bivariate Hawkes process. (Bacry,
// Mastromatteo and Muzy 2015, Hawkes processes in finance, arXiv 1502.04592.)

namespace plimsoll {

/// Which of two kinds an event is of: buys and sells of takers, moves up and down,
/// liquidated longs and shorts.
enum class Node : std::uint8_t { first, second };

constexpr std::size_t index(Node node) noexcept {
  return node == Node::second ? 1 : 0;
}

struct NodeEvent {
  double timeS;  ///< seconds from the start of the window
  Node node;     ///< its kind
};

/// Everything that was seen from time 0 to T.
struct EventWindow {
  std::span<const NodeEvent> events;  ///< in order of time, each within [0, T]
  double durationS;                   ///< T, seconds, above zero
};

Refusal check(const EventWindow& window) noexcept;

/// mu: events of each kind in a second that no other event caused.
using BaseRates = std::array<double, 2>;

/// One exponential of how an event of kind j raises the rate of kind i: by a b e^(-b t) after
/// the time t, and so by `a` events in all.
struct ExcitationTerm {
  double decayPerS;   ///< b, above zero
  Matrix2 adjacency;  ///< a: [i][j] events of kind i for one of kind j; zero or above
};

inline constexpr std::size_t kMaxExcitationTerms = 4;

/// Base rates at zero or above; one to kMaxExcitationTerms terms.
Refusal check(const BaseRates& baseRatesPerS, std::span<const ExcitationTerm> terms) noexcept;

/// How likely the model makes the window, a logarithm:
///
///     lambda_i(t) = mu_i + sum over j, u of a_iju b_u R_ju(t)
///     R_ju(t) = sum of e^(-b_u (t - t_l)) over the events of kind j with t_l < t
///     logL = sum of ln lambda_i(t_k) over all events - sum over i of the integral of lambda_i
///
/// R falls by e^(-b dt) and rises by one with each event, so one walk is enough. Events of one
/// moment do not excite each other; what was before the window is taken for nothing.
///
/// @param terms   with the base rates they have passed check()
/// @param window  has passed check()
/// @return minus infinity when the model gives an event no chance
///
/// Three events of one kind, with mu = 1, a = 0.5 and b = 2 for it and nothing for the other:
///
///     logLikelihood({1, 0}, {{2, {{{0.5, 0}, {0, 0}}}}}, {{{0.5}, {1}, {2}}, 2})   // -2.424 331
double logLikelihood(const BaseRates& baseRatesPerS, std::span<const ExcitationTerm> terms,
                     const EventWindow& window) noexcept;

/// The loss that tick minimises (X-DataInitiative/tick, ModelHawkesExpKernLogLik): against a
/// Poisson process of rate one for each kind, and for one event,
///
///     (sum over i of the integral of (lambda_i - 1) - sum of ln lambda_i(t_k)) / n
///
/// Empty without events.
std::optional<double> lossAgainstUnitRate(const BaseRates& baseRatesPerS,
                                          std::span<const ExcitationTerm> terms,
                                          const EventWindow& window) noexcept;

/// How much rate went by between an event and the one of its kind before it, for each event:
///
///     residual_k = integral of lambda_i from the last event of kind i (or 0) to t_k
///
/// Under the true model these are exponential waits of mean one (the time-change theorem;
/// Ogata 1988, JASA 83, 9-27), so that their mean and variance say how well a model fits.
///
/// @param into  as long as the events
void residuals(const BaseRates& baseRatesPerS, std::span<const ExcitationTerm> terms,
               const EventWindow& window, std::span<double> into) noexcept;

/// What the rates are in the long run: (I - A)^-1 mu, where A is the sum of the terms'
/// adjacencies.
///
/// @param adjacency  A, zero or above
/// @return events of each kind in a second; empty at a spectral radius of one and above,
///         where the rates grow without end
///
///     meanRates({1.0, 1.0}, {{{0.3, 0.2}, {0.2, 0.3}}})   // 2 and 2
std::optional<BaseRates> meanRates(const BaseRates& baseRatesPerS,
                                   const Matrix2& adjacency) noexcept;

/// R for one decay: what is left of the events so far.
class ExcitationWaves {
 public:
  explicit ExcitationWaves(double decayPerS) noexcept : decayPerS_(decayPerS) {}

  /// Goes on to a time no earlier than the last. Only now the events of the last moment count.
  void moveTo(double timeS) noexcept;
  void add(Node node) noexcept { fresh_[index(node)] += 1.0; }

  double decayPerS() const noexcept { return decayPerS_; }
  /// R_j at the time reached, without events of that very moment.
  double before(std::size_t j) const noexcept { return waves_[j]; }
  /// R_j with them.
  double after(std::size_t j) const noexcept { return waves_[j] + fresh_[j]; }

 private:
  double decayPerS_;
  double timeS_ = 0.0;
  std::array<double, 2> waves_{};
  std::array<double, 2> fresh_{};
};

}  // namespace plimsoll
