#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "plimsoll/base/hysteresis.h"
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
};

/// Turns one imbalance into a signal for each side.
///
/// The imbalance is standardised by its own moving mean and deviation and then has to
/// pass a Schmitt trigger. How often that happens by chance depends on how strongly the
/// stream is autocorrelated, so no false-alarm rate is stated until it has been
/// calibrated on the stream itself.
class SignalDetector {
 public:
  static constexpr double kTimeConstantMs = 10.0 * 60'000.0;
  static constexpr double kWarmSpanMs = 2.0 * 60'000.0;

  explicit SignalDetector(SignalName name) noexcept : name_(name) {}

  /// @param value  empty where there is no reading
  /// @return what changed; at most one side changes at once
  std::optional<SignalChange> update(std::optional<double> value, double localTimeMs) noexcept;

 private:
  SignalName name_;
  MovingMoments moments_{kTimeConstantMs};
  Hysteresis buy_;
  Hysteresis sell_;
};

/// The signals of one market, sampled at most ten times a second of local time.
class Signals {
 public:
  static constexpr double kSampleMs = 100.0;

  bool isDue(double localTimeMs) const noexcept { return localTimeMs >= nextSampleMs_; }

  struct Sample {
    std::optional<double> bookImbalance;
    std::optional<double> tradeFlowImbalance;
  };

  /// Calls `visit(SignalChange)` for each signal that came on or went off.
  template <typename Visit>
  void update(const Sample& sample, double localTimeMs, Visit&& visit) {
    nextSampleMs_ = localTimeMs + kSampleMs;
    if (const auto change = book_.update(sample.bookImbalance, localTimeMs)) visit(*change);
    if (const auto change = trade_.update(sample.tradeFlowImbalance, localTimeMs)) visit(*change);
  }

 private:
  double nextSampleMs_ = 0.0;
  SignalDetector book_{SignalName::bookImbalance};
  SignalDetector trade_{SignalName::tradeFlowImbalance};
};

}  // namespace plimsoll
