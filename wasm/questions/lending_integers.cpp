// What is asked about Aave and Morpho in their contracts' integers.

#include "plimsoll/lending/aave.h"
#include "plimsoll/lending/morpho.h"
#include "values.h"

namespace plimsoll::door::questions {

Refusal aaveInterest::answer(const Input& given, Answer& found, const Asked&) {
  const auto seconds = given.seconds.read().toInt64();
  if (!seconds || *seconds < 0) return {Error::timeNegative, "seconds"};
  const aave::Accrual accrual{given.rateRay.read(), static_cast<std::uint64_t>(*seconds)};
  const Refusal refusal = check(accrual);
  if (refusal != Error::none) return refusal;
  found.linear = aave::linearInterest(accrual);
  found.compounded = aave::compoundedInterest(accrual);
  found.shownLinear = aave::shownLinearInterest(accrual);
  found.shownCompounded = aave::shownCompoundedInterest(accrual);
  return {};
}

Refusal aaveTotals::answer(const Input& given, Answer& found, const Asked&) {
  const aave::AccountTotals totals{given.collateralBase.read(), given.weightedThresholdBase.read(),
                                   given.debtBase.read()};
  const Refusal refusal = check(totals);
  if (refusal != Error::none) return refusal;
  const auto ltvBps = given.ltvBps.read().toInt64();
  if (!ltvBps || *ltvBps < 0 || *ltvBps > 10'000) return {Error::rateOutOfRange, "ltvBps"};
  found.healthFactorWad = aave::healthFactorWad(totals);
  found.availableBorrowsBase =
      aave::availableBorrowsBase(totals, static_cast<std::uint64_t>(*ltvBps));
  return {};
}

Refusal morphoPosition::answer(const Input& given, Answer& found, const Asked&) {
  const morpho::Position position{given.collateral.read(), given.borrowed.read()};
  const morpho::Market market{given.lltv.read(), given.price.read()};
  const Refusal refusal = firstOf({check(market), check(position, market)});
  if (refusal != Error::none) return refusal;
  found.isHealthy = WideInteger(isHealthy(position, market));
  found.maxBorrow = maxBorrow(position, market);
  found.maxBorrowable = maxBorrowable(position, market);
  found.withdrawableCollateral = withdrawableCollateral(position, market);
  found.ltv = ltvWad(position, market);
  found.healthFactor = healthFactorWad(position, market);
  found.liquidationPrice = liquidationPrice(position, market);
  found.liquidationIncentiveFactor = liquidationIncentiveFactorWad(market);
  return {};
}

Refusal morphoBorrowAssets::answer(const Input& given, Answer& found, const Asked&) {
  const morpho::BorrowTotals totals{given.totalAssets.read(), given.totalShares.read()};
  const WideInteger shares = given.shares.read();
  if (!(shares >= 0)) return {Error::quantityNegative, "shares"};
  const Refusal refusal = check(totals);
  if (refusal == Error::none) found.borrowed = morpho::borrowAssets(shares, totals);
  return refusal;
}

}  // namespace plimsoll::door::questions
