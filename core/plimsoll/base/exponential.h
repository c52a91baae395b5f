#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace plimsoll {

/// e to the power of x, for -700 <= x <= 0, within two units in the last place.
///
/// Write x = k ln 2 + r with |r| at most half of ln 2; then e^x = 2^k e^r, and e^r is its
/// Taylor series, whose fourteenth term is below the last place. Nothing but sums and products:
/// native and wasm agree bit for bit, and so do all browsers, whose own exponentials differ by a
/// unit. Where many weights are added and two sums nearly cancel, that unit is hundreds.
inline double decayed(double x) noexcept {
  constexpr double kLog2High = 0x1.62e42fefa38p-1;  // 41 bits, so that k times it is exact
  constexpr double kLog2Low = 0x1.ef35793c7673p-45;
  const double k = static_cast<double>(static_cast<std::int64_t>(x * 0x1.71547652b82fep+0 - 0.5));
  const double r = (x - k * kLog2High) - k * kLog2Low;
  constexpr std::array<double, 14> kTerms = [] {
    std::array<double, 14> terms{1.0};
    double factorial = 1.0;
    for (std::size_t n = 1; n < terms.size(); ++n) {
      factorial *= static_cast<double>(n);
      terms[n] = 1.0 / factorial;
    }
    return terms;
  }();
  double sum = 0.0;
  for (std::size_t n = kTerms.size(); n-- > 0;) sum = sum * r + kTerms[n];
  const auto power = static_cast<std::uint64_t>(1023 + static_cast<std::int64_t>(k)) << 52;
  return sum * std::bit_cast<double>(power);
}

}  // namespace plimsoll
