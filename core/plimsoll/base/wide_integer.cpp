#include "plimsoll/base/wide_integer.h"

#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

using Limbs = WideInteger::Limbs;
constexpr std::size_t kLimbs = WideInteger::kLimbs;
constexpr std::size_t kBits = 32 * kLimbs;

int compared(const Limbs& a, const Limbs& b) noexcept {
  for (std::size_t i = kLimbs; i-- > 0;) {
    if (a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
  }
  return 0;
}

bool isZero(const Limbs& magnitude) noexcept {
  return magnitude == Limbs{};
}

/// Adds b to a. @return what did not fit
std::uint64_t add(Limbs& a, const Limbs& b) noexcept {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    carry += std::uint64_t{a[i]} + b[i];
    a[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  return carry;
}

/// Takes b off a, modulo 2^256.
void subtract(Limbs& a, const Limbs& b) noexcept {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    const std::uint64_t difference = std::uint64_t{a[i]} - b[i] - borrow;
    a[i] = static_cast<std::uint32_t>(difference);
    borrow = difference >> 63;
  }
}

/// a = a * factor + extra. @return what did not fit
std::uint64_t scale(Limbs& a, std::uint32_t factor, std::uint32_t extra) noexcept {
  std::uint64_t carry = extra;
  for (std::uint32_t& limb : a) {
    carry += std::uint64_t{limb} * factor;
    limb = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  return carry;
}

/// a = a / divisor. @return the remainder
std::uint32_t shrink(Limbs& a, std::uint32_t divisor) noexcept {
  std::uint64_t rest = 0;
  for (std::size_t i = kLimbs; i-- > 0;) {
    rest = rest << 32 | a[i];
    a[i] = static_cast<std::uint32_t>(rest / divisor);
    rest %= divisor;
  }
  return static_cast<std::uint32_t>(rest);
}

bool bit(const Limbs& a, std::size_t index) noexcept {
  return (a[index / 32] >> index % 32 & 1) != 0;
}

void setBit(Limbs& a, std::size_t index) noexcept {
  a[index / 32] |= std::uint32_t{1} << index % 32;
}

/// How many bits a magnitude has, without leading zeros.
std::size_t width(const Limbs& a) noexcept {
  std::size_t bits = kBits;
  while (bits > 0 && !bit(a, bits - 1))
    --bits;
  return bits;
}

}  // namespace

WideInteger::WideInteger(const Limbs& magnitude, bool isNegative) noexcept
    : limbs_(magnitude), isNegative_(isNegative && !isZero(magnitude)) {}

WideInteger WideInteger::overflow() noexcept {
  WideInteger none;
  none.hasOverflowed_ = true;
  return none;
}

int WideInteger::sign() const noexcept {
  if (isZero(limbs_)) return 0;
  return isNegative_ ? -1 : 1;
}

double WideInteger::toDouble() const noexcept {
  if (hasOverflowed_) return std::numeric_limits<double>::quiet_NaN();
  // The highest 64 bits hold a double and all that its rounding asks; of those below it asks
  // only whether there are any, and the lowest bit can say that.
  const std::size_t bits = width(limbs_);
  const std::size_t below = bits > 64 ? bits - 64 : 0;
  std::uint64_t high = 0;
  for (std::size_t i = bits; i-- > below;)
    high = high << 1 | std::uint64_t{bit(limbs_, i)};
  for (std::size_t i = 0; i < below; ++i)
    high |= std::uint64_t{bit(limbs_, i)};
  const double magnitude = std::ldexp(static_cast<double>(high), static_cast<int>(below));
  return isNegative_ ? -magnitude : magnitude;
}

std::optional<std::int64_t> WideInteger::toInt64() const noexcept {
  if (hasOverflowed_ || width(limbs_) > 63) return std::nullopt;
  const auto magnitude = static_cast<std::int64_t>(std::uint64_t{limbs_[1]} << 32 | limbs_[0]);
  return isNegative_ ? -magnitude : magnitude;
}

std::string WideInteger::text() const {
  if (hasOverflowed_) return "overflow";
  std::string digits;
  Limbs rest = limbs_;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + shrink(rest, 10)));
  } while (!isZero(rest));
  return isNegative_ ? "-" + digits : digits;
}

std::optional<WideInteger> wideInteger(std::string_view text) noexcept {
  const bool isNegative = text.starts_with('-');
  if (isNegative) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;

  Limbs magnitude{};
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    if (scale(magnitude, 10, static_cast<std::uint32_t>(c - '0')) != 0) return std::nullopt;
  }
  return WideInteger(magnitude, isNegative);
}

WideInteger WideInteger::operator-() const noexcept {
  return hasOverflowed_ ? *this : WideInteger(limbs_, !isNegative_);
}

WideInteger operator+(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.hasOverflowed_ || b.hasOverflowed_) return WideInteger::overflow();
  const bool aIsLarger = compared(a.limbs_, b.limbs_) >= 0;
  const WideInteger& larger = aIsLarger ? a : b;
  const WideInteger& smaller = aIsLarger ? b : a;

  Limbs magnitude = larger.limbs_;
  if (a.isNegative_ != b.isNegative_) {
    subtract(magnitude, smaller.limbs_);
  } else if (add(magnitude, smaller.limbs_) != 0) {
    return WideInteger::overflow();
  }
  return {magnitude, larger.isNegative_};
}

WideInteger operator-(const WideInteger& a, const WideInteger& b) noexcept {
  return a + -b;
}

WideInteger operator*(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.hasOverflowed_ || b.hasOverflowed_) return WideInteger::overflow();
  Limbs magnitude{};
  std::uint64_t tooMuch = 0;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; j < kLimbs; ++j) {
      const std::uint64_t product = std::uint64_t{a.limbs_[i]} * b.limbs_[j];
      if (i + j >= kLimbs) {
        tooMuch |= product;
        continue;
      }
      carry += product + magnitude[i + j];
      magnitude[i + j] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    tooMuch |= carry;
  }
  if (tooMuch != 0) return WideInteger::overflow();
  return {magnitude, a.isNegative_ != b.isNegative_};
}

bool operator==(const WideInteger& a, const WideInteger& b) noexcept {
  return a <=> b == 0;
}

std::partial_ordering operator<=>(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.hasOverflowed_ || b.hasOverflowed_) return std::partial_ordering::unordered;
  if (a.isNegative_ != b.isNegative_) {
    return a.isNegative_ ? std::partial_ordering::less : std::partial_ordering::greater;
  }
  return a.isNegative_ ? compared(b.limbs_, a.limbs_) <=> 0 : compared(a.limbs_, b.limbs_) <=> 0;
}

struct WideInteger::Division {
  WideInteger quotient;  ///< toward zero
  bool isExact = true;   ///< nothing is left
};

WideInteger::Division WideInteger::divided(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.hasOverflowed_ || b.hasOverflowed_ || isZero(b.limbs_)) return {overflow()};
  Limbs quotient{};
  Limbs rest{};
  for (std::size_t i = width(a.limbs_); i-- > 0;) {
    scale(rest, 2, bit(a.limbs_, i));
    if (compared(rest, b.limbs_) < 0) continue;
    subtract(rest, b.limbs_);
    setBit(quotient, i);
  }
  return {{quotient, a.isNegative_ != b.isNegative_}, isZero(rest)};
}

WideInteger truncatedQuotient(const WideInteger& a, const WideInteger& b) noexcept {
  return WideInteger::divided(a, b).quotient;
}

WideInteger flooredQuotient(const WideInteger& a, const WideInteger& b) noexcept {
  const auto [quotient, isExact] = WideInteger::divided(a, b);
  const bool isBelowZero = a.isNegative_ != b.isNegative_;
  return isExact || !isBelowZero ? quotient : quotient - 1;
}

WideInteger ceiledQuotient(const WideInteger& a, const WideInteger& b) noexcept {
  const auto [quotient, isExact] = WideInteger::divided(a, b);
  const bool isBelowZero = a.isNegative_ != b.isNegative_;
  return isExact || isBelowZero ? quotient : quotient + 1;
}

WideInteger squareRoot(const WideInteger& value) noexcept {
  if (value.hasOverflowed_ || value.isNegative_) return WideInteger::overflow();
  Limbs root{};
  for (std::size_t i = (width(value.limbs_) + 1) / 2; i-- > 0;) {
    Limbs larger = root;
    setBit(larger, i);
    const WideInteger candidate(larger, false);
    if (candidate * candidate <= value) root = larger;
  }
  return {root, false};
}

WideInteger absolute(const WideInteger& value) noexcept {
  return value.sign() < 0 ? -value : value;
}

WideInteger wideTenTo(int exponent) noexcept {
  if (exponent < 0 || exponent > 77) return WideInteger::overflow();
  WideInteger power = 1;
  for (int i = 0; i < exponent; ++i)
    power = power * 10;
  return power;
}

}  // namespace plimsoll
