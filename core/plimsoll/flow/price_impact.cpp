#include "plimsoll/flow/price_impact.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr double kLargest = 1e100;  // its square, summed and multiplied by a weight, is finite
constexpr double kPerBps = 1e4;
constexpr double kMillion = 1e6;

bool fits(double x, double y) noexcept {
  return std::abs(x) <= kLargest && std::abs(y) <= kLargest;
}

std::optional<double> ratio(double above, double below) noexcept {
  if (!(below > 0.0)) return std::nullopt;
  return above / below;
}

/// Sxy^2 / (Sxx Syy), in an order in which nothing overflows.
std::optional<double> explainedShare(double xx, double xy, double yy) noexcept {
  if (!(xx > 0.0) || !(yy > 0.0)) return std::nullopt;
  return std::clamp(xy / xx * (xy / yy), 0.0, 1.0);
}

double midOf(const Touch& touch) noexcept { return (touch.bidPrice + touch.askPrice) / 2.0; }

}  // namespace

void FadingLine::add(double x, double y) noexcept {
  if (!fits(x, y)) return;
  weight_ += 1.0;
  moments_.add({x, y}, 1.0 / weight_);
}

std::optional<double> FadingLine::slope() const noexcept {
  return ratio(moments_.covariance(0, 1), moments_.covariance(0, 0));
}

std::optional<double> FadingLine::intercept() const noexcept {
  const auto beta = slope();
  if (!beta) return std::nullopt;
  return moments_.mean(1) - *beta * moments_.mean(0);
}

std::optional<double> FadingLine::rSquared() const noexcept {
  return explainedShare(moments_.covariance(0, 0), moments_.covariance(0, 1),
                        moments_.covariance(1, 1));
}

void FadingRay::fade(double kept) noexcept {
  weight_ *= kept;
  xx_ *= kept;
  xy_ *= kept;
  yy_ *= kept;
}

void FadingRay::add(double x, double y) noexcept {
  if (!fits(x, y)) return;
  weight_ += 1.0;
  xx_ += x * x;
  xy_ += x * y;
  yy_ += y * y;
}

std::optional<double> FadingRay::slope() const noexcept { return ratio(xy_, xx_); }

std::optional<double> FadingRay::rSquared() const noexcept { return explainedShare(xx_, xy_, yy_); }

void OrderFlowImpact::add(const std::optional<Touch>& touch, std::int64_t venueTimeMs) noexcept {
  const MidBins::Step step = bins_.moveTo(venueTimeMs);
  if (step.change) {
    line_.fade(fading_.kept(step.change->endMs));
    line_.add(flow_, step.change->after - step.change->before);
  }
  if (step.isNewBin) flow_ = 0.0;

  if (!touch) {
    breakChain();
    return;
  }
  if (touch_) flow_ += orderFlow(*touch_, *touch);
  touch_ = touch;
  bins_.setMid(midOf(*touch));
}

void OrderFlowImpact::breakChain() noexcept {
  touch_ = std::nullopt;
  bins_.breakChain();
}

std::optional<double> OrderFlowImpact::slope() const noexcept {
  return isWarm() ? line_.slope() : std::nullopt;
}

std::optional<double> OrderFlowImpact::intercept() const noexcept {
  return isWarm() ? line_.intercept() : std::nullopt;
}

std::optional<double> OrderFlowImpact::rSquared() const noexcept {
  return isWarm() ? line_.rSquared() : std::nullopt;
}

void TradeImpact::addTrade(const TakerTrade& trade) noexcept {
  moveTo(trade.venueTimeMs);
  bin_.signedQuantity += trade.signedQuantity();
  if (!trade.notional) {
    bin_.isNotionalKnown = false;
    return;
  }
  bin_.signedNotional += trade.takerSide == Side::buy ? *trade.notional : -*trade.notional;
  bin_.notional += *trade.notional;
}

void TradeImpact::addTouch(const std::optional<Touch>& touch, std::int64_t venueTimeMs) noexcept {
  moveTo(venueTimeMs);
  if (!touch) {
    bins_.breakChain();
    return;
  }
  bins_.setMid(midOf(*touch));
}

void TradeImpact::moveTo(std::int64_t venueTimeMs) noexcept {
  const MidBins::Step step = bins_.moveTo(venueTimeMs);
  if (!step.isNewBin) return;
  if (step.change) learn(*step.change);
  bin_ = {};
}

void TradeImpact::learn(const MidBins::Change& change) noexcept {
  const double kept = fading_.kept(change.endMs);
  const double move = change.after - change.before;
  byQuantity_.fade(kept);
  byNotional_.fade(kept);
  illiquidityWeight_ *= kept;
  byQuantity_.add(bin_.signedQuantity, move);
  if (!bin_.isNotionalKnown) return;

  const double rate = move / change.before;
  byNotional_.add(bin_.signedNotional / kMillion, rate * kPerBps);
  if (!(bin_.notional > 0.0)) return;
  const double sample = std::abs(rate) / bin_.notional;
  if (!(sample <= kLargest)) return;
  illiquidityWeight_ += 1.0;
  illiquidity_ += (sample - illiquidity_) / illiquidityWeight_;
}

std::optional<double> TradeImpact::lambda() const noexcept {
  return byQuantity_.weight() >= kImpactWarmBins ? byQuantity_.slope() : std::nullopt;
}

std::optional<double> TradeImpact::rSquared() const noexcept {
  return byQuantity_.weight() >= kImpactWarmBins ? byQuantity_.rSquared() : std::nullopt;
}

std::optional<double> TradeImpact::lambdaBps() const noexcept {
  return byNotional_.weight() >= kImpactWarmBins ? byNotional_.slope() : std::nullopt;
}

std::optional<double> TradeImpact::illiquidity() const noexcept {
  if (illiquidityWeight_ < kImpactWarmBins) return std::nullopt;
  return illiquidity_;
}

Error checkImpactBin(std::int64_t binMs) noexcept {
  constexpr std::int64_t kHourMs = 3'600'000;
  return binMs >= 1 && binMs <= kHourMs ? Error::none : Error::windowOutOfRange;
}

}  // namespace plimsoll
