#include "plimsoll/flow/integrated_flow.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

using Vector = IntegratedFlow::Weights;

double product(const Vector& a, const Vector& b) noexcept {
  double sum = 0.0;
  for (std::size_t m = 0; m < kFlowLevels; ++m) sum += a[m] * b[m];
  return sum;
}

/// Scales to length 1; false where there is no length.
bool normalize(Vector& vector) noexcept {
  // The largest is taken out first, so that no square is lost below the smallest number.
  double largest = 0.0;
  for (const double x : vector) largest = std::max(largest, std::abs(x));
  if (!(largest > 0.0)) return false;
  for (double& x : vector) x /= largest;
  const double length = std::sqrt(product(vector, vector));
  for (double& x : vector) x /= length;
  return true;
}

double sumOf(const Vector& vector) noexcept {
  double sum = 0.0;
  for (const double x : vector) sum += x;
  return sum;
}

void orientAboveZero(Vector& vector) noexcept {
  double sum = sumOf(vector);
  if (sum == 0.0) sum = *std::ranges::find_if(vector, [](double x) { return x != 0.0; });
  if (sum >= 0.0) return;
  for (double& x : vector) x = -x;
}

}  // namespace

void IntegratedFlow::add(std::span<const double> flows, std::int64_t venueTimeMs) noexcept {
  const std::int64_t sinceMs = venueTimeMs - lastTimeMs_;
  if (any_ && sinceMs < kSampleMs && sinceMs >= -kRestartMs) return;

  Weights sample{};
  for (std::size_t m = 0; m < std::min(flows.size(), kFlowLevels); ++m) {
    if (!(std::abs(flows[m]) <= kLargestFlow)) return;
    sample[m] = flows[m];
  }
  lastTimeMs_ = venueTimeMs;
  any_ = true;
  learn(sample, fading_.kept(venueTimeMs));
  turnTowardFirstComponent();
}

void IntegratedFlow::learn(const Weights& sample, double kept) noexcept {
  weight_ = weight_ * kept + 1.0;
  const double share = 1.0 / weight_;
  Weights deviation;
  for (std::size_t m = 0; m < kFlowLevels; ++m) {
    deviation[m] = sample[m] - mean_[m];
    mean_[m] += share * deviation[m];
  }
  for (std::size_t i = 0; i < kFlowLevels; ++i) {
    for (std::size_t j = 0; j < kFlowLevels; ++j) {
      const double both = deviation[i] * deviation[j];
      covariance_[i][j] = (1.0 - share) * (covariance_[i][j] + share * both);
    }
  }
}

// Power iteration, w <- C w / |C w|, from where it last stood. A direction that C maps onto
// itself stays even when another has come to vary more, so each start leans a little to all
// sides, by an amount that differs from level to level.
void IntegratedFlow::turnTowardFirstComponent() noexcept {
  constexpr double kLean = 1e-4;
  constexpr int kTurns = 500;
  constexpr double kStill = 1e-14;
  for (std::size_t m = 0; m < kFlowLevels; ++m) {
    direction_[m] += kLean / static_cast<double>(m + 1);
  }
  for (int turn = 0; turn < kTurns; ++turn) {
    Weights next;
    for (std::size_t m = 0; m < kFlowLevels; ++m) next[m] = product(covariance_[m], direction_);
    if (!normalize(next)) {
      direction_ = {};
      variance_ = 0.0;
      return;
    }
    double change = 0.0;
    for (std::size_t m = 0; m < kFlowLevels; ++m) {
      change = std::max(change, std::abs(next[m] - direction_[m]));
    }
    direction_ = next;
    if (change <= kStill) break;
  }
  orientAboveZero(direction_);
  variance_ = 0.0;
  for (std::size_t m = 0; m < kFlowLevels; ++m) {
    variance_ += direction_[m] * product(covariance_[m], direction_);
  }
}

std::optional<double> IntegratedFlow::imbalance(std::span<const double> flows) const noexcept {
  const auto w = weights();
  if (!w) return std::nullopt;
  double sum = 0.0;
  for (std::size_t m = 0; m < std::min(flows.size(), kFlowLevels); ++m) sum += (*w)[m] * flows[m];
  return sum;
}

std::optional<IntegratedFlow::Weights> IntegratedFlow::weights() const noexcept {
  if (!isWarm()) return std::nullopt;
  double absolute = 0.0;
  for (const double w : direction_) absolute += std::abs(w);
  Weights weights;
  for (std::size_t m = 0; m < kFlowLevels; ++m) weights[m] = direction_[m] / absolute;
  return weights;
}

std::optional<double> IntegratedFlow::explainedShare() const noexcept {
  if (!isWarm()) return std::nullopt;
  double trace = 0.0;
  double varying = 0.0;
  for (std::size_t m = 0; m < kFlowLevels; ++m) {
    trace += covariance_[m][m];
    if (covariance_[m][m] > 0.0) varying += 1.0;
  }
  // Where all directions vary alike, no number of turns tells them apart.
  return std::clamp(variance_ / trace, 1.0 / varying, 1.0);
}

}  // namespace plimsoll
