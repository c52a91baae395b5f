// What is asked about collateral and debt.

#include "plimsoll/lending/aave.h"
#include "plimsoll/lending/collateral_loop.h"
#include "plimsoll/lending/toxic_zone.h"
#include "plimsoll/lending/unwinding.h"
#include "values.h"

namespace plimsoll::door::questions {
namespace {

/// One asset as it stands in the rows.
struct AssetInput {
  double price, collateralQuantity, debtQuantity, maxLtv, liquidationThreshold, inEMode;
};

}  // namespace

Refusal lendingAccount::answer(const Input& given, Answer& found, const Asked& asked) {
  std::vector<LendingAsset> assets;
  const aave::EMode mode{given.eModeMaxLtv, given.eModeLiquidationThreshold};
  for (const AssetInput& one : asked.rows.rest<AssetInput>()) {
    const LendingAsset asset{one.price, one.collateralQuantity, one.debtQuantity, one.maxLtv,
                             one.liquidationThreshold};
    assets.push_back(one.inEMode != 0.0 ? aave::inEMode(asset, mode) : asset);
  }
  const LendingAccount account(assets);
  const Refusal refusal = firstOf({check(mode), check(account)});
  if (refusal != Error::none) return refusal;
  const auto health = healthFactor(account);
  found = {health && *health < 1.0 ? 1.0 : 0.0,
           orMissing(health),
           collateralValue(account),
           debtValue(account),
           orMissing(borrowedLtv(account)),
           orMissing(weightedMaxLtv(account)),
           orMissing(weightedLiquidationThreshold(account)),
           availableBorrows(account),
           orMissing(drawdownToLiquidation(account))};
  for (std::size_t i = 0; i < assets.size(); ++i) {
    asked.rowAnswers.push_back(orMissing(liquidationPrice(account, i)));
    asked.rowAnswers.push_back(orMissing(moveToLiquidation(account, i)));
  }
  return {};
}

Refusal collateralLoop::answer(const Input& given, Answer& found, const Asked&) {
  const CollateralLoop loop{given.collateralValue, given.debtValue, given.liquidationThreshold};
  const LoopYields yields{given.supplyRate, given.borrowRate};
  const Refusal refusal = firstOf({check(loop), check(yields)});
  if (refusal != Error::none) return refusal;
  if (!(given.bonusRate >= 0.0)) return {Error::rateOutOfRange, "bonusRate"};
  const auto multiple = plimsoll::multiple(loop);
  found = {.multiple = orMissing(multiple),
           .healthFactor = orMissing(healthFactor(loop)),
           .liquidationPriceRate = liquidationPriceRate(loop),
           .dropToLiquidation = dropToLiquidation(loop),
           .netYieldRate = orMissing({}),
           .breakEvenBorrowRate = orMissing({}),
           .toxicHealthFactor = toxicHealthFactor(loop.liquidationThreshold, given.bonusRate),
           .dropToToxic = dropToToxic(loop, given.bonusRate),
           .repaidForHealthFactor = orMissing({})};
  if (multiple) {
    found.netYieldRate = netYieldRate(*multiple, yields);
    found.breakEvenBorrowRate = orMissing(breakEvenBorrowRate(*multiple, yields.supplyRate));
  }
  if (const auto wanted = door::given(given.wantedHealthFactor); wanted && *wanted > 0.0)
    found.repaidForHealthFactor = orMissing(repaidForHealthFactor(loop, given.bonusRate, *wanted));
  return {};
}

Refusal loopPlan::answer(const Input& given, Answer& found, const Asked&) {
  const LoopStart start{given.equity, given.liquidationThreshold};
  const LoopTerms terms{given.ltv, given.swapCostRate};
  const Refusal refusal = firstOf({check(start), check(terms)});
  if (refusal != Error::none) return refusal;
  if (!(given.targetMultiple >= 1.0)) return {Error::leverageOutOfRange, "targetMultiple"};
  found.maxMultiple = maxMultiple(terms);
  const auto borrows = borrowsFor(terms, given.targetMultiple);
  if (!borrows) return {};
  const CollateralLoop loop = loopAfter(start, terms, *borrows);
  found.borrows = *borrows;
  found.collateralValue = loop.collateralValue;
  found.debtValue = loop.debtValue;
  found.multiple = orMissing(multiple(loop));
  found.healthFactor = orMissing(healthFactor(loop));
  return {};
}

Refusal unwinding::answer(const Input& given, Answer& found, const Asked&) {
  const CollateralLoop loop{given.collateralValue, given.debtValue, given.liquidationThreshold};
  const UnwindTerms terms{given.targetMultiple, given.ltvWhile, given.swapCostRate};
  const Refusal refusal = firstOf({check(loop), check(terms)});
  if (refusal != Error::none) return refusal;
  found.soldAtOnce = soldToUnwind(loop, terms);
  const auto unwound = plimsoll::unwinding(loop, terms);
  if (!unwound) return {};
  found = {found.soldAtOnce, static_cast<double>(unwound->steps), unwound->sold,
           unwound->cost,    unwound->left.collateralValue,       unwound->left.debtValue};
  return {};
}

Refusal aaveLiquidation::answer(const Input& given, Answer& found, const Asked&) {
  const aave::Liquidation liquidation{given.healthFactor, given.totalDebt, given.debt,
                                      given.collateral};
  found.maxLiquidatableDebt = aave::maxLiquidatableDebt(liquidation);
  return check(liquidation);
}

}  // namespace plimsoll::door::questions
