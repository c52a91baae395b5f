#include "plimsoll/engine/signal.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "plimsoll/base/check.h"
#include "plimsoll/book/flee_ratio.h"

namespace plimsoll {
namespace {

using Alarm = CalibratedAlarm::Alarm;
using Change = Hysteresis::Change;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// The second detector learns from a few more samples, so that a message never waits for both.
constexpr std::size_t kStagger = 16;

AlarmAim alarmAim(const SignalAim& aim) noexcept {
  return {.shift = SignalDetector::kShift,
          .alarmsPerDay = aim.falseAlarmsPerDay,
          .intervalMs = SampleClock::kSampleMs};
}

}  // namespace

Refusal check(const SignalAim& aim) noexcept {
  const Refusal refusal =
      checkAboveZero(aim.falseAlarmsPerDay, Error::rateOutOfRange, "falseAlarmsPerDay");
  if (refusal != Error::none || aim.falseAlarmsPerDay <= SignalAim::kMaxPerDay) return refusal;
  return {Error::rateOutOfRange, "falseAlarmsPerDay"};
}

void SignalDetector::take(std::optional<double> value, const Moment& moment) noexcept {
  moment_ = moment;
  value_ = value;
  z_.reset();
  if (value) {
    // Judged by the past alone, then made part of it.
    if (moments_.spanMs() >= kWarmSpanMs) z_ = moments_.z(*value);
    moments_.add(*value, moment.localTimeMs);
  }
  persistence_.add(z_.value_or(kNone));
  // The rate is that of the calibration which raised the alarm, not of one that this value ends.
  alarmsPerDay_ = alarm_.expectedAlarmsPerDay();
  if (moment.followsGap) alarm_.breakChain();
  raised_ = alarm_.add(value.value_or(kNone));
}

std::optional<SignalChange> SignalDetector::turn(Side side) noexcept {
  const bool buys = side == Side::buy;
  Hysteresis& signal = buys ? buy_ : sell_;
  const double z = z_.value_or(kNone);
  const double strength = buys ? z : -z;

  // Where there is a rate nothing comes on by the threshold, which has none.
  const bool usesThreshold = signal.isOn() || !alarmsPerDay_;
  Change change = signal.update(usesThreshold ? strength : kNone, moment_.localTimeMs);
  if (change == Change::none && raised_ == (buys ? Alarm::above : Alarm::below) && strength > 0.0) {
    change = signal.comeOn(moment_.localTimeMs);
  }
  if (change == Change::none) return std::nullopt;

  return SignalChange{.name = name_, .side = side, .isOn = change == Change::cameOn,
                      .value = value_.value_or(0.0), .z = z_.value_or(0.0),
                      .falseAlarmsPerDay = alarmsPerDay_, .halfLifeMs = halfLifeMs()};
}

SignalState SignalDetector::state() const noexcept {
  std::optional<Side> onSide;
  if (buy_.isOn()) onSide = Side::buy;
  if (sell_.isOn()) onSide = Side::sell;
  return {.name = name_,
          .z = z_,
          .onSide = onSide,
          .learnedShare = alarm_.learnedShare(),
          .falseAlarmsPerDay = alarm_.expectedAlarmsPerDay(),
          .halfLifeMs = halfLifeMs(),
          .shareAbove = persistence_.shareAbove(),
          .shareBelow = persistence_.shareBelow(),
          .runLength = static_cast<double>(persistence_.runLength())};
}

std::optional<double> SignalDetector::halfLifeMs() const noexcept {
  const auto& known = alarm_.calibration();
  if (!known || !(known->coefficient > 0.0)) return std::nullopt;
  return std::log(0.5) / std::log(known->coefficient) * moment_.spacingMs;
}

SignalDetector::Moment SampleClock::tick(double localTimeMs) noexcept {
  bool followsGap = false;
  if (lastMs_) {
    const double passedMs = localTimeMs - *lastMs_;
    const double limitMs = kGapSpacings * spacingMs_;
    followsGap = passedMs > limitMs;
    // A market that has become slow is not in a gap for ever.
    spacingMs_ += (std::clamp(passedMs, kSampleMs, limitMs) - spacingMs_) / kMemorySamples;
  }
  lastMs_ = localTimeMs;
  nextMs_ = localTimeMs + kSampleMs;
  return {localTimeMs, spacingMs_, followsGap};
}

Signals::Signals(const SignalAim& aim, const SignalLimits& limits) noexcept
    : book_(SignalName::bookImbalance, alarmAim(aim), limits),
      trade_(SignalName::tradeFlowImbalance, alarmAim(aim),
             {limits.hysteresis, limits.samples + kStagger}) {}

void Signals::take(const Sample& sample, double localTimeMs) noexcept {
  const SignalDetector::Moment moment = clock_.tick(localTimeMs);
  book_.take(sample.bookImbalance, moment);
  trade_.take(sample.tradeFlowImbalance, moment);
}

std::optional<SignalChange> Signals::turn(int place) noexcept {
  const Side side = place % 2 == 0 ? Side::buy : Side::sell;
  if (place >= 2) return trade_.turn(side);
  auto change = book_.turn(side);
  if (change) change->isConfirmedByTrades = isConfirmedByTrades(book_.z(), trade_.z());
  return change;
}

}  // namespace plimsoll
