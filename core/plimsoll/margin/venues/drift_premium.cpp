#include "plimsoll/margin/venues/drift_premium.h"

#include <algorithm>
#include <cmath>

namespace plimsoll::drift {

double sizePremiumRate(double rate, double imfFactor, double quantity) noexcept {
  constexpr double kWhole = 10'000.0;
  const double root = std::floor(std::sqrt(1e10 * quantity + 1.0));
  const double premium = std::floor(root * imfFactor / 1e7);
  const double fifth = std::floor(std::round(rate * kWhole) / 5.0);
  return std::max(0.0, premium - fifth) / kWhole;
}

}  // namespace plimsoll::drift
