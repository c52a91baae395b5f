#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "plimsoll/base/moving_covariance.h"
#include "plimsoll/base/power_iteration.h"
#include "plimsoll/flow/fading.h"
#include "plimsoll/flow/level_flow.h"

namespace plimsoll {

/// Order-flow imbalance of all levels in one number (Cont, Cucuringu and Zhang 2023, "Cross-impact
/// of order flow imbalance in equity markets", Quantitative Finance 23(10); arXiv 2112.13213):
///
///     ofi = w' f / |w|_1
///
/// f are the flows of levels 1 to M over one mean depth, LevelFlow::scaledImbalances(), and w is
/// the direction in which they vary most: the first eigenvector of their covariance, which is
/// learned as the stream goes, exponentially weighted with a half-life of half an hour:
///
///     d = x - m,  m += a d,  C = (1 - a)(C + a d d'),  a = 1 / W,  W' = W 2^(-dt / H) + 1
///
/// An eigenvector has no sign of its own; here its sum is above zero, so that more demand raises
/// the number. Levels that all flow alike have equal weights, and the number is that of level 1.
/// A level where nothing ever changes has weight 0. About 1 kB.
///
/// Learned from samples in which the second of two levels flows twice as much as the first:
///
///     flow.weights()                             // {1/3, 2/3, 0, ...}
///     flow.explainedShare()                      // 1
///     flow.imbalance(std::array{3.0, 6.0})       // 5
class IntegratedFlow {
 public:
  static constexpr double kHalfLifeMs = 30.0 * 60'000.0;
  static constexpr std::int64_t kSampleMs = 10'000;   ///< LevelFlow's window, so none overlap
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more is another clock
  static constexpr double kWarmWeight = 15.0;         ///< samples, or what is left of more
  static constexpr double kLargestFlow = 1e100;       ///< its square, summed, is finite

  /// One number for each level; of levels that are not there, 0.
  using Weights = std::array<double, kFlowLevels>;

  /// Whether add() would learn now: who has to compute the flows first asks this before.
  bool isDue(std::int64_t venueTimeMs) const noexcept {
    const std::int64_t sinceMs = venueTimeMs - lastTimeMs_;
    return !any_ || sinceMs >= kSampleMs || sinceMs < -kRestartMs;
  }

  /// Learns from a sample, if kSampleMs have gone by since the last; so it may be called at
  /// every update. One with a number that is not finite, or beyond kLargestFlow, is left out.
  /// @param flows        of levels 1 to M, as LevelFlow scales them; those behind count as 0
  /// @param venueTimeMs  zero or above; one up to kRestartMs behind waits for the clock
  void add(std::span<const double> flows, std::int64_t venueTimeMs) noexcept;

  /// w' f / |w|_1, in the unit of the flows: none. Empty until kWarmWeight samples are left, as
  /// at the start and after hours of silence, and where no flow varies.
  std::optional<double> imbalance(std::span<const double> flows) const noexcept;

  /// w / |w|_1: absolute values sum to 1; empty as imbalance() is.
  std::optional<Weights> weights() const noexcept;

  /// Which share of all variance lies along w, the largest eigenvalue over the trace; within
  /// [1/M, 1] and empty as imbalance() is.
  std::optional<double> explainedShare() const noexcept;

 private:
  bool isWarm() const noexcept { return weight_ >= kWarmWeight; }

  MovingCovariance<kFlowLevels> moments_;
  PowerIteration component_{kFlowLevels};
  double weight_ = 0.0;  ///< W: how many samples are left
  Fading fading_ = Fading::ofHalfLife(kHalfLifeMs);
  std::int64_t lastTimeMs_ = 0;
  bool any_ = false;
};

}  // namespace plimsoll
