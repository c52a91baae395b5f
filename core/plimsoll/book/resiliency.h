#pragma once

#include <cstdint>
#include <optional>

namespace plimsoll {

/// How fast the depth of a side grows back after something swept through it.
///
/// A sweep is a fall of the depth by at least kSweepShare within kSweepMs: from B, the most
/// that rested in that time, to the trough L, the least before it grows again. Its half-life
/// is the time from the trough until half of what was lost is back,
///
///     t half = min t with D(t) >= (B + L) / 2
///
/// between two samples as if depth grew evenly. Of depth that comes back exponentially this
/// is the half-life of that exponential. Then, over the sweeps seen,
///
///     H <- H + a (t half - H),   a = max(1 / n, 0.1)
///
/// so the first ten count alike and later ones weigh about the last ten. What is not back
/// within kLongestMs counts as kLongestMs, for leaving it out would make the slowest books
/// look fast; H is then a lower bound. While a sweep is being followed none other begins; a
/// lower trough restarts its clock.
///
/// Depth is all it is told: a withdrawal by makers counts as a sweep by takers does. One for
/// each side.
///
/// Depth 100, swept to 40 at 2,000 ms, 60 at 3,000 and 80 at 4,000: half of it is back at
/// 70, so the half-life is 1,500 ms.
class DepthResiliency {
 public:
  static constexpr double kSweepShare = 0.3;
  static constexpr double kSweepMs = 1'000.0;  ///< the most before is over half of this to all of it
  static constexpr double kLongestMs = 60'000.0;
  static constexpr double kLeastWeight = 0.1;

  /// @param depth        of one side within 10 bps of the mid, any unit, as of depthWithin();
  ///                     one that is below zero or not finite is passed over
  /// @param localTimeMs  zero or above; a time before the last counts as the last
  void add(double depth, double localTimeMs) noexcept;

  /// The book was replaced or is not to be trusted: a sweep that is followed is given up.
  void breakChain() noexcept;

  /// Milliseconds; empty before the first sweep has ended.
  std::optional<double> halfLifeMs() const noexcept;

  /// rho(t) = 1 - 2^(-t / H), the share of a sweep that is back after a time.
  /// @param elapsedMs  zero or above
  std::optional<double> recoveredShare(double elapsedMs) const noexcept;

  std::uint64_t sweeps() const noexcept { return sweeps_; }              ///< that have ended
  std::uint64_t unrecovered() const noexcept { return unrecovered_; }    ///< of those, not half back in time
  bool isRecovering() const noexcept { return isRecovering_; }           ///< a sweep is followed

 private:
  void lookForSweep(double depth) noexcept;
  void recover(double depth) noexcept;
  void finish(double halfLifeMs) noexcept;

  double most_ = 0.0;        ///< in the half of kSweepMs that is running
  double mostBefore_ = 0.0;  ///< in the half before
  std::int64_t half_ = 0;
  double before_ = 0.0;  ///< B of the sweep that is followed
  double trough_ = 0.0;
  double troughMs_ = 0.0;
  double lastDepth_ = 0.0;
  double lastMs_ = 0.0;
  double nowMs_ = 0.0;
  double halfLifeMs_ = 0.0;
  std::uint64_t sweeps_ = 0;
  std::uint64_t unrecovered_ = 0;
  bool isRecovering_ = false;
  bool hasLast_ = false;
};

}  // namespace plimsoll
