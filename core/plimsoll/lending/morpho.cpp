#include "plimsoll/lending/morpho.h"

#include <algorithm>

namespace plimsoll::morpho {
namespace {

constexpr Unsigned256 kNone{};
constexpr Unsigned256 kLiquidationCursorWad{300'000'000'000'000'000u};
constexpr Unsigned256 kMaxIncentiveFactorWad{1'150'000'000'000'000'000u};
constexpr Unsigned256 kVirtualAssets{1u};
constexpr Unsigned256 kVirtualShares{1'000'000u};

/// Below 2^128.
bool isStorable(const Unsigned256& amount) noexcept {
  return amount.words[0] == 0 && amount.words[1] == 0;
}

}  // namespace

Refusal check(const Market& market) noexcept {
  if (market.lltvWad == kNone || market.lltvWad >= kWad) return {Error::rateOutOfRange, "lltvWad"};
  if (market.oraclePrice == kNone) return {Error::priceNotPositive, "oraclePrice"};
  return {};
}

Refusal check(const Position& position, const Market& market) noexcept {
  if (!isStorable(position.collateral)) return {Error::numberOutOfRange, "collateral"};
  if (!isStorable(position.borrowAssets)) return {Error::numberOutOfRange, "borrowAssets"};
  if (!product(position.collateral, market.oraclePrice)) {
    return {Error::numberOutOfRange, "oraclePrice"};
  }
  return {};
}

Refusal check(const BorrowTotals& totals) noexcept {
  if (!isStorable(totals.totalBorrowAssets)) return {Error::numberOutOfRange, "totalBorrowAssets"};
  if (!isStorable(totals.totalBorrowShares)) return {Error::numberOutOfRange, "totalBorrowShares"};
  return {};
}

// Once check() has passed, the steps below fit 256 bits except where it is said, so that
// value_or() never takes its other value.

Unsigned256 borrowAssets(const Unsigned256& shares, const BorrowTotals& totals) noexcept {
  const Unsigned256 assets = sum(totals.totalBorrowAssets, kVirtualAssets).value_or(kNone);
  const Unsigned256 allShares = sum(totals.totalBorrowShares, kVirtualShares).value_or(kNone);
  return mulDivUp(shares, assets, allShares).value_or(kNone);
}

Unsigned256 collateralValue(const Position& position, const Market& market) noexcept {
  return mulDivDown(position.collateral, market.oraclePrice, kOracleScale).value_or(kNone);
}

Unsigned256 maxBorrow(const Position& position, const Market& market) noexcept {
  return mulDivDown(collateralValue(position, market), market.lltvWad, kWad).value_or(kNone);
}

Unsigned256 maxBorrowable(const Position& position, const Market& market) noexcept {
  return differenceOrZero(maxBorrow(position, market), position.borrowAssets);
}

bool isHealthy(const Position& position, const Market& market) noexcept {
  return maxBorrow(position, market) >= position.borrowAssets;
}

Unsigned256 withdrawableCollateral(const Position& position, const Market& market) noexcept {
  const auto worth = mulDivUp(position.borrowAssets, kOracleScale, market.oraclePrice);
  const auto needed = worth ? mulDivUp(*worth, kWad, market.lltvWad) : std::nullopt;
  // Beyond 256 bits is more collateral than there can be.
  return needed ? differenceOrZero(position.collateral, *needed) : kNone;
}

std::optional<Unsigned256> ltvWad(const Position& position, const Market& market) noexcept {
  if (position.borrowAssets == kNone) return std::nullopt;
  return mulDivUp(position.borrowAssets, kWad, collateralValue(position, market));
}

std::optional<Unsigned256> healthFactorWad(const Position& position,
                                           const Market& market) noexcept {
  return mulDivDown(maxBorrow(position, market), kWad, position.borrowAssets);
}

std::optional<Unsigned256> liquidationPrice(const Position& position,
                                            const Market& market) noexcept {
  if (position.borrowAssets == kNone) return std::nullopt;
  const Unsigned256 counted = mulDivDown(position.collateral, market.lltvWad, kWad).value_or(kNone);
  return mulDivUp(position.borrowAssets, kOracleScale, counted);
}

Unsigned256 liquidationIncentiveFactorWad(const Market& market) noexcept {
  const Unsigned256 discount =
      mulDivDown(kLiquidationCursorWad, differenceOrZero(kWad, market.lltvWad), kWad)
          .value_or(kNone);
  const Unsigned256 factor =
      mulDivDown(kWad, kWad, differenceOrZero(kWad, discount)).value_or(kWad);
  return std::min(factor, kMaxIncentiveFactorWad);
}

}  // namespace plimsoll::morpho
