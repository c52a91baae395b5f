#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

/// An exact decimal number, as an exchange writes prices and quantities:
///
///     value = mantissa x 10^-decimals
///
/// Only significant decimals count, so equal numbers have equal structs:
/// "61737.63000000" is {6173763, 2} and "0.000" is {0, 0}.
struct Decimal {
  std::int64_t mantissa = 0;
  std::int32_t decimals = 0;         ///< 0 to kMaxDecimals
  std::int32_t writtenDecimals = 0;  ///< with zeros at the end, 8 above; a venue's checksum needs it

  friend bool operator==(const Decimal& a, const Decimal& b) noexcept {
    return a.mantissa == b.mantissa && a.decimals == b.decimals;
  }
};

/// The most decimals a number may have; more than any venue quotes.
inline constexpr std::int32_t kMaxDecimals = 18;

/// Why a scan stopped.
enum class DecimalFault { none, notANumber, outOfRange };

/// What scanDecimal() found: the number, and the first character behind it.
struct DecimalScan {
  const char* end;
  Decimal value;
  DecimalFault fault;
};

/// Reads one number in JSON's grammar from the start of a text: an optional minus,
/// digits, optionally a fraction, optionally an exponent. Nothing passes through a
/// double, so "0.1" is one tenth.
///
/// More lenient than JSON in one thing: leading zeros are allowed.
///
/// @return fault outOfRange where the mantissa does not fit 63 bits or more than
///         kMaxDecimals decimals are significant
DecimalScan scanDecimal(const char* first, const char* last) noexcept;

/// The whole text as one number, or nothing.
///
///     decimal("61737.63000000")   // {6173763, 2}
///     decimal("1e-3")             // {1, 3}
///     decimal("1,000")            // nothing
std::optional<Decimal> decimal(std::string_view text) noexcept;

/// A number with more digits than a Decimal holds, as a double: the digits behind the first
/// eighteen that count are left out. Within two units in the last place.
///
///     roundedNumber("0.00001351666666666667")   // 1.351666666666666e-05
///     roundedNumber("1,000")                    // nothing
std::optional<double> roundedNumber(std::string_view text) noexcept;

/// 10^exponent as an integer, for exponents 0 to kMaxDecimals.
inline std::int64_t powerOfTen(std::int32_t exponent) noexcept {
  static constexpr std::array<std::int64_t, kMaxDecimals + 1> kPowersOfTen = [] {
    std::array<std::int64_t, kMaxDecimals + 1> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
  }();
  return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

/// The largest integer whose product with a power of ten fits 63 bits.
inline std::int64_t mostBefore(std::int32_t exponent) noexcept {
  static constexpr auto kBounds = [] {
    std::array<std::int64_t, kMaxDecimals + 1> bounds{};
    std::int64_t bound = std::numeric_limits<std::int64_t>::max();
    for (std::int64_t& each : bounds) {
      each = bound;
      bound /= 10;
    }
    return bounds;
  }();
  return kBounds[static_cast<std::size_t>(exponent)];
}

/// The number as a count of units of 10^-decimals.
///
/// @return nothing where the number is finer than the unit, or the count does not
///         fit 63 bits
///
///     inUnits({6173763, 2}, 3)   // 61737630
inline std::optional<std::int64_t> inUnits(Decimal value, std::int32_t decimals) noexcept {
  const std::int32_t finer = decimals - value.decimals;
  if (finer <= 0) return finer == 0 ? std::optional(value.mantissa) : std::nullopt;
  // By a bound and not by the product's overflow, which takes 128 bits to see.
  const std::int64_t bound = mostBefore(finer);
  if (value.mantissa > bound || value.mantissa < -bound) return std::nullopt;
  return value.mantissa * powerOfTen(finer);
}

/// A count of units of 10^-decimals as the double nearest to it.
///
///     fromUnits(61737630, 3)   // 61737.63
inline double fromUnits(std::int64_t units, std::int32_t decimals) noexcept {
  // One division of two integers that a double holds exactly rounds once; a product with
  // 10^-decimals, which no double holds, would round twice.
  return static_cast<double>(units) / static_cast<double>(powerOfTen(decimals));
}

/// The double nearest to a number.
inline double valueOf(const Decimal& value) noexcept {
  return fromUnits(value.mantissa, value.decimals);
}

/// A count of units of 10^-decimals as text, with all its decimals.
///
///     decimalText(61737630, 3)   // "61737.630"
std::string decimalText(std::int64_t units, std::int32_t decimals);

}  // namespace plimsoll
