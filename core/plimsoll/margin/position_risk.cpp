#include "plimsoll/margin/position_risk.h"

#include <algorithm>

#include "plimsoll/margin/adjust.h"
#include "plimsoll/margin/distance.h"
#include "plimsoll/margin/leverage.h"
#include "plimsoll/margin/liquidation.h"

namespace plimsoll {
namespace {

/// Bankruptcy and liquidation: what is known without a mark.
void fillPrices(const RiskQuestion& question, PositionRisk& risk) noexcept {
  const Position& position = question.position;
  risk.bankruptcyPrice = Estimate::of(bankruptcyPrice(position), Reason::fullyCollateralized);
  if (!question.table) {
    risk.liquidationPrice = Estimate::absent(Reason::noTable);
    risk.roundedLiquidationPrice = Estimate::absent(Reason::noTable);
    risk.lossIfLiquidated = Estimate::absent(Reason::noTable);
    return;
  }

  risk.liquidationPrice =
      Estimate::of(liquidationPrice(position, *question.table), Reason::fullyCollateralized);
  if (!risk.liquidationPrice.value) {
    risk.roundedLiquidationPrice = risk.liquidationPrice;
    risk.lossIfLiquidated = risk.liquidationPrice;
    return;
  }

  const double price = *risk.liquidationPrice.value;
  risk.roundedLiquidationPrice = Estimate::of(
      roundedTowardMark(price, direction(position), question.instrument), Reason::noTickSize);

  if (position.margin <= 0.0) {
    risk.lossIfLiquidated = Estimate::absent(Reason::noPostedMargin);
    return;
  }
  const std::optional<double>& fee = question.instrument.liquidationFeeRate;
  risk.lossIsAtMost = !fee;
  risk.lossIfLiquidated =
      Estimate::of(fee ? lossIfLiquidated(position, price, *fee) : position.margin);
}

/// Equity and leverage: what is known without a table.
void fillEquity(const Position& position, double markPrice, PositionRisk& risk) noexcept {
  risk.notional = Estimate::of(notional(position, markPrice));
  risk.unrealizedPnl = Estimate::of(unrealizedPnl(position, markPrice));
  risk.equity = Estimate::of(equity(position, markPrice));
  risk.effectiveLeverage = Estimate::of(effectiveLeverage(position, markPrice), Reason::noEquity);
}

void fillMaintenance(const RiskQuestion& question, double markPrice, PositionRisk& risk) noexcept {
  const double size = notional(question.position, markPrice);
  risk.maintenanceMargin = Estimate::of(question.table->maintenanceMargin(size));
  risk.marginRatio =
      Estimate::of(marginRatio(question.position, *question.table, markPrice), Reason::noEquity);
  risk.maxLeverage = Estimate::of(question.table->maxLeverage(size), Reason::beyondTable);
}

void fillDistance(const RiskQuestion& question, double markPrice, PositionRisk& risk) noexcept {
  if (!risk.liquidationPrice.value) {
    for (Estimate* distance : {&risk.distanceRate, &risk.distanceMoney, &risk.distanceDays,
                               &risk.distanceHours, &risk.distanceFiveMinutes}) {
      *distance = risk.liquidationPrice;
    }
    return;
  }

  const Distance distance{markPrice, *risk.liquidationPrice.value, risk.side};
  const auto sigmas = [&](double horizonMs) {
    return Estimate::of(distanceSigmas(distance, question.variancePerMs.value_or(0.0), horizonMs),
                        Reason::noVolatility);
  };
  risk.distanceRate = Estimate::of(distanceRate(distance));
  risk.distanceMoney = Estimate::of(distanceMoney(distance, quantity(question.position)));
  risk.distanceDays = sigmas(kDayMs);
  risk.distanceHours = sigmas(kHourMs);
  risk.distanceFiveMinutes = sigmas(kFiveMinutesMs);
  risk.liquidatable = distanceRate(distance) <= 0.0;
}

Estimate quantityToCloseInLots(const RiskQuestion& question, const WantedRatio& wanted) noexcept {
  const std::optional<double> exact = quantityToClose(question.position, *question.table, wanted);
  if (!exact) return Estimate::absent(Reason::exitCostTooHigh);
  const double inLots = roundedUpToLot(*exact, question.instrument);
  return Estimate::of(std::min(inLots, quantity(question.position)));
}

void fillRemedy(const RiskQuestion& question, double markPrice, PositionRisk& risk) noexcept {
  if (risk.liquidatable) {
    risk.marginToAdd = Estimate::absent(Reason::alreadyLiquidatable);
    risk.quantityToClose = Estimate::absent(Reason::alreadyLiquidatable);
    return;
  }
  const WantedRatio wanted{question.wantedMarginRatio, markPrice, question.exitCostRate};
  risk.marginToAdd = Estimate::of(marginToAdd(question.position, *question.table, wanted));
  risk.quantityToClose = quantityToCloseInLots(question, wanted);
}

PositionRisk withEverythingAbsent(const RiskQuestion& question, Reason reason) noexcept {
  const Estimate absent = Estimate::absent(reason);
  return {.side = direction(question.position),
          .entryLeverage = Estimate::of(leverageAtEntry(question.position), Reason::noPostedMargin),
          .notional = absent,
          .unrealizedPnl = absent,
          .equity = absent,
          .effectiveLeverage = absent,
          .maintenanceMargin = absent,
          .marginRatio = absent,
          .maxLeverage = absent,
          .liquidationPrice = absent,
          .roundedLiquidationPrice = absent,
          .bankruptcyPrice = absent,
          .distanceRate = absent,
          .distanceMoney = absent,
          .distanceDays = absent,
          .distanceHours = absent,
          .distanceFiveMinutes = absent,
          .lossIfLiquidated = absent,
          .lossIsAtMost = false,
          .marginToAdd = absent,
          .quantityToClose = absent,
          .liquidatable = false};
}

}  // namespace

PositionRisk positionRisk(const RiskQuestion& question) noexcept {
  PositionRisk risk =
      withEverythingAbsent(question, question.markPrice ? Reason::noTable : Reason::noMark);
  fillPrices(question, risk);
  if (!question.markPrice) return risk;

  fillEquity(question.position, *question.markPrice, risk);
  if (!question.table) return risk;

  fillMaintenance(question, *question.markPrice, risk);
  fillDistance(question, *question.markPrice, risk);
  fillRemedy(question, *question.markPrice, risk);
  return risk;
}

}  // namespace plimsoll
