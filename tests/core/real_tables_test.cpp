// The margin tables that venues really had, as recorded: whether they load, and whether the laws
// of the price hold on them.

#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "plimsoll/margin/liquidation.h"
#include "random_accounts.h"
#include "shared_folder.h"

namespace plimsoll {

TEST_CASE("real margin tables load, and their laws hold", "[golden]") {
  const auto folder = test::sharedFolder("tiers");
  if (!folder || !test::isFamilyWanted("tiers")) return;

  const std::uint64_t seed = 2'024'10;
  test::RandomAccounts random(seed);
  for (const auto& file : std::filesystem::directory_iterator(*folder)) {
    std::ifstream stream(file.path());
    const nlohmann::json symbols = nlohmann::json::parse(stream, nullptr, false);
    const bool isUnified = symbols.is_object() && !symbols.empty() && symbols.begin()->is_array() &&
                           !symbols.begin()->empty() &&
                           symbols.begin()->front().contains("minNotional");
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
      for (const nlohmann::json& row : rows) {
        brackets.push_back(
            {row.at("minNotional"), row.at("maxNotional"), row.at("maintenanceMarginRate"),
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
        if (std::abs(filled[row].maintenanceAmount - stated) > 1e-9 * (1.0 + stated))
          FAIL("row " << row);
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
              << " edges continuous, " << asked
              << " liquidation prices where equity is maintenance\n";
  }
}

}  // namespace plimsoll
