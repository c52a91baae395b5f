#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// How many of the events are answers to earlier events, from nothing but the mean and the
/// variance of their counts in windows much longer than an answer takes (Hardiman and
/// Bouchaud 2014, arXiv 1403.5227). Every event of a Hawkes process causes n others, and
///
///     variance / mean = 1 / (1 - n)^2   so   n = 1 - sqrt(mean / variance)
///
/// Clipped to [0, 0.999]: counts more even than those of chance have no such n.
///
/// @param mean      of the counts, zero or above
/// @param variance  of the counts, zero or above
/// @return empty when nothing happened, so that the mean is zero
///
///     branchingRatio(4.0, 25.0)   // 0.6
std::optional<double> branchingRatio(double mean, double variance) noexcept;

/// Windows of the venue's clock in which events are counted.
struct CountWindows {
  std::int64_t windowMs = 30'000;  ///< W, 10 000 to 60 000
  int windows = 240;               ///< how many are kept, 60 to 2 160; the default is two hours
};

Refusal check(const CountWindows& windows) noexcept;

/// What the kept windows say.
struct BranchingReading {
  double ratio;  ///< n, within [0, 0.999]
  /// n with half the mean square of the differences of neighbouring windows for the variance:
  /// a base rate that moves slowly raises `ratio`, but hardly this one.
  double ratioOfDifferences;
  int windows;           ///< N, whole windows behind it
  std::uint64_t events;  ///< counted in them
  /// Neighbouring windows are more alike than chance makes them: the rate moved during the
  /// span, or answers take longer than a window. `ratio` then has more to it than answers,
  /// the "apparent criticality" of Filimonov and Sornette 2015.
  bool drifting;
};

/// The branching ratio of a stream of events, such as changes of the mid or liquidations,
/// each kind of event in an instance of its own.
///
/// Its standard error is about (1 - n) / sqrt(2 N) where a window has many events: with the
/// 240 windows of the default 0.05 for chance, and 0.01 at n = 0.8.
///
/// `drifting` is Young's test of 1941 (Annals of Mathematical Statistics 12(3), 293-300): over
/// the counts c, and with three standard deviations as its limit,
///
///     C = 1 - sum (c_k - c_(k-1))^2 / (2 sum (c_k - mean)^2),  sigma^2 = (N - 2) / (N^2 - 1)
///
/// Sums are integers, so that what comes and goes leaves no rounding behind. Four bytes for
/// each window; adding and reading take the same time whatever their number.
class BranchingRatio {
 public:
  static constexpr int kMinWindows = 20;                 ///< there is no reading from fewer
  static constexpr std::int64_t kRestartMs = 60'000;     ///< backwards by more starts anew
  static constexpr std::uint32_t kMaxCount = 1'000'000;  ///< of one window; more are not counted

  /// @param windows  has passed check()
  explicit BranchingRatio(const CountWindows& windows = {});

  /// One event. Times backwards by up to kRestartMs count as the newest; a time below zero is
  /// left out. A silence as long as all windows together starts anew, as does the jump of a
  /// clock.
  void add(std::int64_t venueTimeMs) noexcept;

  /// No event, but time went by: windows without one count too.
  void advance(std::int64_t venueTimeMs) noexcept;

  /// What comes until the next call was not seen. The window that it cuts and the one in
  /// which it ends are left out.
  void interrupt() noexcept { open_ = false; }

  /// Empty before kMinWindows whole windows, and when there was no event in them.
  std::optional<BranchingReading> reading() const noexcept;

 private:
  void close(std::uint32_t count) noexcept;
  void restart() noexcept;

  std::int64_t windowMs_;
  std::vector<std::uint32_t> counts_;  ///< a ring
  std::size_t newest_ = 0;
  std::size_t size_ = 0;
  std::uint64_t sum_ = 0;
  std::uint64_t squares_ = 0;
  std::uint64_t differences_ = 0;  ///< squared, between neighbours

  bool open_ = false;   ///< there is a window that fills
  bool whole_ = false;  ///< it has been seen from its beginning
  std::int64_t window_ = 0;
  std::int64_t lastTimeMs_ = 0;
  std::uint32_t count_ = 0;
};

}  // namespace plimsoll
