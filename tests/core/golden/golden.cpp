#include "golden.h"

#include <limits>

#include "expression.h"

namespace plimsoll::golden {
namespace {

MarginBracket tierOf(const json& row) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  MarginBracket bracket{0.0, infinity, 0.0, 0.0, 1.0};
  if (row.is_array()) {
    bracket.notionalFloor = row.at(0);
    if (row.at(1).is_number()) bracket.notionalCap = row.at(1);
    bracket.maintenanceMarginRate = row.at(2);
    if (row.size() > 3) bracket.maintenanceAmount = row.at(3);
    return bracket;
  }
  const auto number = [&](const char* key, double otherwise) {
    return row.contains(key) && row.at(key).is_number() ? row.at(key).get<double>() : otherwise;
  };
  return {row.at("notionalFloor"), number("notionalCap", infinity), row.at("maintenanceMarginRate"),
          number("maintenanceAmount", 0.0), number("maxLeverage", 1.0)};
}

}  // namespace

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

std::string Case::mode() const {
  return whole.contains("mode") && whole.at("mode").is_string() ? whole.at("mode") : "";
}

double Case::side() const {
  return text("side").starts_with("short") ? -1.0 : 1.0;
}

bool Case::isInverse() const {
  for (const char* const key : {"contracts_usd", "quantity_usd", "qty_usd", "face_value_usd"}) {
    if (has(key)) return true;
  }
  return mode().find("inverse") != std::string::npos || number("multiplier", 1.0) < 0.0;
}

std::vector<MarginBracket> tiersIn(const json& inputs) {
  std::vector<MarginBracket> tiers;
  for (const char* const key : {"tiers", "tiers_hint"}) {
    if (!inputs.contains(key) || !inputs.at(key).is_array()) continue;
    bool hasAmounts = false;
    for (const json& row : inputs.at(key)) {
      tiers.push_back(tierOf(row));
      hasAmounts = hasAmounts || tiers.back().maintenanceAmount != 0.0;
    }
    if (!hasAmounts) fillMaintenanceAmounts(tiers);
    break;
  }
  return tiers;
}

std::string venueOf(const json& whole) {
  for (const char* const key : {"venue", "exchange", "module"}) {
    if (whole.contains(key)) return whole.at(key);
  }
  return "?";
}

MarginTable Case::table() const {
  if (auto own = tiersIn(inputs); !own.empty()) return MarginTable(std::move(own));
  const auto found = tables.find(venueOf(whole) + " " + plainSymbol(text("symbol")));
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
