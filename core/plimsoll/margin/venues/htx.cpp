#include "plimsoll/margin/venues/htx.h"

#include <cmath>

namespace plimsoll::htx {

Refusal check(const Hedge& hedge) noexcept {
  if (!std::isfinite(hedge.longContracts)) return {Error::notFinite, "longContracts"};
  if (hedge.longContracts < 0.0) return {Error::quantityNotPositive, "longContracts"};
  if (!std::isfinite(hedge.shortContracts)) return {Error::notFinite, "shortContracts"};
  if (hedge.shortContracts < 0.0) return {Error::quantityNotPositive, "shortContracts"};
  return {};
}

double netContracts(const Hedge& hedge) noexcept {
  return std::abs(hedge.longContracts - hedge.shortContracts);
}

std::optional<double> adjustmentFactor(const Hedge& hedge, const MarginTable& ladder) noexcept {
  if (ladder.empty()) return std::nullopt;
  return ladder.bracket(netContracts(hedge)).maintenanceMarginRate;
}

}  // namespace plimsoll::htx
