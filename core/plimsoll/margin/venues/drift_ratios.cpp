#include "plimsoll/margin/venues/drift_ratios.h"

#include <algorithm>
#include <limits>

namespace plimsoll::drift {
namespace {

constexpr std::int64_t kRootPrecision = 100'000;  // of the square root of ten sizes
constexpr std::int64_t kPnlToBase = 1'000;        // 10^-9 in 10^-6
constexpr std::int64_t kRatioToFee = kMillion / kWhole;

bool isBetween(std::int64_t low, std::int64_t value, std::int64_t high) noexcept {
  return low <= value && value <= high;
}

std::int64_t fitted(const WideInteger& value) noexcept {
  return value.toInt64().value_or(std::numeric_limits<std::int64_t>::max());
}

WideInteger sizeRoot(const WideInteger& size) noexcept {
  return squareRoot(size * 10 + 1);
}

/// The premium that is not held above the weight it starts from.
std::int64_t unboundedPremium(std::int64_t weight, std::int64_t imfFactor,
                              const WideInteger& size) noexcept {
  if (imfFactor == 0) return weight;
  const WideInteger premium =
      truncatedQuotient(sizeRoot(size) * imfFactor, kRootPrecision * (kMillion / kWhole));
  return fitted(premium + (weight - weight / 5));
}

std::int64_t middle(MarginType type, std::int64_t initial, std::int64_t maintenance) noexcept {
  if (type == MarginType::initial) return initial;
  return type == MarginType::fill ? (initial + maintenance) / 2 : maintenance;
}

/// From the ratio of high leverage to the ordinary one, in the part of a size's premium that
/// has grown: it starts a fifth below the ordinary ratio.
std::int64_t interpolated(std::int64_t highLeverage, std::int64_t ordinary,
                          std::int64_t withPremium) noexcept {
  if (withPremium == ordinary) return highLeverage;
  if (withPremium > ordinary) return withPremium;
  const std::int64_t missing = (ordinary - withPremium) * kMillion / (ordinary / 5);
  const std::int64_t grown = std::max<std::int64_t>(kMillion - missing, 0);
  const std::int64_t range = std::max<std::int64_t>(ordinary - highLeverage, 1);
  return highLeverage + range * grown / kMillion;
}

}  // namespace

std::int64_t sizePremium(std::int64_t weight, std::int64_t imfFactor,
                         const WideInteger& size) noexcept {
  return std::max(weight, unboundedPremium(weight, imfFactor, size));
}

std::int64_t sizeDiscount(std::int64_t weight, std::int64_t imfFactor,
                          const WideInteger& size) noexcept {
  if (imfFactor == 0) return weight;
  const WideInteger divisor =
      truncatedQuotient(sizeRoot(size) * imfFactor, kRootPrecision) + kMillion;
  return std::min(weight, fitted(truncatedQuotient((kMillion + kMillion / 10) * kWhole, divisor)));
}

Refusal check(const MarginRatios& ratios) noexcept {
  if (!isBetween(1, ratios.initial, kWhole)) return {Error::rateOutOfRange, "initial"};
  if (!isBetween(1, ratios.maintenance, ratios.initial)) {
    return {Error::rateOutOfRange, "maintenance"};
  }
  if (!isBetween(0, ratios.highLeverageInitial, kWhole)) {
    return {Error::rateOutOfRange, "highLeverageInitial"};
  }
  if (!isBetween(0, ratios.highLeverageMaintenance, ratios.highLeverageInitial)) {
    return {Error::rateOutOfRange, "highLeverageMaintenance"};
  }
  if (!isBetween(0, ratios.imfFactor, kMillion)) return {Error::rateOutOfRange, "imfFactor"};
  return {};
}

std::int64_t marginRatio(const MarginRatios& ratios, MarginType type, const WideInteger& size,
                         bool isHighLeverage) noexcept {
  const std::int64_t ordinary = middle(type, ratios.initial, ratios.maintenance);
  const bool hasHighLeverage = ratios.highLeverageInitial > 0 && ratios.highLeverageMaintenance > 0;
  if (!isHighLeverage || !hasHighLeverage) return sizePremium(ordinary, ratios.imfFactor, size);

  const std::int64_t high =
      middle(type, ratios.highLeverageInitial, ratios.highLeverageMaintenance);
  if (type == MarginType::maintenance) return sizePremium(high, ratios.imfFactor, size);
  return interpolated(high, ordinary, unboundedPremium(ordinary, ratios.imfFactor, size));
}

Refusal check(const SpotWeights& weights) noexcept {
  if (!isBetween(0, weights.maintenanceAsset, kWhole)) {
    return {Error::rateOutOfRange, "maintenanceAsset"};
  }
  if (!isBetween(0, weights.initialAsset, weights.maintenanceAsset)) {
    return {Error::rateOutOfRange, "initialAsset"};
  }
  if (!isBetween(kWhole, weights.initialLiability, 10 * kWhole)) {
    return {Error::rateOutOfRange, "initialLiability"};
  }
  if (!isBetween(kWhole, weights.maintenanceLiability, weights.initialLiability)) {
    return {Error::rateOutOfRange, "maintenanceLiability"};
  }
  if (!isBetween(0, weights.imfFactor, kMillion)) return {Error::rateOutOfRange, "imfFactor"};
  return {};
}

std::int64_t assetWeight(const SpotWeights& weights, MarginType type,
                         const WideInteger& size) noexcept {
  return sizeDiscount(middle(type, weights.initialAsset, weights.maintenanceAsset),
                      weights.imfFactor, size);
}

std::int64_t liabilityWeight(const SpotWeights& weights, MarginType type,
                             const WideInteger& size) noexcept {
  return sizePremium(middle(type, weights.initialLiability, weights.maintenanceLiability),
                     weights.imfFactor, size);
}

std::int64_t scaledInitialAssetWeight(std::int64_t weight, const WideInteger& start,
                                      const WideInteger& deposits) noexcept {
  if (start == 0 || deposits < start) return weight;
  return fitted(truncatedQuotient(start * weight, deposits));
}

WideInteger unrealizedPnl(const WideInteger& base, const WideInteger& quote,
                          const WideInteger& price) noexcept {
  return truncatedQuotient(base * price, kBaseUnit) + quote;
}

Refusal check(const PnlWeights& weights) noexcept {
  if (!isBetween(0, weights.initial, kWhole)) return {Error::rateOutOfRange, "initial"};
  if (!isBetween(0, weights.maintenance, kWhole)) return {Error::rateOutOfRange, "maintenance"};
  if (!isBetween(0, weights.imfFactor, kMillion)) return {Error::rateOutOfRange, "imfFactor"};
  if (!(weights.maxImbalance >= 0)) return {Error::notionalNegative, "maxImbalance"};
  return {};
}

std::int64_t unrealizedPnlWeight(const PnlWeights& weights, MarginType type, const WideInteger& pnl,
                                 const WideInteger& netUnsettled) noexcept {
  if (pnl.sign() <= 0) return kWhole;
  if (type == MarginType::maintenance) return weights.maintenance;

  const WideInteger& most = weights.maxImbalance;
  std::int64_t weight = weights.initial;
  if (most > 0 && netUnsettled > most) {
    weight = fitted(truncatedQuotient(most * weight, netUnsettled));
  }
  return weight > 0 ? sizeDiscount(weight, weights.imfFactor, pnl * kPnlToBase) : 0;
}

Refusal check(const Shortage& shortage) noexcept {
  const WideInteger limit = wideTenTo(30);
  if (!(shortage.margin >= 0 && shortage.margin <= limit)) {
    return {Error::numberOutOfRange, "margin"};
  }
  if (!isBetween(1, shortage.marginRatio, kWhole)) return {Error::rateOutOfRange, "marginRatio"};
  if (!isBetween(0, shortage.liquidatorFee, kMillion)) {
    return {Error::rateOutOfRange, "liquidatorFee"};
  }
  if (!isBetween(0, shortage.insuranceFee, kMillion)) {
    return {Error::rateOutOfRange, "insuranceFee"};
  }
  if (!(shortage.oraclePrice > 0)) return {Error::priceNotPositive, "oraclePrice"};
  if (shortage.oraclePrice > limit) return {Error::numberOutOfRange, "oraclePrice"};
  if (!(shortage.quotePrice > 0)) return {Error::priceNotPositive, "quotePrice"};
  if (shortage.quotePrice > limit) return {Error::numberOutOfRange, "quotePrice"};
  return {};
}

std::optional<WideInteger> baseToCover(const Shortage& shortage) noexcept {
  const std::int64_t freed = shortage.marginRatio * kRatioToFee - shortage.liquidatorFee;
  if (freed <= 0) return std::nullopt;
  const WideInteger price = truncatedQuotient(shortage.oraclePrice * shortage.quotePrice, kMillion);
  const WideInteger fee = truncatedQuotient(shortage.oraclePrice * shortage.insuranceFee, kMillion);
  const WideInteger perBase = truncatedQuotient(price * freed, kMillion) - fee;
  if (perBase.sign() <= 0) return std::nullopt;
  return truncatedQuotient(shortage.margin * kBaseUnit, perBase);
}

}  // namespace plimsoll::drift
