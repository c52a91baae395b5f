#include "plimsoll/lending/aave.h"

#include <algorithm>
#include <cmath>

namespace plimsoll::aave {
namespace {

constexpr std::uint64_t kSecondsPerYear = 365 * 24 * 60 * 60;
constexpr std::uint64_t kBasisPoints = 10'000;
constexpr Unsigned256 kTwoTo128 = [] {
  Unsigned256 value;
  value.words[1] = 1;
  return value;
}();

/// A calculation that stops being a number once a step of it does not fit.
using Wide = std::optional<Unsigned256>;

Wide plus(const Wide& a, const Wide& b) noexcept {
  return a && b ? sum(*a, *b) : std::nullopt;
}

Wide times(const Wide& a, const Wide& b) noexcept {
  return a && b ? product(*a, *b) : std::nullopt;
}

Wide rayTimes(const Wide& a, const Wide& b) noexcept {
  return a && b ? mulDivHalfUp(*a, *b, kRay) : std::nullopt;
}

Wide divided(const Wide& a, const Unsigned256& by) noexcept {
  return a ? mulDivDown(*a, 1u, by) : std::nullopt;
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
  if (totals.collateralBase >= kTwoTo128) return {Error::numberOutOfRange, "collateralBase"};
  if (totals.weightedThresholdBase >= kTwoTo128) {
    return {Error::numberOutOfRange, "weightedThresholdBase"};
  }
  if (totals.debtBase >= kTwoTo128) return {Error::numberOutOfRange, "debtBase"};
  return {};
}

std::optional<Unsigned256> healthFactorWad(const AccountTotals& totals) noexcept {
  return divided(mulDivHalfUp(totals.weightedThresholdBase, kWad, totals.debtBase), kBasisPoints);
}

Unsigned256 availableBorrowsBase(const AccountTotals& totals, std::uint64_t ltvBps) noexcept {
  const Wide allowed = mulDivDown(totals.collateralBase, ltvBps, kBasisPoints);
  return differenceOrZero(allowed.value_or(Unsigned256{}), totals.debtBase);
}

Refusal check(const Accrual& accrual) noexcept {
  if (accrual.rateRay >= kTwoTo128) return {Error::numberOutOfRange, "rateRay"};
  if (accrual.seconds >> 40 != 0) return {Error::windowOutOfRange, "seconds"};
  return {};
}

Unsigned256 linearInterest(const Accrual& accrual) noexcept {
  // 168 bits at most once check() has passed, so that there is always a number.
  return plus(kRay, mulDivDown(accrual.rateRay, accrual.seconds, kSecondsPerYear)).value_or(kRay);
}

std::optional<Unsigned256> compoundedInterest(const Accrual& accrual) noexcept {
  const Wide x = mulDivDown(accrual.rateRay, accrual.seconds, kSecondsPerYear);
  const Wide higher = rayTimes(x, plus(divided(x, 2u), rayTimes(x, divided(x, 6u))));
  return plus(plus(kRay, x), higher);
}

std::optional<Unsigned256> shownLinearInterest(const Accrual& accrual) noexcept {
  const Wide years = mulDivHalfUp(accrual.seconds, kRay, kSecondsPerYear);
  return plus(kRay, rayTimes(accrual.rateRay, years));
}

std::optional<Unsigned256> shownCompoundedInterest(const Accrual& accrual) noexcept {
  if (accrual.seconds == 0) return kRay;
  const Wide second = divided(accrual.rateRay, kSecondsPerYear);
  const Wide squared = rayTimes(second, second);
  const Wide cubed = rayTimes(squared, second);
  const std::uint64_t t = accrual.seconds;
  const Wide pairs = product(t, t - 1);
  const Wide triples = times(pairs, Unsigned256{t > 2 ? t - 2 : 0});
  const Wide first = times(second, Unsigned256{t});
  return plus(plus(kRay, first),
              plus(divided(times(pairs, squared), 2u), divided(times(triples, cubed), 6u)));
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
