#include "plimsoll/margin/distance.h"

#include <cmath>

namespace plimsoll {

std::optional<double> variancePerMs(std::optional<double> volatilityPerDay) noexcept {
  if (!volatilityPerDay) return std::nullopt;
  return *volatilityPerDay * *volatilityPerDay / kDayMs;
}

double distanceRate(const Distance& distance) noexcept {
  return distance.side * (distance.markPrice - distance.liquidationPrice) / distance.markPrice;
}

double distanceMoney(const Distance& distance, double quantity) noexcept {
  return distance.side * quantity * (distance.markPrice - distance.liquidationPrice);
}

std::optional<double> distanceSigmas(const Distance& distance, double variancePerMs,
                                     double horizonMs) noexcept {
  const double sigma = std::sqrt(variancePerMs * horizonMs);
  if (!(sigma > 0.0) || !std::isfinite(sigma)) return std::nullopt;
  return distance.side * std::log(distance.markPrice / distance.liquidationPrice) / sigma;
}

}  // namespace plimsoll
