#include "plimsoll/base/fixed_point.h"

#include <cstddef>

namespace plimsoll {
namespace {

__extension__ typedef unsigned __int128 Unsigned128;

constexpr std::size_t kWords = 4;

/// The word of weight 2^(64 index).
std::uint64_t& word(Unsigned256& value, std::size_t index) noexcept {
  return value.words[kWords - 1 - index];
}

std::uint64_t word(const Unsigned256& value, std::size_t index) noexcept {
  return value.words[kWords - 1 - index];
}

/// What carries out of the highest word, 0 or 1.
std::uint64_t addInPlace(Unsigned256& to, const Unsigned256& other) noexcept {
  std::uint64_t carry = 0;
  for (std::size_t i = 0; i < kWords; ++i) {
    const Unsigned128 total = Unsigned128{word(to, i)} + word(other, i) + carry;
    word(to, i) = static_cast<std::uint64_t>(total);
    carry = static_cast<std::uint64_t>(total >> 64);
  }
  return carry;
}

/// The other is not the greater.
void subtractInPlace(Unsigned256& from, const Unsigned256& other) noexcept {
  std::uint64_t borrow = 0;
  for (std::size_t i = 0; i < kWords; ++i) {
    const Unsigned128 total = Unsigned128{word(from, i)} - word(other, i) - borrow;
    word(from, i) = static_cast<std::uint64_t>(total);
    borrow = static_cast<std::uint64_t>(total >> 64) & 1;
  }
}

struct Division {
  Unsigned256 quotient;
  Unsigned256 remainder;
};

/// Bit by bit: a calculator divides a few times for each answer, and this is short enough
/// to be seen to be right.
Division divide(const Unsigned256& dividend, const Unsigned256& divisor) noexcept {
  Division division;
  for (std::size_t bit = 256; bit-- > 0;) {
    const std::uint64_t next = (word(dividend, bit / 64) >> (bit % 64)) & 1;
    // Nothing carries out: a remainder is never more than the bits of the dividend so far.
    addInPlace(division.remainder, division.remainder);
    word(division.remainder, 0) |= next;
    if (division.remainder < divisor) continue;
    subtractInPlace(division.remainder, divisor);
    word(division.quotient, bit / 64) |= std::uint64_t{1} << (bit % 64);
  }
  return division;
}

bool isDigit(char c) noexcept {
  return c >= '0' && c <= '9';
}

bool push(Unsigned256& value, int digit) noexcept {
  const auto shifted = product(value, 10u);
  const auto pushed = shifted ? sum(*shifted, static_cast<std::uint64_t>(digit)) : std::nullopt;
  if (pushed) value = *pushed;
  return pushed.has_value();
}

}  // namespace

std::optional<Unsigned256> unsignedDecimal(std::string_view text, int decimals) noexcept {
  Unsigned256 value;
  int left = decimals;
  bool isBehindPoint = false;
  bool endsInDigit = false;
  for (const char c : text) {
    if (c == '.') {
      if (isBehindPoint || !endsInDigit) return std::nullopt;
      isBehindPoint = true;
      endsInDigit = false;
      continue;
    }
    if (!isDigit(c) || (isBehindPoint && --left < 0) || !push(value, c - '0')) return std::nullopt;
    endsInDigit = true;
  }
  if (!endsInDigit) return std::nullopt;
  for (; left > 0; --left) {
    if (!push(value, 0)) return std::nullopt;
  }
  return value;
}

std::string decimalText(const Unsigned256& units, int decimals) {
  const auto places = static_cast<std::size_t>(decimals);
  std::string backwards;
  Unsigned256 left = units;
  while (left > Unsigned256{} || backwards.size() < places + 1) {
    const Division division = divide(left, 10u);
    if (places > 0 && backwards.size() == places) backwards += '.';
    backwards += static_cast<char>('0' + word(division.remainder, 0));
    left = division.quotient;
    if (left == Unsigned256{} && backwards.size() > places) break;
  }
  return {backwards.rbegin(), backwards.rend()};
}

std::optional<Unsigned256> sum(const Unsigned256& a, const Unsigned256& b) noexcept {
  Unsigned256 total = a;
  if (addInPlace(total, b) != 0) return std::nullopt;
  return total;
}

std::optional<Unsigned256> product(const Unsigned256& a, const Unsigned256& b) noexcept {
  Unsigned256 total;
  for (std::size_t i = 0; i < kWords; ++i) {
    std::uint64_t carry = 0;
    for (std::size_t j = 0; i + j < kWords; ++j) {
      const Unsigned128 place = Unsigned128{word(a, i)} * word(b, j) + word(total, i + j) + carry;
      word(total, i + j) = static_cast<std::uint64_t>(place);
      carry = static_cast<std::uint64_t>(place >> 64);
    }
    if (carry != 0) return std::nullopt;
    for (std::size_t j = kWords - i; j < kWords; ++j) {
      if (word(a, i) != 0 && word(b, j) != 0) return std::nullopt;
    }
  }
  return total;
}

Unsigned256 differenceOrZero(const Unsigned256& a, const Unsigned256& b) noexcept {
  if (a <= b) return {};
  Unsigned256 left = a;
  subtractInPlace(left, b);
  return left;
}

std::optional<Unsigned256> mulDivDown(const Unsigned256& a, const Unsigned256& b,
                                      const Unsigned256& c) noexcept {
  const auto whole = product(a, b);
  if (!whole || c == Unsigned256{}) return std::nullopt;
  return divide(*whole, c).quotient;
}

std::optional<Unsigned256> mulDivUp(const Unsigned256& a, const Unsigned256& b,
                                    const Unsigned256& c) noexcept {
  const auto whole = product(a, b);
  if (!whole || c == Unsigned256{}) return std::nullopt;
  const Division division = divide(*whole, c);
  if (division.remainder == Unsigned256{}) return division.quotient;
  return sum(division.quotient, 1u);
}

std::optional<Unsigned256> mulDivHalfUp(const Unsigned256& a, const Unsigned256& b,
                                        const Unsigned256& c) noexcept {
  const auto whole = product(a, b);
  if (!whole || c == Unsigned256{}) return std::nullopt;
  const auto withHalf = sum(*whole, divide(c, 2u).quotient);
  if (!withHalf) return std::nullopt;
  return divide(*withHalf, c).quotient;
}

}  // namespace plimsoll
