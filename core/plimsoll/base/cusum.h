#pragma once

#include <optional>

namespace plimsoll {

struct CusumLimits {
  double slack = 0.5;      ///< k, deviations; half of the shift that is to be found
  double threshold = 5.0;  ///< h, deviations
};

/// Page's cumulative sum (1954, Biometrika 41, 100-115): finds a small lasting shift of the
/// mean that no single sample shows.
///
///     S+ = max(0, S+ + z - k),   S- = max(0, S- - z - k),   alarm at S >= h
///
/// z is standardised: mean 0, variance 1 and independent while nothing is the matter. After an
/// alarm both sums start over. A z that is no number changes nothing.
///
/// How often it cries wolf is runLength() below, for independent normal samples and for those
/// only. Order books are not: at 100 ms neighbours correlate by 0.84, and thirty times as many
/// alarms came as that says. For a stream such as those see CalibratedAlarm.
///
///     Cusum shift;
///     for (int i = 0; i < 3; ++i) shift.add(2.0);  // S+ is 4.5
///     shift.add(1.0);                              // Alarm::above: it has reached 5
class Cusum {
 public:
  enum class Alarm { none, above, below };

  Cusum() noexcept = default;
  /// @param limits  slack zero or above, threshold above zero
  explicit Cusum(const CusumLimits& limits) noexcept : limits_(limits) {}

  Alarm add(double z) noexcept;
  void reset() noexcept { above_ = below_ = 0.0; }

  double above() const noexcept { return above_; }  ///< S+, zero or above, below h
  double below() const noexcept { return below_; }  ///< S-, zero or above, below h
  const CusumLimits& limits() const noexcept { return limits_; }

 private:
  CusumLimits limits_;
  double above_ = 0.0;
  double below_ = 0.0;
};

/// Run lengths beyond this many samples are not told: rounding would decide them.
inline constexpr double kLongestRunLength = 1e10;

/// How many samples one side takes on average from zero to its alarm, when z is normal with
/// variance 1 and mean `shift`. The integral equation of Page, for S+ = u before a sample,
///
///     L(u) = 1 + L(0) Phi(k - u - shift) + integral from 0 to h of L(y) phi(y + k - u - shift) dy
///
/// solved at Gauss and Legendre's points in five equal parts of [0, h]; within 1e-6 of itself
/// with more points. In control: expected samples between false alarms. A shift of minus that
/// gives the other side.
///
/// @param limits  slack from 0, threshold above 0 and at most 10
/// @return empty beyond those limits or above kLongestRunLength
///
///     oneSidedRunLength({0.5, 5.0}, 0.0)   // 930.9; tabulated 930 (Montgomery; Lucas 1976)
///     oneSidedRunLength({0.5, 5.0}, 1.0)   // 10.4
std::optional<double> oneSidedRunLength(const CusumLimits& limits, double shift) noexcept;

/// The same for both sides together, 1 / L = 1 / L+ + 1 / L- (Kemp 1961), which is exact where
/// both sides have the same slack and threshold.
///
///     runLength({0.5, 5.0}, 0.0)   // 465.4; tabulated 465
std::optional<double> runLength(const CusumLimits& limits, double shift) noexcept;

/// Siegmund's approximation (1985) of oneSidedRunLength(), with b = h + 1.166 and
/// d = shift - k:
///
///     L = (exp(-2 d b) + 2 d b - 1) / (2 d^2);   b^2 where d is 0
///
/// Within about one percent of the integral for k = 0.5 and h = 5, and without any limits.
///
///     siegmundRunLength({0.5, 5.0}, 0.0)   // 938.2
///     siegmundRunLength({0.5, 5.0}, 1.0)   // 10.34
double siegmundRunLength(const CusumLimits& limits, double shift) noexcept;

/// How many alarms come in a day of a stream sampled at an interval.
///
/// @param samples     run length, above zero
/// @param intervalMs  above zero
///
///     alarmsPerDay(465.4, 1'000.0)   // 185.6
inline double alarmsPerDay(double samples, double intervalMs) noexcept {
  return 86'400'000.0 / intervalMs / samples;
}

}  // namespace plimsoll
