#pragma once

#include <bit>
#include <cstdint>
#include <numbers>

namespace plimsoll {

/// The natural logarithm of a normal number above zero, within two units in the last place.
///
/// Write x = 2^k m with m within [sqrt(1/2), sqrt(2)); then ln x = k ln 2 + ln m, and with
/// s = (m - 1) / (m + 1), which is at most 0.1716,
///
///     ln m = 2 (s + s^3 / 3 + s^5 / 5 + ...)
///
/// whose thirteenth term is below the last place. Nothing but arithmetic, so native and wasm agree
/// bit for bit; a mean of changes that cancel would make thousands of units of the one by which
/// libraries differ. Where much is asked at once std::log is faster.
///
///     logarithm(std::numbers::e)   // 1
inline double logarithm(double x) noexcept {
  constexpr double kLog2High = 0x1.62e42fefa38p-1;  // as in decayed()
  constexpr double kLog2Low = 0x1.ef35793c7673p-45;
  const auto bits = std::bit_cast<std::uint64_t>(x);
  auto k = static_cast<std::int64_t>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0xf'ffff'ffff'ffff) | (std::uint64_t{1023} << 52));
  if (m > std::numbers::sqrt2) {
    m /= 2.0;
    ++k;
  }
  const double s = (m - 1.0) / (m + 1.0);
  const double square = s * s;
  double sum = 0.0;
  for (int n = 25; n >= 3; n -= 2) sum = (sum + 1.0 / static_cast<double>(n)) * square;
  const double power = static_cast<double>(k);
  return power * kLog2High + (2.0 * s + (2.0 * s * sum + power * kLog2Low));
}

}  // namespace plimsoll
