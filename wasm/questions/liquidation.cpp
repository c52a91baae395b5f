// What is asked about liquidation at a venue: steps, queues, and what counts on the way there.

#include "plimsoll/margin/account.h"
#include "plimsoll/margin/collateral_tiers.h"
#include "plimsoll/margin/deleveraging.h"
#include "plimsoll/margin/partial_liquidation.h"
#include "plimsoll/margin/venues/htx.h"
#include "values.h"

namespace plimsoll::door::questions {

Refusal deleveragingRank::answer(const Input& given, Answer& found, const Asked&) {
  const auto rule = deleveragingRule(static_cast<MarginVenue>(static_cast<int>(given.venue)));
  if (!rule) return {Error::unknownVenue, "venue"};
  const DeleveragedPosition position{kindOf(given.kind), given.side * given.quantity,
                                     given.entryPrice,   given.margin,
                                     given.markPrice,    given.maintenanceMargin};
  const Refusal refusal = check(position);
  if (refusal == Error::none) found.rank = orMissing(plimsoll::deleveragingRank(*rule, position));
  return refusal;
}

Refusal liquidationSteps::answer(const Input& given, Answer& found, const Asked& asked) {
  const auto how = partialLiquidation(static_cast<MarginVenue>(static_cast<int>(given.venue)));
  if (!how) return {Error::unknownVenue, "venue"};
  std::vector<MarginBracket> brackets = bracketsIn(asked.rows);
  const VenueRules& rules = rulesOf(given.venue);
  AccountPosition held{
      .position = {kindOf(given.kind), given.side * given.quantity, given.entryPrice, given.margin},
      .terms = {.rules = &rules,
                .rateGrowth = door::given(given.rateGrowthPerUnit).value_or(0.0),
                .takerFeeRate = door::given(given.takerFeeRate).value_or(0.0),
                .contracts = door::given(given.contracts).value_or(0.0),
                .leverage = door::given(given.leverage)},
      .isIsolated = true,
      .symbol = 0,
      .markPrice = given.entryPrice};
  Refusal refusal = complete(brackets, rules);
  held.terms.brackets = brackets;
  if (refusal == Error::none) refusal = check(held.position);
  if (refusal == Error::none) refusal = check(held);
  if (refusal == Error::none) refusal = checkCounted(rules, given.takerFeeRate, given.leverage);
  if (refusal != Error::none) return refusal;
  found.pauseMs = how->pauseMs;
  for (const LiquidationStep& step : plimsoll::liquidationSteps(held, *how))
    asked.rowAnswers.insert(asked.rowAnswers.end(), {step.price, step.quantity, step.left});
  return {};
}

Refusal weightedCollateral::answer(const Input& given, Answer& found, const Asked& asked) {
  const auto tiers = asked.rows.rest<CollateralTier>();
  const Refusal refusal = check(tiers);
  if (refusal != Error::none) return refusal;
  if (!(given.quantity >= 0.0)) return {Error::quantityNegative, "quantity"};
  found = {weightedAmount(tiers, given.quantity), effectiveWeight(tiers, given.quantity)};
  return {};
}

Refusal deleveragingQueue::answer(const Input& given, Answer& found, const Asked& asked) {
  const auto positions = asked.rows.rest<RankedPosition>();
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (!(positions[i].quantity > 0.0))
      return {Error::quantityNotPositive, "quantity", static_cast<int>(i)};
  }
  if (!(given.quantity >= 0.0)) return {Error::quantityNotPositive, "quantity"};
  found.quantityLeft = given.quantity;
  for (const QueuePlace& place : plimsoll::deleveragingQueue(positions, given.quantity)) {
    asked.rowAnswers.insert(asked.rowAnswers.end(),
                            {static_cast<double>(place.position), place.percentile, place.closed});
    found.quantityLeft -= place.closed;
  }
  return {};
}

Refusal htxNetPosition::answer(const Input& given, Answer& found, const Asked& asked) {
  const htx::Hedge hedge{given.longContracts, given.shortContracts};
  std::vector<MarginBracket> brackets = bracketsIn(asked.rows);
  Refusal refusal = check(hedge);
  if (refusal == Error::none) refusal = complete(brackets, venueRules(MarginVenue::htx));
  if (refusal != Error::none) return refusal;
  const MarginTable ladder(std::move(brackets));
  found = {htx::netContracts(hedge), orMissing(htx::adjustmentFactor(hedge, ladder))};
  return {};
}

}  // namespace plimsoll::door::questions
