#include "plimsoll/base/wide_integer.h"

#include <bit>
#include <limits>

namespace plimsoll {
namespace {

using Limbs = WideInteger::Limbs;
constexpr std::size_t kLimbs = WideInteger::kLimbs;

/// a = a * factor + extra, with a factor of 2^32 at most. @return what did not fit
std::uint64_t scale(Limbs& a, std::uint64_t factor, std::uint32_t extra) noexcept {
  std::uint64_t carry = extra;
  for (std::uint32_t& limb : a) {
    carry += limb * factor;
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

enum class Way { add, subtract };

/// a = a + b or a - b, modulo 2^256. The difference is a + (2^256 - 1 - b) + 1.
/// @return whether a bit is carried out: of a sum that does not fit, and of a difference that
///         is not below zero
bool combine(Limbs& a, Way way, const Limbs& b) noexcept {
  const std::uint32_t mask = way == Way::add ? 0 : ~std::uint32_t{0};
  std::uint64_t carry = mask & 1;
  for (std::size_t i = 0; i < kLimbs; ++i) {
    carry += std::uint64_t{a[i]} + (b[i] ^ mask);
    a[i] = static_cast<std::uint32_t>(carry);
    carry >>= 32;
  }
  return carry != 0;
}

/// Takes b off a, unless b is the larger. @return whether it was taken
bool take(Limbs& a, const Limbs& b) noexcept {
  Limbs rest = a;
  const bool isTaken = combine(rest, Way::subtract, b);
  if (isTaken) a = rest;
  return isTaken;
}

/// The bits of a from a place on, the lowest of which are wanted.
std::uint32_t bitsFrom(const Limbs& a, std::size_t place) noexcept {
  return a[place / 32] >> place % 32;
}

/// How many bits a magnitude has, without leading zeros.
std::size_t width(const Limbs& a) noexcept {
  std::size_t i = kLimbs;
  while (i > 1 && a[i - 1] == 0)
    --i;
  return 32 * (i - 1) + static_cast<std::size_t>(std::bit_width(a[i - 1]));
}

/// a / b toward zero and, where that is not exact, what rounding adds to it: one number to a
/// quotient below zero, another to one above.
WideInteger quotient(const WideInteger& a, const WideInteger& b, int below, int above) noexcept {
  if (a.hasOverflowed() || b.hasOverflowed() || b.sign() == 0) return WideInteger::overflow();
  Limbs whole{};
  Limbs rest{};
  for (std::size_t i = width(a.limbs()); i-- > 0;) {
    // Nothing is carried out: a rest is never more than the bits of a so far.
    scale(rest, 2, bitsFrom(a.limbs(), i) & 1);
    if (take(rest, b.limbs())) whole[i / 32] |= std::uint32_t{1} << i % 32;
  }
  const bool isBelowZero = a.isNegative() != b.isNegative();
  const WideInteger truncated = WideInteger::fromLimbs(whole, isBelowZero);
  return width(rest) == 0 ? truncated : truncated + (isBelowZero ? below : above);
}

}  // namespace

WideInteger WideInteger::overflow() noexcept {
  WideInteger none;
  none.hasOverflowed_ = true;
  return none;
}

int WideInteger::sign() const noexcept {
  if (width(limbs_) == 0) return 0;
  return isNegative_ ? -1 : 1;
}

bool WideInteger::isUnsigned(std::size_t bits) const noexcept {
  return !hasOverflowed_ && !isNegative_ && width(limbs_) <= bits;
}

std::optional<WideInteger> WideInteger::orNothing() const noexcept {
  if (hasOverflowed_) return std::nullopt;
  return *this;
}

double WideInteger::toDouble() const noexcept {
  if (hasOverflowed_) return std::numeric_limits<double>::quiet_NaN();
  // The highest 64 bits hold a double and all that its rounding asks; of those below it asks
  // only whether there are any, and the lowest bit can say that.
  std::uint64_t high = 0;
  double unit = isNegative_ ? -1.0 : 1.0;
  for (std::size_t i = width(limbs_); i-- > 0;) {
    const std::uint64_t bit = bitsFrom(limbs_, i) & 1;
    const bool isFull = high >> 63 != 0;
    high = isFull ? high | bit : high << 1 | bit;
    if (isFull) unit *= 2.0;
  }
  return static_cast<double>(high) * unit;
}

std::optional<std::int64_t> WideInteger::toInt64() const noexcept {
  const std::uint64_t magnitude = std::uint64_t{limbs_[1]} << 32 | limbs_[0];
  const auto number = static_cast<std::int64_t>(isNegative_ ? 0 - magnitude : magnitude);
  if (*this != number) return std::nullopt;
  return number;
}

std::string WideInteger::text() const {
  if (hasOverflowed_) return "overflow";
  std::string digits;
  Limbs rest = limbs_;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + shrink(rest, 10)));
  } while (width(rest) != 0);
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
  return WideInteger::fromLimbs(magnitude, isNegative);
}

WideInteger operator-(const WideInteger& value) noexcept {
  if (value.hasOverflowed()) return value;
  return WideInteger::fromLimbs(value.limbs(), !value.isNegative());
}

WideInteger operator+(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.hasOverflowed() || b.hasOverflowed()) return WideInteger::overflow();
  Limbs magnitude = a.limbs();
  if (a.isNegative() == b.isNegative()) {
    if (combine(magnitude, Way::add, b.limbs())) return WideInteger::overflow();
  } else if (!take(magnitude, b.limbs())) {
    return b + a;  // from the larger it can be taken
  }
  return WideInteger::fromLimbs(magnitude, a.isNegative());
}

WideInteger operator-(const WideInteger& a, const WideInteger& b) noexcept {
  return a + -b;
}

WideInteger operator*(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.hasOverflowed() || b.hasOverflowed()) return WideInteger::overflow();
  Limbs magnitude{};
  std::uint64_t excess = 0;
  for (std::size_t i = kLimbs; i-- > 0;) {
    Limbs row = a.limbs();
    excess |= scale(row, b.limbs()[i], 0);
    excess |= scale(magnitude, std::uint64_t{1} << 32, 0);
    excess |= std::uint64_t{combine(magnitude, Way::add, row)};
  }
  if (excess != 0) return WideInteger::overflow();
  return WideInteger::fromLimbs(magnitude, a.isNegative() != b.isNegative());
}

bool operator==(const WideInteger& a, const WideInteger& b) noexcept {
  return a <=> b == 0;
}

std::partial_ordering operator<=>(const WideInteger& a, const WideInteger& b) noexcept {
  if (a.hasOverflowed() || b.hasOverflowed()) return std::partial_ordering::unordered;
  if (a.isNegative() != b.isNegative()) return b.isNegative() <=> a.isNegative();
  return (a - b).sign() <=> 0;
}

WideInteger truncatedQuotient(const WideInteger& a, const WideInteger& b) noexcept {
  return quotient(a, b, 0, 0);
}

WideInteger flooredQuotient(const WideInteger& a, const WideInteger& b) noexcept {
  return quotient(a, b, -1, 0);
}

WideInteger ceiledQuotient(const WideInteger& a, const WideInteger& b) noexcept {
  return quotient(a, b, 0, +1);
}

WideInteger nearestQuotient(const WideInteger& a, const WideInteger& b) noexcept {
  return flooredQuotient(a + truncatedQuotient(b, 2), b);
}

WideInteger squareRoot(const WideInteger& value) noexcept {
  if (value.hasOverflowed() || value.isNegative()) return WideInteger::overflow();
  // As by hand: for two bits that come down there is one of the root, and where it is set, the
  // rest loses (2r + 1)^2 - (2r)^2.
  Limbs root{};
  Limbs rest{};
  for (std::size_t i = (width(value.limbs()) + 1) / 2; i-- > 0;) {
    scale(rest, 4, bitsFrom(value.limbs(), 2 * i) & 3);
    Limbs step = root;
    scale(step, 4, 1);
    scale(root, 2, take(rest, step));
  }
  return WideInteger::fromLimbs(root);
}

WideInteger absolute(const WideInteger& value) noexcept {
  return value.isNegative() ? -value : value;
}

WideInteger differenceOrZero(const WideInteger& a, const WideInteger& b) noexcept {
  const WideInteger difference = a - b;
  return difference.isNegative() ? 0 : difference;
}

WideInteger wideTenTo(int exponent) noexcept {
  if (exponent < 0 || exponent > 77) return WideInteger::overflow();
  Limbs power{1};
  for (int i = 0; i < exponent; ++i)
    scale(power, 10, 0);
  return WideInteger::fromLimbs(power);
}

}  // namespace plimsoll
