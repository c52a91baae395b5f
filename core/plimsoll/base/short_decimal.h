#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "plimsoll/base/decimal.h"

namespace plimsoll {

/// Eight characters as a number, the first in the lowest byte.
inline std::uint64_t eightCharacters(const char* at) noexcept {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t eight = 0;
  std::memcpy(&eight, at, sizeof eight);
  return eight;
}

/// How often a character that is no digit stands among eight, one bit each: the highest of
/// its byte.
inline std::uint64_t otherThanDigits(std::uint64_t eight) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const std::uint64_t values = eight ^ 0x3030303030303030;  // '0' to '9' become 0 to 9
  return (((values & ~kHighBits) + 0x7676767676767676) | values) & kHighBits;
}

/// The number that eight digits make, given as 0 to 9 with the first in the lowest byte:
/// pairs, then fours, then all are joined by a multiplication each.
inline std::uint64_t joinedDigits(std::uint64_t digits) noexcept {
  digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FF;
  digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFF;
  return (digits * 10'000 + (digits >> 32)) & 0xFFFFFFFF;
}

/// Reads a number of at most eight characters, as most prices and quantities are, without a
/// loop or a division.
///
/// @param first  nine bytes from here on can be read, whatever they hold
/// @param value  set where the number is of that kind
/// @return behind the number; null where it is longer, negative, has an exponent or is
///         none, and scanDecimal() has to look
inline const char* scanShortDecimal(const char* first, Decimal& value) noexcept {
  const std::uint64_t eight = eightCharacters(first);
  const std::uint64_t others = otherThanDigits(eight);
  if (others == 0) return nullptr;

  std::uint64_t digits = eight ^ 0x3030303030303030;
  const int whole = std::countr_zero(others) / 8;
  int count = whole;
  int decimals = 0;
  const char* end = first + whole;
  if (*end == '.') {
    const std::uint64_t behind = others & (others - 1);
    const int stop = behind == 0 ? 8 : std::countr_zero(behind) / 8;
    end = first + stop;
    decimals = stop - whole - 1;
    if (decimals == 0) return nullptr;
    // The point goes out, and what follows it closes up.
    const std::uint64_t below = (std::uint64_t{1} << (8 * whole)) - 1;
    digits = (digits & below) | ((digits >> 8) & ~below);
    count = whole + decimals;
  }
  const bool goesOn = static_cast<unsigned char>(*end - '0') < 10 || (*end | 0x20) == 'e';
  if (whole == 0 || goesOn) return nullptr;

  // The last digit moves to the highest byte, where zeros at the end are leading zeros.
  const int zeros = std::min(std::countl_zero((digits << (64 - 8 * count)) | 1) / 8, decimals);
  count -= zeros;
  value = {static_cast<std::int64_t>(joinedDigits(digits << (64 - 8 * count))), decimals - zeros,
           decimals};
  return end;
}

/// The same for a whole number of 8 to 15 digits, as ids and times are.
///
/// @param first  17 bytes from here on can be read
inline const char* scanShortInteger(const char* first, std::int64_t& value) noexcept {
  const std::uint64_t high = eightCharacters(first);
  const std::uint64_t low = eightCharacters(first + 8);
  const std::uint64_t others = otherThanDigits(low);
  if (otherThanDigits(high) != 0 || others == 0) return nullptr;

  const int count = std::countr_zero(others) / 8;
  const std::uint64_t lowDigits =
      count == 0 ? 0 : (low ^ 0x3030303030303030) << (64 - 8 * count);
  value = static_cast<std::int64_t>(joinedDigits(high ^ 0x3030303030303030)) * powerOfTen(count) +
          static_cast<std::int64_t>(joinedDigits(lowDigits));
  const char* end = first + 8 + count;
  return *end == '.' || (*end | 0x20) == 'e' ? nullptr : end;
}

}  // namespace plimsoll
