#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <sstream>

#include "golden/expression.h"
#include "golden/golden.h"
#include "margin_vectors.h"
#include "shared_folder.h"

namespace plimsoll::golden {
namespace {

/// Answers whose source contradicts itself: ten at most.
constexpr auto kExcuses = std::to_array<Excuse>({
    {"Binance COINM", "liquidation_price", "liquidation_price_binance_calculator", nullptr,
     "two prices for one position: Binance's own formula, and its web calculator, which departs "
     "from it"},
    {"KuCoin", "liquidation_price", "liquidation_price", "kucoin-243",
     "the page's price does not follow from the page's own margin ratio of 0.2262"},
});

const Mapping* mappingOf(const std::string& venue, const std::string& kind) {
  for (const auto mappings :
       {binanceMappings(), lendingMappings(), gmxMappings(), driftMappings(), dydxMappings(),
        bitmexMappings(), bybitMappings(), exchangeMappings(), kucoinMappings(), genericMappings(),
        hyperliquidMappings(), heldMappings()}) {
    for (const Mapping& mapping : mappings) {
      if (venue == mapping.venue && kind == mapping.kind) return &mapping;
    }
  }
  return nullptr;
}

/// The tables that cases bring along, for those of the same venue and symbol that bring none,
/// and the project's own for BTCUSDT, which is of the time of Binance's examples.
TablesBySymbol tablesIn(const json& cases) {
  TablesBySymbol tables;
  const json own = test::vectors("margin_table");
  tables["Binance USDM BTCUSDT"] =
      MarginTable(test::bracketsOf(own.at("tables").at("btcusdt-2022").at("brackets")));
  for (const json& one : cases) {
    if (!one.contains("inputs") || !one.at("inputs").contains("symbol")) continue;
    auto brackets = tiersIn(one.at("inputs"));
    if (brackets.empty() || !one.at("inputs").at("symbol").is_string()) continue;
    tables[venueOf(one) + " " + plainSymbol(one.at("inputs").at("symbol"))] =
        MarginTable(std::move(brackets));
  }
  return tables;
}

struct Row {
  int passed = 0;
  int failed = 0;
  int excused = 0;
  int unknown = 0;
  int notComputable = 0;
  double worst = 0.0;

  int cases() const { return passed + failed + excused + unknown + notComputable; }
};

std::optional<double> numberIn(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  char* end = nullptr;
  const double found = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') return std::nullopt;
  return found;
}

bool isWithin(double found, double expected, const json& tolerance) {
  const double off = std::abs(found - expected);
  if (tolerance.contains("abs")) return off <= tolerance.at("abs").get<double>();
  if (tolerance.contains("rel"))
    return off <= tolerance.at("rel").get<double>() * std::abs(expected);
  // A hair more than whole ticks: the tick itself is no binary fraction.
  const double ticks = tolerance.at("ticks").get<double>() * tolerance.at("tick").get<double>();
  return off <= ticks * (1.0 + 1e-9);
}

/// "Increase" and "increases" are one word, "none" and "NoChange" too.
std::string wordOf(const json& value) {
  std::string word;
  for (const char letter : textOf(value)) {
    if (std::isalpha(static_cast<unsigned char>(letter)))
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  if (word.ends_with('s')) word.pop_back();
  const bool isNone = word == "none" || word == "unchanged" || word == "stable";
  return isNone ? "nochange" : word;
}

/// A list of names and numbers in pairs says the same as an object.
json recordOf(const json& expected, const json& found) {
  json record = json::object();
  if (!expected.is_array() || !found.is_object()) return expected;
  for (const json& pair : expected) {
    if (!pair.is_array() || pair.size() != 2) return expected;
    record[textOf(pair.at(0))] = pair.at(1);
  }
  return record;
}

bool isRight(const json& found, const json& expected, const json& tolerance, Row& row) {
  if (expected.is_null() || expected.is_boolean()) return found == expected;
  if (expected.is_structured()) {
    const json record = recordOf(expected, found);
    if (found.size() != record.size() || found.is_array() != record.is_array()) return false;
    for (const auto& [name, part] : record.items()) {
      const auto own = found.is_array() ? found.begin() + std::stol(name) : found.find(name);
      if (own == found.end() || !isRight(*own, part, tolerance, row)) return false;
    }
    return true;
  }
  const std::optional<double> wanted = numberIn(expected);
  if (!wanted) return wordOf(found) == wordOf(expected);
  if (tolerance.contains("exact")) return found == expected || textOf(found) == textOf(expected);
  const std::optional<double> number = numberIn(found);
  if (!number || !isWithin(*number, *wanted, tolerance)) return false;
  const double off = std::abs(*number - *wanted);
  row.worst = std::max(row.worst, *wanted == 0.0 ? off : off / std::abs(*wanted));
  return true;
}

/// What a case expects: its own numbers, or for a position held on an exchange the price
/// that this showed, of which zero and below mean that there is none.
json expectedOf(const json& one) {
  if (one.contains("expected")) return one.at("expected");
  const json& shown = one.at("exchange_liquidation_price");
  const bool isNone = shown.is_null() || shown.get<double>() <= 0.0;
  return {{"liquidation_price", isNone ? json(nullptr) : shown}};
}

const Excuse* excuseOf(const json& one, const std::string& name) {
  for (const Excuse& excuse : kExcuses) {
    const bool isThis = !excuse.id || one.value("id", "") == excuse.id;
    if (isThis && venueOf(one) == excuse.venue && one.value("kind", "") == excuse.kind &&
        name == excuse.name)
      return &excuse;
  }
  return nullptr;
}

/// Counts a case by its numbers, each of which has to be as expected; says on the spot which
/// are not, and which are not asked for.
void judge(const json& one, const Answers& answers, Row& row) {
  bool isFailed = false;
  bool isExcused = false;
  bool isAsked = false;
  for (const auto& [key, expected] : expectedOf(one).items()) {
    if (const Excuse* excuse = excuseOf(one, key)) {
      std::cout << "  excused: " << one.at("id") << ", " << key << ", " << excuse->reason << '\n';
      isExcused = true;
      continue;
    }
    const auto answer = answers.find(key);
    if (answer != answers.end() && answer->second.contains("missing")) {
      std::cout << "  in part not computable: " << one.at("id") << ", " << key << ", for want of "
                << answer->second.at("missing") << '\n';
      continue;
    }
    isAsked = true;
    if (answer != answers.end() && isRight(answer->second, expected, one.at("tolerance"), row))
      continue;
    std::cout << "  FAILED: " << one.at("id") << ", " << key << ": expected " << expected
              << ", found " << (answer == answers.end() ? json("no answer") : answer->second)
              << '\n';
    isFailed = true;
  }
  ++(isFailed ? row.failed : isExcused ? row.excused : isAsked ? row.passed : row.notComputable);
}

void sayNotComputable(const json& one, const std::string& missing, Row& row) {
  ++row.notComputable;
  std::cout << "  not computable: " << one.at("id") << ", for want of " << missing << '\n';
}

void ask(const json& one, const TablesBySymbol& tables, Row& row) {
  if (!one.value("complete", true)) {
    const json missing = one.value("missing_inputs", json::array());
    return sayNotComputable(one, missing.empty() ? one.at("note").dump() : missing.dump(), row);
  }
  const Mapping* const mapping = mappingOf(venueOf(one), one.value("kind", ""));
  if (!mapping) {
    ++row.unknown;
    return;
  }
  try {
    const json& inputs = one.contains("inputs") ? one.at("inputs") : one;
    judge(one, mapping->answers({one, inputs, tables}), row);
  } catch (const NotComputable& inputs) {
    sayNotComputable(one, inputs.missing, row);
  } catch (const json::exception& error) {
    sayNotComputable(one, error.what(), row);
  }
}

void print(const std::string& name, const Row& row) {
  std::printf("  %-40s %6d %6d %6d %7d %7d %14d   %.1e\n", name.c_str(), row.cases(), row.passed,
              row.failed, row.excused, row.unknown, row.notComputable, row.worst);
}

void printAll(const std::map<std::string, Row>& rows, const std::map<std::string, int>& unknown) {
  for (const auto& [kind, count] : unknown)
    std::printf("  no mapping: %s (%d)\n", kind.c_str(), count);
  std::printf("  %-40s %6s %6s %6s %7s %7s %14s   %s\n", "", "cases", "passed", "failed", "excused",
              "unknown", "not computable", "worst relative");
  for (const auto& [name, row] : rows)
    print(name, row);
  std::fflush(stdout);
}

}  // namespace

TEST_CASE("numbers that venues state", "[golden]") {
  const auto folder = test::sharedFolder("golden");
  if (!folder) return;

  for (const auto& file : std::filesystem::directory_iterator(*folder)) {
    const std::string family = file.path().stem().string();
    if (file.path().extension() != ".json" || !test::isFamilyWanted(family)) continue;
    std::ifstream stream(file.path());
    const json cases = json::parse(stream);
    const TablesBySymbol tables = tablesIn(cases);

    std::map<std::string, Row> rows;
    std::map<std::string, int> unknown;
    std::cout << "golden " << family << ", " << cases.size() << " cases\n";
    for (const json& one : cases) {
      Row& row = rows[venueOf(one)];
      const int unknownBefore = row.unknown;
      ask(one, tables, row);
      unknown[venueOf(one) + ", " + one.value("kind", "?")] += row.unknown - unknownBefore;
    }
    std::erase_if(unknown, [](const auto& kind) { return kind.second == 0; });
    Row total;
    for (const auto& [name, row] : rows) {
      total.passed += row.passed;
      total.failed += row.failed;
      total.excused += row.excused;
      total.unknown += row.unknown;
      total.notComputable += row.notComputable;
      total.worst = std::max(total.worst, row.worst);
    }
    rows["~ all"] = total;
    printAll(rows, unknown);
    CHECK(total.failed == 0);
    CHECK(total.excused <= 10);
  }
}

/// Expected numbers of a vector may be formulas of numbers.
json valuesOf(const json& vector) {
  json values = vector;
  for (auto& [name, expected] : values.at("expected").items()) {
    if (!expected.is_string() || values.contains("tolerance")) continue;
    const auto value = Expression(expected.get<std::string>(), json::object()).value();
    if (value) expected = *value;
  }
  return values;
}

TEST_CASE("every kind is asked, under whichever names its inputs go", "[golden_kinds]") {
  const json vectors = test::vectors("golden_kinds");
  const json& cases = vectors.at("cases");
  const TablesBySymbol tables = tablesIn(cases);
  for (const json& vector : cases) {
    json one = valuesOf(vector);
    one["id"] = vector.dump();
    if (!one.contains("tolerance")) one["tolerance"] = {{"rel", vectors.at("relativeTolerance")}};
    CAPTURE(one["id"]);
    Row row;
    std::ostringstream said;
    std::streambuf* const shown = std::cout.rdbuf(said.rdbuf());
    ask(one, tables, row);
    std::cout.rdbuf(shown);
    INFO(said.str());
    REQUIRE(row.failed + row.unknown == 0);
    // What is missing is named, and nothing else is missing.
    const std::string notes = said.str();
    const auto lacks = one.value("lacks", std::vector<std::string>{});
    REQUIRE(std::count(notes.begin(), notes.end(), '\n') == std::ssize(lacks));
    for (const std::string& lacking : lacks)
      REQUIRE(notes.find(lacking) != std::string::npos);
  }
}

}  // namespace plimsoll::golden
