#include "plimsoll/lending/health.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

Refusal checkQuantity(double quantity, const char* field) noexcept {
  if (!std::isfinite(quantity)) return {Error::notFinite, field};
  if (quantity < 0.0) return {Error::quantityNegative, field};
  return {};
}

Refusal check(const LendingAsset& asset) noexcept {
  if (!std::isfinite(asset.price)) return {Error::notFinite, "price"};
  if (asset.price <= 0.0) return {Error::priceNotPositive, "price"};
  if (const Refusal refusal = checkQuantity(asset.collateralQuantity, "collateralQuantity");
      refusal != Error::none) {
    return refusal;
  }
  if (const Refusal refusal = checkQuantity(asset.debtQuantity, "debtQuantity");
      refusal != Error::none) {
    return refusal;
  }
  if (!std::isfinite(asset.liquidationThreshold)) return {Error::notFinite, "liquidationThreshold"};
  if (asset.liquidationThreshold < 0.0 || asset.liquidationThreshold > 1.0) {
    return {Error::rateOutOfRange, "liquidationThreshold"};
  }
  if (!std::isfinite(asset.maxLtv)) return {Error::notFinite, "maxLtv"};
  if (asset.maxLtv < 0.0 || asset.maxLtv > asset.liquidationThreshold) {
    return {Error::rateOutOfRange, "maxLtv"};
  }
  return {};
}

/// Sum over the assets of what `value` says of each.
template <typename Value>
double total(LendingAccount account, Value value) noexcept {
  double total = 0.0;
  for (const LendingAsset& asset : account)
    total += value(asset);
  return total;
}

/// Sum of C_i P_i T_i: the collateral as far as it counts for health.
double countedCollateral(LendingAccount account) noexcept {
  return total(account, [](const LendingAsset& asset) {
    return asset.collateralQuantity * asset.price * asset.liquidationThreshold;
  });
}

double borrowableValue(LendingAccount account) noexcept {
  return total(account, [](const LendingAsset& asset) {
    return asset.collateralQuantity * asset.price * asset.maxLtv;
  });
}

/// C T - D: by how much one unit of price moves the health of the account.
double slope(const LendingAsset& asset) noexcept {
  return asset.collateralQuantity * asset.liquidationThreshold - asset.debtQuantity;
}

std::optional<double> perCollateral(LendingAccount account, double value) noexcept {
  const double collateral = collateralValue(account);
  if (collateral <= 0.0) return std::nullopt;
  return value / collateral;
}

}  // namespace

Refusal check(LendingAccount account) noexcept {
  for (std::size_t i = 0; i < account.size(); ++i) {
    Refusal refusal = check(account[i]);
    if (refusal == Error::none) continue;
    refusal.row = static_cast<int>(i);
    return refusal;
  }
  return {};
}

double collateralValue(LendingAccount account) noexcept {
  return total(account,
               [](const LendingAsset& asset) { return asset.collateralQuantity * asset.price; });
}

double debtValue(LendingAccount account) noexcept {
  return total(account, [](const LendingAsset& asset) { return asset.debtQuantity * asset.price; });
}

std::optional<double> healthFactor(LendingAccount account) noexcept {
  const double debt = debtValue(account);
  if (debt <= 0.0) return std::nullopt;
  return countedCollateral(account) / debt;
}

std::optional<double> borrowedLtv(LendingAccount account) noexcept {
  return perCollateral(account, debtValue(account));
}

std::optional<double> weightedMaxLtv(LendingAccount account) noexcept {
  return perCollateral(account, borrowableValue(account));
}

std::optional<double> weightedLiquidationThreshold(LendingAccount account) noexcept {
  return perCollateral(account, countedCollateral(account));
}

double availableBorrows(LendingAccount account) noexcept {
  return std::max(0.0, borrowableValue(account) - debtValue(account));
}

std::optional<double> liquidationPrice(LendingAccount account, std::size_t index) noexcept {
  double others = 0.0;
  for (std::size_t i = 0; i < account.size(); ++i) {
    if (i != index) others += slope(account[i]) * account[i].price;
  }
  const double price = -others / slope(account[index]);
  if (!(price > 0.0) || !std::isfinite(price)) return std::nullopt;
  return price;
}

std::optional<double> moveToLiquidation(LendingAccount account, std::size_t index) noexcept {
  const std::optional<double> price = liquidationPrice(account, index);
  if (!price) return std::nullopt;
  return *price / account[index].price - 1.0;
}

std::optional<double> drawdownToLiquidation(LendingAccount account) noexcept {
  const std::optional<double> health = healthFactor(account);
  if (!health || *health <= 0.0) return std::nullopt;
  return 1.0 - 1.0 / *health;
}

Refusal check(const CloseFactorRule& rule) noexcept {
  if (!std::isfinite(rule.partial)) return {Error::notFinite, "partial"};
  if (rule.partial <= 0.0 || rule.partial > 1.0) return {Error::rateOutOfRange, "partial"};
  if (!std::isfinite(rule.fullAtHealthFactor)) return {Error::notFinite, "fullAtHealthFactor"};
  if (rule.fullAtHealthFactor < 0.0 || rule.fullAtHealthFactor >= 1.0) {
    return {Error::rateOutOfRange, "fullAtHealthFactor"};
  }
  return {};
}

double closeFactor(const CloseFactorRule& rule, double healthFactor) noexcept {
  if (healthFactor >= 1.0) return 0.0;
  return healthFactor > rule.fullAtHealthFactor ? rule.partial : 1.0;
}

}  // namespace plimsoll
