#include "plimsoll/margin/crossing.h"

#include <cmath>

namespace plimsoll {
namespace {

constexpr int kMaxSteps = 200;  // brackets are few; a path of thousands of positions has more
constexpr double kFarthest = 1e290;

double slope(const Path& path, double x) noexcept {
  double result = path.equitySlope;
  for (const MovingNotional& position : path.positions) {
    const double notional = position.atZero + position.slope * x;
    result -= position.slope * maintenanceSlope(position.maintenance, notional);
  }
  return result;
}

/// The slope of H far above every bracket's edge.
double lastSlope(const Path& path) noexcept {
  double result = path.equitySlope;
  for (const MovingNotional& position : path.positions) {
    if (position.slope > 0.0) result -= position.slope * lastMaintenanceSlope(position.maintenance);
  }
  return result;
}

std::optional<double> aboveZero(double x) noexcept {
  if (!(x > 0.0) || x > kFarthest) return std::nullopt;
  return x;
}

/// From an x with H(x) <= 0 to the crossing that its tangent points to.
std::optional<double> newton(const Path& path, double x) noexcept {
  const bool isRising = slope(path, x) > 0.0;
  for (int step = 0; step < kMaxSteps; ++step) {
    const double left = excess(path, x);
    if (left >= 0.0) break;  // on it, but for the last bit
    const double tangent = slope(path, x);
    // Past the top without having been above zero: there is no crossing.
    if (tangent == 0.0 || (tangent > 0.0) != isRising) return std::nullopt;
    const double next = x - left / tangent;
    if (next == x) break;
    x = next;
  }
  return aboveZero(x);
}

/// From an x so far above that nothing is left there.
std::optional<double> crossingFromFar(const Path& path, double far) noexcept {
  if (!(lastSlope(path) < 0.0)) return std::nullopt;
  while (excess(path, far) > 0.0) {
    far *= 2.0;
    // A price that has underflowed to zero stays there.
    if (!(far > 0.0 && far <= kFarthest)) return std::nullopt;
  }
  return newton(path, far);
}

}  // namespace

double excess(const Path& path, double x) noexcept {
  double result = path.equityAtZero + path.equitySlope * x;
  for (const MovingNotional& position : path.positions)
    result -= maintenanceMargin(position.maintenance, position.atZero + position.slope * x);
  return result;
}

std::optional<double> crossingBelow(const Path& path, double now) noexcept {
  if (excess(path, now) <= 0.0) return std::nullopt;
  // Above zero at both ends, a concave curve is above zero between them.
  if (excess(path, 0.0) > 0.0) return std::nullopt;
  return newton(path, 0.0);
}

std::optional<double> crossingAbove(const Path& path, double now) noexcept {
  if (excess(path, now) <= 0.0) return std::nullopt;
  return crossingFromFar(path, now);
}

std::optional<double> onlyCrossing(const Path& path) noexcept {
  if (slope(path, 0.0) > 0.0) return excess(path, 0.0) < 0.0 ? newton(path, 0.0) : std::nullopt;
  // From where its equity ends, which is beyond and of the same magnitude: a step from 1 down
  // to a price of 0.00001 would leave five digits behind.
  const double far = std::abs(path.equityAtZero / path.equitySlope);
  return excess(path, 0.0) > 0.0 ? crossingFromFar(path, far) : std::nullopt;
}

std::optional<double> crossing(const Path& path, double now) noexcept {
  if (excess(path, now) <= 0.0) return newton(path, now);
  return slope(path, now) < 0.0 ? crossingAbove(path, now) : crossingBelow(path, now);
}

std::optional<double> crossingEitherWay(const Path& path, double now) noexcept {
  const auto nearer = crossing(path, now);
  if (nearer) return nearer;
  return slope(path, now) < 0.0 ? crossingBelow(path, now) : crossingAbove(path, now);
}

}  // namespace plimsoll
