#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>

#include "plimsoll/flow/self_excitation.h"

namespace plimsoll {

/// The model under which a window is likeliest, and what it says.
struct FittedExcitation {
  BaseRates baseRatesPerS;  ///< mu
  ExcitationTerm term;      ///< the decay that fits best, and A
  double logLikelihood;     ///< a logarithm, as logLikelihood() has it
  /// By how much it exceeds that of constant rates: zero or above; up to about five is what a
  /// window of mere chance gains by the five numbers more.
  double gainOverChance;
  /// Of A: how many events one causes directly, 0.05 in a window of mere chance; at one and
  /// above they never end.
  double spectralRadius;
  double baseShare;           ///< of all events, those that no other caused
  double selfShare;           ///< those that one of their own kind caused ...
  double crossShare;          ///< ... and of the other; the three add up to one
  std::array<int, 2> events;  ///< of each kind in the window
};

/// Fits base rates and adjacency to a window by likelihood, for each decay of a grid, and keeps
/// the likeliest; then looks for a better decay on both sides of it, in steps of half a decade
/// down to a sixteenth. (Veen and Schoenberg 2008, JASA 103, 614-624, for the expectation-maximisation
/// step; Bertsekas 1982, SIAM J. Control and Optimization 20(2), 221-246, for the projection.)
///
/// For one decay the likelihood splits by kind into two concave functions of three unknowns
/// each. Newton's steps, projected onto zero and above, find the top in about ten passes over
/// the events; where a step does not climb, one of expectation-maximisation does.
///
/// On the grid alone, a true decay between two of its own would move the spectral radius by a
/// tenth and more. What happened before the window is unknown to the fit, and a base rate that
/// moved during it is taken for excitation with a slow decay.
///
/// 160 kB of working memory, nothing of which outlives a call: one instance serves all markets.
class SelfExcitationFit {
 public:
  static constexpr std::array<double, 4> kDecaysPerS = {0.1, 1.0, 10.0, 100.0};
  static constexpr int kRefinements = 4;
  static constexpr std::size_t kMaxEvents = 5'000;
  static constexpr std::size_t kMinEvents = 100;

  /// @param window  has passed check()
  /// @return empty with fewer than kMinEvents or more than kMaxEvents events
  std::optional<FittedExcitation> fit(const EventWindow& window) noexcept;

  /// The best fit with this decay alone.
  ///
  /// @param decayPerS  above zero
  std::optional<FittedExcitation> fit(const EventWindow& window, double decayPerS) noexcept;

  /// Room to lay out a window in, for kMaxEvents.
  std::span<NodeEvent> scratch() noexcept { return scratch_; }

 private:
  std::array<NodeEvent, kMaxEvents> scratch_{};
  /// b R_0 and b R_1 at each event: those of the first kind, then those of the second.
  std::array<std::array<double, 2>, kMaxEvents> excitation_{};
};

}  // namespace plimsoll
