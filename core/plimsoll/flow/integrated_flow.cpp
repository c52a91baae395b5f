#include "plimsoll/flow/integrated_flow.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

void IntegratedFlow::add(std::span<const double> flows, std::int64_t venueTimeMs) noexcept {
  if (!isDue(venueTimeMs)) return;

  Weights sample{};
  for (std::size_t m = 0; m < std::min(flows.size(), kFlowLevels); ++m) {
    if (!(std::abs(flows[m]) <= kLargestFlow)) return;
    sample[m] = flows[m];
  }
  lastTimeMs_ = venueTimeMs;
  any_ = true;
  weight_ = weight_ * fading_.kept(venueTimeMs) + 1.0;
  moments_.add(sample, 1.0 / weight_);
  component_.update(moments_.rows());
}

std::optional<double> IntegratedFlow::imbalance(std::span<const double> flows) const noexcept {
  const auto w = weights();
  if (!w) return std::nullopt;
  double sum = 0.0;
  for (std::size_t m = 0; m < std::min(flows.size(), kFlowLevels); ++m) sum += (*w)[m] * flows[m];
  return sum;
}

std::optional<IntegratedFlow::Weights> IntegratedFlow::weights() const noexcept {
  const auto component = component_.component(PowerIteration::Norm::sumOne);
  if (!isWarm() || component.empty()) return std::nullopt;
  Weights weights;
  std::ranges::copy(component, weights.begin());
  return weights;
}

std::optional<double> IntegratedFlow::explainedShare() const noexcept {
  return isWarm() ? component_.explainedShare() : std::nullopt;
}

}  // namespace plimsoll
