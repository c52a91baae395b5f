#pragma once

#include <cmath>
#include <string>

#include "golden.h"
#include "plimsoll/base/wide_integer.h"

namespace plimsoll::golden {

/// An input that is a whole number, as JSON has it or as decimal text.
/// @throws NotComputable when the case has no such number
inline WideInteger integer(const Case& one, const char* key) {
  if (!one.has(key)) throw NotComputable{key};
  const json& value = one.inputs.at(key);
  if (value.is_number_float()) return std::llround(value.get<double>());
  const auto read = wideInteger(value.is_string() ? value.get<std::string>() : value.dump());
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

inline json answer(const WideInteger& value) {
  return value.text();
}

}  // namespace plimsoll::golden
