#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "plimsoll/base/cusum.h"
#include "plimsoll/base/error.h"

namespace plimsoll {

/// What a CalibratedAlarm is to find, and how often it may be wrong.
struct AlarmAim {
  double shift = 1.0;          ///< of the mean, in standard deviations of the stream
  double alarmsPerDay = 1.0;   ///< at most, while nothing is the matter; both sides together
  double intervalMs = 100.0;   ///< from one sample to the next
};

/// Names the field that is not above zero.
Refusal check(const AlarmAim& aim) noexcept;

/// What was learned from a stretch of a stream; see CalibratedAlarm for the letters.
struct AlarmCalibration {
  double constant;       ///< b
  double coefficient;    ///< phi, what is left of a deviation at the next sample
  double softLimit;      ///< c, the 95th percentile of |e|
  double centre;         ///< mean of the softened innovations
  double deviation;      ///< their standard deviation
  CusumLimits limits;    ///< k and h, in those deviations
  double alarmsPerDay;   ///< expected with h
  std::size_t peaks;     ///< that the rate rests on, of the side with fewer
};

/// @param samples  at a regular interval and all finite; they are overwritten
/// @param room     as long as samples
/// @param aim      has passed check()
/// @return empty where the samples do not vary, or have too few excursions to tell a rate
std::optional<AlarmCalibration> calibrate(std::span<double> samples, std::span<double> room,
                                          const AlarmAim& aim) noexcept;

/// A CUSUM whose rate of false alarms is measured on the stream that it watches.
///
/// The textbook's rate holds for independent normal samples; those of an order book are
/// neither, and the exponent of the rate feels both. So the first N samples raise no alarm.
/// From them it takes, and every further N samples anew:
///
/// 1. What each sample says beyond the one before: e = x' - b - phi x.
/// 2. Its size without the sway of outliers: y = e / sqrt(1 + (e / c)^2), c the 95th percentile
///    of |e|. No jump counts for more than c. b and phi are those that make y sum to 0 and not
///    go with x (an M-estimate, by four weighted regressions); those of least squares answer to
///    the jumps, and leave in the quiet between them a drift back that is not there. y over its
///    deviation is z.
/// 3. The slack k. A shift of `shift` deviations of x shows in z as
///    shift sqrt((1 - phi) / (1 + phi)), and k is half of that; it is at least 1/4, since the
///    mean is known to 1 / sqrt(N) only.
/// 4. The excursions of S+ and S- from zero to zero, each side by itself, and of the highest
///    fifth of their peaks M the one number theta of what is left by Brownian motion against a
///    slack (r = 1.166 is Siegmund's correction for steps):
///
///        P(M > x | M > u) = (exp(theta (u + r)) - 1) / (exp(theta (x + r)) - 1)
///
///    by their mean excess over u. Whatever e still remembers is in those peaks. theta is
///    known to theta / sqrt(n) for n peaks.
/// 5. The threshold h at which both sides together come to the aim's alarms per day.
///
/// The stated rate is the expected one for a stream that goes on as it was. It is not known
/// before N samples, nor where fewer than 64 excursions of a side reach that far, as for a
/// constant; then there is neither an alarm nor a rate. A shift that lasts for N samples becomes
/// the new mean. After an alarm both sums start over.
///
/// Measured over stated on 10^7 samples and more: 0.9 to 1.5 for independent normal and Student
/// (3) samples and for an autoregression of 0.84, at one a day and at 170. On recorded imbalance
/// in blocks of 5 to 20 s 0.6 to 1.1. What is remembered for longer than a small part of N is not
/// seen, and makes the stated rate too low.
///
/// 16 bytes a sample, 256 kB by default, so it is made only for a stream that is watched.
///
///     CalibratedAlarm watch({.alarmsPerDay = 1.0, .intervalMs = 100.0});
///     watch.add(0.3);                 // Alarm::none
///     watch.expectedAlarmsPerDay();   // empty until 16 384 samples, 27 minutes, are in
class CalibratedAlarm {
 public:
  using Alarm = Cusum::Alarm;
  static constexpr std::size_t kSamples = 16'384;
  static constexpr double kMaxMagnitude = 1e75;

  /// @param aim      has passed check()
  /// @param samples  N, at least 1024
  explicit CalibratedAlarm(const AlarmAim& aim, std::size_t samples = kSamples) noexcept;

  /// False where there was no memory for the samples: then it never has a calibration.
  bool hasRoom() const noexcept { return memory_ != nullptr; }

  /// @param value  one that is not finite or beyond kMaxMagnitude is a gap, as breakChain()
  Alarm add(double value) noexcept;

  /// Samples are missing here: the next one says nothing beyond the one before.
  void breakChain() noexcept { hasPrevious_ = false; }

  /// At most the aim's; empty while there is no calibration.
  std::optional<double> expectedAlarmsPerDay() const noexcept;
  const std::optional<AlarmCalibration>& calibration() const noexcept { return calibration_; }

  /// How much of the samples that the first calibration wants is there, 0 to 1.
  double learnedShare() const noexcept {
    return calibration_ ? 1.0 : static_cast<double>(count_) / static_cast<double>(samples_.size());
  }

  const Cusum& sums() const noexcept { return cusum_; }
  /// z of the last sample; empty without calibration and after a gap.
  std::optional<double> z() const noexcept { return z_; }

 private:
  AlarmAim aim_;
  std::unique_ptr<double[]> memory_;
  std::span<double> samples_;
  std::span<double> room_;
  std::size_t count_ = 0;
  std::optional<AlarmCalibration> calibration_;
  Cusum cusum_;
  std::optional<double> z_;
  double previous_ = 0.0;
  bool hasPrevious_ = false;
};

}  // namespace plimsoll
