#include "plimsoll/margin/leverage.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "margin_vectors.h"
#include "random_accounts.h"

namespace plimsoll {

using Catch::Matchers::WithinRel;

TEST_CASE("leverage is what the vectors say", "[leverage]") {
  const auto file = test::vectors("leverage");
  const double tolerance = file.at("relativeTolerance");
  for (const auto& row : file.at("cases")) {
    INFO(row.at("name"));
    const Position position = test::positionOf(row.at("inputs"));
    const double markPrice = row.at("inputs").at("markPrice");
    const auto& expected = row.at("expected");
    REQUIRE_THAT(notional(position, markPrice),
                 WithinRel(expected.at("notional").get<double>(), tolerance));
    REQUIRE_THAT(equity(position, markPrice),
                 WithinRel(expected.at("equity").get<double>(), tolerance));
    REQUIRE_THAT(leverageAtEntry(position).value(),
                 WithinRel(expected.at("leverageAtEntry").get<double>(), tolerance));

    const auto leverage = effectiveLeverage(position, markPrice);
    const auto wanted = test::numberOf(expected.at("effectiveLeverage"));
    REQUIRE(leverage.has_value() == wanted.has_value());
    if (wanted) REQUIRE_THAT(*leverage, WithinRel(*wanted, tolerance));
  }
}

TEST_CASE("an order costs initial margin and open loss", "[leverage]") {
  for (const auto& row : test::vectors("leverage").at("orders")) {
    INFO(row.at("name"));
    const auto& inputs = row.at("inputs");
    const OpeningOrder order{test::sideOf(inputs) * inputs.at("quantity").get<double>(),
                             inputs.at("orderPrice"), inputs.at("leverage"),
                             inputs.at("markPrice")};
    REQUIRE(check(order) == Error::none);
    const auto& expected = row.at("expected");
    // A loss is a difference of prices, so it is exact to the price's last place and not its own.
    REQUIRE_THAT(initialMargin(order),
                 WithinRel(expected.at("initialMargin").get<double>(), 1e-12));
    REQUIRE_THAT(openLoss(order),
                 Catch::Matchers::WithinAbs(expected.at("openLoss").get<double>(), 1e-9));
    REQUIRE_THAT(costToOpen(order), WithinRel(expected.at("costToOpen").get<double>(), 1e-12));
  }
}

TEST_CASE("headroom is what a leverage still allows", "[leverage]") {
  const auto file = test::vectors("leverage");
  for (const auto& row : file.at("headroom")) {
    INFO(row.at("name"));
    const auto& inputs = row.at("inputs");
    const MarginTable table = test::tableOf(file, inputs);
    REQUIRE(headroom(table, inputs.at("notional"), inputs.at("leverage")) ==
            test::numberOf(row.at("expected").at("headroom")));
  }
}

TEST_CASE("leverage after a move is the leverage at the moved price", "[leverage]") {
  const std::uint64_t seed = 1890;
  INFO("seed " << seed);
  test::RandomAccounts random(seed);
  for (int i = 0; i < 10'000; ++i) {
    const MarginTable table(random.brackets());
    const Position position = random.position(table);
    const double side = direction(position);
    const double now = effectiveLeverage(position, position.entryPrice).value();
    REQUIRE(leverageAfterMove(now, side, 0.0) == now);

    const double move = random.between(-0.9, 0.9);
    const auto moved = leverageAfterMove(now, side, move);
    const auto there = effectiveLeverage(position, position.entryPrice * (1.0 + move));
    // Near bankruptcy leverage is a quotient by almost nothing, and neither way is exact.
    if (!there || *there > 1e6 || !moved || *moved > 1e6) continue;
    REQUIRE_THAT(*moved, WithinRel(*there, 1e-7));
  }
}

TEST_CASE("a position that loses gains leverage, one that wins loses it", "[leverage]") {
  REQUIRE(leverageAfterMove(10.0, +1.0, -0.05).value() > 10.0);
  REQUIRE(leverageAfterMove(10.0, +1.0, +0.05).value() < 10.0);
  REQUIRE(leverageAfterMove(10.0, -1.0, +0.05).value() > 10.0);
  REQUIRE(leverageAfterMove(10.0, -1.0, -0.05).value() < 10.0);
  REQUIRE(leverageAfterMove(10.0, +1.0, -0.1) == std::nullopt);
}

TEST_CASE("leverage has its sign and its examples from the header", "[leverage]") {
  REQUIRE(effectiveLeverage({+1.0, 50'000.0, 5'000.0}, 47'000.0).value() == 23.5);
  REQUIRE_THAT(openLoss({-1.0, 9'253.30, 20.0, 9'259.84}), Catch::Matchers::WithinAbs(6.54, 1e-9));
  REQUIRE(leverageAtEntry({+1.0, 50'000.0, -10.0}) == std::nullopt);
}

TEST_CASE("a position or an order that cannot be used is refused by field", "[leverage]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto says = [](const Refusal& refusal) {
    return std::string(name(refusal)) + ": " + refusal.field;
  };
  REQUIRE(check(Position{-1.0, 50'000.0, 5'000.0}) == Error::none);
  REQUIRE(says(check(Position{0.0, 50'000.0, 5'000.0})) == "quantityNotPositive: signedQuantity");
  REQUIRE(says(check(Position{nan, 50'000.0, 5'000.0})) == "notFinite: signedQuantity");
  REQUIRE(says(check(Position{1.0, -3.0, 5'000.0})) == "priceNotPositive: entryPrice");
  REQUIRE(says(check(Position{1.0, nan, 5'000.0})) == "notFinite: entryPrice");
  REQUIRE(says(check(Position{1.0, 50'000.0, 0.0})) == "marginNotPositive: margin");
  REQUIRE(says(check(Position{1.0, 50'000.0, nan})) == "notFinite: margin");
  REQUIRE(says(check(PositionAtMark{1.0, 50'000.0, 0.0, 1.0})) == "priceNotPositive: markPrice");
  REQUIRE(says(check(PositionAtMark{1.0, 50'000.0, 50'000.0, -1.0})) ==
          "marginNotPositive: equityAtMark");
  REQUIRE(says(check(OpeningOrder{1.0, 50'000.0, 0.0, 50'000.0})) ==
          "leverageOutOfRange: leverage");
  REQUIRE(says(check(OpeningOrder{1.0, 0.0, 5.0, 50'000.0})) == "priceNotPositive: orderPrice");
}

TEST_CASE("a position stated by its equity is the one stated by its margin", "[leverage]") {
  REQUIRE(position({+1.0, 50'000.0, 52'000.0, 7'000.0}).margin == 5'000.0);
  REQUIRE(position({-2.0, 50'000.0, 52'000.0, 7'000.0}).margin == 11'000.0);
}

}  // namespace plimsoll
