#include <cmath>

#include "plimsoll/base/check.h"
#include "plimsoll/margin/account.h"

namespace plimsoll {
namespace {

/// The leverage that was set is allowed for a position of this size.
Refusal checkLeverage(const AccountPosition& position) noexcept {
  const MarginTerms& terms = position.terms;
  if (!terms.leverage || terms.brackets.empty()) return {};
  const double last = terms.brackets.back().maxLeverage;  // serves beyond its end
  if (*terms.leverage > maxLeverage(terms.brackets, tierSize(position)).value_or(last))
    return {Error::leverageOutOfRange, "leverageSetting"};
  return {};
}

}  // namespace

double tierSize(const AccountPosition& position) noexcept {
  if (position.terms.rules->tiers == TierRule::wholeByContracts) return position.terms.contracts;
  const Position counted = countedPosition(position.position);
  return notional(counted, counted.entryPrice);
}

Refusal check(const AccountPosition& position) noexcept {
  const Refusal numbers = checkNumbers(position);
  return numbers == Error::none ? checkLeverage(position) : numbers;
}

Refusal checkNumbers(const AccountPosition& position) noexcept {
  const ContractPosition& held = position.position;
  const MarginTerms& terms = position.terms;
  const Refusal numbers = firstOf({
      checkAboveZero(std::abs(held.signedQuantity), Error::quantityNotPositive, "signedQuantity"),
      checkAboveZero(held.entryPrice, Error::priceNotPositive, "entryPrice"),
      checkFinite(held.margin, "margin"),
      checkRate(terms.takerFeeRate, "takerFeeRate"),
      checkFinite(position.beta, "beta"),
      checkFinite(position.pendingFees, "pendingFees"),
      checkRate(terms.imfFactor * 1e-6, "imfFactor"),
      checkFinite(terms.minMaintenance, "minMaintenanceMargin"),
      checkRate(terms.rateGrowth, "rateGrowth"),
      checkNotBelowZero(terms.statedMaintenance.value_or(0.0), Error::marginNotPositive,
                        "statedMaintenance"),
      checkAboveZero(terms.leverage.value_or(1.0), Error::leverageOutOfRange, "leverageSetting"),
  });
  if (numbers != Error::none) return numbers;
  if (terms.rules->tiers == TierRule::wholeByContracts && !terms.brackets.empty())
    return checkAboveZero(terms.contracts, Error::quantityNotPositive, "contracts");
  return {};
}

Refusal check(const Collateral& collateral) noexcept {
  constexpr double kMostOfDebt = 10.0;
  const bool isDebt = collateral.quantity < 0.0;
  if (!(collateral.weight >= (isDebt ? 1.0 : 0.0) &&
        collateral.weight <= (isDebt ? kMostOfDebt : 1.0)))
    return {Error::rateOutOfRange, "weight"};
  return firstOf(
      {checkAboveZero(std::abs(collateral.quantity), Error::quantityNotPositive, "quantity"),
       checkAboveZero(collateral.price, Error::priceNotPositive, "price")});
}

Refusal check(const Account& account) noexcept {
  const Refusal numbers = firstOf({checkFinite(account.walletBalance, "walletBalance"),
                                   checkFinite(account.orderMargin, "orderMargin")});
  if (numbers != Error::none) return numbers;
  for (std::size_t i = 0; i < account.positions.size(); ++i) {
    if (account.positions[i].position.kind != account.positions.front().position.kind)
      return {Error::mixedContracts, "kind", static_cast<int>(i)};
  }
  return {};
}

}  // namespace plimsoll
