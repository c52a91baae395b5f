#include "plimsoll/lending/morpho.h"

#include <algorithm>

namespace plimsoll::morpho {
namespace {

constexpr WideInteger kLiquidationCursorWad = 300'000'000'000'000'000;
constexpr WideInteger kMaxIncentiveFactorWad = 1'150'000'000'000'000'000;
constexpr int kVirtualAssets = 1;
constexpr int kVirtualShares = 1'000'000;
constexpr std::size_t kStoredBits = 128;

}  // namespace

Refusal check(const Market& market) noexcept {
  if (!(market.lltvWad > 0 && market.lltvWad < kWad)) return {Error::rateOutOfRange, "lltvWad"};
  if (!(market.oraclePrice > 0)) return {Error::priceNotPositive, "oraclePrice"};
  return {};
}

Refusal check(const Position& position, const Market& market) noexcept {
  if (!position.collateral.isUnsigned(kStoredBits)) {
    return {Error::numberOutOfRange, "collateral"};
  }
  if (!position.borrowAssets.isUnsigned(kStoredBits)) {
    return {Error::numberOutOfRange, "borrowAssets"};
  }
  if ((position.collateral * market.oraclePrice).hasOverflowed()) {
    return {Error::numberOutOfRange, "oraclePrice"};
  }
  return {};
}

Refusal check(const BorrowTotals& totals) noexcept {
  if (!totals.totalBorrowAssets.isUnsigned(kStoredBits)) {
    return {Error::numberOutOfRange, "totalBorrowAssets"};
  }
  if (!totals.totalBorrowShares.isUnsigned(kStoredBits)) {
    return {Error::numberOutOfRange, "totalBorrowShares"};
  }
  return {};
}

WideInteger borrowAssets(const WideInteger& shares, const BorrowTotals& totals) noexcept {
  return ceiledQuotient(shares * (totals.totalBorrowAssets + kVirtualAssets),
                        totals.totalBorrowShares + kVirtualShares);
}

WideInteger collateralValue(const Position& position, const Market& market) noexcept {
  return flooredQuotient(position.collateral * market.oraclePrice, kOracleScale);
}

WideInteger maxBorrow(const Position& position, const Market& market) noexcept {
  return flooredQuotient(collateralValue(position, market) * market.lltvWad, kWad);
}

WideInteger maxBorrowable(const Position& position, const Market& market) noexcept {
  return differenceOrZero(maxBorrow(position, market), position.borrowAssets);
}

bool isHealthy(const Position& position, const Market& market) noexcept {
  return maxBorrow(position, market) >= position.borrowAssets;
}

WideInteger withdrawableCollateral(const Position& position, const Market& market) noexcept {
  const WideInteger worth =
      ceiledQuotient(position.borrowAssets * kOracleScale, market.oraclePrice);
  const WideInteger needed = ceiledQuotient(worth * kWad, market.lltvWad);
  // Beyond 256 bits is more collateral than there can be.
  return needed.hasOverflowed() ? 0 : differenceOrZero(position.collateral, needed);
}

std::optional<WideInteger> ltvWad(const Position& position, const Market& market) noexcept {
  if (position.borrowAssets == 0) return std::nullopt;
  return ceiledQuotient(position.borrowAssets * kWad, collateralValue(position, market))
      .orNothing();
}

std::optional<WideInteger> healthFactorWad(const Position& position,
                                           const Market& market) noexcept {
  return flooredQuotient(maxBorrow(position, market) * kWad, position.borrowAssets).orNothing();
}

std::optional<WideInteger> liquidationPrice(const Position& position,
                                            const Market& market) noexcept {
  if (position.borrowAssets == 0) return std::nullopt;
  const WideInteger counted = flooredQuotient(position.collateral * market.lltvWad, kWad);
  return ceiledQuotient(position.borrowAssets * kOracleScale, counted).orNothing();
}

WideInteger liquidationIncentiveFactorWad(const Market& market) noexcept {
  const WideInteger discount =
      flooredQuotient(kLiquidationCursorWad * (kWad - market.lltvWad), kWad);
  const WideInteger factor = flooredQuotient(kWad * kWad, kWad - discount);
  return std::min(factor, kMaxIncentiveFactorWad);
}

}  // namespace plimsoll::morpho
