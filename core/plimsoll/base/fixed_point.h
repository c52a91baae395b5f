#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

/// An unsigned integer of 256 bits: what the contracts of lending protocols count in.
///
/// Their numbers are integers of a stated scale, and they round in a stated direction, so
/// that only the same integers give the same answer. What a contract would refuse, because
/// it does not fit 256 bits, is empty here.
struct Unsigned256 {
  std::array<std::uint64_t, 4> words{};  ///< the highest first, so that they compare in order

  constexpr Unsigned256() noexcept = default;
  /// Of unsigned integers alone: neither a double nor a number below zero becomes one unseen.
  template <std::unsigned_integral Integer>
  constexpr Unsigned256(Integer value) noexcept : words{0, 0, 0, value} {}
  /// high x 2^64 + low
  constexpr Unsigned256(std::uint64_t high, std::uint64_t low) noexcept : words{0, 0, high, low} {}

  friend constexpr auto operator<=>(const Unsigned256&, const Unsigned256&) = default;
};

inline constexpr Unsigned256 kWad{1'000'000'000'000'000'000u};            ///< 10^18
inline constexpr Unsigned256 kRay{0x033b'2e3cu, 0x9fd0'803c'e800'0000u};  ///< 10^27
inline constexpr Unsigned256 kOracleScale{0x00c0'97ce'7bc9'0715u,
                                          0xb34b'9f10'0000'0000u};  ///< 10^36

/// The whole text as a count of units of 10^-decimals: digits, and optionally a point with
/// no more digits behind it than that. No sign, no exponent, no spaces.
///
/// @param decimals  0 to 77
/// @return nothing where the text is anything else, or needs more than 256 bits
///
///     unsignedDecimal("0.86", 18)   // 860000000000000000
std::optional<Unsigned256> unsignedDecimal(std::string_view text, int decimals = 0) noexcept;

/// The count as text, with as many digits behind the point as it has decimals.
///
///     decimalText(kWad, 18)   // "1.000000000000000000"
std::string decimalText(const Unsigned256& units, int decimals = 0);

std::optional<Unsigned256> sum(const Unsigned256& a, const Unsigned256& b) noexcept;
std::optional<Unsigned256> product(const Unsigned256& a, const Unsigned256& b) noexcept;

/// a - b, or zero where b is the greater.
Unsigned256 differenceOrZero(const Unsigned256& a, const Unsigned256& b) noexcept;

/// a b / c, rounded down.
///
/// The product is held to 256 bits, as in a contract.
/// @return empty where it does not fit, or c is zero
///
///     mulDivDown(10u, 10u, 3u)   // 33
///     mulDivUp(10u, 10u, 3u)       // 34
///     mulDivHalfUp(10u, 5u, 4u)    // 13: floor((50 + 2) / 4)
std::optional<Unsigned256> mulDivDown(const Unsigned256& a, const Unsigned256& b,
                                      const Unsigned256& c) noexcept;

/// The same, rounded up.
std::optional<Unsigned256> mulDivUp(const Unsigned256& a, const Unsigned256& b,
                                    const Unsigned256& c) noexcept;

/// The same, rounded to the nearest, a half up: floor((a b + floor(c / 2)) / c).
std::optional<Unsigned256> mulDivHalfUp(const Unsigned256& a, const Unsigned256& b,
                                        const Unsigned256& c) noexcept;

}  // namespace plimsoll
