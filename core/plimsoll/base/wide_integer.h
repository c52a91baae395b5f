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

/// A whole number with a sign and 256 bits, for venues that reckon in integers: a product
/// of two balances in their smallest units does not fit 64 bits, nor a double.
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
  using Limbs = std::array<std::uint32_t, kLimbs>;  ///< of the magnitude, the lowest first

  constexpr WideInteger() noexcept = default;  ///< zero

  /// Every integer of the language fits, so numbers may be written among wide ones.
  template <std::integral Number>
  constexpr WideInteger(Number value) noexcept : isNegative_(value < Number{}) {
    const auto bits = static_cast<std::uint64_t>(value);
    const std::uint64_t magnitude = isNegative_ ? 0 - bits : bits;
    limbs_[0] = static_cast<std::uint32_t>(magnitude);
    limbs_[1] = static_cast<std::uint32_t>(magnitude >> 32);
  }

  /// The number that is none: what a result becomes that does not fit.
  static WideInteger overflow() noexcept;

  bool hasOverflowed() const noexcept { return hasOverflowed_; }
  int sign() const noexcept;  ///< -1, 0 or +1; 0 where it has overflowed

  /// The double nearest to it; NaN where it has overflowed.
  double toDouble() const noexcept;

  /// Empty where it does not fit.
  std::optional<std::int64_t> toInt64() const noexcept;

  /// Its decimal digits, after a minus below zero; "overflow" where it has overflowed.
  std::string text() const;

  WideInteger operator-() const noexcept;
  friend WideInteger operator+(const WideInteger& a, const WideInteger& b) noexcept;
  friend WideInteger operator-(const WideInteger& a, const WideInteger& b) noexcept;
  friend WideInteger operator*(const WideInteger& a, const WideInteger& b) noexcept;

  /// Nothing is equal to what has overflowed, smaller or larger, not even itself.
  friend bool operator==(const WideInteger& a, const WideInteger& b) noexcept;
  friend std::partial_ordering operator<=>(const WideInteger& a, const WideInteger& b) noexcept;

  friend WideInteger truncatedQuotient(const WideInteger& a, const WideInteger& b) noexcept;
  friend WideInteger flooredQuotient(const WideInteger& a, const WideInteger& b) noexcept;
  friend WideInteger ceiledQuotient(const WideInteger& a, const WideInteger& b) noexcept;
  friend WideInteger squareRoot(const WideInteger& value) noexcept;
  friend std::optional<WideInteger> wideInteger(std::string_view text) noexcept;

 private:
  struct Division;
  WideInteger(const Limbs& magnitude, bool isNegative) noexcept;
  static Division divided(const WideInteger& a, const WideInteger& b) noexcept;

  Limbs limbs_{};
  bool isNegative_ = false;  // never of zero
  bool hasOverflowed_ = false;
};

/// a / b rounded toward zero; overflowed where b is zero.
WideInteger truncatedQuotient(const WideInteger& a, const WideInteger& b) noexcept;
/// a / b rounded down: -7 / 2 is -4.
WideInteger flooredQuotient(const WideInteger& a, const WideInteger& b) noexcept;
/// a / b rounded up: -7 / 2 is -3.
WideInteger ceiledQuotient(const WideInteger& a, const WideInteger& b) noexcept;

/// The largest integer whose square is not above the value; overflowed below zero.
WideInteger squareRoot(const WideInteger& value) noexcept;

/// |value|
WideInteger absolute(const WideInteger& value) noexcept;

/// 10^exponent; overflowed below an exponent of zero and above 77.
WideInteger wideTenTo(int exponent) noexcept;

/// The whole text as a number: digits, after a minus if it is below zero, and nothing else.
/// @return empty for other text, and where it does not fit
std::optional<WideInteger> wideInteger(std::string_view text) noexcept;

}  // namespace plimsoll
