#pragma once

#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/position.h"

namespace plimsoll::test {

/// A file of tests/vectors, which the TypeScript tests read too.
///
/// Positions are written there as users write them, { side, quantity, entryPrice, posted };
/// an absent notionalCap is no cap, and null is "there is none".
inline nlohmann::json vectors(const std::string& word) {
  std::ifstream file(std::string(PLIMSOLL_ROOT) + "/tests/vectors/" + word + ".json");
  return nlohmann::json::parse(file);
}

inline double sideOf(const nlohmann::json& inputs) {
  return inputs.at("side") == "long" ? 1.0 : -1.0;
}

inline Position positionOf(const nlohmann::json& inputs) {
  return {sideOf(inputs) * inputs.at("quantity").get<double>(),
          inputs.at("entryPrice").get<double>(), inputs.value("posted", 0.0)};
}

/// Brackets as they stand in the file: without an amount where the file gives none.
inline std::vector<MarginBracket> bracketsOf(const nlohmann::json& rows) {
  std::vector<MarginBracket> brackets;
  for (const auto& row : rows) {
    brackets.push_back({row.at("notionalFloor").get<double>(),
                        row.value("notionalCap", std::numeric_limits<double>::infinity()),
                        row.at("maintenanceMarginRate").get<double>(),
                        row.value("maintenanceAmount", 0.0), row.at("maxLeverage").get<double>()});
  }
  return brackets;
}

inline MarginTable tableOf(const nlohmann::json& file, const nlohmann::json& inputs) {
  return MarginTable(
      bracketsOf(file.at("tables").at(inputs.at("table").get<std::string>()).at("brackets")));
}

inline std::optional<double> numberOf(const nlohmann::json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<double>();
}

}  // namespace plimsoll::test
