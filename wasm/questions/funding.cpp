// What is asked about the funding rates of venues.

#include "plimsoll/funding/funding_rules.h"
#include "plimsoll/funding/premium.h"
#include "values.h"

namespace plimsoll::door::questions {

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

}  // namespace plimsoll::door::questions
