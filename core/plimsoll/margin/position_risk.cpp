#include "plimsoll/margin/position_risk.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/margin/adjust.h"
#include "plimsoll/margin/distance.h"
#include "plimsoll/margin/leverage.h"

namespace plimsoll {
namespace {

/// One position among the others, and what is known about it.
struct Asked {
  const Account& account;
  const AccountAtMarks& counted;
  std::span<const RiskFacts> allFacts;
  Reason accountGap;  ///< why the cross positions cannot be counted
  bool hasAllMarks;   ///< of the cross positions
  std::size_t index;

  const AccountPosition& held() const noexcept { return account.positions[index]; }
  const RiskFacts& facts() const noexcept { return allFacts[index]; }
  const Exposure& exposure() const noexcept { return counted.exposure(index); }
  double mark() const noexcept { return held().markPrice; }
};

/// Why the positions that decide about a cross one cannot be counted.
Reason crossGap(const Asked& asked) noexcept {
  return asked.held().isIsolated ? Reason::none : asked.accountGap;
}

/// Why a position's liquidation cannot be told. An isolated one needs no mark for it, but where
/// maintenance is frozen there or stated at it.
Reason liquidationGap(const Asked& asked) noexcept {
  if (!asked.held().isIsolated) return crossGap(asked);
  RiskFacts marked = asked.facts();
  const MaintenanceBasis basis = asked.held().terms.rules->isolated.basis;
  const bool isStated = asked.held().terms.statedMaintenance.has_value();
  marked.hasMark |=
      basis == MaintenanceBasis::entry || (basis == MaintenanceBasis::mark && !isStated);
  return maintenanceGap(asked.held(), marked);
}

/// Margin and maintenance that decide about the position: its own, or the account's.
struct Standing {
  double equity;
  double maintenanceMargin;
};

Standing standing(const Asked& asked) noexcept {
  if (!asked.held().isIsolated)
    return {asked.counted.cross().equity, asked.counted.cross().maintenanceMargin};
  return {equity(asked.exposure(), asked.mark()),
          maintenanceMargin(asked.exposure(), asked.mark())};
}

Estimate ratio(double over, double under) noexcept {
  if (under <= 0.0) return Estimate::absent(Reason::noEquity);
  return Estimate::of(over / under);
}

/// Whether what decides about the position has come to its maintenance margin, as far as is known.
bool isUnderWater(const Asked& asked) noexcept {
  if (!asked.facts().hasMark || crossGap(asked) != Reason::none) return false;
  const Standing now = standing(asked);
  return now.equity <= now.maintenanceMargin;
}

/// +1 where a fall of the mark leads to the price, -1 where a rise does. A leg that wins while
/// its hedge loses more is liquidated on its winning side.
double sideOf(const Asked& asked, double price) noexcept {
  const double side = direction(asked.held().position);
  if (asked.held().isIsolated || !asked.facts().hasMark || isUnderWater(asked)) return side;
  return price < asked.mark() ? 1.0 : -1.0;
}

double tickOf(const RiskFacts& facts) noexcept {
  return facts.instrument.tickSize.value_or(0.0);
}

Estimate shownLiquidationPrice(const Asked& asked, const Estimate& price) noexcept {
  if (!price.value) return price;
  if (tickOf(asked.facts()) <= 0.0) return Estimate::absent(Reason::noTickSize);
  const VenueRules& rules = *asked.held().terms.rules;
  const double side = sideOf(asked, *price.value);
  if (rules.shown == ShownPrice::asComputed)
    return Estimate::of(roundedTowardMark(*price.value, side, asked.facts().instrument),
                        Reason::noTickSize);
  return Estimate::of(shownPrice(rules, *price.value, side, tickOf(asked.facts())));
}

/// What is lost of the margin when the venue closes at the liquidation price for its fee.
void fillLoss(const Asked& asked, PositionRisk& risk) noexcept {
  const double margin = asked.held().position.margin;
  if (!risk.liquidationPrice.value || !asked.held().isIsolated) {
    risk.lossIfLiquidated =
        asked.held().isIsolated ? risk.liquidationPrice : Estimate::absent(Reason::wholeAccount);
    return;
  }
  if (margin <= 0.0) {
    risk.lossIfLiquidated = Estimate::absent(Reason::noPostedMargin);
    return;
  }
  const auto& fee = asked.facts().instrument.liquidationFeeRate;
  const double counted = countedPrice(asked.exposure().kind, *risk.liquidationPrice.value);
  risk.lossIsAtMost = !fee;
  risk.lossIfLiquidated =
      Estimate::of(fee ? lossIfLiquidated(asked.exposure().position, counted, *fee) : margin);
}

/// Bankruptcy and liquidation: what an isolated position knows without a mark.
void fillPrices(const Asked& asked, PositionRisk& risk) {
  const bool isCross = !asked.held().isIsolated;
  const Reason gap = liquidationGap(asked);
  const bool isBankruptcyKnown = !isCross || gap == Reason::none;
  risk.bankruptcyPrice =
      isBankruptcyKnown
          ? Estimate::of(asked.counted.bankruptcyPrice(asked.index), Reason::fullyCollateralized)
          : Estimate::absent(gap);
  const Reason why =
      isUnderWater(asked) ? Reason::alreadyLiquidatable : Reason::fullyCollateralized;
  risk.liquidationPrice = gap == Reason::none
                              ? Estimate::of(asked.counted.liquidationPrice(asked.index), why)
                              : Estimate::absent(gap);
  risk.roundedLiquidationPrice = shownLiquidationPrice(asked, risk.liquidationPrice);
  fillLoss(asked, risk);
}

/// Equity and leverage: what is known without a table.
void fillEquity(const Asked& asked, PositionRisk& risk) noexcept {
  const double value = notional(asked.exposure(), asked.mark());
  risk.notional = Estimate::of(value);
  risk.unrealizedPnl = Estimate::of(unrealizedPnl(asked.exposure(), asked.mark()));
  const double left = standing(asked).equity;
  if (!asked.held().isIsolated && !asked.hasAllMarks) {
    risk.equity = risk.effectiveLeverage = Estimate::absent(Reason::noMark);
    return;
  }
  risk.equity = Estimate::of(left);
  const double all = asked.held().isIsolated ? value : asked.counted.cross().notional;
  risk.effectiveLeverage = ratio(all, left);
}

Estimate maxLeverage(const Asked& asked, double notionalAtMark) noexcept {
  const MarginTerms& terms = asked.held().terms;
  const double size =
      terms.rules->tiers == TierRule::wholeByContracts ? terms.contracts : notionalAtMark;
  return Estimate::of(plimsoll::maxLeverage(terms.brackets, size), Reason::beyondTable);
}

void fillMaintenance(const Asked& asked, PositionRisk& risk) noexcept {
  risk.maintenanceMargin = Estimate::of(maintenanceMargin(asked.exposure(), asked.mark()));
  risk.maxLeverage = maxLeverage(asked, *risk.notional.value);
  const Reason gap = crossGap(asked);
  const Standing now = standing(asked);
  risk.marginRatio =
      gap == Reason::none ? ratio(now.maintenanceMargin, now.equity) : Estimate::absent(gap);
  risk.liquidatable = gap == Reason::none && now.equity <= now.maintenanceMargin;
}

void fillDistance(const Asked& asked, PositionRisk& risk) noexcept {
  if (!risk.liquidationPrice.value) {
    for (Estimate* distance : {&risk.distanceRate, &risk.distanceMoney, &risk.distanceDays,
                               &risk.distanceHours, &risk.distanceFiveMinutes}) {
      *distance = risk.liquidationPrice;
    }
    return;
  }
  const double price = *risk.liquidationPrice.value;
  const Distance distance{asked.mark(), price, sideOf(asked, price)};
  const auto sigmas = [&](double horizonMs) {
    return Estimate::of(
        distanceSigmas(distance, asked.facts().variancePerMs.value_or(0.0), horizonMs),
        Reason::noVolatility);
  };
  risk.distanceRate = Estimate::of(distanceRate(distance));
  risk.distanceMoney = Estimate::of(unrealizedPnl(asked.exposure(), asked.mark()) -
                                    unrealizedPnl(asked.exposure(), price));
  risk.distanceDays = sigmas(kDayMs);
  risk.distanceHours = sigmas(kHourMs);
  risk.distanceFiveMinutes = sigmas(kFiveMinutesMs);
}

void fillRemedy(const Asked& asked, const WantedRemedy& wanted, PositionRisk& risk) noexcept {
  if (risk.liquidatable || !risk.marginRatio.value) {
    const Estimate absent =
        risk.liquidatable ? Estimate::absent(Reason::alreadyLiquidatable) : risk.marginRatio;
    risk.marginToAdd = absent;
    risk.quantityToClose = absent;
    return;
  }
  const Standing now = standing(asked);
  const RemedyQuestion question{
      asked.exposure(),   asked.mark(),
      now.equity,         now.maintenanceMargin - *risk.maintenanceMargin.value,
      wanted.marginRatio, wanted.exitCostRate};
  risk.marginToAdd = Estimate::of(marginToAdd(question));
  const auto exact = quantityToClose(question);
  if (!exact) {
    risk.quantityToClose = Estimate::absent(Reason::exitCostTooHigh);
    return;
  }
  risk.quantityToClose = Estimate::of(std::min(roundedUpToLot(*exact, asked.facts().instrument),
                                               quantity(asked.exposure().position)));
}

PositionRisk withEverythingAbsent(const Asked& asked, Reason reason) noexcept {
  PositionRisk risk{};
  risk.side = direction(asked.held().position);
  const VenueRules& rules = *asked.held().terms.rules;
  risk.leverageIsAssumed = asked.held().isIsolated && !asked.held().terms.leverage &&
                           countsLeverage(rules, rules.isolated);
  for (Estimate PositionRisk::*const estimate : kPositionEstimates)
    risk.*estimate = Estimate::absent(reason);
  const Position& counted = asked.exposure().position;
  const auto& setting = asked.held().terms.leverage;
  risk.entryLeverage = asked.held().isIsolated
                           ? Estimate::of(leverageAtEntry(counted), Reason::noPostedMargin)
                           : Estimate::of(setting, Reason::wholeAccount);
  return risk;
}

PositionRisk positionRisk(const Asked& asked, const WantedRemedy& wanted) {
  const Reason gap = maintenanceGap(asked.held(), asked.facts());
  PositionRisk risk = withEverythingAbsent(asked, gap);
  fillPrices(asked, risk);
  if (gap == Reason::noMark) return risk;

  fillEquity(asked, risk);
  if (gap != Reason::none) return risk;

  fillMaintenance(asked, risk);
  fillDistance(asked, risk);
  fillRemedy(asked, wanted, risk);
  return risk;
}

}  // namespace

Reason maintenanceGap(const AccountPosition& position, const RiskFacts& facts) noexcept {
  const VenueRules& rules = *position.terms.rules;
  const ModeRules& mode = position.isIsolated ? rules.isolated : rules.cross;
  if (!facts.hasMark) return Reason::noMark;
  if (!facts.hasTable) return Reason::noTable;
  if (mode.exitFee != ExitFee::none && !facts.hasTakerFee) return Reason::noTakerFee;
  const bool isEntered = position.isIsolated && position.position.margin > 0.0;
  if (countsLeverage(rules, mode) && !position.terms.leverage && !isEntered)
    return Reason::noLeverage;
  return Reason::none;
}

Reason maintenanceGap(const Account& account, std::span<const RiskFacts> facts,
                      bool crossOnly) noexcept {
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (crossOnly && account.positions[i].isIsolated) continue;
    const Reason gap = maintenanceGap(account.positions[i], facts[i]);
    if (gap != Reason::none) return gap;
  }
  return Reason::none;
}

Refusal check(const WantedRemedy& wanted) noexcept {
  if (!(wanted.marginRatio > 0.0 && wanted.marginRatio < 1.0))
    return {Error::rateOutOfRange, "marginRatio"};
  if (!(wanted.exitCostRate >= 0.0 && wanted.exitCostRate < 1.0))
    return {Error::rateOutOfRange, "exitCostRate"};
  return {};
}

std::vector<PositionRisk> positionRisks(const Account& account, std::span<const RiskFacts> facts,
                                        const WantedRemedy& wanted) {
  const AccountAtMarks counted(account);
  const Reason gap = maintenanceGap(account, facts, true);
  bool hasAllMarks = true;
  for (std::size_t i = 0; i < facts.size(); ++i)
    hasAllMarks &= facts[i].hasMark || account.positions[i].isIsolated;
  std::vector<PositionRisk> risks;
  risks.reserve(facts.size());
  for (std::size_t i = 0; i < facts.size(); ++i)
    risks.push_back(positionRisk({account, counted, facts, gap, hasAllMarks, i}, wanted));
  return risks;
}

}  // namespace plimsoll
