// What is asked about the funding of venues, and what it costs a position.

#include <cmath>
#include <cstdint>
#include <limits>

#include "plimsoll/funding/funding_cost.h"
#include "plimsoll/funding/funding_risk.h"
#include "plimsoll/funding/funding_rules.h"
#include "plimsoll/funding/premium.h"
#include "values.h"

namespace plimsoll::door::questions {
namespace {

constexpr double kMostTimeMs = 8.64e15;  // of a JavaScript date
constexpr double kMostWhole = 0x1p53;    // beyond which doubles skip whole numbers

/// What is beyond a double is not there.
double finite(double value) {
  return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

/// A whole number from `least` to `most`; `refusal` where it is none.
Refusal checkWhole(double value, double least, double most, Refusal refusal) {
  const bool isWhole = value >= least && value <= most && std::trunc(value) == value;
  return isWhole ? Refusal{} : refusal;
}

/// What a carriage over some horizon, its end, and a budget answer, where those are given.
Refusal carry(const CarriedPosition& position, const fundingCarry::Input& given,
              fundingCarry::Answer& found) {
  const auto horizon = door::given(given.horizonHours);
  const Carriage carriage{horizon.value_or(0.0), door::given(given.feeRate).value_or(0.0)};
  const auto maintenance = door::given(given.maintenanceMarginRate);
  const auto budget = door::given(given.budgetRate);
  const auto intervals = door::given(given.intervals);
  const Refusal refusal =
      firstOf({check(carriage), checkRate(maintenance.value_or(0.0), "maintenanceMarginRate"),
               checkAboveZero(budget.value_or(1.0), Error::rateOutOfRange, "budgetRate"),
               checkAboveZero(intervals.value_or(1.0), Error::windowOutOfRange, "intervals")});
  if (refusal != Error::none) return refusal;
  if (horizon) found.costOverHorizon = finite(fundingOfMargin(position, *horizon));
  if (horizon && door::given(given.feeRate)) {
    const BreakEvenMove move = breakEvenMove(position, carriage);
    found.breakEvenMove = finite(move.priceRate);
    found.breakEvenOnMargin = finite(move.marginRate);
  }
  if (maintenance) {
    const FundingRunway runway = fundingRunway(position, *maintenance);
    found.runwayIntervals = orMissing(runway.intervals);
    found.noRunway = static_cast<double>(runway.reason);
  }
  if (budget && intervals) {
    const auto leverage = plimsoll::leverageThatFundingEats(position, *budget, *intervals);
    if (leverage) found.leverageThatFundingEats = finite(*leverage);
  }
  return {};
}

}  // namespace

Refusal premiumRate::answer(const Input& given, Answer& found, const Asked&) {
  if (!(given.indexPrice > 0.0)) return {Error::priceNotPositive, "indexPrice"};
  found.premiumRate = plimsoll::premiumRate(given.impactBidPrice, given.indexPrice);
  return checkFinite(found.premiumRate, "impactBidPrice");
}

Refusal interestRate::answer(const Input& given, Answer& found, const Asked&) {
  if (!(given.intervalsPerDay > 0.0)) return {Error::windowOutOfRange, "intervalsPerDay"};
  found.interestRate =
      plimsoll::interestRate(given.quoteRatePerDay, given.baseRatePerDay, given.intervalsPerDay);
  return checkFinite(found.interestRate, "quoteRatePerDay");
}

Refusal fundingRate::answer(const Input& given, Answer& found, const Asked&) {
  if (!(given.clampRate >= 0.0)) return {Error::rateOutOfRange, "clampRate"};
  found.fundingRate = plimsoll::fundingRate(given.premiumRate, given.interestRate, given.clampRate);
  return firstOf({checkFinite(given.premiumRate, "premiumRate"),
                  checkFinite(given.interestRate, "interestRate")});
}

Refusal venueFundingRate::answer(const Input& given, Answer& found, const Asked&) {
  if (!(std::abs(given.timeMs) <= kMostTimeMs)) return {Error::windowOutOfRange, "timeMs"};
  const FundingTerms terms{.intervalHours = door::given(given.intervalHours),
                           .interestRatePer8Hours = door::given(given.interestRatePer8Hours),
                           .isIsolated = given.isIsolated != 0.0,
                           .initialMarginRate = door::given(given.initialMarginRate),
                           .maintenanceMarginRate = door::given(given.maintenanceMarginRate),
                           .capRate = door::given(given.capRate),
                           .floorRate = door::given(given.floorRate)};
  const Refusal refusal =
      firstOf({checkFinite(given.averagePremium, "averagePremium"), check(terms)});
  if (refusal != Error::none) return refusal;
  const FundingRule* const rule =
      fundingRule(static_cast<FundingVenue>(static_cast<int>(given.venue)),
                  static_cast<std::int64_t>(std::floor(given.timeMs)));
  if (!rule) return {Error::windowOutOfRange, "timeMs"};
  found = {plimsoll::fundingRate(*rule, terms, given.averagePremium), intervalHours(*rule, terms),
           static_cast<double>(rule->validFromMs)};
  return {};
}

Refusal fundingCarry::answer(const Input& given, Answer& found, const Asked&) {
  const CarriedPosition position{
      given.side, given.leverage, {given.fundingRate, given.intervalHours}};
  const Refusal refusal = check(position);
  if (refusal != Error::none) return refusal;
  found.ratePerYear = finite(simpleRatePerYear(position.periodic));
  found.compoundedRatePerYear = orMissing(plimsoll::compoundedRatePerYear(position.periodic));
  found.ratePer8Hours = finite(plimsoll::ratePer8Hours(position.periodic));
  found.costPerInterval = finite(fundingOfMargin(position));
  return carry(position, given, found);
}

Refusal fundingRisk::answer(const Input& given, Answer& found, const Asked& asked) {
  const auto rates = asked.rows.rest<double>();
  constexpr double kMostLength = std::numeric_limits<int>::max();
  Refusal refusal = firstOf(
      {checkWhole(given.intervals, 1.0, kMostFundingIntervals,
                  {Error::windowOutOfRange, "intervals"}),
       checkWhole(given.blockLength, 1.0, kMostLength, {Error::windowOutOfRange, "blockLength"}),
       checkWhole(given.seed, 0.0, kMostWhole, {Error::numberOutOfRange, "seed"}),
       checkFundingRates(rates)});
  if (refusal != Error::none) return refusal;
  const FundingExposure exposure{given.side, given.leverage, static_cast<int>(given.intervals)};
  refusal = check(exposure);
  const auto process = fundingProcess(rates);
  if (refusal != Error::none || !process) return refusal;
  const FundingRisk fitted = plimsoll::fundingRisk(*process, exposure);
  const FundingBootstrap bootstrap{static_cast<int>(given.blockLength),
                                   static_cast<std::uint64_t>(given.seed)};
  const FundingRisk drawn = *bootstrappedFundingRisk(rates, exposure, bootstrap);
  found = {process->mean,
           process->autocorrelation,
           process->shockDeviation,
           process->lastRate,
           finite(fitted.expectedCost),
           finite(fitted.costDeviation),
           finite(fitted.costAtRisk),
           orMissing(fitted.signFlipProbability),
           finite(drawn.expectedCost),
           finite(drawn.costDeviation),
           finite(drawn.costAtRisk),
           orMissing(drawn.signFlipProbability)};
  return {};
}

Refusal fundingAcrossVenues::answer(const Input& given, Answer& found, const Asked& asked) {
  struct Row {
    double fundingRate;
    double intervalHours;
    double openInterestNotional;
  };
  const auto rows = asked.rows.take<Row>(given.venues);
  std::vector<VenueFunding> venues(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    venues[i] = {{rows[i].fundingRate, rows[i].intervalHours},
                 door::given(rows[i].openInterestNotional)};
    Refusal refusal = check(venues[i]);
    refusal.row = static_cast<int>(i);
    if (refusal != Error::none) return refusal;
  }
  found.weightedVenues = 0.0;
  if (const auto across = plimsoll::fundingAcrossVenues(venues)) {
    found = {orMissing(across->weightedRate), static_cast<double>(across->weightedVenues),
             across->lowestRate, across->highestRate, across->dispersion};
  }
  return {};
}

}  // namespace plimsoll::door::questions
