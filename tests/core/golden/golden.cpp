#include "golden.h"

#include "../margin_vectors.h"
#include "expression.h"

namespace plimsoll::golden {
std::string plainSymbol(const std::string& symbol) {
  std::string plain;
  for (const char c : symbol.substr(0, symbol.find(':'))) {
    if (c != '/') plain += c;
  }
  return plain;
}

bool Case::has(const char* key) const {
  return inputs.contains(key) && !inputs.at(key).is_null();
}

double Case::number(const char* key) const {
  if (!has(key)) throw NotComputable{key};
  const json& value = inputs.at(key);
  if (value.is_number()) return value.get<double>();
  const auto read =
      value.is_string() ? Expression(value.get<std::string>(), inputs).value() : std::nullopt;
  if (!read) throw NotComputable{std::string(key) + " as a number"};
  return *read;
}

double Case::number(const char* key, double otherwise) const {
  return has(key) && inputs.at(key).is_number() ? inputs.at(key).get<double>() : otherwise;
}

std::string Case::text(const char* key) const {
  return has(key) && inputs.at(key).is_string() ? inputs.at(key).get<std::string>() : "";
}

double Case::side() const {
  return text("side").starts_with("short") ? -1.0 : 1.0;
}

MarginTable Case::table() const {
  for (const char* const key : {"tiers", "tiers_hint"}) {
    if (has(key) && inputs.at(key).is_array()) return MarginTable(test::bracketsOf(inputs.at(key)));
  }
  const auto found = tables.find(plainSymbol(text("symbol")));
  if (found == tables.end()) throw NotComputable{"the tiers of " + text("symbol")};
  return found->second;
}

double Case::numberOrExpression(const char* key) const {
  if (has(key)) return number(key);
  const auto value = Expression(text((std::string(key) + "_expr").c_str()), inputs).value();
  if (!value) throw NotComputable{key};
  return *value;
}

std::string textOf(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

json missing(const std::string& input) {
  return {{"missing", input}};
}

json answer(const std::optional<double>& value) {
  return value ? json(*value) : json(nullptr);
}

}  // namespace plimsoll::golden
