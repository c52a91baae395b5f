#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "plimsoll/base/moving_regression.h"

namespace plimsoll {

/// For how much of the last while a standardised number stood far out on one side, and for how
/// long without a break. A spike has little of either; a lasting imbalance has both.
///
/// One byte a sample.
///
///     SidePersistence side(4, 1.0);
///     for (double z : {2.0, -1.5, 1.2, 3.0}) side.add(z);
///     side.shareAbove();     // 0.75
///     side.shareBelow();     // 0.25
///     side.runLength();      // 2: the last two are above
class SidePersistence {
 public:
  /// @param samples    n, at least 1
  /// @param threshold  theta, zero or above: z counts where |z| > theta
  SidePersistence(std::size_t samples, double threshold) noexcept;

  /// @param z  one that is no number counts on neither side
  void add(double z) noexcept;

  /// Share of the last n samples with z > theta, or of as many as there are; empty before one.
  std::optional<double> shareAbove() const noexcept;
  std::optional<double> shareBelow() const noexcept;  ///< likewise with z < -theta

  /// How many samples up to the last, all on its side, stand beyond theta: above zero on the
  /// upper side, below zero on the lower one, 0 where the last is on neither. It may be longer
  /// than n.
  std::int64_t runLength() const noexcept { return run_; }

  std::size_t count() const noexcept { return count_; }  ///< samples it rests on, at most n

 private:
  std::vector<std::int8_t> ring_;
  double threshold_;
  std::size_t count_ = 0;
  std::size_t next_ = 0;
  std::size_t above_ = 0;
  std::size_t below_ = 0;
  std::int64_t run_ = 0;
};

/// How much of a number is left at the next sample: the first-order autoregression
///
///     x' - m = phi (x - m) + e,   half-life = ln(1/2) / ln(phi) samples
///
/// phi by exponentially weighted regression of each sample on the one before. The weights fall
/// by e every so many samples; samples are taken at a regular interval, and what the interval is
/// only matters to the unit of the half-life.
///
///     MovingAutoregression memory(100.0);
///     for (double x : {8.0, 4.0, 2.0, 1.0}) memory.add(x);
///     memory.coefficient();      // 0.5
///     memory.halfLifeSamples();  // 1
class MovingAutoregression {
 public:
  /// @param timeConstantSamples  above zero
  explicit MovingAutoregression(double timeConstantSamples) noexcept
      : regression_(timeConstantSamples) {}

  /// @param value  one that is not finite, or beyond MovingRegression::kMaxMagnitude, is a gap:
  ///               the next sample has none before it
  void add(double value) noexcept;

  /// phi; empty before the third sample and where nothing varies. Within [-1, 1] but for
  /// samples that grow.
  std::optional<double> coefficient() const noexcept { return regression_.slope(); }

  /// After so many samples half of a deviation is left; empty unless 0 < phi < 1, as for a
  /// number that turns back at once or does not turn back at all.
  std::optional<double> halfLifeSamples() const noexcept;

 private:
  MovingRegression regression_;
  double previous_ = 0.0;
  double pairs_ = 0.0;
  bool hasPrevious_ = false;
};

}  // namespace plimsoll
