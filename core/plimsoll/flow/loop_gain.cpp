#include "plimsoll/flow/loop_gain.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

namespace {

/// Of a variance, what may be left by rounding where there is nothing.
constexpr double kRounding = 1e-9;

}  // namespace

std::optional<double> amplification(double gain) noexcept {
  if (!(gain < 1.0)) return std::nullopt;
  return 1.0 / (1.0 - gain);
}

LoopRegression::LoopRegression(double timeConstantBins) noexcept
    : smallestShare_(1.0 - std::exp(-1.0 / timeConstantBins)) {}

void LoopRegression::add(const BinMove& bin) noexcept {
  if (!(std::abs(bin.logReturn) <= kLargest) || !(std::abs(bin.signedFlow) <= kLargest)) {
    return breakChain();
  }
  if (hasLast_) {
    ++count_;
    const double share = std::max(1.0 / static_cast<double>(count_), smallestShare_);
    moments_.add({last_.logReturn, last_.signedFlow, bin.logReturn, bin.signedFlow}, share);
  }
  last_ = bin;
  hasLast_ = true;
}

std::optional<LoopGainReading> LoopRegression::reading() const noexcept {
  if (count_ < kMinBins) return std::nullopt;
  const auto c = [this](std::size_t i, std::size_t j) { return moments_.covariance(i, j); };
  if (!(c(2, 2) > 0.0) || !(c(3, 3) > 0.0)) return std::nullopt;
  // In standard deviations of the later bin, so that no unit is left in what follows.
  const std::array<double, 2> scale = {std::sqrt(c(2, 2)), std::sqrt(c(3, 3))};
  const double rr = c(0, 0) / scale[0] / scale[0];
  const double fr = c(1, 0) / scale[0] / scale[1];
  const double ff = c(1, 1) / scale[1] / scale[1];
  const double determinant = rr * ff - fr * fr;
  if (!(determinant > kRounding * rr * ff)) return std::nullopt;

  Matrix2 lagged;  // covariance of the later i with the earlier j
  Matrix2 effect;  // A: lagged times the inverse of the earlier covariance
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 2; ++j)
      lagged[i][j] = c(2 + i, j) / scale[i] / scale[j];
    effect[i][0] = (lagged[i][0] * ff - lagged[i][1] * fr) / determinant;
    effect[i][1] = (lagged[i][1] * rr - lagged[i][0] * fr) / determinant;
  }
  const double flowRest = 1.0 - effect[1][0] * lagged[1][0] - effect[1][1] * lagged[1][1];
  const double jointRest =
      c(3, 2) / scale[0] / scale[1] - effect[1][0] * lagged[0][0] - effect[1][1] * lagged[0][1];
  if (!(flowRest > kRounding)) return std::nullopt;
  const double impact = jointRest / flowRest;
  return LoopGainReading{.gain = impact * effect[1][0],
                         .chasing = effect[1][0],
                         .impact = impact,
                         .spectralRadius = spectralRadius(effect),
                         .bins = count_};
}

Refusal check(const LoopBins& bins) noexcept {
  if (bins.binMs < 1'000 || bins.binMs > 10'000) return {Error::windowOutOfRange, "binMs"};
  if (bins.timeConstantMs < 100 * bins.binMs || bins.timeConstantMs > 86'400'000) {
    return {Error::windowOutOfRange, "timeConstantMs"};
  }
  return {};
}

LoopGain::LoopGain(const LoopBins& bins) noexcept
    : binMs_(bins.binMs),
      regression_(static_cast<double>(bins.timeConstantMs) / static_cast<double>(bins.binMs)) {}

void LoopGain::addMid(double mid, std::int64_t venueTimeMs) noexcept {
  if (venueTimeMs < 0 || !std::isfinite(mid) || !(mid > 0.0)) return;
  moveTo(venueTimeMs);
  mid_ = mid;
}

void LoopGain::addTrade(double signedQuantity, std::int64_t venueTimeMs) noexcept {
  if (venueTimeMs < 0 || !std::isfinite(signedQuantity)) return;
  moveTo(venueTimeMs);
  flow_ += signedQuantity;
}

void LoopGain::breakChain() noexcept {
  open_ = false;
  mid_ = 0.0;
  regression_.breakChain();
}

void LoopGain::moveTo(std::int64_t venueTimeMs) noexcept {
  const std::int64_t bin = venueTimeMs / binMs_;
  if (open_ && (venueTimeMs < newestMs_ - kRestartMs || bin - bin_ > kMaxSilentBins)) breakChain();
  if (!open_) {
    // Seen from its middle on, this bin tells only which mid the next begins with.
    open_ = true;
    bin_ = bin;
    newestMs_ = venueTimeMs;
    openMid_ = flow_ = 0.0;
    return;
  }
  newestMs_ = std::max(newestMs_, venueTimeMs);
  for (; bin_ < bin; ++bin_) {
    if (openMid_ > 0.0) regression_.add({std::log(mid_ / openMid_), flow_});
    openMid_ = mid_;
    flow_ = 0.0;
  }
}

}  // namespace plimsoll
