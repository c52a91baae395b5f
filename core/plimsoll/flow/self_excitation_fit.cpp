#include "plimsoll/flow/self_excitation_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll {

namespace {

/// The unknowns of one kind: base rate, then what each kind adds.
using Point = std::array<double, 3>;

/// What is minimised for one kind, the negative of its part of the likelihood:
///
///     f(x) = cost . x - sum over its events of ln(x_0 + x_1 e_1 + x_2 e_2)
struct KindLoss {
  std::span<const std::array<double, 2>> excitation;  ///< e, for each event of the kind
  Point cost;  ///< T, and how much of one excitation of each kind fell into the window
};

struct Slope {
  double value = 0.0;
  Point gradient{};
  std::array<Point, 3> curvature{};
};

constexpr int kMaxSteps = 60;
constexpr double kTolerance = 1e-8;   ///< of the kind's events
constexpr double kSingular = 1e-12;   ///< what elimination must leave of a pivot
constexpr double kSufficient = 1e-4;  ///< of the fall that the gradient promises

/// A sum of logarithms as few logarithms of products.
class SumOfLogs {
 public:
  void add(double value) noexcept {
    if (!isModerate(value)) {
      sum_ += std::log(value);
      return;
    }
    product_ *= value;
    if (isModerate(product_)) return;
    sum_ += std::log(product_);
    product_ = 1.0;
  }

  double sum() const noexcept { return sum_ + std::log(product_); }

 private:
  /// The product of two such numbers is neither infinite nor zero.
  static bool isModerate(double value) noexcept { return value > 1e-100 && value < 1e100; }

  double product_ = 1.0;
  double sum_ = 0.0;
};

double valueAt(const KindLoss& loss, const Point& x) noexcept {
  SumOfLogs logs;
  for (const auto& e : loss.excitation) {
    const double rate = x[0] + x[1] * e[0] + x[2] * e[1];
    if (!(rate > 0.0)) return std::numeric_limits<double>::infinity();
    logs.add(rate);
  }
  return x[0] * loss.cost[0] + x[1] * loss.cost[1] + x[2] * loss.cost[2] - logs.sum();
}

Slope slopeAt(const KindLoss& loss, const Point& x) noexcept {
  Slope slope;
  slope.gradient = loss.cost;
  for (const auto& e : loss.excitation) {
    const double inverse = 1.0 / (x[0] + x[1] * e[0] + x[2] * e[1]);
    const Point part = {inverse, e[0] * inverse, e[1] * inverse};
    for (std::size_t p = 0; p < 3; ++p) {
      slope.gradient[p] -= part[p];
      for (std::size_t q = 0; q <= p; ++q)
        slope.curvature[p][q] += part[p] * part[q];
    }
  }
  for (std::size_t p = 0; p < 3; ++p) {
    for (std::size_t q = p + 1; q < 3; ++q)
      slope.curvature[p][q] = slope.curvature[q][p];
  }
  slope.value = valueAt(loss, x);
  return slope;
}

/// At a minimum each unknown is above zero and flat, or zero and uphill. Both are measured in
/// events: x times the gradient is by how many the expected ones exceed those attributed.
bool isMinimum(const KindLoss& loss, const Point& x, const Slope& slope) noexcept {
  const auto events = static_cast<double>(loss.excitation.size());
  for (std::size_t p = 0; p < 3; ++p) {
    if (!(loss.cost[p] > 0.0)) continue;
    const double excess = slope.gradient[p] > 0.0 ? x[p] * slope.gradient[p]
                                                  : -slope.gradient[p] / loss.cost[p] * events;
    if (!(excess <= kTolerance * events)) return false;
  }
  return true;
}

/// -H^-1 g over the unknowns that may move, by elimination.
std::optional<Point> newtonStep(const Slope& slope, const std::array<bool, 3>& held) noexcept {
  std::array<Point, 3> h = slope.curvature;
  Point step{};
  for (std::size_t p = 0; p < 3; ++p) {
    if (held[p]) continue;
    if (!(h[p][p] > kSingular * slope.curvature[p][p])) return std::nullopt;
    step[p] -= slope.gradient[p];
    for (std::size_t row = p + 1; row < 3; ++row) {
      const double factor = h[row][p] / h[p][p];
      for (std::size_t q = p; q < 3; ++q)
        h[row][q] -= factor * h[p][q];
      step[row] -= factor * step[p];
    }
  }
  for (std::size_t p = 3; p-- > 0;) {
    if (held[p]) {
      step[p] = 0.0;
      continue;
    }
    for (std::size_t q = p + 1; q < 3; ++q)
      step[p] -= h[p][q] * step[q];
    step[p] /= h[p][p];
  }
  return step;
}

/// Along a step, cut off at zero, as far as the loss falls; empty where it does not.
std::optional<Point> lower(const KindLoss& loss, const Point& x, const Slope& slope,
                           const Point& step) noexcept {
  double length = 1.0;
  for (int halving = 0; halving < 20; ++halving, length /= 2.0) {
    Point there;
    double promised = 0.0;
    for (std::size_t p = 0; p < 3; ++p) {
      there[p] = std::max(0.0, x[p] + length * step[p]);
      promised += slope.gradient[p] * (x[p] - there[p]);
    }
    if (promised > 0.0 && valueAt(loss, there) <= slope.value - kSufficient * promised)
      return there;
  }
  return std::nullopt;
}

/// Each unknown is scaled by the events attributed to it over those expected of it; the loss
/// never rises.
Point attributed(const KindLoss& loss, const Point& x, const Slope& slope) noexcept {
  Point next{};
  for (std::size_t p = 0; p < 3; ++p) {
    if (loss.cost[p] > 0.0) {
      next[p] = std::max(0.0, x[p] * (1.0 - slope.gradient[p] / loss.cost[p]));
    }
  }
  return next;
}

Point minimum(const KindLoss& loss) noexcept {
  if (loss.excitation.empty()) return {};
  const auto events = static_cast<double>(loss.excitation.size());
  Point x = {events / (2.0 * loss.cost[0]), 0.25, 0.25};
  for (std::size_t p = 1; p < 3; ++p) {
    if (!(loss.cost[p] > 0.0)) x[p] = 0.0;
  }
  for (int i = 0; i < kMaxSteps; ++i) {
    const Slope slope = slopeAt(loss, x);
    if (isMinimum(loss, x, slope)) break;
    std::array<bool, 3> held{};
    for (std::size_t p = 0; p < 3; ++p) {
      held[p] = !(loss.cost[p] > 0.0) || (x[p] == 0.0 && slope.gradient[p] >= 0.0);
    }
    std::optional<Point> next;
    if (const auto step = newtonStep(slope, held)) next = lower(loss, x, slope, *step);
    x = next ? *next : attributed(loss, x, slope);
  }
  return x;
}

/// Of which origin the events are; at the top of the likelihood the parts add up to their number.
void share(FittedExcitation& fitted, const Point& cost) noexcept {
  double base = 0.0, self = 0.0, cross = 0.0;
  for (std::size_t i = 0; i < 2; ++i) {
    base += fitted.baseRatesPerS[i] * cost[0];
    self += fitted.term.adjacency[i][i] * cost[1 + i];
    cross += fitted.term.adjacency[i][1 - i] * cost[2 - i];
  }
  const double all = base + self + cross;
  fitted.baseShare = base / all;
  fitted.selfShare = self / all;
  fitted.crossShare = cross / all;
}

/// The likelihood of constant rates, a logarithm.
double chance(const std::array<std::size_t, 2>& counts, double durationS) noexcept {
  double sum = 0.0;
  for (const std::size_t count : counts) {
    const auto n = static_cast<double>(count);
    if (count > 0) sum += n * std::log(n / durationS) - n;
  }
  return sum;
}

}  // namespace

std::optional<FittedExcitation> SelfExcitationFit::fit(const EventWindow& window) noexcept {
  std::optional<FittedExcitation> best;
  const auto attempt = [&](double decayPerS) {
    if (decayPerS < kDecaysPerS.front() || decayPerS > kDecaysPerS.back()) return;
    const auto fitted = fit(window, decayPerS);
    if (fitted && (!best || fitted->logLikelihood > best->logLikelihood)) best = fitted;
  };
  for (const double decayPerS : kDecaysPerS)
    attempt(decayPerS);
  double step = std::sqrt(kDecaysPerS[1] / kDecaysPerS[0]);
  for (int i = 0; best && i < kRefinements; ++i, step = std::sqrt(step)) {
    const double middle = best->term.decayPerS;
    attempt(middle / step);
    attempt(middle * step);
  }
  return best;
}

std::optional<FittedExcitation> SelfExcitationFit::fit(const EventWindow& window,
                                                       double decayPerS) noexcept {
  const std::size_t count = window.events.size();
  if (count < kMinEvents || count > kMaxEvents) return std::nullopt;
  std::array<std::size_t, 2> counts{};
  for (const NodeEvent& event : window.events)
    ++counts[index(event.node)];

  ExcitationWaves waves(decayPerS);
  std::array<std::size_t, 2> next = {0, counts[0]};
  for (const NodeEvent& event : window.events) {
    waves.moveTo(event.timeS);
    excitation_[next[index(event.node)]++] = {decayPerS * waves.before(0),
                                              decayPerS * waves.before(1)};
    waves.add(event.node);
  }
  waves.moveTo(window.durationS);
  const Point cost = {window.durationS, static_cast<double>(counts[0]) - waves.after(0),
                      static_cast<double>(counts[1]) - waves.after(1)};

  FittedExcitation fitted{};
  fitted.term.decayPerS = decayPerS;
  const std::span<const std::array<double, 2>> all(excitation_);
  for (std::size_t i = 0; i < 2; ++i) {
    const KindLoss loss{all.subspan(i == 0 ? 0 : counts[0], counts[i]), cost};
    const Point x = minimum(loss);
    fitted.baseRatesPerS[i] = x[0];
    fitted.term.adjacency[i] = {x[1], x[2]};
    fitted.logLikelihood -= valueAt(loss, x);
    fitted.events[i] = static_cast<int>(counts[i]);
  }
  fitted.gainOverChance = fitted.logLikelihood - chance(counts, window.durationS);
  fitted.spectralRadius = spectralRadius(fitted.term.adjacency);
  share(fitted, cost);
  return fitted;
}

}  // namespace plimsoll
