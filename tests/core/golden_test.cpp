// The numbers that venues, their test suites and their documents state, asked of this core.
//
// Cases are mapped by venue and kind, never by id, so that further cases of a kind run too. A
// kind that has no mapping yet is counted as "not yet", and a case that lacks an input as "not
// computable"; neither is passed over in silence.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "golden_expression.h"
#include "margin_vectors.h"
#include "plimsoll/margin/leverage.h"
#include "plimsoll/margin/liquidation.h"
#include "shared_folder.h"

namespace plimsoll {
namespace {

using nlohmann::json;

/// Says that a case's inputs do not suffice.
struct NotComputable {
  std::string missing;
};

/// What this core answers to a case, by the names of its expected numbers.
using Answers = std::map<std::string, std::optional<double>>;
using TablesBySymbol = std::map<std::string, MarginTable>;

/// "BTC/USDT:USDT" and "BTCUSDT" are one symbol.
std::string plainSymbol(const std::string& symbol) {
  std::string plain;
  for (const char c : symbol.substr(0, symbol.find(':'))) {
    if (c != '/') plain += c;
  }
  return plain;
}

/// The tables that cases bring along, for those of the same symbol that bring none, and the
/// project's own for BTCUSDT, which is of the time of Binance's examples.
TablesBySymbol tablesIn(const json& cases) {
  TablesBySymbol tables;
  const json own = test::vectors("margin_table");
  tables["BTCUSDT"] =
      MarginTable(test::bracketsOf(own.at("tables").at("btcusdt-2022").at("brackets")));
  for (const json& one : cases) {
    const json& inputs = one.at("inputs");
    if (!inputs.contains("symbol") || !inputs.contains("tiers") || !inputs.at("tiers").is_array())
      continue;
    auto brackets = test::bracketsOf(inputs.at("tiers"));
    REQUIRE(check(brackets) == Error::none);
    tables[plainSymbol(inputs.at("symbol"))] = MarginTable(std::move(brackets));
  }
  return tables;
}

MarginTable tableFor(const json& inputs, const TablesBySymbol& tables) {
  for (const char* const key : {"tiers", "tiers_hint"}) {
    if (inputs.contains(key) && inputs.at(key).is_array()) {
      return MarginTable(test::bracketsOf(inputs.at(key)));
    }
  }
  const std::string symbol = inputs.value("symbol", "");
  const auto found = tables.find(plainSymbol(symbol));
  if (found == tables.end()) throw NotComputable{"the tiers of " + symbol};
  return found->second;
}

double number(const json& inputs, const char* key, double otherwise) {
  return inputs.contains(key) && inputs.at(key).is_number() ? inputs.at(key).get<double>()
                                                            : otherwise;
}

Position goldenPosition(const json& inputs, double margin) {
  return {test::sideOf(inputs) * inputs.at("size").get<double>(), inputs.at("entry").get<double>(),
          margin};
}

MarginBracket goldenBracket(const json& inputs) {
  MarginBracket bracket{};
  bracket.maintenanceMarginRate = inputs.at("mmr").get<double>();
  bracket.maintenanceAmount = number(inputs, "cum", 0.0);
  return bracket;
}

double walletBalance(const json& inputs) {
  if (inputs.contains("wallet_balance")) return inputs.at("wallet_balance").get<double>();
  const std::string formula = inputs.value("wallet_balance_expr", "");
  const auto balance = test::Expression(formula, inputs).value();
  if (!balance) throw NotComputable{"wallet_balance"};
  return *balance;
}

/// One position of a cross account, the others as constants at their marks.
Answers binanceCrossLiquidationPrice(const json& inputs) {
  CrossBalances balances{inputs.at("wallet_balance").get<double>(), 0.0, 0.0};
  const json* target = nullptr;
  for (const json& one : inputs.at("positions")) {
    if (one.at("symbol") == inputs.at("target")) {
      target = &one;
      continue;
    }
    const Position other = goldenPosition(one, 0.0);
    const double mark = one.at("mark").get<double>();
    balances.otherMaintenanceMargin += maintenanceMargin(goldenBracket(one), notional(other, mark));
    balances.otherUnrealizedPnl += unrealizedPnl(other, mark);
  }
  if (!target) throw NotComputable{"the target among the positions"};
  const Position position = goldenPosition(*target, collateral(balances));
  return {{"liquidation_price", liquidationPrice(position, goldenBracket(*target))}};
}

Answers binanceLiquidationPrice(const json& inputs, const TablesBySymbol& tables) {
  if (inputs.contains("positions")) return binanceCrossLiquidationPrice(inputs);
  const Position position = goldenPosition(inputs, walletBalance(inputs));
  const auto price = inputs.contains("mmr") ? liquidationPrice(position, goldenBracket(inputs))
                                            : liquidationPrice(position, tableFor(inputs, tables));
  return {{"liquidation_price", price}};
}

Answers binanceBracket(const json& inputs, const TablesBySymbol& tables) {
  const MarginTable table = tableFor(inputs, tables);
  const MarginBracket& bracket = table.bracket(inputs.at("notional").get<double>());
  return {{"mmr", bracket.maintenanceMarginRate}, {"cum", bracket.maintenanceAmount}};
}

Answers binanceMaxLeverage(const json& inputs, const TablesBySymbol& tables) {
  const double stake = inputs.at("stake").get<double>();
  return {{"max_leverage", tableFor(inputs, tables).maxLeverageForMargin(stake)}};
}

Answers binanceOrder(const json& inputs, const TablesBySymbol&) {
  const double side = inputs.value("side", "long") == "long" ? 1.0 : -1.0;
  const double price = inputs.at("order_price").get<double>();
  const OpeningOrder order{side * inputs.at("qty").get<double>(), price,
                           number(inputs, "leverage", 1.0), number(inputs, "mark", price)};
  return {{"initial_margin", initialMargin(order)},
          {"open_loss", openLoss(order)},
          {"cost", costToOpen(order)}};
}

Answers binanceWalletBalance(const json& inputs, const TablesBySymbol&) {
  const double price = inputs.at("liquidation_price").get<double>();
  return {{"cross_wallet_balance",
           marginForLiquidationPrice(goldenPosition(inputs, 0.0), goldenBracket(inputs), price)}};
}

struct Mapping {
  const char* venue;
  const char* kind;
  Answers (*answers)(const json& inputs, const TablesBySymbol& tables);
};

constexpr Mapping kMappings[] = {
    {"Binance USDM", "initial_margin", binanceOrder},
    {"Binance USDM", "liquidation_price", binanceLiquidationPrice},
    {"Binance USDM", "maintenance_amount", binanceBracket},
    {"Binance USDM", "maintenance_margin_rate", binanceBracket},
    {"Binance USDM", "max_leverage", binanceMaxLeverage},
    {"Binance USDM", "mmr_and_maint_amount", binanceBracket},
    {"Binance USDM", "open_loss", binanceOrder},
    {"Binance USDM", "wallet_balance_from_liq_price", binanceWalletBalance},
};

const Mapping* mappingOf(const json& one) {
  for (const Mapping& mapping : kMappings) {
    if (one.value("venue", "") == mapping.venue && one.value("kind", "") == mapping.kind)
      return &mapping;
  }
  return nullptr;
}

bool isWithin(double found, double expected, const json& tolerance) {
  const double off = std::abs(found - expected);
  if (tolerance.contains("abs")) return off <= tolerance.at("abs").get<double>();
  if (tolerance.contains("rel"))
    return off <= tolerance.at("rel").get<double>() * std::abs(expected);
  if (tolerance.contains("ticks")) {
    // A hair more than whole ticks: the tick itself is no binary fraction.
    const double ticks = tolerance.at("ticks").get<double>() * tolerance.at("tick").get<double>();
    return off <= ticks * (1.0 + 1e-9);
  }
  return found == expected;
}

struct Row {
  int passed = 0;
  int failed = 0;
  int notYet = 0;
  int notComputable = 0;
  double worst = 0.0;
};

void sayNotComputable(const json& one, const std::string& missing, Row& row) {
  ++row.notComputable;
  std::cout << "  not computable: " << one.at("id") << ", for want of " << missing << '\n';
}

/// Whether this is the expected number; says on the spot if it is not.
bool isRight(const json& one, const std::string& key, const Answers& answers, Row& row) {
  const json& expected = one.at("expected").at(key);
  const auto answer = answers.find(key);
  const std::optional<double> found = answer == answers.end() ? std::nullopt : answer->second;
  if (answer != answers.end() && expected.is_null() && !found) return true;
  if (found && expected.is_number() && isWithin(*found, expected, one.at("tolerance"))) {
    const double wanted = expected.get<double>();
    const double off = std::abs(*found - wanted);
    row.worst = std::max(row.worst, wanted == 0.0 ? off : off / std::abs(wanted));
    return true;
  }
  std::cout << "  FAILED: " << one.at("id") << ", " << key << ": expected " << expected
            << ", found " << (found ? json(*found) : json(nullptr)) << '\n';
  return false;
}

void ask(const json& one, const TablesBySymbol& tables, Row& row) {
  const Mapping* const mapping = mappingOf(one);
  if (!mapping) {
    ++row.notYet;
    return;
  }
  try {
    const Answers answers = mapping->answers(one.at("inputs"), tables);
    bool isPassed = true;
    for (const auto& expected : one.at("expected").items()) {
      isPassed = isRight(one, expected.key(), answers, row) && isPassed;
    }
    ++(isPassed ? row.passed : row.failed);
  } catch (const NotComputable& inputs) {
    sayNotComputable(one, inputs.missing, row);
  } catch (const json::exception& error) {
    sayNotComputable(one, error.what(), row);
  }
}

std::string venueOf(const json& one) {
  for (const char* const key : {"venue", "exchange", "module"}) {
    if (one.contains(key)) return one.at(key).get<std::string>();
  }
  return "?";
}

void print(const std::string& name, const Row& row) {
  std::printf("  %-52s %6d %6d %7d %14d   %.1e\n", name.c_str(), row.passed, row.failed, row.notYet,
              row.notComputable, row.worst);
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
    const TablesBySymbol tables = family == "margin" ? tablesIn(cases) : TablesBySymbol{};

    std::map<std::string, Row> rows;
    std::map<std::string, Row> notYetByVenue;
    Row total;
    std::cout << "golden " << family << ", " << cases.size() << " cases\n";
    for (const json& one : cases) {
      const std::string kind = one.value("kind", "?");
      Row& row = mappingOf(one) ? rows[venueOf(one) + ", " + kind] : notYetByVenue[venueOf(one)];
      ask(one, tables, row);
    }
    std::printf("  %-52s %6s %6s %7s %14s   %s\n", "", "passed", "failed", "not yet",
                "not computable", "worst relative");
    for (const auto* const some : {&rows, &notYetByVenue}) {
      for (const auto& [name, row] : *some) {
        print(name, row);
        total.passed += row.passed;
        total.failed += row.failed;
        total.notYet += row.notYet;
        total.notComputable += row.notComputable;
        total.worst = std::max(total.worst, row.worst);
      }
    }
    print("all", total);
    std::fflush(stdout);
    CHECK(total.failed == 0);
  }
}

}  // namespace plimsoll
