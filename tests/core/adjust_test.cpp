#include "plimsoll/margin/adjust.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "margin_vectors.h"
#include "plimsoll/margin/liquidation.h"
#include "plimsoll/margin/position_risk.h"
#include "random_accounts.h"

namespace plimsoll {

using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

struct WantedRatio {
  double marginRatio;
  double markPrice;
  double exitCostRate;
};

double marginToAdd(const Position& position, const MarginTable& table, const WantedRatio& wanted) {
  const Exposure exposure{ContractKind::linear, position, {.brackets = table.brackets()}};
  return plimsoll::marginToAdd({exposure, wanted.markPrice, equity(position, wanted.markPrice), 0.0,
                                wanted.marginRatio, wanted.exitCostRate});
}

std::optional<double> quantityToClose(const Position& position, const MarginTable& table,
                                      const WantedRatio& wanted) {
  const Exposure exposure{ContractKind::linear, position, {.brackets = table.brackets()}};
  return plimsoll::quantityToClose({exposure, wanted.markPrice, equity(position, wanted.markPrice),
                                    0.0, wanted.marginRatio, wanted.exitCostRate});
}

}  // namespace

TEST_CASE("the remedy is what the vectors say", "[adjust]") {
  const auto file = test::vectors("adjust");
  const double tolerance = file.at("relativeTolerance");
  for (const auto& row : file.at("cases")) {
    INFO(row.at("name"));
    const auto& inputs = row.at("inputs");
    const Position position = test::positionOf(inputs);
    const MarginTable table = test::tableOf(file, inputs);
    const WantedRatio wanted{inputs.at("wantedMarginRatio"), inputs.at("markPrice"),
                             inputs.at("exitCostRate")};
    const auto& expected = row.at("expected");

    const auto ratio = marginRatio(position, table, wanted.markPrice);
    const auto ratioExpected = test::numberOf(expected.at("marginRatio"));
    REQUIRE(ratio.has_value() == ratioExpected.has_value());
    if (ratio) REQUIRE_THAT(*ratio, WithinRel(*ratioExpected, tolerance));

    REQUIRE_THAT(marginToAdd(position, table, wanted),
                 WithinRel(expected.at("marginToAdd").get<double>(), tolerance));

    const auto close = quantityToClose(position, table, wanted);
    const auto closeExpected = test::numberOf(expected.at("quantityToClose"));
    REQUIRE(close.has_value() == closeExpected.has_value());
    if (close) REQUIRE_THAT(*close, WithinRel(*closeExpected, tolerance));
  }
}

TEST_CASE("the loss if liquidated is what the fee leaves of the margin", "[adjust]") {
  const auto file = test::vectors("adjust");
  for (const auto& row : file.at("loss")) {
    INFO(row.at("name"));
    const Position position = test::positionOf(row.at("inputs"));
    const MarginTable table = test::tableOf(file, row.at("inputs"));
    const double price = liquidationPrice(position, table).value();
    REQUIRE_THAT(lossIfLiquidated(position, price, row.at("inputs").at("liquidationFeeRate")),
                 WithinRel(row.at("expected").at("lossIfLiquidated").get<double>(), 1e-12));
  }
}

TEST_CASE("applying the advice achieves its target", "[adjust]") {
  const std::uint64_t seed = 1987;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  int added = 0;
  int closed = 0;
  int safe = 0;
  for (int i = 0; i < 40'000; ++i) {
    const MarginTable table(random.brackets());
    const Position position = random.position(table);
    const auto liquidation = liquidationPrice(position, table);
    if (!liquidation) continue;
    // Somewhere between entry and liquidation.
    const double markPrice =
        position.entryPrice + random.between(0.0, 0.99) * (*liquidation - position.entryPrice);
    const WantedRatio wanted{random.between(0.05, 0.95), markPrice,
                             random.coin() ? 0.0 : random.between(0.0, 0.002)};
    const auto before = marginRatio(position, table, markPrice);
    if (!before || *before >= 1.0) continue;
    INFO("account " << i << ": ratio " << *before << ", wanted " << wanted.marginRatio);

    const double toAdd = marginToAdd(position, table, wanted);
    const auto toClose = quantityToClose(position, table, wanted);
    if (*before <= wanted.marginRatio) {
      REQUIRE(toAdd == 0.0);
      REQUIRE(toClose == 0.0);
      ++safe;
      continue;
    }

    Position richer = position;
    richer.margin += toAdd;
    REQUIRE_THAT(marginRatio(richer, table, markPrice).value(),
                 WithinRel(wanted.marginRatio, 1e-9));
    ++added;

    if (!toClose) {
      REQUIRE(equity(position, markPrice) < wanted.exitCostRate * notional(position, markPrice));
      continue;
    }
    REQUIRE(*toClose > 0.0);
    REQUIRE(*toClose <= quantity(position));
    const Position smaller = reduced(position, *toClose, markPrice, wanted.exitCostRate);
    const double left = notional(smaller, markPrice);
    // A sliver of a position is a difference of two large numbers: judged on the large ones.
    REQUIRE_THAT(table.maintenanceMargin(left),
                 WithinAbs(wanted.marginRatio * equity(smaller, markPrice),
                           1e-9 * notional(position, markPrice)));
    if (left > 1e-3 * notional(position, markPrice)) {
      REQUIRE_THAT(marginRatio(smaller, table, markPrice).value(),
                   WithinRel(wanted.marginRatio, 1e-9));
      ++closed;
    }
  }
  REQUIRE(added > 5'000);
  REQUIRE(closed > 2'000);
  REQUIRE(safe > 1'000);
}

TEST_CASE("the loss if liquidated is never more than the margin, and grows with the fee",
          "[adjust]") {
  const std::uint64_t seed = 2008;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 10'000; ++i) {
    const MarginTable table(random.brackets());
    const Position position = random.position(table);
    const auto price = liquidationPrice(position, table);
    if (!price) continue;
    const double fee = random.between(0.0, 0.02);
    const double loss = lossIfLiquidated(position, *price, fee);
    REQUIRE(loss <= position.margin);
    REQUIRE(loss <= lossIfLiquidated(position, *price, fee + 0.001));
  }
}

TEST_CASE("a wanted ratio that cannot be is refused by field", "[adjust]") {
  const auto says = [](const WantedRemedy& wanted) {
    return std::string(name(check(wanted))) + ": " + check(wanted).field;
  };
  REQUIRE(says({1.0, 0.0}) == "rateOutOfRange: marginRatio");
  REQUIRE(says({0.0, 0.0}) == "rateOutOfRange: marginRatio");
  REQUIRE(says({0.5, 1.0}) == "rateOutOfRange: exitCostRate");
}

}  // namespace plimsoll
