#include "plimsoll/margin/venues/gmx_market.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"

namespace plimsoll::gmx {
namespace {

/// The contract's power, which knows only numbers from one upwards.
double power(double differenceUsd, double exponent) noexcept {
  const double difference = std::abs(differenceUsd);
  if (difference < 1.0) return 0.0;
  return exponent == 1.0 ? difference : std::pow(difference, exponent);
}

double difference(const OpenInterest& interest) noexcept {
  return interest.longUsd - interest.shortUsd;
}

}  // namespace

Refusal check(const OpenInterest& interest) noexcept {
  return firstOf({checkNotBelowZero(interest.longUsd, Error::notionalNegative, "longUsd"),
                  checkNotBelowZero(interest.shortUsd, Error::notionalNegative, "shortUsd")});
}

Refusal check(const ImpactCurve& curve) noexcept {
  return firstOf({checkNotBelowZero(curve.factor, Error::rateOutOfRange, "factor"),
                  checkNotBelowZero(curve.exponent - 1.0, Error::rateOutOfRange, "exponent")});
}

double priceImpactTerm(const ImpactCurve& curve, double differenceUsd) noexcept {
  return curve.factor * power(differenceUsd, curve.exponent);
}

Refusal check(const PriceImpact& impact) noexcept {
  return firstOf({check(impact.positive), check(impact.negative)});
}

double priceImpactUsd(const PriceImpact& impact, const OpenInterest& before,
                      const OpenInterest& after) noexcept {
  const double from = difference(before);
  const double to = difference(after);
  const bool isSameSide = (from < 0.0) == (to < 0.0);
  const bool isImproved = std::abs(to) < std::abs(from);
  const ImpactCurve& start = !isSameSide || isImproved ? impact.positive : impact.negative;
  const ImpactCurve& end = isSameSide && isImproved ? impact.positive : impact.negative;
  return priceImpactTerm(start, from) - priceImpactTerm(end, to);
}

Refusal check(const Increase& increase) noexcept {
  if (!std::isfinite(increase.signedSizeUsd)) return {Error::notFinite, "signedSizeUsd"};
  if (increase.signedSizeUsd == 0.0) return {Error::quantityNotPositive, "signedSizeUsd"};
  if (!std::isfinite(increase.oraclePrice)) return {Error::notFinite, "oraclePrice"};
  if (increase.oraclePrice <= 0.0) return {Error::priceNotPositive, "oraclePrice"};
  if (!std::isfinite(increase.priceImpactRate)) return {Error::notFinite, "priceImpactRate"};
  if (std::abs(increase.priceImpactRate) >= 1.0) return {Error::rateOutOfRange, "priceImpactRate"};
  return {};
}

double sizeInTokens(const Increase& increase) noexcept {
  const double side = increase.signedSizeUsd > 0.0 ? 1.0 : -1.0;
  return std::abs(increase.signedSizeUsd) / increase.oraclePrice *
         (1.0 - side * increase.priceImpactRate);
}

double entryPrice(const Increase& increase) noexcept {
  return std::abs(increase.signedSizeUsd) / sizeInTokens(increase);
}

double pendingLoss(const Increase& increase) noexcept {
  return std::abs(increase.signedSizeUsd) * increase.priceImpactRate;
}

Refusal check(const FundingCurve& curve) noexcept {
  return firstOf({checkNotBelowZero(curve.factor, Error::rateOutOfRange, "factor"),
                  checkNotBelowZero(curve.exponent - 1.0, Error::rateOutOfRange, "exponent")});
}

FundingRates fundingPerSecond(const FundingCurve& curve, const OpenInterest& interest) noexcept {
  const double total = interest.longUsd + interest.shortUsd;
  if (!(total > 0.0)) return {0.0, 0.0};
  const double paid = curve.factor * power(difference(interest), curve.exponent) / total;
  const double heavier = std::max(interest.longUsd, interest.shortUsd);
  const double lighter = std::min(interest.longUsd, interest.shortUsd);
  const double received = lighter > 0.0 ? paid * heavier / lighter : 0.0;
  if (interest.longUsd >= interest.shortUsd) return {paid, 0.0 - received};
  return {0.0 - received, paid};
}

Refusal check(const AdaptiveFunding& funding) noexcept {
  const Refusal refusal = firstOf(
      {checkNotBelowZero(funding.increasePerSecond, Error::rateOutOfRange, "increasePerSecond"),
       checkNotBelowZero(funding.decreasePerSecond, Error::rateOutOfRange, "decreasePerSecond"),
       checkNotBelowZero(funding.thresholdForStable, Error::rateOutOfRange, "thresholdForStable"),
       checkNotBelowZero(funding.thresholdForDecrease, Error::rateOutOfRange,
                         "thresholdForDecrease")});
  if (refusal != Error::none) return refusal;
  if (funding.thresholdForDecrease > funding.thresholdForStable) {
    return {Error::rateOutOfRange, "thresholdForDecrease"};
  }
  return {};
}

Refusal check(const FundingSpell& spell) noexcept {
  return firstOf({checkNotBelowZero(spell.imbalance, Error::rateOutOfRange, "imbalance"),
                  checkNotBelowZero(spell.seconds, Error::timeNegative, "seconds")});
}

double savedFundingChange(const AdaptiveFunding& funding, const FundingSpell& spell) noexcept {
  const double increase = funding.increasePerSecond * spell.imbalance * spell.seconds;
  if (!spell.isSkewAsFunding) return 0.0 - increase;
  if (spell.imbalance > funding.thresholdForStable) return increase;
  if (spell.imbalance < funding.thresholdForDecrease) {
    return 0.0 - funding.decreasePerSecond * spell.seconds;
  }
  return 0.0;
}

}  // namespace plimsoll::gmx
