#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/base/moving_covariance.h"
#include "plimsoll/flow/fading.h"
#include "plimsoll/flow/mid_bins.h"
#include "plimsoll/flow/order_flow.h"
#include "plimsoll/flow/taker_trade.h"

// How far flow moves the price. Everything here is learned from bins of the venue's clock, which
// fade with a half-life: W' = W 2^(-dt / H) + 1 is how many bins are left.

namespace plimsoll {

/// Half of what was learned is left after half an hour, the span of the paper's regressions.
inline constexpr double kImpactHalfLifeMs = 30.0 * 60'000.0;

/// Readings are empty until this many bins are left, as at the start and after long silence.
inline constexpr double kImpactWarmBins = 15.0;

/// A line through samples that fade, y = alpha + beta x by least squares:
///
///     beta = Sxy / Sxx,  alpha = mean(y) - beta mean(x),  R^2 = Sxy^2 / (Sxx Syy)
///
/// with weighted sums S of products of deviations from the weighted means (West 1979).
class FadingLine {
 public:
  /// @param kept  what is left of the samples so far, within [0, 1]
  void fade(double kept) noexcept { weight_ *= kept; }

  /// A sample beyond 1e100, or not a number, is left out.
  void add(double x, double y) noexcept;

  std::optional<double> slope() const noexcept;      ///< beta; empty where x never varies
  std::optional<double> intercept() const noexcept;  ///< alpha; likewise
  /// R^2, within [0, 1]; empty where x or y never varies.
  std::optional<double> rSquared() const noexcept;
  /// How many samples are left.
  double weight() const noexcept { return weight_; }

 private:
  double weight_ = 0.0;
  MovingCovariance<2> moments_;  ///< of x and y
};

/// A line through the origin, y = beta x: beta = sum(w x y) / sum(w x^2), and R^2 is the share of
/// sum(w y^2) that it explains, sum(w x y)^2 / (sum(w x^2) sum(w y^2)).
class FadingRay {
 public:
  /// As of FadingLine, both.
  void fade(double kept) noexcept;
  void add(double x, double y) noexcept;

  std::optional<double> slope() const noexcept;       ///< beta; empty where x was always 0
  std::optional<double> rSquared() const noexcept;    ///< R^2; likewise, and where y was
  double weight() const noexcept { return weight_; }  ///< how many samples are left

 private:
  double weight_ = 0.0;
  double xx_ = 0.0;
  double xy_ = 0.0;
  double yy_ = 0.0;
};

/// What order flow at the touch does to the mid (Cont, Kukanov and Stoikov 2014, J. Financial
/// Econometrics 12(1), 47-88), over bins of ten seconds:
///
///     dP_k = alpha + beta OFI_k,   OFI_k = sum of e in bin k
///
/// beta falls with depth: where each level rests D on both sides, OFI of 2 D moves the mid by a
/// tick. About 180 bytes.
///
/// From bins with OFI 1, 2, 3, ... in which the mid rose by 0.5 + 0.25 OFI:
///
///     impact.slope()       // 0.25
///     impact.intercept()   // 0.5
///     impact.rSquared()         // 1
class OrderFlowImpact {
 public:
  static constexpr std::int64_t kBinMs = 10'000;  ///< as in the paper

  OrderFlowImpact() noexcept = default;

  /// @param touch        after an update; empty where a side of the book is
  /// @param venueTimeMs  zero or above
  void add(const std::optional<Touch>& touch, std::int64_t venueTimeMs) noexcept;

  /// What was between is unknown: the bin that is filling does not count.
  void breakChain() noexcept;

  /// beta, quote units of price for one of the venue's unit; all three are empty until
  /// kImpactWarmBins bins are left, and where no flow varied.
  std::optional<double> slope() const noexcept;
  std::optional<double> intercept() const noexcept;  ///< alpha, quote units of price in a bin
  std::optional<double> rSquared() const noexcept;   ///< empty too where the mid stood still
  double bins() const noexcept { return line_.weight(); }  ///< how many are left

 private:
  bool isWarm() const noexcept { return line_.weight() >= kImpactWarmBins; }

  MidBins bins_{kBinMs};
  Fading fading_ = Fading::ofHalfLife(kImpactHalfLifeMs);
  FadingLine line_;
  double flow_ = 0.0;
  std::optional<Touch> touch_{};
};

/// What trades do to the mid.
///
/// Kyle's lambda is the slope, through the origin, of the mid's change in a bin over what takers
/// bought less what they sold in it (Kyle 1985, Econometrica 53(6), 1315-1335):
///
///     dM = lambda sum(s q)
///
/// and lambdaBps is the same in bps of the mid for a million quote units of signed notional,
/// which makes it comparable between markets. Amihud's illiquidity is how far the price went
/// for the money traded (Amihud 2002, J. Financial Markets 5(1), 31-56), over bins with trades:
///
///     ILLIQ = EW mean of |dM / M| / sum(p q)
///
/// Quantities c times as large make lambda 1 / c of what it was; splitting a trade changes
/// nothing. About 200 bytes.
///
/// From bins with 1, 2, 3, ... bought in which the mid rose by 0.25 for each:
///
///     impact.lambda()   // 0.25
class TradeImpact {
 public:
  /// @param binMs  1'000 or 10'000, has passed checkImpactBin()
  explicit TradeImpact(std::int64_t binMs = 10'000) noexcept : bins_(binMs) {}

  /// @param trade  has passed check()
  void addTrade(const TakerTrade& trade) noexcept;

  /// @param touch        after an update, prices above zero; empty where a side of the book is
  /// @param venueTimeMs  zero or above
  void addTouch(const std::optional<Touch>& touch, std::int64_t venueTimeMs) noexcept;

  /// What was between is unknown: the bin that is filling does not count.
  void breakChain() noexcept { bins_.breakChain(); }

  /// Quote units of price for one of the venue's unit; empty until kImpactWarmBins bins are
  /// left, and before the first trade in one.
  std::optional<double> lambda() const noexcept;
  /// R^2 of lambda, within [0, 1]; empty too where the mid stood still.
  std::optional<double> rSquared() const noexcept;
  double bins() const noexcept { return byQuantity_.weight(); }  ///< how many are left
  /// Prices moved against the takers: no impact that one could expect, so lambda is in doubt.
  bool isBelowZero() const noexcept { return lambda().value_or(0.0) < 0.0; }

  /// Bps of the mid for 1 000 000 quote units; empty as lambda(), and where the contract's size
  /// is unknown.
  std::optional<double> lambdaBps() const noexcept;

  /// Fraction of the price for one quote unit traded, zero or above; empty until kImpactWarmBins
  /// bins with trades of known notional are left.
  std::optional<double> illiquidity() const noexcept;

 private:
  struct Bin {
    double signedQuantity = 0.0;
    double signedNotional = 0.0;
    double notional = 0.0;
    bool isNotionalKnown = true;
  };

  void moveTo(std::int64_t venueTimeMs) noexcept;
  void learn(const MidBins::Change& change) noexcept;

  MidBins bins_;
  Fading fading_ = Fading::ofHalfLife(kImpactHalfLifeMs);
  FadingRay byQuantity_;
  FadingRay byNotional_;
  double illiquidity_ = 0.0;
  double illiquidityWeight_ = 0.0;
  Bin bin_;
};

/// A length for TradeImpact's bins, 1 ms to one hour.
Error checkImpactBin(std::int64_t binMs) noexcept;

}  // namespace plimsoll
