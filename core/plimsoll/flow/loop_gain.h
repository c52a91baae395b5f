#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/base/moving_covariance.h"
#include "plimsoll/flow/spectral_radius.h"

namespace plimsoll {

/// What happened in one bin of time.
struct BinMove {
  double logReturn;   ///< r, ln of the mid at its end over the mid at its beginning
  double signedFlow;  ///< f, what takers bought less what they sold, the venue's unit
};

/// How price and flow drive each other, from one bin to the next.
struct LoopGainReading {
  /// g = kappa a: what comes back in the next bin of one unit of flow by way of the price.
  /// Above zero takers chase the price, below zero they lean against it; at one and above
  /// each round is larger than the last.
  double gain;
  double chasing;  ///< a, standard deviations of the next flow for one of the return
  double impact;   ///< kappa, standard deviations of the return for one of the flow in its bin
  double spectralRadius;  ///< of the matrix of both on both: at one and above nothing dies out
  std::size_t bins;       ///< pairs of neighbouring bins behind it
};

/// The sum of all rounds, 1 + g + g^2 + ... = 1 / (1 - g): how far a push goes in the end.
///
/// @return empty at one and above, where there is no end
///
///     amplification(0.75)   // 4
std::optional<double> amplification(double gain) noexcept;

/// A first-order vector autoregression of returns and flows (Hasbrouck 1991, J. Finance 46(1),
/// 179-207, in its simplest form), by least squares with weights that fall by e in a time
/// constant, and equal ones before that is over. Write z_t = (r_t, f_t), each less its mean
/// and over its standard deviation; then
///
///     z_(t+1) = A z_t + u_t,  a = A_fr,  kappa = cov(u_r, u_f) / var(u_f),  g = kappa a
///
/// Flow comes first: what both have in common within a bin is taken for the flow's impact on
/// the price. With -f for f the signs of a and kappa change, and g and the radius stay.
class LoopRegression {
 public:
  static constexpr std::size_t kMinBins = 100;
  static constexpr double kLargest = 1e60;  ///< a bin with more than this breaks the chain

  /// @param timeConstantBins  one or above
  explicit LoopRegression(double timeConstantBins) noexcept;

  void add(const BinMove& bin) noexcept;

  /// The next bin has no neighbour before it.
  void breakChain() noexcept { hasLast_ = false; }

  /// Empty before kMinBins, and while price or flow does not move on its own.
  std::optional<LoopGainReading> reading() const noexcept;

 private:
  static constexpr std::size_t kSize = 4;  ///< r_t, f_t, r_(t+1), f_(t+1)

  double smallestShare_;
  MovingCovariance<kSize> moments_;
  std::size_t count_ = 0;
  BinMove last_{};
  bool hasLast_ = false;
};

/// Bins of the venue's clock.
struct LoopBins {
  std::int64_t binMs = 1'000;                 ///< 1 000 to 10 000
  std::int64_t timeConstantMs = 30 * 60'000;  ///< 100 bins or more, a day at most
};

Refusal check(const LoopBins& bins) noexcept;

/// The loop gain of one market, from its mids and its trades: "algorithms that exacerbate
/// trends". A bin in which nothing happened has no return and no flow, and counts.
///
/// Its standard error is about sqrt(bin / (2 time constant)) for each of a and kappa: 0.02 with
/// the defaults.
class LoopGain {
 public:
  static constexpr std::int64_t kMaxSilentBins = 60;  ///< after more, bins have no neighbours
  static constexpr std::int64_t kRestartMs = 60'000;  ///< backwards by more opens a new bin

  /// @param bins  has passed check()
  explicit LoopGain(const LoopBins& bins = {}) noexcept;

  /// Times backwards by up to kRestartMs belong to the bin that is open; what has a time below
  /// zero, a mid that is not above zero, or a flow that is not finite is left out.
  void addMid(double mid, std::int64_t venueTimeMs) noexcept;

  /// @param signedQuantity  above zero where the taker bought, the venue's unit
  void addTrade(double signedQuantity, std::int64_t venueTimeMs) noexcept;

  /// What comes until the next call was not seen.
  void breakChain() noexcept;

  std::optional<LoopGainReading> reading() const noexcept { return regression_.reading(); }

 private:
  void moveTo(std::int64_t venueTimeMs) noexcept;

  std::int64_t binMs_;
  LoopRegression regression_;
  std::int64_t bin_ = 0;
  std::int64_t newestMs_ = 0;
  bool open_ = false;     ///< a bin fills
  double openMid_ = 0.0;  ///< at the beginning of the bin; 0: not known
  double mid_ = 0.0;      ///< the latest; 0: not known
  double flow_ = 0.0;     ///< of the bin so far
};

}  // namespace plimsoll
