#include "plimsoll/lending/unwinding.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

/// Nobody sends more transactions than this.
constexpr int kMaxSteps = 1'000;

/// What remains after selling so much and repaying with the proceeds.
CollateralLoop afterSelling(const CollateralLoop& loop, double sold, double costRate) noexcept {
  return {loop.collateralValue - sold, std::max(0.0, loop.debtValue - sold * (1.0 - costRate)),
          loop.liquidationThreshold};
}

}  // namespace

Refusal check(const UnwindTerms& terms) noexcept {
  if (!std::isfinite(terms.targetMultiple)) return {Error::notFinite, "targetMultiple"};
  if (terms.targetMultiple < 1.0) return {Error::leverageOutOfRange, "targetMultiple"};
  if (!std::isfinite(terms.ltvWhile)) return {Error::notFinite, "ltvWhile"};
  if (terms.ltvWhile <= 0.0 || terms.ltvWhile > 1.0) return {Error::rateOutOfRange, "ltvWhile"};
  if (!std::isfinite(terms.swapCostRate)) return {Error::notFinite, "swapCostRate"};
  if (terms.swapCostRate < 0.0 || terms.targetMultiple * terms.swapCostRate >= 1.0) {
    return {Error::rateOutOfRange, "swapCostRate"};
  }
  return {};
}

double soldToUnwind(const CollateralLoop& loop, const UnwindTerms& terms) noexcept {
  const double equity = loop.collateralValue - loop.debtValue;
  const double excess = loop.collateralValue - terms.targetMultiple * equity;
  return std::max(0.0, excess) / (1.0 - terms.targetMultiple * terms.swapCostRate);
}

std::optional<Unwinding> unwinding(const CollateralLoop& loop, const UnwindTerms& terms) noexcept {
  const double toSell = soldToUnwind(loop, terms);
  // Costs may take more than there is.
  const double equityLeft = loop.collateralValue - loop.debtValue - terms.swapCostRate * toSell;
  if (!(equityLeft > 0.0)) return std::nullopt;

  Unwinding done{0, 0.0, 0.0, loop};
  while (done.sold < toSell) {
    const double allowed = done.left.collateralValue - done.left.debtValue / terms.ltvWhile;
    if (!(allowed > 0.0) || done.steps == kMaxSteps) return std::nullopt;
    const double missing = toSell - done.sold;
    const bool isLast = missing <= allowed;
    done.left = afterSelling(done.left, isLast ? missing : allowed, terms.swapCostRate);
    done.sold = isLast ? toSell : done.sold + allowed;
    ++done.steps;
  }
  done.cost = terms.swapCostRate * done.sold;
  if (terms.targetMultiple == 1.0) done.left.debtValue = 0.0;  // but for a rounding
  return done;
}

}  // namespace plimsoll
