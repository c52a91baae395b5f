#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace plimsoll {

/// How much the times of events keep to one period.
struct RegularityReading {
  /// |sum w e^(2 pi i t / T)| / sum w, within [0, 1]: one when every event comes at the same
  /// point of the period.
  double strength;
  /// The Rayleigh statistic n |.|^2 with n = events: exponential with mean one while times
  /// have nothing to do with the period, so that above 7 is one chance in a thousand.
  double z;
  double events;  ///< n = (sum w)^2 / sum w^2, how many equal weights would say as much
};

/// The footprint of orders sent by a clock, such as slices of a TWAP: do trades fall on the
/// same point of a tenth of a second, a second, five seconds or a minute?
///
/// Weights w fall by e in ten minutes of the venue's clock, ten of the longest period: forgetting
/// costs a few numbers for a market, where a window would have to keep its times, and a sum
/// from which old terms are taken off again gathers rounding. Everything is nearly unforgotten
/// within the first minute, so that n is then the count.
///
/// Events of one millisecond count once, since an order that takes ten levels is one decision.
/// Events that come in bursts shorter than a period raise z as well, without any clock: compare
/// the periods with each other, and with the self-excitation of the same events.
///
/// Times are reduced to the period as integers, and sine and cosine are sums and products, so
/// that no time is too large and every machine has the same bits. 96 bytes.
///
/// Rayleigh 1880; Mardia and Jupp 2000, Directional Statistics, 6.3.1.
///
/// Sixty trades, one on each whole second, give a z of 59.95 for the tenth and for the second,
/// and one below 0.02 for five seconds and for the minute.
class ClockRegularity {
 public:
  static constexpr std::array<std::int64_t, 4> kPeriodsMs = {100, 1'000, 5'000, 60'000};
  static constexpr double kTimeConstantMs = 600'000.0;
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more starts anew

  /// A time backwards by up to kRestartMs has its own point of the period, and weight one; a
  /// time below zero is left out.
  void add(std::int64_t venueTimeMs) noexcept;

  /// Empty before the first event.
  ///
  /// @param period  which of kPeriodsMs, 0 to 3
  std::optional<RegularityReading> reading(std::size_t period) const noexcept;

 private:
  std::array<double, kPeriodsMs.size()> cosines_{};
  std::array<double, kPeriodsMs.size()> sines_{};
  double weight_ = 0.0;
  double squares_ = 0.0;
  std::int64_t newestMs_ = 0;
  std::int64_t lastMs_ = 0;  ///< of the last event counted, late or not
};

/// A point on the circle.
struct UnitVector {
  double cosine;
  double sine;
};

/// e^(2 pi i t / T) within two units in the last place, from sums and products alone: the
/// nearest quarter turn is taken off as an integer, and the rest is a Taylor series. Quarters
/// are exact, and opposite points are exactly opposite when T is even.
///
/// @param timeMs    zero or above
/// @param periodMs  T, 1 to 10^9
///
///     unitVector(250, 1'000)   // cosine 0, sine 1
UnitVector unitVector(std::int64_t timeMs, std::int64_t periodMs) noexcept;

}  // namespace plimsoll
