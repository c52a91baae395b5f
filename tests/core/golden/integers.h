#pragma once

#include <array>
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>

#include "golden.h"
#include "plimsoll/base/decimal.h"
#include "plimsoll/base/wide_integer.h"

namespace plimsoll::golden {

/// An input that is a whole number, as JSON has it or as decimal text.
/// @throws NotComputable when the case has no such number
inline WideInteger integer(const Case& one, const char* key) {
  if (!one.has(key)) throw NotComputable{key};
  const json& value = one.inputs.at(key);
  std::string text = textOf(value);
  // 1e+17 and 40000.0 are whole numbers too.
  if (value.is_number_float() && value == std::floor(value.get<double>())) {
    std::array<char, 400> digits{};
    std::snprintf(digits.data(), digits.size(), "%.0f", value.get<double>());
    text = digits.data();
  }
  const auto read = wideInteger(text);
  if (!read) throw NotComputable{std::string(key) + " as a whole number"};
  return *read;
}

inline WideInteger integer(const Case& one, const char* key, std::int64_t otherwise) {
  return one.has(key) ? integer(one, key) : WideInteger(otherwise);
}

inline std::int64_t int64(const Case& one, const char* key) {
  const auto value = integer(one, key).toInt64();
  if (!value) throw NotComputable{std::string(key) + " in 64 bits"};
  return *value;
}

/// A number in people's units as a count of units of 10^-decimals.
inline WideInteger inUnits(double value, int decimals) {
  return std::llround(value * std::pow(10.0, decimals));
}

/// The same of an input, in decimal and not through a double: 0.86 is 860000000000000000 of 18.
/// @throws NotComputable when the case has no such number, or one with more decimals
inline WideInteger inUnits(const Case& one, const char* key, int decimals) {
  if (!one.has(key)) throw NotComputable{key};
  const auto read = decimal(textOf(one.inputs.at(key)));
  const WideInteger units =
      read ? read->mantissa * wideTenTo(decimals - read->decimals) : WideInteger::overflow();
  if (units.hasOverflowed()) throw NotComputable{std::string(key) + " in units"};
  return units;
}

inline json answer(const WideInteger& value) {
  return value.text();
}

inline json answer(const std::optional<WideInteger>& value) {
  return value ? json(value->text()) : json(nullptr);
}

}  // namespace plimsoll::golden
