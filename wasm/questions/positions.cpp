// What is asked about orders, positions, their tables and what a settlement takes from them.

#include "plimsoll/margin/exposure.h"
#include "plimsoll/margin/funding_paid.h"
#include "plimsoll/margin/leverage.h"
#include "plimsoll/margin/profit.h"
#include "plimsoll/margin/sizing.h"
#include "values.h"

namespace plimsoll::door::questions {
namespace {

/// A position by itself, whose margin does not matter.
Refusal held(const ContractPosition& position, Exposure& exposure) {
  exposure = {position.kind, countedPosition(position), {}};
  return check(position);
}

}  // namespace

Refusal orderCost::answer(const Input& given, Answer& found, const Asked&) {
  const OpeningOrder order{given.side * given.quantity, given.orderPrice, given.leverage,
                           given.markPrice};
  found = {initialMargin(order), openLoss(order), costToOpen(order)};
  return check(order);
}

Refusal maxQuantity::answer(const Input& given, Answer& found, const Asked& asked) {
  std::vector<MarginBracket> brackets = bracketsIn(asked.rows);
  const Refusal refusal = complete(brackets, rulesOf(0));
  if (refusal != Error::none) return refusal;
  const bool hasTable = !brackets.empty();
  const MarginTable table(std::move(brackets));
  const SizingQuestion question{kindOf(given.kind),         given.side,         given.freeMargin,
                                given.orderPrice,           given.markPrice,    given.leverage,
                                given.openFeeRate,          given.closeFeeRate, given.lotSize,
                                hasTable ? &table : nullptr};
  const Refusal unusable = check(question);
  if (unusable == Error::none) found.quantity = plimsoll::maxQuantity(question);
  return unusable;
}

Refusal profit::answer(const Input& given, Answer& found, const Asked&) {
  Exposure exposure;
  const Refusal refusal =
      held({kindOf(given.kind), given.side * given.quantity, given.entryPrice, 1.0}, exposure);
  if (refusal != Error::none) return refusal;
  if (!(given.price > 0.0)) return {Error::priceNotPositive, "price"};
  const Refusal unusable = firstOf({checkFinite(given.openFeeRate, "openFeeRate"),
                                    checkFinite(given.closeFeeRate, "closeFeeRate"),
                                    checkFinite(given.fundingPaid, "fundingPaid")});
  if (unusable != Error::none) return unusable;
  const PositionCosts costs{given.openFeeRate, given.closeFeeRate, given.fundingPaid};
  const double pnl = unrealizedPnl(exposure, given.price);
  found.notional = notional(exposure, given.price);
  found.unrealizedPnl = pnl;
  found.fees = feesOfRound(exposure, given.price, costs);
  found.netProfit = netProfit(exposure, given.price, costs);
  found.breakEvenPrice = orMissing(breakEvenPrice(exposure, costs));
  if (const auto wanted = door::given(given.wantedProfit))
    found.priceForProfit = orMissing(priceForNetProfit(exposure, *wanted, costs));
  const auto leverage = door::given(given.leverage);
  if (!leverage) return {};
  if (!(*leverage > 0.0)) return {Error::leverageOutOfRange, "leverage"};
  found.initialMargin = initialMargin(exposure, *leverage);
  found.returnOnEquity = returnOnEquity(pnl, found.initialMargin);
  if (const auto wanted = door::given(given.wantedReturn))
    found.priceForReturn =
        orMissing(priceForNetProfit(exposure, *wanted * found.initialMargin, {}));
  return {};
}

Refusal averageEntryPrice::answer(const Input& given, Answer& found, const Asked& asked) {
  const auto fills = asked.rows.rest<Fill>();
  if (fills.empty()) return {Error::quantityNotPositive, "fills"};
  double quantity = 0.0;
  for (std::size_t i = 0; i < fills.size(); ++i) {
    const int row = static_cast<int>(i);
    if (!(fills[i].quantity > 0.0)) return {Error::quantityNotPositive, "quantity", row};
    if (!(fills[i].price > 0.0)) return {Error::priceNotPositive, "price", row};
    quantity += fills[i].quantity;
  }
  const ContractKind kind = kindOf(given.kind);
  const double price = plimsoll::averageEntryPrice(kind, fills);
  found = {price, quantity, quantity * countedPrice(kind, price)};
  return {};
}

Refusal marginForLiquidationPrice::answer(const Input& given, Answer& found, const Asked& asked) {
  std::vector<MarginBracket> brackets = bracketsIn(asked.rows);
  const VenueRules& rules = rulesOf(given.venue);
  const ContractPosition position{kindOf(given.kind), given.side * given.quantity, given.entryPrice,
                                  1.0};
  Refusal refusal = complete(brackets, rules);
  if (refusal == Error::none) refusal = check(position);
  if (refusal == Error::none && !(given.liquidationPrice > 0.0))
    refusal = {Error::priceNotPositive, "liquidationPrice"};
  if (refusal != Error::none) return refusal;
  refusal = checkCounted(rules, given.takerFeeRate, given.leverage);
  if (refusal != Error::none) return refusal;
  const MarginTerms terms{.rules = &rules,
                          .brackets = brackets,
                          .rateGrowth = door::given(given.rateGrowthPerUnit).value_or(0.0),
                          .imfFactor = door::given(given.imfFactor).value_or(0.0),
                          .minMaintenance = door::given(given.minMaintenanceMargin).value_or(0.0),
                          .takerFeeRate = door::given(given.takerFeeRate).value_or(0.0),
                          .contracts = door::given(given.contracts).value_or(0.0),
                          .leverage = door::given(given.leverage)};
  const Exposure exposure =
      plimsoll::exposure(position, terms, rules.isolated, given.liquidationPrice);
  found = {plimsoll::marginForLiquidationPrice(exposure, given.liquidationPrice),
           maintenanceMargin(exposure, given.liquidationPrice)};
  return {};
}

Refusal marginTableAt::answer(const Input& given, Answer& found, const Asked& asked) {
  std::vector<MarginBracket> brackets = bracketsIn(asked.rows);
  const VenueRules& rules = rulesOf(given.venue);
  const Refusal refusal = complete(brackets, rules);
  if (refusal != Error::none) return refusal;
  const MarginTable table(std::move(brackets));
  if (const auto size = door::given(given.size)) {
    if (!(*size >= 0.0)) return {Error::notionalNegative, "size"};
    const MarginBracket& bracket = table.bracket(*size);
    found.maintenanceMarginRate = bracket.maintenanceMarginRate;
    found.maintenanceAmount = bracket.maintenanceAmount;
    if (rules.tiers == TierRule::marginal)
      found.maintenanceMargin = maintenanceMargin(bracket, *size);
    found.maxLeverage = orMissing(table.maxLeverage(*size));
  }
  if (const auto margin = door::given(given.margin)) {
    if (!(*margin > 0.0)) return {Error::marginNotPositive, "margin"};
    found.maxLeverageForMargin = orMissing(table.maxLeverageForMargin(*margin));
  }
  if (const auto leverage = door::given(given.leverage)) {
    if (!(*leverage > 0.0)) return {Error::leverageOutOfRange, "leverage"};
    found.maxSize = orMissing(table.maxNotional(*leverage));
    if (given.size == given.size)
      found.headroom = orMissing(headroom(table, given.size, *leverage));
  }
  return {};
}

Refusal fundingPayment::answer(const Input& given, Answer& found, const Asked&) {
  Exposure exposure;
  const Refusal refusal =
      held({kindOf(given.kind), given.side * given.quantity, given.markPrice, 1.0}, exposure);
  if (refusal != Error::none) return refusal;
  found = {notional(exposure, given.markPrice),
           fundingPaid(exposure, given.markPrice, given.fundingRate, given.intervalPart),
           orMissing(fundingIntervalsUntilLiquidation(
               given.equity - given.maintenanceMargin,
               fundingPaid(exposure, given.markPrice, given.fundingRate)))};
  return checkFinite(found.fundingPaid, "fundingRate");
}

}  // namespace plimsoll::door::questions
