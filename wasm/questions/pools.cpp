// What is asked about positions against a pool: GMX and Jupiter.

#include "plimsoll/margin/venues/gmx.h"
#include "plimsoll/margin/venues/gmx_market.h"
#include "plimsoll/margin/venues/gmx_v1.h"
#include "plimsoll/margin/venues/jupiter.h"
#include "values.h"

namespace plimsoll::door::questions {

Refusal gmxBalance::answer(const Input& given, Answer& found, const Asked&) {
  const gmx::Market market{given.minCollateralUsd, given.minCollateralRate, given.maxImpactRate};
  const gmx::Balance balance{given.collateralUsd,
                             given.pnl,
                             {given.fundingUsd, given.borrowingUsd, given.closingUsd},
                             given.priceImpactUsd};
  gmx::Balance counted = balance;
  counted.priceImpactUsd =
      gmx::priceImpactForLiquidation(given.priceImpactUsd, given.sizeUsd, market);
  const double required = gmx::requiredCollateral(given.sizeUsd, market);
  found = {gmx::netValue(balance), gmx::netValueAfterFees(balance), counted.priceImpactUsd,
           required, gmx::minCollateral(required, counted)};
  if (!(given.sizeUsd >= 0.0)) return {Error::notionalNegative, "sizeUsd"};
  return firstOf({check(market), check(balance)});
}

Refusal gmxLeverageLimits::answer(const Input& given, Answer& found, const Asked&) {
  const gmx::LeverageLimits limits{given.minCollateralRate, given.minCollateralRateForLiquidation,
                                   given.positionFeeRate};
  found = {gmx::maxLeverage(given.minCollateralRate), gmx::maxAllowedLeverage(limits)};
  return check(limits);
}

Refusal gmxIncrease::answer(const Input& given, Answer& found, const Asked&) {
  const gmx::Increase increase{given.side * given.sizeUsd, given.oraclePrice,
                               given.priceImpactRate};
  found = {gmx::sizeInTokens(increase), gmx::entryPrice(increase), gmx::pendingLoss(increase)};
  return check(increase);
}

Refusal gmxPriceImpact::answer(const Input& given, Answer& found, const Asked&) {
  const gmx::PriceImpact impact{{given.positiveFactor, given.positiveExponent},
                                {given.negativeFactor, given.negativeExponent}};
  const gmx::OpenInterest before{given.longUsd, given.shortUsd};
  const gmx::OpenInterest after{given.longUsdAfter, given.shortUsdAfter};
  found.priceImpactUsd = gmx::priceImpactUsd(impact, before, after);
  return firstOf({check(impact), check(before), check(after)});
}

Refusal gmxFunding::answer(const Input& given, Answer& found, const Asked&) {
  const gmx::FundingCurve curve{given.factor, given.exponent};
  const gmx::OpenInterest interest{given.longUsd, given.shortUsd};
  const gmx::FundingRates rates = gmx::fundingPerSecond(curve, interest);
  found = {rates.longRate, rates.shortRate};
  return firstOf({check(curve), check(interest)});
}

Refusal gmxFundingChange::answer(const Input& given, Answer& found, const Asked&) {
  const gmx::AdaptiveFunding funding{given.increasePerSecond, given.decreasePerSecond,
                                     given.thresholdForStable, given.thresholdForDecrease};
  const gmx::FundingSpell spell{given.imbalance, given.seconds, given.isSkewAsFunding != 0.0};
  found.change = gmx::savedFundingChange(funding, spell);
  return firstOf({check(funding), check(spell)});
}

Refusal gmxV1LiquidationPrice::answer(const Input& given, Answer& found, const Asked&) {
  const gmx_v1::Position position{given.side * given.sizeUsd, given.collateralUsd,
                                  given.averagePrice, given.fundingFeeUsd};
  const gmx_v1::Rules rules{given.marginFeeRate, given.liquidationFeeUsd, given.maxLeverage};
  const Refusal refusal = firstOf({check(position), check(rules)});
  if (refusal != Error::none) return refusal;
  const auto price = gmx_v1::liquidationPrice(position, rules);
  if (price) found.liquidationPrice = *price;
  return {};
}

Refusal jupiterFees::answer(const Input& given, Answer& found, const Asked&) {
  const jupiter::Custody custody{given.baseFeeRate, given.tradeImpactFeeScalar, given.maxLeverage};
  if (!(given.sizeUsd > 0.0)) return {Error::notionalNegative, "sizeUsd"};
  const double fee = jupiter::closeFee(given.sizeUsd, custody);
  found = {fee, fee / given.sizeUsd,
           jupiter::borrowFee(given.sizeUsd, given.cumulativeRate, given.rateAtSnapshot)};
  return check(custody);
}

}  // namespace plimsoll::door::questions
