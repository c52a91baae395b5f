#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "plimsoll/margin/margin_table.h"

/// Numbers that venues, their test suites and their documents state, asked of this core.
///
/// A venue's file here says how its cases are asked: by venue and kind, never by id, so that
/// further cases of a kind run too.
namespace plimsoll::golden {

using nlohmann::json;
using TablesBySymbol = std::map<std::string, MarginTable>;  ///< venue, a space and plain symbol

/// Thrown by a mapping: the case's inputs do not suffice.
struct NotComputable {
  std::string missing;
};

struct Case {
  const json& whole;
  const json& inputs;  ///< of the case; the case itself where it has no part of that name
  const TablesBySymbol& tables;

  bool has(const char* key) const;
  /// @throws NotComputable when the case has no such number
  double number(const char* key) const;
  double number(const char* key, double otherwise) const;
  std::string text(const char* key) const;  ///< empty when there is none
  std::string mode() const;                 ///< of the whole case, empty when it has none
  double side() const;                      ///< +1 for "long", -1 for "short"
  bool isInverse() const;                   ///< as far as its mode and its inputs' names say

  /// The table of the case's own tiers, or else of its symbol.
  MarginTable table() const;

  /// An input that may be given as a formula of the others: KEY, or else KEY_expr.
  double numberOrExpression(const char* key) const;
};

/// What this core answers, by the names of the expected numbers: a number, null for "there is
/// none", or decimal text where an integer may not fit a double.
using Answers = std::map<std::string, json>;

/// A string's own text; anything else as JSON writes it.
std::string textOf(const json& value);

/// "BTC/USDT:USDT" and "BTCUSDT" are one symbol.
std::string plainSymbol(const std::string& symbol);

/// The tiers that a case brings along, as objects or as floor, cap and rate in a list.
/// Empty when it brings none.
std::vector<MarginBracket> tiersIn(const json& inputs);

/// Under whichever name a case has its venue.
std::string venueOf(const json& whole);

/// In place of a single number that the inputs do not determine: what is missing for it.
json missing(const std::string& input);

json answer(const std::optional<double>& value);

/// How the cases of one kind at one venue are asked.
struct Mapping {
  const char* venue;
  const char* kind;
  Answers (*answers)(const Case& one);
};

/// An answer that is not asked for, because its source contradicts itself.
struct Excuse {
  const char* venue;
  const char* kind;
  const char* name;  ///< of the answer
  const char* id;    ///< of a case that contradicts itself where others do not; or null
  const char* reason;
};

std::span<const Mapping> binanceMappings();
std::span<const Mapping> lendingMappings();
std::span<const Mapping> gmxMappings();
std::span<const Mapping> driftMappings();
std::span<const Mapping> dydxMappings();
std::span<const Mapping> bitmexMappings();
std::span<const Mapping> bybitMappings();
std::span<const Mapping> exchangeMappings();
std::span<const Mapping> kucoinMappings();
std::span<const Mapping> genericMappings();
std::span<const Mapping> hyperliquidMappings();
std::span<const Mapping> heldMappings();

}  // namespace plimsoll::golden
