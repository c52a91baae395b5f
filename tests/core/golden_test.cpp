// The numbers that venues, their test suites and their documents state, asked of this core.
//
// Cases are mapped by venue and kind, never by id, so that further cases of a kind run too. A
// kind that has no mapping yet is counted as "not yet", and a case that lacks an input as "not
// computable"; neither is passed over in silence.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
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
#include "random_accounts.h"
#include "shared_folder.h"

namespace plimsoll {
namespace {

using nlohmann::json;

/// What this core answers to a case, by the names of its expected numbers. An answer that is
/// not there is a case whose inputs do not suffice.
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
  tables["BTCUSDT"] = MarginTable(test::bracketsOf(own.at("tables").at("btcusdt-2022").at("brackets")));
  for (const json& one : cases) {
    const json& inputs = one.at("inputs");
    if (!inputs.contains("symbol") || !inputs.contains("tiers") || !inputs.at("tiers").is_array()) continue;
    auto brackets = test::bracketsOf(inputs.at("tiers"));
    REQUIRE(check(brackets) == Error::none);
    tables[plainSymbol(inputs.at("symbol"))] = MarginTable(std::move(brackets));
  }
  return tables;
}

std::optional<MarginTable> tableFor(const json& inputs, const TablesBySymbol& tables) {
  for (const char* const key : {"tiers", "tiers_hint"}) {
    if (inputs.contains(key) && inputs.at(key).is_array()) return MarginTable(test::bracketsOf(inputs.at(key)));
  }
  if (!inputs.contains("symbol")) return std::nullopt;
  const auto found = tables.find(plainSymbol(inputs.at("symbol")));
  if (found == tables.end()) return std::nullopt;
  return found->second;
}

double number(const json& inputs, const char* key, double otherwise) {
  return inputs.contains(key) && inputs.at(key).is_number() ? inputs.at(key).get<double>() : otherwise;
}

Position goldenPosition(const json& inputs, double margin) {
  return {test::sideOf(inputs) * inputs.at("size").get<double>(), inputs.at("entry").get<double>(), margin};
}

MarginBracket goldenBracket(const json& inputs) {
  MarginBracket bracket{};
  bracket.maintenanceMarginRate = inputs.at("mmr").get<double>();
  bracket.maintenanceAmount = number(inputs, "cum", 0.0);
  return bracket;
}

std::optional<double> walletBalance(const json& inputs) {
  if (inputs.contains("wallet_balance")) return inputs.at("wallet_balance").get<double>();
  if (inputs.contains("wallet_balance_expr")) return test::Expression(inputs.at("wallet_balance_expr"), inputs).value();
  return std::nullopt;
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
  if (!target) return {{"liquidation_price", std::nullopt}};
  return {{"liquidation_price", liquidationPrice(goldenPosition(*target, collateral(balances)), goldenBracket(*target))}};
}

Answers binanceLiquidationPrice(const json& inputs, const TablesBySymbol& tables) {
  if (inputs.contains("positions")) return binanceCrossLiquidationPrice(inputs);
  const auto wallet = walletBalance(inputs);
  if (!wallet) return {{"liquidation_price", std::nullopt}};
  const Position position = goldenPosition(inputs, *wallet);
  if (inputs.contains("mmr")) return {{"liquidation_price", liquidationPrice(position, goldenBracket(inputs))}};
  const auto table = tableFor(inputs, tables);
  return {{"liquidation_price", table ? liquidationPrice(position, *table) : std::nullopt}};
}

Answers binanceBracket(const json& inputs, const TablesBySymbol& tables) {
  const auto table = tableFor(inputs, tables);
  if (!table) return {{"mmr", std::nullopt}, {"cum", std::nullopt}};
  const MarginBracket& bracket = table->bracket(inputs.at("notional").get<double>());
  return {{"mmr", bracket.maintenanceMarginRate}, {"cum", bracket.maintenanceAmount}};
}

Answers binanceMaxLeverage(const json& inputs, const TablesBySymbol& tables) {
  const auto table = tableFor(inputs, tables);
  return {{"max_leverage", table ? table->maxLeverageForMargin(inputs.at("stake").get<double>()) : std::nullopt}};
}

Answers binanceOrder(const json& inputs, const TablesBySymbol&) {
  const double side = inputs.value("side", "long") == "long" ? 1.0 : -1.0;
  const double price = inputs.at("order_price").get<double>();
  const OpeningOrder order{side * inputs.at("qty").get<double>(), price, number(inputs, "leverage", 1.0), number(inputs, "mark", price)};
  return {{"initial_margin", initialMargin(order)}, {"open_loss", openLoss(order)}, {"cost", costToOpen(order)}};
}

Answers binanceWalletBalance(const json& inputs, const TablesBySymbol&) {
  const double price = inputs.at("liquidation_price").get<double>();
  return {{"cross_wallet_balance", marginForLiquidationPrice(goldenPosition(inputs, 0.0), goldenBracket(inputs), price)}};
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
    if (one.value("venue", "") == mapping.venue && one.value("kind", "") == mapping.kind) return &mapping;
  }
  return nullptr;
}

bool isWithin(double found, double expected, const json& tolerance) {
  const double off = std::abs(found - expected);
  if (tolerance.contains("abs")) return off <= tolerance.at("abs").get<double>();
  if (tolerance.contains("rel")) return off <= tolerance.at("rel").get<double>() * std::abs(expected);
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

/// Asks one case, and says on the spot what is wrong with a failed one.
void ask(const json& one, const TablesBySymbol& tables, Row& row) {
  const Mapping* const mapping = mappingOf(one);
  if (!mapping) {
    ++row.notYet;
    return;
  }
  const Answers answers = mapping->answers(one.at("inputs"), tables);
  bool isPassed = true;
  for (const auto& [key, value] : one.at("expected").items()) {
    const auto answer = answers.find(key);
    if (answer != answers.end() && !answer->second && !value.is_null()) {
      ++row.notComputable;
      std::cout << "  not computable: " << one.at("id") << ", " << key << '\n';
      return;
    }
    if (answer != answers.end() && value.is_null() && !answer->second) continue;
    const bool isSame = answer != answers.end() && answer->second && value.is_number() &&
                        isWithin(*answer->second, value.get<double>(), one.at("tolerance"));
    isPassed = isPassed && isSame;
    if (isSame) {
      const double expected = value.get<double>();
      const double off = std::abs(*answer->second - expected);
      row.worst = std::max(row.worst, expected == 0.0 ? off : off / std::abs(expected));
      continue;
    }
    std::cout << "  FAILED: " << one.at("id") << ", " << key << ": expected " << value << ", found ";
    if (answer == answers.end()) std::cout << "no answer of that name\n";
    else std::cout << json(answer->second.value_or(std::nan(""))) << '\n';
  }
  ++(isPassed ? row.passed : row.failed);
}

std::string venueOf(const json& one) {
  for (const char* const key : {"venue", "exchange", "module"}) {
    if (one.contains(key)) return one.at(key).get<std::string>();
  }
  return "?";
}

bool isWanted(const std::string& family) {
  const char* const wanted = std::getenv("PLIMSOLL_GOLDEN");
  return !wanted || !*wanted || family == wanted;
}

void print(const std::string& name, const Row& row) {
  std::printf("  %-52s %6d %6d %7d %14d   %.1e\n", name.c_str(), row.passed, row.failed, row.notYet, row.notComputable, row.worst);
}

}  // namespace

TEST_CASE("numbers that venues state", "[golden]") {
  const auto folder = test::sharedFolder("golden");
  if (!folder) SKIP("no golden cases");

  for (const auto& file : std::filesystem::directory_iterator(*folder)) {
    const std::string family = file.path().stem().string();
    if (file.path().extension() != ".json" || !isWanted(family)) continue;
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
    std::printf("  %-52s %6s %6s %7s %14s   %s\n", "", "passed", "failed", "not yet", "not computable", "worst relative");
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

TEST_CASE("real margin tables load, and their laws hold", "[golden]") {
  const auto folder = test::sharedFolder("tiers");
  if (!folder) SKIP("no tables");
  if (!isWanted("tiers")) SKIP("another family was asked for");

  const std::uint64_t seed = 2'024'10;
  test::RandomAccounts random(seed);
  for (const auto& file : std::filesystem::directory_iterator(*folder)) {
    std::ifstream stream(file.path());
    const json symbols = json::parse(stream, nullptr, false);
    const bool isUnified = symbols.is_object() && !symbols.empty() && symbols.begin()->is_array() &&
                           !symbols.begin()->empty() && symbols.begin()->front().contains("minNotional");
    if (!isUnified) {
      std::cout << "tiers " << file.path().stem().string() << ": not yet\n";
      continue;
    }

    int tables = 0;
    int edges = 0;
    int asked = 0;
    for (const auto& [symbol, rows] : symbols.items()) {
      INFO(symbol << ", seed " << seed);
      std::vector<MarginBracket> brackets;
      for (const json& row : rows) {
        brackets.push_back({row.at("minNotional"), row.at("maxNotional"), row.at("maintenanceMarginRate"),
                            std::stod(row.at("info").at("cum").get<std::string>()), row.at("maxLeverage")});
      }
      const Refusal refusal = check(brackets);
      INFO(name(refusal) << ", " << refusal.field << " in row " << refusal.row);
      REQUIRE(refusal == Error::none);

      // The amounts that the venue states are those that floors and rates make.
      std::vector<MarginBracket> filled = brackets;
      fillMaintenanceAmounts(filled);
      for (std::size_t row = 0; row < brackets.size(); ++row) {
        const double stated = brackets[row].maintenanceAmount;
        if (std::abs(filled[row].maintenanceAmount - stated) > 1e-9 * (1.0 + stated)) FAIL("row " << row);
      }
      edges += static_cast<int>(brackets.size()) - 1;
      ++tables;

      const MarginTable table(std::move(brackets));
      for (int i = 0; i < 100; ++i) {
        const Position position = random.position(table);
        const auto price = liquidationPrice(position, table);
        if (!price) continue;
        const double there = notional(position, *price);
        const double off = std::abs(equity(position, *price) - table.maintenanceMargin(there));
        if (off > 1e-9 * (there + notional(position, position.entryPrice))) FAIL("position " << i);
        ++asked;
      }
    }
    std::cout << "tiers " << file.path().stem().string() << ": " << tables << " tables, " << edges
              << " edges continuous, " << asked << " liquidation prices where equity is maintenance\n";
  }
}

}  // namespace plimsoll
