#include "plimsoll/funding/funding_risk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "plimsoll/base/check.h"
#include "plimsoll/base/exponential.h"

namespace plimsoll {
namespace {

constexpr double kPercentile95 = 1.6448536269514722;  // of the standard normal

/// e to the power of x, for -700 <= x <= 700.
double exponential(double x) noexcept {
  const double small = decayed(-std::abs(x));
  return x > 0.0 ? 1.0 / small : small;
}

/// The probability that an AR(1) with unit shocks stays above zero, by where it is.
class SignSurvival {
 public:
  static constexpr int kMostSteps = 512;

  SignSurvival(double mean, double phi, double highest) noexcept : mean_(mean), phi_(phi) {
    constexpr double kWidth = 0.25;
    const double wanted = std::min(highest / kWidth, static_cast<double>(kMostSteps));
    steps_ = std::max(8, 2 * (static_cast<int>(wanted) / 2));
    width_ = std::max(kWidth, highest / static_cast<double>(steps_));
    bend_ = decayed(std::max(-700.0, -width_ * width_));
    survival_.fill(1.0);
  }

  /// Shocks are too small for the grid where its points lie farther apart than this.
  bool isFine() const noexcept { return width_ <= 0.75; }

  /// One interval more to survive.
  void step() noexcept {
    std::array<double, kMostSteps + 1> next;
    for (int i = 0; i <= steps_; ++i) {
      next[static_cast<std::size_t>(i)] = from(static_cast<double>(i) * width_);
    }
    std::copy_n(next.begin(), steps_ + 1, survival_.begin());
  }

  /// From a place, with one interval more than was stepped through.
  double from(double place) const noexcept {
    constexpr double kReach = 7.0;  // standard deviations beyond which nothing lies
    constexpr double kInverseRootTwoPi = 0.3989422804014327;
    const double centre = mean_ + phi_ * (place - mean_);
    if (centre < -kReach) return 0.0;
    const double top = static_cast<double>(steps_);
    const int first = static_cast<int>(std::clamp((centre - kReach) / width_, 0.0, top));
    const int last = static_cast<int>(std::clamp((centre + kReach) / width_ + 1.0, 0.0, top));
    // From one point of the grid to the next the bell changes by a factor, and that by `bend_`.
    const double distance = static_cast<double>(first) * width_ - centre;
    double bell = decayed(std::max(-700.0, -0.5 * distance * distance));
    double factor = exponential(-width_ * (distance + 0.5 * width_));
    double sum = 0.0;
    for (int i = first; i <= last; ++i) {
      const double weight = i == 0 || i == steps_ ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
      sum += weight * bell * survival_[static_cast<std::size_t>(i)];
      bell *= factor;
      factor *= bend_;
    }
    return std::min(1.0, sum * (width_ / 3.0) * kInverseRootTwoPi);
  }

 private:
  double mean_;
  double phi_;
  double width_;
  double bend_;
  int steps_;
  std::array<double, kMostSteps + 1> survival_;
};

/// Whether the path without shocks gets below zero from above.
double expectedFlip(double mean, double phi, double place, int intervals) noexcept {
  for (int i = 0; i < intervals; ++i) {
    place = mean + phi * (place - mean);
    if (place < 0.0) return 1.0;
  }
  return 0.0;
}

/// SplitMix64.
class RandomPlaces {
 public:
  explicit RandomPlaces(std::uint64_t seed) noexcept : state_(seed) {}

  std::size_t below(std::size_t count) noexcept {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return static_cast<std::size_t>((z ^ (z >> 31)) % count);
  }

 private:
  std::uint64_t state_;
};

struct Path {
  double sum;
  bool flips;
};

Path drawnPath(std::span<const double> rates, int intervals, int blockLength,
               RandomPlaces& random) noexcept {
  Path path{0.0, false};
  std::size_t place = 0;
  for (int i = 0; i < intervals; ++i) {
    place = i % blockLength == 0 ? random.below(rates.size()) : (place + 1) % rates.size();
    path.sum += rates[place];
    path.flips = path.flips || (rates.back() > 0.0 ? rates[place] < 0.0 : rates[place] > 0.0);
  }
  return path;
}

}  // namespace

Refusal check(const FundingProcess& process) noexcept {
  const Refusal refusal = firstOf(
      {checkFinite(process.mean, "mean"), checkFinite(process.lastRate, "lastRate"),
       checkFinite(process.autocorrelation, "autocorrelation"),
       checkNotBelowZero(process.shockDeviation, Error::varianceNegative, "shockDeviation")});
  if (refusal != Error::none) return refusal;
  if (std::abs(process.mean) > 1.0) return {Error::rateOutOfRange, "mean"};
  if (std::abs(process.lastRate) > 1.0) return {Error::rateOutOfRange, "lastRate"};
  if (std::abs(process.autocorrelation) > 1.0) return {Error::rateOutOfRange, "autocorrelation"};
  if (process.shockDeviation > 1.0) return {Error::rateOutOfRange, "shockDeviation"};
  return {};
}

Refusal checkFundingRates(std::span<const double> rates) noexcept {
  int row = 0;
  for (const double rate : rates) {
    if (!std::isfinite(rate)) return {Error::notFinite, "rates", row};
    if (std::abs(rate) > 1.0) return {Error::rateOutOfRange, "rates", row};
    ++row;
  }
  return {};
}

Refusal check(const FundingExposure& exposure) noexcept {
  if (exposure.side != 1.0 && exposure.side != -1.0) return {Error::rateOutOfRange, "side"};
  if (exposure.intervals < 1 || exposure.intervals > kMostFundingIntervals) {
    return {Error::windowOutOfRange, "intervals"};
  }
  return checkAboveZero(exposure.leverage, Error::leverageOutOfRange, "leverage");
}

std::optional<FundingProcess> fundingProcess(std::span<const double> rates) noexcept {
  if (rates.size() < kLeastFundingRates) return std::nullopt;
  const auto count = static_cast<double>(rates.size());
  // About the first, so that rates that never move have no variance of rounding.
  double shifted = 0.0;
  for (const double rate : rates)
    shifted += rate - rates.front();
  const double mean = rates.front() + shifted / count;

  double squares = 0.0;
  double products = 0.0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const double deviation = rates[i] - mean;
    squares += deviation * deviation;
    if (i > 0) products += deviation * (rates[i - 1] - mean);
  }
  const double phi = squares > 0.0 ? std::clamp(products / squares, -1.0, 1.0) : 0.0;
  return FundingProcess{mean, phi, std::sqrt(squares / count * (1.0 - phi * phi)), rates.back()};
}

FundingSum fundingSum(const FundingProcess& process, int intervals) noexcept {
  double power = 1.0;   // phi^i
  double powers = 0.0;  // sum of phi^1 to phi^i
  double gain = 0.0;    // (1 - phi^i) / (1 - phi): what a shock adds to the i rates from its own on
  double squares = 0.0;
  for (int i = 0; i < intervals; ++i) {
    power *= process.autocorrelation;
    powers += power;
    gain = 1.0 + process.autocorrelation * gain;
    squares += gain * gain;
  }
  const double shock = process.shockDeviation * process.shockDeviation;
  return {
      static_cast<double>(intervals) * process.mean + (process.lastRate - process.mean) * powers,
      shock * squares};
}

std::optional<double> signFlipProbability(const FundingProcess& process, int intervals) noexcept {
  if (process.lastRate == 0.0) return std::nullopt;
  const double sign = process.lastRate > 0.0 ? 1.0 : -1.0;
  const double phi = process.autocorrelation;
  const double sigma = process.shockDeviation;
  constexpr double kNoShock = 1e-9;  // of what it would have to overcome
  if (sigma <= kNoShock * std::max(std::abs(process.mean), std::abs(process.lastRate))) {
    return expectedFlip(sign * process.mean, phi, sign * process.lastRate, intervals);
  }
  // In units of a shock, turned so that the last rate is above zero.
  const double mean = sign * process.mean / sigma;
  const double last = sign * process.lastRate / sigma;
  const double wander = std::min(std::sqrt(static_cast<double>(intervals)),
                                 1.0 / std::sqrt(std::max(1e-12, 1.0 - phi * phi)));
  const double distance = std::abs(last - mean);
  const double highest = std::max(last, mean + (phi < 0.0 ? distance : 0.0)) + 6.0 * wander;
  SignSurvival survival(mean, phi, std::max(highest, 8.0));
  if (!survival.isFine()) return expectedFlip(mean, phi, last, intervals);
  for (int i = 1; i < intervals; ++i)
    survival.step();
  return 1.0 - survival.from(last);
}

FundingRisk fundingRisk(const FundingProcess& process, const FundingExposure& exposure) noexcept {
  const FundingSum sum = fundingSum(process, exposure.intervals);
  const double expected = exposure.side * exposure.leverage * sum.mean;
  const double deviation = exposure.leverage * std::sqrt(sum.variance);
  return {expected, deviation, expected + kPercentile95 * deviation,
          signFlipProbability(process, exposure.intervals)};
}

std::optional<FundingRisk> bootstrappedFundingRisk(std::span<const double> rates,
                                                   const FundingExposure& exposure,
                                                   const FundingBootstrap& bootstrap) noexcept {
  if (rates.size() < kLeastFundingRates || bootstrap.blockLength < 1) return std::nullopt;
  constexpr auto kDraws = static_cast<double>(kFundingDraws);
  RandomPlaces random(bootstrap.seed);
  std::array<double, kFundingDraws> costs;
  double sum = 0.0;
  double flips = 0.0;
  for (double& cost : costs) {
    const Path path = drawnPath(rates, exposure.intervals, bootstrap.blockLength, random);
    cost = exposure.side * exposure.leverage * path.sum;
    sum += cost;
    flips += path.flips ? 1.0 : 0.0;
  }
  const double mean = sum / kDraws;
  double squares = 0.0;
  for (const double cost : costs)
    squares += (cost - mean) * (cost - mean);
  // The highest go to the end one by one; there are few, and std::nth_element is much code.
  constexpr std::ptrdiff_t kPlace95 = kFundingDraws * 95 / 100 - 1;
  for (auto end = costs.end(); end != costs.begin() + kPlace95; --end)
    std::iter_swap(std::max_element(costs.begin(), end), end - 1);
  FundingRisk risk{mean, std::sqrt(squares / kDraws), costs[kPlace95], std::nullopt};
  if (rates.back() != 0.0) risk.signFlipProbability = flips / kDraws;
  return risk;
}

}  // namespace plimsoll
