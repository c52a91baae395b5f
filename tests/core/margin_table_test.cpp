#include "plimsoll/margin/margin_table.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "margin_vectors.h"
#include "random_accounts.h"

namespace plimsoll {

using Catch::Matchers::WithinRel;

TEST_CASE("a margin table answers as its vectors say", "[margin_table]") {
  const auto file = test::vectors("margin_table");
  const double tolerance = file.at("relativeTolerance");
  for (const auto& row : file.at("cases")) {
    INFO(row.at("name"));
    const MarginTable table = test::tableOf(file, row.at("inputs"));
    const double notional = row.at("inputs").at("notional");
    const auto& expected = row.at("expected");
    REQUIRE(table.bracket(notional).maintenanceMarginRate == expected.at("maintenanceMarginRate"));
    REQUIRE(table.bracket(notional).maintenanceAmount == expected.at("maintenanceAmount"));
    REQUIRE_THAT(table.maintenanceMargin(notional),
                 WithinRel(expected.at("maintenanceMargin").get<double>(), tolerance));
    REQUIRE(table.maxLeverage(notional) == test::numberOf(expected.at("maxLeverage")));
  }
}

TEST_CASE("the highest leverage for a margin weighs leverage against notional", "[margin_table]") {
  const auto file = test::vectors("margin_table");
  for (const auto& row : file.at("maxLeverageForMargin")) {
    INFO(row.at("name"));
    const MarginTable table = test::tableOf(file, row.at("inputs"));
    const auto found = table.maxLeverageForMargin(row.at("inputs").at("posted"));
    const auto expected = test::numberOf(row.at("expected").at("maxLeverage"));
    REQUIRE(found.has_value() == expected.has_value());
    if (expected) REQUIRE_THAT(*found, WithinRel(*expected, 1e-12));
  }
}

TEST_CASE("a broken table is refused, with its error, field and row", "[margin_table]") {
  for (const auto& row : test::vectors("margin_table").at("refused")) {
    INFO(row.at("name"));
    const Refusal refusal = check(test::bracketsOf(row.at("brackets")));
    REQUIRE(name(refusal) == row.at("expected").at("error").get<std::string>());
    REQUIRE(refusal.field == row.at("expected").at("field").get<std::string>());
    REQUIRE(refusal.row == row.at("expected").at("row").get<int>());
  }
}

TEST_CASE("a table that holds no number is refused", "[margin_table]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  const auto refusal = [](MarginBracket bracket) { return Error{check(std::span(&bracket, 1))}; };
  REQUIRE(refusal({0.0, infinity, 0.01, 0.0, 50.0}) == Error::none);
  REQUIRE(refusal({nan, 1e6, 0.01, 0.0, 50.0}) == Error::notFinite);
  REQUIRE(refusal({0.0, nan, 0.01, 0.0, 50.0}) == Error::notFinite);
  REQUIRE(refusal({0.0, 1e6, nan, 0.0, 50.0}) == Error::notFinite);
  REQUIRE(refusal({0.0, 1e6, 0.01, nan, 50.0}) == Error::notFinite);
  REQUIRE(refusal({0.0, 1e6, 0.01, 0.0, infinity}) == Error::notFinite);
}

TEST_CASE("every table in percent is told from one in fractions", "[margin_table]") {
  test::RandomAccounts random(3);
  for (int i = 0; i < 2'000; ++i) {
    auto brackets = random.brackets();
    REQUIRE(check(brackets) == Error::none);
    for (MarginBracket& bracket : brackets) {
      bracket.maintenanceMarginRate *= 100.0;
      bracket.maintenanceAmount *= 100.0;
    }
    REQUIRE(check(brackets) == Error::tablePercent);
  }
}

TEST_CASE("amounts are made from floors and rates as a venue states them", "[margin_table]") {
  // Binance, how the maintenance amount of a level is computed: the table of the vectors.
  const auto file = test::vectors("margin_table");
  const auto stated = test::bracketsOf(file.at("tables").at("btcusdt-2022").at("brackets"));
  auto filled = stated;
  for (MarginBracket& bracket : filled)
    bracket.maintenanceAmount = 0.0;
  fillMaintenanceAmounts(filled);
  for (std::size_t row = 0; row < stated.size(); ++row) {
    REQUIRE_THAT(filled[row].maintenanceAmount, WithinRel(stated[row].maintenanceAmount, 1e-12));
  }
}

TEST_CASE("maintenance margin is continuous, increasing and the greatest of its lines",
          "[margin_table]") {
  const std::uint64_t seed = 1848;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 2'000; ++i) {
    const MarginTable table(random.brackets());
    for (const MarginBracket& bracket : table.brackets()) {
      const double edge = bracket.notionalCap;
      if (std::isinf(edge)) continue;
      const double below = table.maintenanceMargin(edge * (1.0 - 1e-14));
      REQUIRE_THAT(table.maintenanceMargin(edge), WithinRel(below, 1e-11));
    }

    const double notional = random.betweenMagnitudes(1.0, 1e10);
    REQUIRE(table.maintenanceMargin(notional * 1.01) > table.maintenanceMargin(notional));
    double greatest = 0.0;
    for (const MarginBracket& bracket : table.brackets()) {
      greatest = std::max(greatest, maintenanceMargin(bracket, notional));
    }
    REQUIRE_THAT(table.maintenanceMargin(notional), WithinRel(greatest, 1e-11));
  }
}

TEST_CASE("the highest leverage for a margin is one that its own notional allows",
          "[margin_table]") {
  const std::uint64_t seed = 1876;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const MarginTable table(random.brackets());
    const double margin = random.betweenMagnitudes(1.0, 1e8);
    const auto leverage = table.maxLeverageForMargin(margin);
    if (!leverage) {
      REQUIRE(table.brackets().back().notionalCap < margin);
      continue;
    }
    // One ulp may put the notional over the cap that it was made from.
    const double notional = *leverage * margin;
    REQUIRE(table.maxLeverage(notional * (1.0 - 1e-15)).value() >= *leverage);
    const auto above = table.maxLeverage(notional * 1.001);
    REQUIRE((!above || *above < *leverage * 1.001));
  }
}

}  // namespace plimsoll
