#include "plimsoll/base/decimal.h"

#include <array>

namespace plimsoll {
namespace {

constexpr std::array<std::int64_t, kMaxDecimals + 1> kPowersOfTen = [] {
  std::array<std::int64_t, kMaxDecimals + 1> powers{};
  powers[0] = 1;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

/// Nineteen digits always fit 63 bits unsigned; so the fast path need not look.
constexpr std::int32_t kSafeDigits = 18;

bool isDigit(char c) noexcept { return static_cast<unsigned char>(c - '0') < 10; }

/// Digits as they are read. Trailing zeros of the fraction are held back, so that they
/// neither cost precision nor need a division afterwards.
struct Digits {
  std::int64_t mantissa = 0;
  std::int32_t significant = 0;  ///< digits in the mantissa, leading zeros not counted
  std::int32_t decimals = 0;
  std::int32_t heldBack = 0;  ///< zeros of the fraction that no other digit has followed yet
  bool overflow = false;

  void push(int digit) noexcept {
    if (significant < kSafeDigits) {
      mantissa = mantissa * 10 + digit;
    } else {
      overflow |= __builtin_mul_overflow(mantissa, std::int64_t{10}, &mantissa);
      overflow |= __builtin_add_overflow(mantissa, std::int64_t{digit}, &mantissa);
    }
    significant += significant > 0 || digit != 0;
  }

  void pushFraction(int digit) noexcept {
    if (digit == 0) {
      ++heldBack;
      return;
    }
    for (; heldBack > 0 && !overflow; --heldBack) {
      push(0);
      ++decimals;
    }
    push(digit);
    ++decimals;
  }
};

DecimalScan failed(const char* at, DecimalFault fault) noexcept { return {at, {}, fault}; }

/// Moves the decimal point by an exponent. Seldom needed: no venue writes exponents
/// in its books, some do in tickers.
DecimalScan shifted(const char* end, Decimal value, std::int64_t exponent) noexcept {
  if (value.mantissa == 0) return {end, {}, DecimalFault::none};
  std::int64_t decimals = value.decimals - exponent;
  while (decimals < 0) {
    if (__builtin_mul_overflow(value.mantissa, std::int64_t{10}, &value.mantissa)) {
      return failed(end, DecimalFault::outOfRange);
    }
    ++decimals;
  }
  while (decimals > 0 && value.mantissa % 10 == 0) {
    value.mantissa /= 10;
    --decimals;
  }
  if (decimals > kMaxDecimals) return failed(end, DecimalFault::outOfRange);
  return {end, {value.mantissa, static_cast<std::int32_t>(decimals)}, DecimalFault::none};
}

DecimalScan withExponent(const char* at, const char* last, Decimal value) noexcept {
  const bool negative = at != last && *at == '-';
  if (at != last && (*at == '-' || *at == '+')) ++at;
  if (at == last || !isDigit(*at)) return failed(at, DecimalFault::notANumber);
  constexpr std::int64_t kFarAway = 10'000;
  std::int64_t exponent = 0;
  for (; at != last && isDigit(*at); ++at) {
    if (exponent < kFarAway) exponent = exponent * 10 + (*at - '0');
  }
  return shifted(at, value, negative ? -exponent : exponent);
}

}  // namespace

DecimalScan scanDecimal(const char* first, const char* last) noexcept {
  const char* at = first;
  const bool negative = at != last && *at == '-';
  if (negative) ++at;
  if (at == last || !isDigit(*at)) return failed(at, DecimalFault::notANumber);

  Digits digits;
  for (; at != last && isDigit(*at); ++at) digits.push(*at - '0');
  if (at != last && *at == '.') {
    ++at;
    if (at == last || !isDigit(*at)) return failed(at, DecimalFault::notANumber);
    for (; at != last && isDigit(*at); ++at) digits.pushFraction(*at - '0');
  }
  if (digits.overflow) return failed(at, DecimalFault::outOfRange);

  const Decimal value{negative ? -digits.mantissa : digits.mantissa, digits.decimals};
  if (at != last && (*at == 'e' || *at == 'E')) return withExponent(at + 1, last, value);
  if (digits.decimals > kMaxDecimals) return failed(at, DecimalFault::outOfRange);
  return {at, value, DecimalFault::none};
}

std::optional<Decimal> decimal(std::string_view text) noexcept {
  const char* last = text.data() + text.size();
  const DecimalScan scan = scanDecimal(text.data(), last);
  if (scan.fault != DecimalFault::none || scan.end != last) return std::nullopt;
  return scan.value;
}

std::int64_t powerOfTen(std::int32_t exponent) noexcept {
  return kPowersOfTen[static_cast<std::size_t>(exponent)];
}

std::optional<std::int64_t> inUnits(Decimal value, std::int32_t decimals) noexcept {
  if (value.decimals > decimals) return std::nullopt;
  std::int64_t units = 0;
  if (__builtin_mul_overflow(value.mantissa, powerOfTen(decimals - value.decimals), &units)) {
    return std::nullopt;
  }
  return units;
}

double fromUnits(std::int64_t units, std::int32_t decimals) noexcept {
  // One division of two integers that a double holds exactly rounds once; a product
  // with 10^-decimals, which no double holds, would round twice.
  return static_cast<double>(units) / static_cast<double>(powerOfTen(decimals));
}

std::string decimalText(std::int64_t units, std::int32_t decimals) {
  const auto places = static_cast<std::size_t>(decimals);
  const bool negative = units < 0;
  std::string text = std::to_string(units);
  if (negative) text.erase(0, 1);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, 1, '.');
  return negative ? "-" + text : text;
}

}  // namespace plimsoll
