#include "plimsoll/margin/liquidation.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "margin_vectors.h"
#include "plimsoll/margin/adjust.h"
#include "random_accounts.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

void requireSame(std::optional<double> found, std::optional<double> expected, double tolerance) {
  REQUIRE(found.has_value() == expected.has_value());
  if (expected) REQUIRE_THAT(*found, WithinRel(*expected, tolerance));
}

/// The root of equity less maintenance by halving, which knows nothing of brackets' formulas.
/// The headroom falls from left to right for a short and rises for a long.
std::optional<double> priceByHalving(const Position& position, const MarginTable& table) {
  const auto isSafe = [&](double price) {
    return equity(position, price) > table.maintenanceMargin(notional(position, price));
  };
  const bool isLong = position.signedQuantity > 0.0;
  double low = position.entryPrice * 1e-12;
  double high = position.entryPrice * 1e3;
  if (isSafe(low) == isSafe(high)) return std::nullopt;
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    (isSafe(middle) == isLong ? high : low) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

TEST_CASE("liquidation and bankruptcy price are what the vectors say", "[liquidation]") {
  const auto file = test::vectors("liquidation");
  const double tolerance = file.at("relativeTolerance");
  for (const auto& row : file.at("cases")) {
    INFO(row.at("name"));
    const Position position = test::positionOf(row.at("inputs"));
    const MarginTable table = test::tableOf(file, row.at("inputs"));
    const auto& expected = row.at("expected");
    requireSame(liquidationPrice(position, table), test::numberOf(expected.at("liquidationPrice")),
                tolerance);
    requireSame(bankruptcyPrice(position), test::numberOf(expected.at("bankruptcyPrice")),
                tolerance);
  }
}

TEST_CASE("a cross account's other positions count as constants", "[liquidation]") {
  for (const auto& row : test::vectors("liquidation").at("cross")) {
    INFO(row.at("name"));
    const auto& inputs = row.at("inputs");
    CrossBalances balances{inputs.at("walletBalance"), 0.0, 0.0};
    for (const auto& other : inputs.at("others")) {
      const Position position = test::positionOf(other);
      const double markPrice = other.at("markPrice");
      balances.otherMaintenanceMargin +=
          other.at("maintenanceMarginRate").get<double>() * notional(position, markPrice) -
          other.at("maintenanceAmount").get<double>();
      balances.otherUnrealizedPnl += unrealizedPnl(position, markPrice);
    }
    Position position = test::positionOf(inputs);
    position.margin = collateral(balances);
    const MarginBracket bracket{0.0, 0.0, inputs.at("maintenanceMarginRate"),
                                inputs.at("maintenanceAmount"), 1.0};
    REQUIRE_THAT(liquidationPrice(position, bracket).value(),
                 WithinAbs(row.at("expected").at("liquidationPrice").get<double>(),
                           row.at("absoluteTolerance").get<double>()));
  }
}

TEST_CASE("a cross account with one position is an isolated one with its wallet", "[liquidation]") {
  REQUIRE(collateral({5'000.0, 0.0, 0.0}) == 5'000.0);
}

TEST_CASE("the header's examples", "[liquidation]") {
  MarginBracket bracket{};
  bracket.maintenanceMarginRate = 0.025;
  bracket.maintenanceAmount = 16'300.0;
  const Position position{+109.488, 32'481.98, 1'535'443.01};
  REQUIRE_THAT(liquidationPrice(position, bracket).value(), WithinAbs(18'778.73, 0.01));
}

TEST_CASE("laws of the liquidation price hold for random accounts and tables", "[liquidation]") {
  const std::uint64_t seed = 18'760'412;
  const int accounts = 20'000;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int liquidatable = 0;
  for (int i = 0; i < accounts; ++i) {
    const MarginTable table(random.brackets());
    REQUIRE(check(table.brackets()) == Error::none);
    const Position position = random.position(table);
    const double side = direction(position);
    const double entryNotional = notional(position, position.entryPrice);
    INFO("account " << i << ": " << position.signedQuantity << " at " << position.entryPrice
                    << " with " << position.margin);
    const auto price = liquidationPrice(position, table);

    // Never liquidated is a long whose margin covers its cost, and nothing else.
    const bool coversItsCost = side > 0.0 && position.margin >= entryNotional;
    REQUIRE(price.has_value() == !coversItsCost);
    if (!price) continue;
    ++liquidatable;

    // At the price, equity is the maintenance margin, to 1e-9 of what they are made of.
    const double scale = entryNotional + notional(position, *price);
    REQUIRE_THAT(equity(position, *price),
                 WithinAbs(table.maintenanceMargin(notional(position, *price)), 1e-9 * scale));

    // The same root is found by halving, and just one bracket claims it.
    const auto halved = priceByHalving(position, table);
    if (halved) REQUIRE_THAT(*price, WithinAbs(*halved, 1e-9 * scale / quantity(position)));
    int claims = 0;
    for (const MarginBracket& bracket : table.brackets()) {
      const auto own = liquidationPrice(position, bracket);
      const bool isLast = &bracket == &table.brackets().back();
      if (!own) continue;
      const double there = notional(position, *own);
      claims += bracket.notionalFloor <= there && (isLast || there < bracket.notionalCap) ? 1 : 0;
    }
    REQUIRE(claims == 1);

    // Posted above its maintenance at entry, it liquidates on the losing side of entry, and
    // before bankruptcy.
    if (position.margin > table.maintenanceMargin(entryNotional)) {
      REQUIRE(side * (position.entryPrice - *price) > 0.0);
    }
    if (const auto bankruptcy = bankruptcyPrice(position))
      REQUIRE(side * (*price - *bankruptcy) > 0.0);

    // More margin moves it away from the entry, and so does a lower rate.
    Position richer = position;
    richer.margin *= 1.01;
    if (const auto away = liquidationPrice(richer, table)) REQUIRE(side * (*price - *away) > 0.0);
    std::vector<MarginBracket> dearer(table.brackets().begin(), table.brackets().end());
    for (MarginBracket& bracket : dearer)
      bracket.maintenanceMarginRate *= 1.01;
    fillMaintenanceAmounts(dearer);
    REQUIRE(side * (liquidationPrice(position, MarginTable(dearer)).value() - *price) > 0.0);

    // And back: with that price, that margin.
    REQUIRE_THAT(marginForLiquidationPrice(position, table, *price),
                 WithinAbs(position.margin, 1e-9 * scale));
  }
  REQUIRE(liquidatable > 10'000);
}

TEST_CASE("the liquidation price moves continuously across a bracket's edge", "[liquidation]") {
  const std::uint64_t seed = 1930;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 5'000; ++i) {
    const MarginTable table(random.brackets());
    const double entryPrice = random.betweenMagnitudes(0.01, 1e5);
    const double edge = table.brackets().front().notionalCap;
    if (std::isinf(edge)) continue;

    // A position that is liquidated just at the edge, and its neighbours on either side.
    const double side = random.coin() ? 1.0 : -1.0;
    const double price = entryPrice * (1.0 - side * random.between(0.01, 0.5));
    const Position position{side * edge / price, entryPrice, 0.0};
    const double margin = marginForLiquidationPrice(position, table, price);
    const auto with = [&](double share) {
      return liquidationPrice({position.signedQuantity, entryPrice, margin * share}, table).value();
    };
    REQUIRE_THAT(with(1.0), WithinRel(price, 1e-9));
    REQUIRE_THAT(with(1.0 - 1e-9), WithinRel(with(1.0 + 1e-9), 1e-8));
  }
}

TEST_CASE("without maintenance, liquidation is bankruptcy", "[liquidation]") {
  const std::uint64_t seed = 1966;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  const MarginTable free({{0.0, std::numeric_limits<double>::infinity(), 0.0, 0.0, 100.0}});
  for (int i = 0; i < 5'000; ++i) {
    const Position position = random.position(MarginTable(random.brackets()));
    const auto bankruptcy = bankruptcyPrice(position);
    const auto price = liquidationPrice(position, free);
    REQUIRE(price.has_value() == bankruptcy.has_value());
    if (price) REQUIRE_THAT(*price, WithinAbs(*bankruptcy, 1e-12 * position.entryPrice));
  }
}

}  // namespace plimsoll
