#include "plimsoll/base/cusum.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace plimsoll {
namespace {

constexpr std::size_t kParts = 5;
constexpr std::size_t kPoints = 8;
constexpr std::size_t kUnknowns = kParts * kPoints + 1;  // L(0), and L at each point
constexpr double kMaxThreshold = 10.0;
constexpr double kSqrt2 = 1.4142135623730951;
constexpr double kNormalPeak = 0.3989422804014327;  // 1 / sqrt(2 pi)

// Gauss and Legendre's eight points and weights on [-1, 1], one half of them; Abramowitz and
// Stegun, table 25.4.
constexpr std::array<double, 4> kPlaces = {0.1834346424956498, 0.5255324099163290,
                                           0.7966664774136267, 0.9602898564975363};
constexpr std::array<double, 4> kWeights = {0.3626837833783620, 0.3137066458778873,
                                            0.2223810344533745, 0.1012285362903763};

double normalShareBelow(double x) noexcept { return 0.5 * (1.0 + std::erf(x / kSqrt2)); }
double normalDensity(double x) noexcept { return kNormalPeak * std::exp(-0.5 * x * x); }

struct Rule {
  std::array<double, kUnknowns> place;
  std::array<double, kUnknowns> weight;
};

// The first place is 0, where S waits and where no weight belongs to it.
Rule ruleUpTo(double threshold) noexcept {
  Rule rule{};
  const double half = 0.5 * threshold / static_cast<double>(kParts);
  std::size_t n = 1;
  for (std::size_t part = 0; part < kParts; ++part) {
    const double middle = half * static_cast<double>(2 * part + 1);
    for (std::size_t i = 0; i < kPoints; ++i) {
      const std::size_t pair = i / 2;
      const double place = i % 2 == 0 ? -kPlaces[pair] : kPlaces[pair];
      rule.place[n] = middle + half * place;
      rule.weight[n++] = half * kWeights[pair];
    }
  }
  return rule;
}

// Rows hold the equations (I - K) L = 1; the last column is the right-hand side. 14 kB, on the
// stack.
using System = std::array<std::array<double, kUnknowns + 1>, kUnknowns>;

// Gauss's elimination with the largest pivot of each column, for the last unknown alone.
double solveLast(System& rows) noexcept {
  for (std::size_t column = 0; column + 1 < kUnknowns; ++column) {
    std::size_t pivot = column;
    for (std::size_t i = column + 1; i < kUnknowns; ++i) {
      if (std::abs(rows[i][column]) > std::abs(rows[pivot][column])) pivot = i;
    }
    std::swap(rows[column], rows[pivot]);
    for (std::size_t i = column + 1; i < kUnknowns; ++i) {
      const double factor = rows[i][column] / rows[column][column];
      for (std::size_t j = column; j <= kUnknowns; ++j) rows[i][j] -= factor * rows[column][j];
    }
  }
  return rows[kUnknowns - 1][kUnknowns] / rows[kUnknowns - 1][kUnknowns - 1];
}

}  // namespace

Cusum::Alarm Cusum::add(double z) noexcept {
  if (std::isnan(z)) return Alarm::none;
  above_ = std::max(0.0, above_ + z - limits_.slack);
  below_ = std::max(0.0, below_ - z - limits_.slack);
  if (above_ < limits_.threshold && below_ < limits_.threshold) return Alarm::none;
  const Alarm alarm = above_ >= limits_.threshold ? Alarm::above : Alarm::below;
  reset();
  return alarm;
}

std::optional<double> oneSidedRunLength(const CusumLimits& limits, double shift) noexcept {
  const bool usable = limits.slack >= 0.0 && std::isfinite(limits.slack) && std::isfinite(shift) &&
                      limits.threshold > 0.0 && limits.threshold <= kMaxThreshold;
  if (!usable) return std::nullopt;

  const Rule rule = ruleUpTo(limits.threshold);
  System rows{};
  for (std::size_t i = 0; i < kUnknowns; ++i) {
    const double drift = limits.slack - rule.place[i] - shift;
    // L(0) stands in the last column of the unknowns, where elimination ends.
    for (std::size_t j = 1; j < kUnknowns; ++j) {
      rows[i][j - 1] = (i == j ? 1.0 : 0.0) - rule.weight[j] * normalDensity(rule.place[j] + drift);
    }
    rows[i][kUnknowns - 1] = (i == 0 ? 1.0 : 0.0) - normalShareBelow(drift);
    rows[i][kUnknowns] = 1.0;
  }
  const double length = solveLast(rows);
  if (!(length >= 1.0 - 1e-9) || length > kLongestRunLength) return std::nullopt;
  return length;
}

std::optional<double> runLength(const CusumLimits& limits, double shift) noexcept {
  const auto above = oneSidedRunLength(limits, shift);
  const auto below = oneSidedRunLength(limits, -shift);
  if (above && below) return 1.0 / (1.0 / *above + 1.0 / *below);
  return above ? above : below;  // the one that is too long to be told adds nothing to tell
}

double siegmundRunLength(const CusumLimits& limits, double shift) noexcept {
  const double length = limits.threshold + 1.166;
  const double drift = shift - limits.slack;
  const double x = 2.0 * drift * length;
  // Near zero the closed form is a difference of nearly equal numbers; its series is not.
  if (std::abs(x) < 1e-3) return length * length * (1.0 - x / 3.0 + x * x / 12.0);
  return (std::exp(-x) + x - 1.0) / (2.0 * drift * drift);
}

}  // namespace plimsoll
