#include "plimsoll/margin/position_risk.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <string>

#include "plimsoll/margin/distance.h"

namespace plimsoll {
namespace {

using Catch::Matchers::WithinRel;

const MarginTable kHalfPercent({{0.0, std::numeric_limits<double>::infinity(), 0.005, 0.0, 100.0}});
const Position kLong{+1.0, 50'000.0, 5'000.0};

/// One isolated position, which may lack anything but itself.
struct RiskQuestion {
  Position position = kLong;
  const MarginTable* table = &kHalfPercent;
  Instrument instrument = {};
  std::optional<double> markPrice = {};
  std::optional<double> variancePerMs = {};
  double wantedMarginRatio = 0.5;
  double exitCostRate = 0.0;
};

RiskQuestion question(double markPrice) {
  return {.markPrice = markPrice};
}

PositionRisk positionRisk(const RiskQuestion& asked) {
  const AccountPosition held{
      .position = {ContractKind::linear, asked.position.signedQuantity, asked.position.entryPrice,
                   asked.position.margin},
      .terms = {.rules = &venueRules(MarginVenue::binanceUsdm),
                .brackets = asked.table ? asked.table->brackets()
                                        : std::span<const MarginBracket>{}},
      .isIsolated = true,
      .symbol = 0,
      .markPrice = asked.markPrice.value_or(0.0)};
  const RiskFacts facts{.instrument = asked.instrument,
                        .hasMark = asked.markPrice.has_value(),
                        .hasTable = asked.table != nullptr,
                        .variancePerMs = asked.variancePerMs};
  return positionRisks({.positions = {&held, 1}}, {&facts, 1},
                       {asked.wantedMarginRatio, asked.exitCostRate})
      .front();
}

}  // namespace

TEST_CASE("what a person sees of a long in trouble", "[position_risk]") {
  RiskQuestion asked = question(46'000.0);
  asked.instrument = {
      .tickSize = 0.1, .lotSize = 0.001, .contractSize = {}, .liquidationFeeRate = 0.001};
  asked.variancePerMs = 0.02 * 0.02 / kDayMs;
  asked.wantedMarginRatio = 0.1;
  const PositionRisk risk = positionRisk(asked);

  REQUIRE(risk.side == 1.0);
  REQUIRE(risk.entryLeverage.value == 10.0);
  REQUIRE(risk.notional.value == 46'000.0);
  REQUIRE(risk.unrealizedPnl.value == -4'000.0);
  REQUIRE(risk.equity.value == 1'000.0);
  REQUIRE(risk.effectiveLeverage.value == 46.0);
  REQUIRE(risk.maintenanceMargin.value == 230.0);
  REQUIRE(risk.marginRatio.value == 0.23);
  REQUIRE(risk.maxLeverage.value == 100.0);
  REQUIRE_THAT(risk.liquidationPrice.value.value(), WithinRel(45'000.0 / 0.995, 1e-12));
  REQUIRE(risk.roundedLiquidationPrice.value == 45'226.2);
  REQUIRE(risk.bankruptcyPrice.value == 45'000.0);
  REQUIRE_THAT(risk.distanceRate.value.value(), WithinRel(1.0 - 45'000.0 / 0.995 / 46'000.0, 1e-9));
  REQUIRE_THAT(risk.distanceMoney.value.value(), WithinRel(46'000.0 - 45'000.0 / 0.995, 1e-9));
  REQUIRE_THAT(risk.distanceDays.value.value(),
               WithinRel(std::log(46'000.0 * 0.995 / 45'000.0) / 0.02, 1e-9));
  REQUIRE(risk.distanceHours.value.value() > risk.distanceDays.value.value());
  REQUIRE(risk.distanceFiveMinutes.value.value() > risk.distanceHours.value.value());
  REQUIRE_THAT(risk.lossIfLiquidated.value.value(),
               WithinRel(5'000.0 - 0.004 * 45'000.0 / 0.995, 1e-12));
  REQUIRE_FALSE(risk.lossIsAtMost);
  REQUIRE_THAT(risk.marginToAdd.value.value(), WithinRel(1'300.0, 1e-12));
  REQUIRE(risk.quantityToClose.value == 0.566);  // 0.5652 to the next lot
  REQUIRE_FALSE(risk.liquidatable);
}

TEST_CASE("without a mark the prices stand, and nothing else", "[position_risk]") {
  RiskQuestion asked = question(0.0);
  asked.markPrice.reset();
  const PositionRisk risk = positionRisk(asked);
  REQUIRE(risk.liquidationPrice.value.has_value());
  REQUIRE(risk.bankruptcyPrice.value == 45'000.0);
  REQUIRE(risk.equity.reason == Reason::noMark);
  REQUIRE(risk.distanceRate.reason == Reason::noMark);
  REQUIRE(risk.marginToAdd.reason == Reason::noMark);
}

TEST_CASE("without a table equity stands, and nothing that needs a rate", "[position_risk]") {
  RiskQuestion asked = question(48'000.0);
  asked.table = nullptr;
  const PositionRisk risk = positionRisk(asked);
  REQUIRE(risk.equity.value == 3'000.0);
  REQUIRE(risk.effectiveLeverage.value == 16.0);
  REQUIRE(risk.bankruptcyPrice.value == 45'000.0);
  REQUIRE(risk.liquidationPrice.reason == Reason::noTable);
  REQUIRE(risk.marginRatio.reason == Reason::noTable);
  REQUIRE(risk.distanceRate.reason == Reason::noTable);
  REQUIRE(risk.quantityToClose.reason == Reason::noTable);
  REQUIRE(risk.lossIfLiquidated.reason == Reason::noTable);
}

TEST_CASE("a long that cannot be liquidated says so", "[position_risk]") {
  RiskQuestion asked = question(40'000.0);
  asked.position.margin = 60'000.0;
  const PositionRisk risk = positionRisk(asked);
  REQUIRE(risk.liquidationPrice.reason == Reason::fullyCollateralized);
  REQUIRE(risk.roundedLiquidationPrice.reason == Reason::fullyCollateralized);
  REQUIRE(risk.distanceRate.reason == Reason::fullyCollateralized);
  REQUIRE(risk.distanceDays.reason == Reason::fullyCollateralized);
  REQUIRE(risk.lossIfLiquidated.reason == Reason::fullyCollateralized);
  REQUIRE(risk.marginRatio.value.has_value());
  REQUIRE(risk.marginToAdd.value == 0.0);
  REQUIRE_FALSE(risk.liquidatable);
}

TEST_CASE("beyond the liquidation price there is no remedy, and beyond bankruptcy no ratio",
          "[position_risk]") {
  const PositionRisk late = positionRisk(question(45'100.0));
  REQUIRE(late.liquidatable);
  REQUIRE(late.distanceRate.value.value() < 0.0);
  REQUIRE(late.marginRatio.value.value() > 1.0);
  REQUIRE(late.marginToAdd.reason == Reason::alreadyLiquidatable);
  REQUIRE(late.quantityToClose.reason == Reason::alreadyLiquidatable);

  const PositionRisk bankrupt = positionRisk(question(44'000.0));
  REQUIRE(bankrupt.liquidatable);
  REQUIRE(bankrupt.equity.value == -1'000.0);
  REQUIRE(bankrupt.marginRatio.reason == Reason::noEquity);
  REQUIRE(bankrupt.effectiveLeverage.reason == Reason::noEquity);
}

TEST_CASE("what the instrument does not tell is named", "[position_risk]") {
  const PositionRisk risk = positionRisk(question(50'000.0));
  REQUIRE(risk.roundedLiquidationPrice.reason == Reason::noTickSize);
  REQUIRE(risk.distanceDays.reason == Reason::noVolatility);
  REQUIRE(risk.lossIfLiquidated.value == 5'000.0);
  REQUIRE(risk.lossIsAtMost);
}

TEST_CASE("a notional beyond the table, and costs beyond the equity, are named",
          "[position_risk]") {
  const MarginTable small({{0.0, 40'000.0, 0.005, 0.0, 100.0}});
  RiskQuestion asked = question(45'300.0);
  asked.table = &small;
  asked.exitCostRate = 0.01;
  const PositionRisk risk = positionRisk(asked);
  REQUIRE(risk.maxLeverage.reason == Reason::beyondTable);
  REQUIRE(risk.quantityToClose.reason == Reason::exitCostTooHigh);
  REQUIRE(risk.marginToAdd.value.has_value());
}

TEST_CASE("a position out of which the profit was taken has no posted margin to lose",
          "[position_risk]") {
  RiskQuestion asked = question(100'000.0);
  asked.position = position({+1.0, 50'000.0, 100'000.0, 20'000.0});
  const PositionRisk risk = positionRisk(asked);
  REQUIRE(risk.equity.value == 20'000.0);
  REQUIRE(risk.effectiveLeverage.value == 5.0);
  REQUIRE(risk.entryLeverage.reason == Reason::noPostedMargin);
  REQUIRE(risk.lossIfLiquidated.reason == Reason::noPostedMargin);
  REQUIRE_THAT(risk.liquidationPrice.value.value(), WithinRel(80'000.0 / 0.995, 1e-12));
}

TEST_CASE("an estimate has a reason exactly when it has no value", "[position_risk]") {
  for (const double markPrice : {40'000.0, 45'100.0, 45'300.0, 50'000.0, 90'000.0}) {
    const PositionRisk risk = positionRisk(question(markPrice));
    for (const Estimate& estimate :
         {risk.entryLeverage, risk.notional, risk.unrealizedPnl, risk.equity,
          risk.effectiveLeverage, risk.maintenanceMargin, risk.marginRatio, risk.maxLeverage,
          risk.liquidationPrice, risk.roundedLiquidationPrice, risk.bankruptcyPrice,
          risk.distanceRate, risk.distanceMoney, risk.distanceDays, risk.distanceHours,
          risk.distanceFiveMinutes, risk.lossIfLiquidated, risk.marginToAdd,
          risk.quantityToClose}) {
      REQUIRE(estimate.value.has_value() == (estimate.reason == Reason::none));
    }
  }
}

TEST_CASE("every reason has a name of its own", "[position_risk]") {
  std::set<std::string> names;
  for (int number = 0; number <= 16; ++number)
    names.insert(name(static_cast<Reason>(number)));
  REQUIRE(names.size() == 17);
  REQUIRE(names.count("unknownReason") == 0);
  REQUIRE(std::string(name(static_cast<Reason>(17))) == "unknownReason");
}

}  // namespace plimsoll
