#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>

#include "golden/golden.h"
#include "margin_vectors.h"
#include "shared_folder.h"

namespace plimsoll::golden {
namespace {

/// Cases whose source contradicts itself: ten at most.
constexpr auto kExcuses = std::to_array<Excuse>({
    {"binance_coinm-018",
     "two prices for one position: Binance's own formula and its web calculator"},
    {"kucoin-243", "the page's price does not follow from the page's own margin ratio of 0.2262"},
});

const Mapping* mappingOf(const std::string& venue, const std::string& kind) {
  for (const auto mappings : {binanceMappings(), lendingMappings(), gmxMappings(), driftMappings(),
                              dydxMappings(), bitmexMappings(), bybitMappings(), exchangeMappings(),
                              genericMappings(), hyperliquidMappings(), heldMappings()}) {
    for (const Mapping& mapping : mappings) {
      if (venue == mapping.venue && kind == mapping.kind) return &mapping;
    }
  }
  return nullptr;
}

/// The tables that cases bring along, for those of the same symbol that bring none, and the
/// project's own for BTCUSDT, which is of the time of Binance's examples.
TablesBySymbol tablesIn(const json& cases) {
  TablesBySymbol tables;
  const json own = test::vectors("margin_table");
  tables["BTCUSDT"] =
      MarginTable(test::bracketsOf(own.at("tables").at("btcusdt-2022").at("brackets")));
  for (const json& one : cases) {
    if (!one.contains("inputs")) continue;
    const json& inputs = one.at("inputs");
    if (!inputs.contains("symbol") || !inputs.contains("tiers") || !inputs.at("tiers").is_array())
      continue;
    auto brackets = test::bracketsOf(inputs.at("tiers"));
    if (check(brackets) != Error::none) continue;  // of another venue, with other rules
    tables[plainSymbol(inputs.at("symbol"))] = MarginTable(std::move(brackets));
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
};

std::optional<double> numberIn(const json& value) {
  if (value.is_number()) return value.get<double>();
  if (value.is_string()) return std::strtod(value.get<std::string>().c_str(), nullptr);
  return std::nullopt;
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

bool isRight(const json& found, const json& expected, const json& tolerance, Row& row) {
  if (expected.is_null() || expected.is_boolean()) return found == expected;
  if (tolerance.contains("exact")) return found == expected || textOf(found) == textOf(expected);
  const std::optional<double> number = numberIn(found);
  if (expected.is_structured()) return found == expected;
  const double wanted = *numberIn(expected);
  if (!number || !isWithin(*number, wanted, tolerance)) return false;
  const double off = std::abs(*number - wanted);
  row.worst = std::max(row.worst, wanted == 0.0 ? off : off / std::abs(wanted));
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

/// Whether a case's numbers are all as expected; says on the spot which are not.
bool isPassed(const json& one, const Answers& answers, Row& row) {
  bool passed = true;
  for (const auto& [key, expected] : expectedOf(one).items()) {
    const auto answer = answers.find(key);
    if (answer != answers.end() && answer->second.contains("missing")) {
      std::cout << "  in part not computable: " << one.at("id") << ", " << key << ", for want of "
                << answer->second.at("missing") << '\n';
      continue;
    }
    if (answer != answers.end() && isRight(answer->second, expected, one.at("tolerance"), row))
      continue;
    std::cout << "  FAILED: " << one.at("id") << ", " << key << ": expected " << expected
              << ", found " << (answer == answers.end() ? json("no answer") : answer->second)
              << '\n';
    passed = false;
  }
  return passed;
}

const Excuse* excuseOf(const json& one) {
  for (const Excuse& excuse : kExcuses) {
    if (one.value("id", "") == excuse.id) return &excuse;
  }
  return nullptr;
}

void sayNotComputable(const json& one, const std::string& missing, Row& row) {
  ++row.notComputable;
  std::cout << "  not computable: " << one.at("id") << ", for want of " << missing << '\n';
}

std::string venueOf(const json& one) {
  for (const char* const key : {"venue", "exchange", "module"}) {
    if (one.contains(key)) return one.at(key).get<std::string>();
  }
  return "?";
}

void ask(const json& one, const TablesBySymbol& tables, Row& row) {
  if (!one.value("complete", true)) {
    const json missing = one.value("missing_inputs", json::array());
    return sayNotComputable(one, missing.empty() ? one.at("note").dump() : missing.dump(), row);
  }
  if (const Excuse* excuse = excuseOf(one)) {
    ++row.excused;
    std::cout << "  excused: " << excuse->id << ", " << excuse->reason << '\n';
    return;
  }
  const Mapping* const mapping = mappingOf(venueOf(one), one.value("kind", ""));
  if (!mapping) {
    ++row.unknown;
    return;
  }
  try {
    const json& inputs = one.contains("inputs") ? one.at("inputs") : one;
    ++(isPassed(one, mapping->answers({one, inputs, tables}), row) ? row.passed : row.failed);
  } catch (const NotComputable& inputs) {
    sayNotComputable(one, inputs.missing, row);
  } catch (const json::exception& error) {
    sayNotComputable(one, error.what(), row);
  }
}

void print(const std::string& name, const Row& row) {
  std::printf("  %-40s %6d %6d %7d %7d %14d   %.1e\n", name.c_str(), row.passed, row.failed,
              row.excused, row.unknown, row.notComputable, row.worst);
}

void printAll(const std::map<std::string, Row>& rows, const std::map<std::string, int>& unknown) {
  for (const auto& [kind, count] : unknown)
    std::printf("  no mapping: %s (%d)\n", kind.c_str(), count);
  std::printf("  %-40s %6s %6s %7s %7s %14s   %s\n", "", "passed", "failed", "excused", "unknown",
              "not computable", "worst relative");
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

}  // namespace plimsoll::golden
