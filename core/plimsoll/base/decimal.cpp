#include "plimsoll/base/decimal.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace plimsoll {
namespace {

/// So many digits fit a mantissa whatever they are.
constexpr std::ptrdiff_t kSafeDigits = 18;

bool isDigit(char c) noexcept { return static_cast<unsigned char>(c - '0') < 10; }

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
  value.decimals = static_cast<std::int32_t>(decimals);
  return {end, value, DecimalFault::none};
}

/// An exponent as it is written, up to one that no text is long enough to make up for.
const char* scanExponent(const char* at, const char* last, std::int64_t& exponent) noexcept {
  constexpr std::int64_t kFarAway = 1'000'000'000;
  const bool negative = at != last && *at == '-';
  if (at != last && (*at == '-' || *at == '+')) ++at;
  if (at == last || !isDigit(*at)) return nullptr;
  exponent = 0;
  for (; at != last && isDigit(*at); ++at) {
    if (exponent < kFarAway) exponent = exponent * 10 + (*at - '0');
  }
  if (negative) exponent = -exponent;
  return at;
}

DecimalScan withExponent(const char* at, const char* last, Decimal value) noexcept {
  std::int64_t exponent = 0;
  const char* end = scanExponent(at, last, exponent);
  if (end == nullptr) return failed(at, DecimalFault::notANumber);
  return shifted(end, value, exponent);
}

/// Reads digits onto a mantissa that may wrap around: whoever calls looks at their number.
/// One by one: prices are so short that reading eight at once was no faster.
const char* scanDigits(const char* at, const char* last, std::uint64_t& mantissa) noexcept {
  for (; at != last && isDigit(*at); ++at) {
    mantissa = mantissa * 10 + static_cast<std::uint64_t>(*at - '0');
  }
  return at;
}

/// A number whose fraction ends at `end`, without the zeros there, which no number needs: they
/// are counted in the text, where that takes no division.
Decimal significant(std::uint64_t mantissa, const char* end, std::ptrdiff_t decimals,
                    bool negative) noexcept {
  if (mantissa == 0) return {};
  std::int32_t zeros = 0;
  while (zeros < decimals && end[-1 - zeros] == '0') ++zeros;
  if (zeros > 0) mantissa /= static_cast<std::uint64_t>(powerOfTen(zeros));
  decimals -= zeros;
  const auto value = static_cast<std::int64_t>(mantissa);
  return {.mantissa = negative ? -value : value, .decimals = static_cast<std::int32_t>(decimals)};
}

/// The digits of a number and where its point stands, for numbers of unusual length.
struct Digits {
  const char* whole;
  std::ptrdiff_t wholeCount;
  const char* fraction;
  std::ptrdiff_t fractionCount;
};

/// As many digits as a venue likes to write: zeros at either end do not count.
std::optional<Decimal> longDecimal(Digits digits, bool negative) noexcept {
  while (digits.fractionCount > 0 && digits.fraction[digits.fractionCount - 1] == '0') {
    --digits.fractionCount;
  }
  std::int64_t mantissa = 0;
  const auto push = [&](const char* from, std::ptrdiff_t count) {
    for (const char* at = from; at != from + count; ++at) {
      if (__builtin_mul_overflow(mantissa, std::int64_t{10}, &mantissa)) return false;
      if (__builtin_add_overflow(mantissa, std::int64_t{*at - '0'}, &mantissa)) return false;
    }
    return true;
  };
  if (!push(digits.whole, digits.wholeCount)) return std::nullopt;
  if (!push(digits.fraction, digits.fractionCount)) return std::nullopt;
  return significant(static_cast<std::uint64_t>(mantissa), digits.fraction + digits.fractionCount,
                     digits.fractionCount, negative);
}

/// 10^exponent, for exponents 0 to 22: all of them are doubles.
double exactPowerOfTen(std::int64_t exponent) noexcept {
  const std::int64_t low = std::min<std::int64_t>(exponent, kMaxDecimals);
  return static_cast<double>(powerOfTen(static_cast<std::int32_t>(low))) *
         static_cast<double>(powerOfTen(static_cast<std::int32_t>(exponent - low)));
}

/// Times a power of ten. Each step rounds once, and one is enough for what venues write.
double scaled(double value, std::int64_t exponent) noexcept {
  constexpr std::int64_t kMostExact = 22;
  while (exponent != 0) {
    const std::int64_t step = std::clamp(exponent, -kMostExact, kMostExact);
    value = step > 0 ? value * exactPowerOfTen(step) : value / exactPowerOfTen(-step);
    exponent -= step;
  }
  return value;
}

}  // namespace

DecimalScan scanDecimal(const char* first, const char* last) noexcept {
  const char* at = first;
  const bool negative = at != last && *at == '-';
  if (negative) ++at;

  std::uint64_t mantissa = 0;
  Digits digits{at, 0, at, 0};
  at = scanDigits(at, last, mantissa);
  digits.wholeCount = at - digits.whole;
  if (digits.wholeCount == 0) return failed(at, DecimalFault::notANumber);
  if (at != last && *at == '.') {
    digits.fraction = ++at;
    at = scanDigits(at, last, mantissa);
    digits.fractionCount = at - digits.fraction;
    if (digits.fractionCount == 0) return failed(at, DecimalFault::notANumber);
  }

  Decimal value;
  if (digits.wholeCount + digits.fractionCount <= kSafeDigits) {
    value = significant(mantissa, digits.fraction + digits.fractionCount, digits.fractionCount, negative);
  } else {
    const auto exact = longDecimal(digits, negative);
    if (!exact) return failed(at, DecimalFault::outOfRange);
    value = *exact;
  }
  if (at != last && (*at == 'e' || *at == 'E')) return withExponent(at + 1, last, value);
  if (value.decimals > kMaxDecimals) return failed(at, DecimalFault::outOfRange);
  value.writtenDecimals = static_cast<std::int32_t>(digits.fractionCount);
  return {at, value, DecimalFault::none};
}

std::optional<Decimal> decimal(std::string_view text) noexcept {
  const char* last = text.data() + text.size();
  const DecimalScan scan = scanDecimal(text.data(), last);
  if (scan.fault != DecimalFault::none || scan.end != last) return std::nullopt;
  return scan.value;
}

std::optional<double> roundedNumber(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t mantissa = 0;
  std::int64_t exponent = 0;
  std::ptrdiff_t digits = 0, counted = 0;
  bool behindPoint = false;
  std::size_t at = 0;
  for (; at < text.size() && (isDigit(text[at]) || (text[at] == '.' && !behindPoint)); ++at) {
    if (text[at] == '.') {
      behindPoint = true;
      continue;
    }
    ++digits;
    const bool counts = counted < kSafeDigits;
    if (counts) mantissa = mantissa * 10 + (text[at] - '0');
    counted += counts && mantissa != 0;
    exponent += static_cast<int>(!counts) - static_cast<int>(behindPoint);
  }
  if (digits == 0) return std::nullopt;
  if (at < text.size()) {
    if (text[at] != 'e' && text[at] != 'E') return std::nullopt;
    const char* last = text.data() + text.size();
    std::int64_t written = 0;
    if (scanExponent(text.data() + at + 1, last, written) != last) return std::nullopt;
    exponent += written;
  }
  while (mantissa != 0 && mantissa % 10 == 0) {
    mantissa /= 10;
    ++exponent;
  }
  // Out of a double's range one way is nothing, and the other way no number.
  if (mantissa == 0 || exponent < -340) return 0.0;
  if (exponent > 308) return std::nullopt;
  const double value = scaled(static_cast<double>(mantissa), exponent);
  if (!std::isfinite(value)) return std::nullopt;
  return negative ? -value : value;
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
