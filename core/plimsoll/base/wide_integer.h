#pragma once

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

/// A whole number with a sign and 256 bits, for venues and contracts that reckon in integers:
/// a product of two balances in their smallest units does not fit 64 bits, nor a double.
///
/// What does not fit is seen, and stays seen: a result that is too large, or a division by
/// zero, has overflowed, and so has everything that is reckoned from it, as with NaN. A
/// formula is therefore written as it stands in the book and asked once at its end.
///
///     const WideInteger margin = ceiledQuotient(notional * ppm, 1'000'000);
///     if (margin.hasOverflowed()) ...
///
/// Nothing here allocates, save text().
class WideInteger {
 public:
  static constexpr std::size_t kLimbs = 8;
  using Limbs = std::array<std::uint32_t, kLimbs>;  ///< of a magnitude, the lowest first

  constexpr WideInteger() noexcept = default;  ///< zero

  /// Every integer of the language fits, so numbers may be written among wide ones.
  template <std::integral Number>
  constexpr WideInteger(Number value) noexcept
      : WideInteger(static_cast<std::uint64_t>(value), value < Number{}) {}

  /// The number of this magnitude. Numbers cross a door in limbs, and no digits are lost:
  ///
  ///     WideInteger::fromLimbs({0, 1}, true).text()         // "-4294967296"
  ///     WideInteger::fromLimbs(n.limbs(), n.isNegative())   // n, unless it has overflowed
  ///
  /// @param isNegative  of zero it is not looked at
  static constexpr WideInteger fromLimbs(const Limbs& magnitude, bool isNegative = false) noexcept {
    WideInteger number;
    number.limbs_ = magnitude;
    for (const std::uint32_t limb : magnitude)
      number.isNegative_ |= isNegative && limb != 0;
    return number;
  }

  /// The number that is none: what a result becomes that does not fit.
  static WideInteger overflow() noexcept;

  const Limbs& limbs() const noexcept { return limbs_; }  ///< zeros where it has overflowed
  bool isNegative() const noexcept { return isNegative_; }
  bool hasOverflowed() const noexcept { return hasOverflowed_; }
  int sign() const noexcept;  ///< -1, 0 or +1; 0 where it has overflowed

  /// Whether a contract's unsigned integer of so many bits can hold it: 0 <= n < 2^bits.
  bool isUnsigned(std::size_t bits) const noexcept;

  /// Itself; empty where it has overflowed.
  std::optional<WideInteger> orNothing() const noexcept;

  /// The double nearest to it; NaN where it has overflowed.
  double toDouble() const noexcept;

  /// Empty where it does not fit.
  std::optional<std::int64_t> toInt64() const noexcept;

  /// Its decimal digits, after a minus below zero; "overflow" where it has overflowed.
  std::string text() const;

 private:
  // Not inline: numbers are written among wide ones everywhere, and a call is shorter.
  [[gnu::noinline]] constexpr WideInteger(std::uint64_t bits, bool isNegative) noexcept
      : isNegative_(isNegative) {
    const std::uint64_t magnitude = isNegative ? 0 - bits : bits;
    limbs_[0] = static_cast<std::uint32_t>(magnitude);
    limbs_[1] = static_cast<std::uint32_t>(magnitude >> 32);
  }

  Limbs limbs_{};
  bool isNegative_ = false;  // never of zero
  bool hasOverflowed_ = false;
};

WideInteger operator-(const WideInteger& value) noexcept;
WideInteger operator+(const WideInteger& a, const WideInteger& b) noexcept;
WideInteger operator-(const WideInteger& a, const WideInteger& b) noexcept;
WideInteger operator*(const WideInteger& a, const WideInteger& b) noexcept;

/// Nothing is equal to what has overflowed, smaller or larger, not even itself.
bool operator==(const WideInteger& a, const WideInteger& b) noexcept;
std::partial_ordering operator<=>(const WideInteger& a, const WideInteger& b) noexcept;

/// a / b rounded toward zero; overflowed where b is zero.
WideInteger truncatedQuotient(const WideInteger& a, const WideInteger& b) noexcept;
/// a / b rounded down: -7 / 2 is -4.
WideInteger flooredQuotient(const WideInteger& a, const WideInteger& b) noexcept;
/// a / b rounded up: -7 / 2 is -3.
WideInteger ceiledQuotient(const WideInteger& a, const WideInteger& b) noexcept;
/// a / b rounded to the nearest, and a half up: floor((a + [b / 2]) / b) with [] toward zero,
/// overflowed where that sum is, as in a contract.
///
///     flooredQuotient(50, 4)   // 12
///     nearestQuotient(50, 4)   // 13
WideInteger nearestQuotient(const WideInteger& a, const WideInteger& b) noexcept;

/// The largest integer whose square is not above the value; overflowed below zero.
WideInteger squareRoot(const WideInteger& value) noexcept;

/// |value|
WideInteger absolute(const WideInteger& value) noexcept;

/// a - b, or zero where b is the larger.
WideInteger differenceOrZero(const WideInteger& a, const WideInteger& b) noexcept;

/// 10^exponent; overflowed below an exponent of zero and above 77.
WideInteger wideTenTo(int exponent) noexcept;

/// The whole text as a number: digits, after a minus if it is below zero, and nothing else.
/// @return empty for other text, and where it does not fit
std::optional<WideInteger> wideInteger(std::string_view text) noexcept;

}  // namespace plimsoll
