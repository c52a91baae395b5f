#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/positioning/open_interest_change.h"

// When a market sheds its leverage: open interest falls far and fast.

namespace plimsoll {

/// When an episode starts and ends.
struct DeleveragingLimits {
  /// Fraction that open interest must be below its rolling maximum, and more than it.
  double startDrawdown = 0.03;
  double startZ = -3.0;             ///< and the z of its velocity must be below this
  double endRecovery = 0.25;        ///< ends when this fraction of what was lost came back,
  double calmMs = 30.0 * 60'000.0;  ///< or after this long without a z below startZ
};

/// For coins that move more than bitcoin: five percent.
inline constexpr DeleveragingLimits kAltDeleveragingLimits{.startDrawdown = 0.05};

/// Rates above zero and below one, startZ finite and below zero, calmMs above zero.
Refusal check(const DeleveragingLimits& limits) noexcept;

/// What happened from the peak of open interest to its trough. Every number is of that span,
/// and quantities are in the venue's unit.
struct DeleveragingEpisode {
  double peakOpenInterest;
  double troughOpenInterest;
  double peakPrice;    ///< quote units for one base unit, when open interest stood at its peak
  double troughPrice;  ///< when it stood at its trough
  std::int64_t peakTimeMs;    ///< of the venue, like the others
  std::int64_t startTimeMs;   ///< when it was recognised
  std::int64_t troughTimeMs;
  std::optional<std::int64_t> endTimeMs;  ///< empty while it lasts

  double closedQuantity;  ///< sum of every fall of open interest from peak to trough
  double openedQuantity;  ///< sum of every rise; closed less opened is what was removed
  /// What liquidation prints add up to; empty where no print of this market was ever heard,
  /// for then nobody may be listening.
  std::optional<double> liquidatedQuantity;
  bool liquidatedQuantityIsLowerBound;  ///< the venue reports only some: Binance one a second

  double removedQuantity() const noexcept { return peakOpenInterest - troughOpenInterest; }

  /// How much of the peak was removed, 0 to 1.
  double depth() const noexcept { return removedQuantity() / peakOpenInterest; }

  std::int64_t durationMs() const noexcept { return troughTimeMs - peakTimeMs; }

  /// What liquidation prints explain of it, liquidated over removed. Above 1 where new positions
  /// took over what was liquidated. At least this where the quantity is a lower bound.
  std::optional<double> rawLiquidatedShare() const noexcept;

  /// The same, not above 1.
  std::optional<double> liquidatedShare() const noexcept;
};

/// What the removal did to the price, ln(P_trough / P_peak) for one quote unit of removed
/// notional at the peak's price. Below zero where longs left and the price fell.
///
/// From 100 to 95, while 2 000 contracts of one coin were closed:
///
///     logReturnPerNotional(episode, kCoins)   // -2.56e-7: a million moves it 26 percent
///
/// @return empty where the contract's size is not known
std::optional<double> logReturnPerNotional(const DeleveragingEpisode& episode,
                                           const Contract& contract) noexcept;

/// Finds episodes in a stream of open interest.
///
/// None is under way, and open interest is below its maximum of the last hour by more than
/// startDrawdown while its velocity is unusual: one starts, and its peak is that maximum (the
/// latest, where it stood there twice). It is under way, and open interest is back above the
/// trough by endRecovery of what was lost, or calmMs passed: it ends, and the next can start
/// from what is open then.
///
/// An hour of maxima is kept, minute by minute: state of 3.2 kB.
class DeleveragingEpisodes {
 public:
  static constexpr std::int64_t kBinMs = 60'000;
  static constexpr int kBins = 60;                    ///< of the rolling maximum, one still filling
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more is another clock

  DeleveragingEpisodes() noexcept = default;
  /// @param limits  have passed check()
  explicit DeleveragingEpisodes(const DeleveragingLimits& limits) noexcept : limits_(limits) {}

  /// @param sample     has passed check(). One earlier than the last is left out; one from
  ///                   before kRestartMs forgets everything, an episode under way as well
  /// @param velocityZ  OpenInterestVelocity::z() with that sample; empty starts no episode
  void add(const OpenInterestSample& sample, std::optional<double> velocityZ) noexcept;

  /// A print counts for the span in which it came. One whose quantity is not above zero, or
  /// above kMaxSample, is left out.
  void add(const Liquidation& liquidation) noexcept;

  /// The episode under way.
  std::optional<DeleveragingEpisode> current() const noexcept;
  /// The last that ended.
  const std::optional<DeleveragingEpisode>& last() const noexcept { return last_; }

 private:
  /// Open interest at a moment, and all that had been counted until then.
  struct Mark {
    double openInterest = 0.0;
    double price = 0.0;
    std::int64_t timeMs = -1;
    double closed = 0.0;
    double opened = 0.0;
    double liquidated = 0.0;
  };

  void count(const OpenInterestSample& sample) noexcept;
  void remember() noexcept;
  void startIfUnusual(std::optional<double> velocityZ) noexcept;
  void follow(std::optional<double> velocityZ) noexcept;
  DeleveragingEpisode described() const noexcept;

  DeleveragingLimits limits_;
  std::array<Mark, kBins> maxima_{};
  Mark now_;
  Mark peak_;
  Mark trough_;
  std::int64_t startTimeMs_ = 0;
  std::int64_t calmSinceMs_ = 0;
  bool any_ = false;
  bool isUnderWay_ = false;
  bool hearsLiquidations_ = false;
  bool hearsOnlySome_ = false;
  std::optional<DeleveragingEpisode> last_{};
};

}  // namespace plimsoll
