#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/base/statistics.h"

// How open interest moves, by itself and together with the price.

namespace plimsoll {

/// Open interest and price at one moment.
struct OpenInterestSample {
  /// In a unit that the price alone does not change: the venue's contracts, or base coin
  /// where the contract is linear. Not their notional.
  double openInterest;
  double price;  ///< quote units for one base unit; the mark price
  std::int64_t venueTimeMs;
  /// TradeFlow::imbalance(): -1 where takers sell, +1 where they buy.
  std::optional<double> tradeFlowImbalance{};
};

/// The largest open interest and price that a sample may have, far above any that is real, so
/// that sums over months stay finite.
inline constexpr double kMaxSample = 1e30;

/// Open interest and price above zero and at most kMaxSample; time zero or above; imbalance
/// within [-1, 1]. A market with nothing open has no logarithm of it, and no samples.
Refusal check(const OpenInterestSample& sample) noexcept;

/// How fast open interest grows: an exponentially weighted mean of
///
///     d ln OI / dt
///
/// at the irregular times that venues tell it, where every span counts by its length.
///
/// State of 136 bytes. What it calls unusual is against its own last hour.
class OpenInterestVelocity {
 public:
  static constexpr double kTimeConstantMs = 60'000.0;            ///< of the mean
  static constexpr double kHistoryTimeConstantMs = 3'600'000.0;  ///< of what is usual
  static constexpr double kWarmSpanMs = 10.0 * 60'000.0;         ///< history before there is a z
  static constexpr std::size_t kWarmCount = 30;                  ///< and samples of it
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more is another clock

  /// @param sample  has passed check(). One no later than the last is left out, since the next
  ///                covers its time as well; one from before kRestartMs starts all over
  void add(const OpenInterestSample& sample) noexcept;

  /// Growth as a logarithm for an hour: -0.05 is about five percent an hour less. Empty before
  /// the second sample.
  std::optional<double> perHour() const noexcept { return velocity_.mean(); }

  /// How many standard deviations the latest velocity is from the mean of those before it.
  /// Empty until warm, and while velocity never varied.
  std::optional<double> z() const noexcept { return z_; }

 private:
  MovingMoments velocity_{kTimeConstantMs};
  MovingMoments history_{kHistoryTimeConstantMs};
  std::optional<double> z_{};
  double openInterest_ = 0.0;
  std::int64_t lastTimeMs_ = 0;
  bool any_ = false;
};

/// Who came and who left, by the signs of two changes. The word is for the side that moves the
/// price: its counterparties are on the other side in the same number.
enum class OpenInterestQuadrant : std::uint8_t {
  none,           ///< one of the changes is too small to have a sign
  newLongs,       ///< open interest up, price up
  shortCovering,  ///< open interest down, price up
  newShorts,      ///< open interest up, price down
  longFlush,      ///< open interest down, price down
};

/// Which quadrant two standardised changes fall into. Outside of the dead band every pair has
/// one; with the other sign of the price longs become shorts.
///
/// @param deadBand  zero or above; none where either change is no larger than that
OpenInterestQuadrant quadrant(double openInterestZ, double priceZ, double deadBand) noexcept;

/// One change of both, over OpenInterestChange::kIntervalMs or more.
struct OpenInterestMove {
  OpenInterestQuadrant quadrant;
  double openInterestZ;  ///< change of ln OI in units of what is usual, with the change's sign
  double priceZ;         ///< likewise of ln P
  double intensity;      ///< sqrt(z_OI^2 + z_P^2)
  /// Trade-flow imbalance with the sign of the price's change, -1 to 1: above zero takers
  /// pushed the way that price went, which confirms the quadrant; below zero it moved
  /// against them. Empty without an imbalance, and where the quadrant is none.
  std::optional<double> takerAgreement;
  std::int64_t venueTimeMs;  ///< when it was complete
};

/// The changes of open interest and price together, minute by minute.
///
/// A change is measured when at least a minute has passed since the last one, d = ln X / X',
/// and scaled to a minute by the square root of its time, as a random walk grows. It is then
/// set against the root mean square of those before it:
///
///     z = d / sqrt(EW d^2)
///
/// The mean is not taken out: a rise that is slower than usual is still a rise.
///
/// State of 192 bytes.
class OpenInterestChange {
 public:
  static constexpr std::int64_t kIntervalMs = 60'000;
  static constexpr double kHistoryTimeConstantMs = 3'600'000.0;
  static constexpr std::size_t kWarmCount = 20;       ///< changes before there is a z
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more is another clock
  static constexpr double kDeadBand = 0.5;

  /// @param sample  has passed check(); one that is earlier than the last change by more than
  ///                kRestartMs starts all over
  void add(const OpenInterestSample& sample) noexcept;

  /// The last change that is complete. Empty until warm, and while open interest or price has
  /// not moved at all.
  const std::optional<OpenInterestMove>& move() const noexcept { return move_; }

 private:
  void restartAt(const OpenInterestSample& sample) noexcept;

  MovingMoments openInterest_{kHistoryTimeConstantMs};
  MovingMoments price_{kHistoryTimeConstantMs};
  std::optional<OpenInterestMove> move_{};
  double lastOpenInterest_ = 0.0;
  double lastPrice_ = 0.0;
  std::int64_t sinceMs_ = 0;
  bool any_ = false;
};

}  // namespace plimsoll
