#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/base/alarm_calibration.h"
#include "plimsoll/base/error.h"
#include "plimsoll/base/hysteresis.h"
#include "plimsoll/base/persistence.h"
#include "plimsoll/base/statistics.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// What a signal is about. The numbers are part of the interface: new ones go at the end.
enum class SignalName : std::uint8_t { bookImbalance = 0, tradeFlowImbalance = 1 };

/// A signal came on or went off.
struct SignalChange {
  SignalName name;
  Side side;     ///< which side is heavy: buy is bids, or taker buys
  bool isOn;
  double value;  ///< the imbalance itself
  double z;      ///< how unusual it is here, in standard deviations of its recent past
  /// How often at most a signal of this name comes on by chance, both sides together; empty
  /// where that was not measured on this stream.
  std::optional<double> falseAlarmsPerDay{};
  /// After so long half of a deviation of the imbalance is left, ln(1/2) / ln(phi) samples of a
  /// calibration; empty without one, and where deviations turn back at once.
  std::optional<double> halfLifeMs{};
  /// Of bookImbalance alone: whether trades lean to the same side; see isConfirmedByTrades().
  std::optional<bool> isConfirmedByTrades{};
};

/// How the stream of one signal stands, whether it is on or off. Missing is empty.
struct SignalState {
  SignalName name;
  std::optional<double> z{};  ///< of the last sample; empty in the first two minutes
  std::optional<Side> onSide{};
  double learnedShare = 0.0;  ///< 0 to 1: of the samples that the first calibration wants
  std::optional<double> falseAlarmsPerDay{};  ///< as in SignalChange
  std::optional<double> halfLifeMs{};
  /// Of the last kPersistenceSamples, those more than a deviation above and below the mean.
  std::optional<double> shareAbove{};
  std::optional<double> shareBelow{};
  double runLength = 0.0;  ///< samples in a row there; below zero on the sell side
};

/// How often a signal may come on by chance.
struct SignalAim {
  static constexpr double kMaxPerDay = 1'000.0;  ///< one in 86 s, hardly longer than a cool-down

  double falseAlarmsPerDay = 1.0;  ///< at most, of each name; above zero, at most kMaxPerDay
};

/// rateOutOfRange where it is outside those limits, notFinite where it is no number.
Refusal check(const SignalAim& aim) noexcept;

struct SignalLimits {
  HysteresisLimits hysteresis{};
  std::size_t samples = CalibratedAlarm::kSamples;  ///< N, of each calibration
};

/// Turns one imbalance into a signal for each side.
///
/// The imbalance is standardised by its own moving mean and deviation. As long as nothing more
/// is known of the stream, z then has to pass a Schmitt trigger. How often that happens by chance
/// depends on how strongly the stream is autocorrelated, so no rate is stated of it.
///
/// After N samples a CalibratedAlarm knows the stream, and says how often it is wrong. From then
/// on its alarm alone brings a signal on, if z is on the alarm's side and the trigger does not
/// cool down: conditions that only make it rarer than stated. z may be small then, for a small
/// shift that lasts is what it finds. A signal goes off as before. Where a later calibration
/// fails, as on a stream that stands still, the trigger alone decides again, without a rate.
///
/// A missing value and a gap in time break the chain of samples, and nothing is concluded across
/// them.
class SignalDetector {
 public:
  static constexpr double kTimeConstantMs = 10.0 * 60'000.0;
  static constexpr double kWarmSpanMs = 2.0 * 60'000.0;
  static constexpr double kShift = 1.0;  ///< deviations, that are to be found
  static constexpr std::size_t kPersistenceSamples = 600;  ///< a minute

  SignalDetector(SignalName name, const AlarmAim& aim, const SignalLimits& limits) noexcept
      : name_(name), alarm_(aim, limits.samples), buy_(limits.hysteresis), sell_(limits.hysteresis) {}

  /// False where there was no memory for it; then it is not to be used.
  bool hasRoom() const noexcept { return alarm_.hasRoom(); }

  struct Moment {
    double localTimeMs;
    double spacingMs;  ///< usual time from one sample to the next
    bool followsGap;
  };

  /// @param value  empty where there is no reading
  void take(std::optional<double> value, const Moment& moment) noexcept;

  /// What the value that was taken last does to one side; to be asked once of each.
  std::optional<SignalChange> turn(Side side) noexcept;

  SignalState state() const noexcept;

  /// Of the value that was taken last; empty without one, and before kWarmSpanMs.
  std::optional<double> z() const noexcept { return z_; }

 private:
  std::optional<double> halfLifeMs() const noexcept;

  SignalName name_;
  MovingMoments moments_{kTimeConstantMs};
  CalibratedAlarm alarm_;
  SidePersistence persistence_{kPersistenceSamples, 1.0};
  Hysteresis buy_;
  Hysteresis sell_;

  Moment moment_{};
  std::optional<double> value_;
  std::optional<double> z_;
  std::optional<double> alarmsPerDay_;
  CalibratedAlarm::Alarm raised_ = CalibratedAlarm::Alarm::none;
};

/// When samples are taken: at most every 100 ms of local time, with whatever message comes then.
///
/// How far apart they are in truth is the market's, so what is a gap is told by that: ten times
/// the usual spacing. Time that goes backward takes no samples until it is where it was.
class SampleClock {
 public:
  static constexpr double kSampleMs = 100.0;
  static constexpr double kGapSpacings = 10.0;
  static constexpr double kMemorySamples = 1'000.0;

  bool isDue(double localTimeMs) const noexcept { return localTimeMs >= nextMs_; }
  SignalDetector::Moment tick(double localTimeMs) noexcept;

 private:
  double nextMs_ = 0.0;
  std::optional<double> lastMs_;
  double spacingMs_ = kSampleMs;
};

/// The signals of one market. Made once, with 512 kB; samples allocate nothing.
///
/// As samples are never closer than the interval that the rate is stated for, it holds with
/// fewer of them too.
class Signals {
 public:
  /// @param aim  has passed check()
  explicit Signals(const SignalAim& aim = {}, const SignalLimits& limits = {}) noexcept;

  bool hasRoom() const noexcept { return book_.hasRoom() && trade_.hasRoom(); }
  bool isDue(double localTimeMs) const noexcept { return clock_.isDue(localTimeMs); }

  std::array<SignalState, 2> states() const noexcept { return {book_.state(), trade_.state()}; }

  struct Sample {
    std::optional<double> bookImbalance;
    std::optional<double> tradeFlowImbalance;
  };

  /// Calls `visit(SignalChange)` for each signal that came on or went off.
  template <typename Visit>
  void update(const Sample& sample, double localTimeMs, Visit&& visit) {
    take(sample, localTimeMs);
    for (int place = 0; place < kPlaces; ++place) {
      if (const auto change = turn(place)) visit(*change);
    }
  }

 private:
  static constexpr int kPlaces = 4;  // two sides of two names

  void take(const Sample& sample, double localTimeMs) noexcept;
  std::optional<SignalChange> turn(int place) noexcept;

  SampleClock clock_;
  SignalDetector book_;
  SignalDetector trade_;
};

}  // namespace plimsoll
