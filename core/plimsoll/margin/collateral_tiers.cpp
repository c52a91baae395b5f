#include "plimsoll/margin/collateral_tiers.h"

#include <algorithm>

namespace plimsoll {

Refusal check(std::span<const CollateralTier> tiers) noexcept {
  if (tiers.empty()) return {Error::tableEmpty, "tiers"};
  double edge = 0.0;
  double weight = 1.0;
  for (int row = 0; const CollateralTier& tier : tiers) {
    if (row == 0 && tier.floor != 0.0) return {Error::tableNotFromZero, "floor", row};
    if (!(tier.floor <= edge)) return {Error::tableHole, "floor", row};
    if (tier.floor < edge) return {Error::tableOverlap, "floor", row};
    if (!(tier.cap > tier.floor)) return {Error::tableNotIncreasing, "cap", row};
    if (!(tier.weight >= 0.0 && tier.weight <= 1.0)) return {Error::rateOutOfRange, "weight", row};
    if (tier.weight > weight) return {Error::tableNotIncreasing, "weight", row};
    edge = tier.cap;
    weight = tier.weight;
    ++row;
  }
  return {};
}

double weightedAmount(std::span<const CollateralTier> tiers, double amount) noexcept {
  double counted = 0.0;
  for (const CollateralTier& tier : tiers)
    counted += tier.weight * std::max(0.0, std::min(amount, tier.cap) - tier.floor);
  return counted;
}

double effectiveWeight(std::span<const CollateralTier> tiers, double amount) noexcept {
  return amount > 0.0 ? weightedAmount(tiers, amount) / amount : tiers.front().weight;
}

}  // namespace plimsoll
