#include "plimsoll/lending/aave.h"

#include <algorithm>
#include <cmath>

namespace plimsoll::aave {
namespace {

constexpr std::uint64_t kSecondsPerYear = 365 * 24 * 60 * 60;
constexpr std::uint64_t kBasisPoints = 10'000;
constexpr std::size_t kStoredBits = 128;

WideInteger rayProduct(const WideInteger& a, const WideInteger& b) noexcept {
  return nearestQuotient(a * b, kRay);
}

Refusal checkAmount(double amount, const char* field) noexcept {
  if (!std::isfinite(amount)) return {Error::notFinite, field};
  if (amount < 0.0) return {Error::notionalNegative, field};
  return {};
}

}  // namespace

Refusal check(const EMode& mode) noexcept {
  if (!std::isfinite(mode.liquidationThreshold)) return {Error::notFinite, "liquidationThreshold"};
  if (mode.liquidationThreshold < 0.0 || mode.liquidationThreshold > 1.0) {
    return {Error::rateOutOfRange, "liquidationThreshold"};
  }
  if (!std::isfinite(mode.maxLtv)) return {Error::notFinite, "maxLtv"};
  if (mode.maxLtv < 0.0 || mode.maxLtv > mode.liquidationThreshold) {
    return {Error::rateOutOfRange, "maxLtv"};
  }
  return {};
}

LendingAsset inEMode(const LendingAsset& asset, const EMode& mode) noexcept {
  LendingAsset changed = asset;
  changed.maxLtv = asset.maxLtv == 0.0 ? 0.0 : mode.maxLtv;
  changed.liquidationThreshold = mode.liquidationThreshold;
  return changed;
}

double shownHealthFactor(std::optional<double> healthFactor) noexcept {
  return healthFactor.value_or(-1.0);
}

Refusal check(const AccountTotals& totals) noexcept {
  if (!totals.collateralBase.isUnsigned(kStoredBits)) {
    return {Error::numberOutOfRange, "collateralBase"};
  }
  if (!totals.weightedThresholdBase.isUnsigned(kStoredBits)) {
    return {Error::numberOutOfRange, "weightedThresholdBase"};
  }
  if (!totals.debtBase.isUnsigned(kStoredBits)) return {Error::numberOutOfRange, "debtBase"};
  return {};
}

std::optional<WideInteger> healthFactorWad(const AccountTotals& totals) noexcept {
  const WideInteger quotient =
      nearestQuotient(totals.weightedThresholdBase * kWad, totals.debtBase);
  return flooredQuotient(quotient, kBasisPoints).orNothing();
}

WideInteger availableBorrowsBase(const AccountTotals& totals, std::uint64_t ltvBps) noexcept {
  const WideInteger allowed = flooredQuotient(totals.collateralBase * ltvBps, kBasisPoints);
  return differenceOrZero(allowed, totals.debtBase);
}

Refusal check(const Accrual& accrual) noexcept {
  if (!accrual.rateRay.isUnsigned(kStoredBits)) return {Error::numberOutOfRange, "rateRay"};
  if (accrual.seconds >> 40 != 0) return {Error::windowOutOfRange, "seconds"};
  return {};
}

WideInteger linearInterest(const Accrual& accrual) noexcept {
  return kRay + flooredQuotient(accrual.rateRay * accrual.seconds, kSecondsPerYear);
}

std::optional<WideInteger> compoundedInterest(const Accrual& accrual) noexcept {
  const WideInteger x = flooredQuotient(accrual.rateRay * accrual.seconds, kSecondsPerYear);
  const WideInteger higher =
      rayProduct(x, flooredQuotient(x, 2) + rayProduct(x, flooredQuotient(x, 6)));
  return (kRay + x + higher).orNothing();
}

std::optional<WideInteger> shownLinearInterest(const Accrual& accrual) noexcept {
  const WideInteger years = nearestQuotient(accrual.seconds * kRay, kSecondsPerYear);
  return (kRay + rayProduct(accrual.rateRay, years)).orNothing();
}

std::optional<WideInteger> shownCompoundedInterest(const Accrual& accrual) noexcept {
  const WideInteger second = flooredQuotient(accrual.rateRay, kSecondsPerYear);
  const WideInteger squared = rayProduct(second, second);
  const WideInteger cubed = rayProduct(squared, second);
  // Zero where t is too small for so many seconds, so that the expansion ends where it must.
  const WideInteger t = accrual.seconds;
  const WideInteger pairs = t * (t - 1);
  const WideInteger triples = pairs * (t - 2);
  return (kRay + t * second + flooredQuotient(pairs * squared, 2) +
          flooredQuotient(triples * cubed, 6))
      .orNothing();
}

Refusal check(const Liquidation& liquidation) noexcept {
  if (!std::isfinite(liquidation.healthFactor)) return {Error::notFinite, "healthFactor"};
  if (liquidation.healthFactor < 0.0) return {Error::rateOutOfRange, "healthFactor"};
  const Refusal amounts[] = {checkAmount(liquidation.totalDebt, "totalDebt"),
                             checkAmount(liquidation.debt, "debt"),
                             checkAmount(liquidation.collateral, "collateral")};
  for (const Refusal& refusal : amounts) {
    if (refusal != Error::none) return refusal;
  }
  if (liquidation.debt > liquidation.totalDebt) return {Error::rateOutOfRange, "debt"};
  return {};
}

double maxLiquidatableDebt(const Liquidation& liquidation) noexcept {
  const double factor = closeFactor(kCloseFactor, liquidation.healthFactor);
  if (factor == 0.0) return 0.0;
  const bool isSmall =
      std::min(liquidation.debt, liquidation.collateral) < kMinBaseForPartialLiquidation;
  if (isSmall) return liquidation.debt;
  return std::min(liquidation.debt, factor * liquidation.totalDebt);
}

}  // namespace plimsoll::aave
