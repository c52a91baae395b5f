// What is asked about an order that the market is given without its book.

#include "plimsoll/book/market_impact.h"

#include "values.h"

namespace plimsoll::door::questions {

Refusal squareRootImpact::answer(const Input& given, Answer& found, const Asked&) {
  const ImpactScale scale{given.dailyVolatility, given.dailyQuantity, given.factor};
  const Refusal refusal = firstOf(
      {check(scale), checkNotBelowZero(given.quantity, Error::quantityNegative, "quantity")});
  if (refusal == Error::none) found.impactRate = plimsoll::squareRootImpact(scale, given.quantity);
  return firstOf({refusal, checkFinite(found.impactRate, "dailyVolatility")});
}

}  // namespace plimsoll::door::questions
