#include "plimsoll/flow/clock_regularity.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

namespace {

/// 1 - x / (first (first + 1)) (1 - x / ((first + 2) (first + 3)) (...)), the tail of a sine
/// or a cosine with x for the square of the angle, which is at most an eighth of a turn.
double alternatingSeries(double square, double first) noexcept {
  double sum = 1.0;
  for (double n = first + 16.0; n >= first; n -= 2.0)
    sum = 1.0 - square / (n * (n + 1.0)) * sum;
  return sum;
}

}  // namespace

UnitVector unitVector(std::int64_t timeMs, std::int64_t periodMs) noexcept {
  const std::int64_t quarters = 4 * (timeMs % periodMs);
  const std::int64_t quarter = (2 * quarters + periodMs) / (2 * periodMs);
  const std::int64_t rest = quarters - quarter * periodMs;  // of a quarter turn, times T

  constexpr double kQuarterTurn = 0x1.921fb54442d18p+0;  // pi / 2
  const double angle = kQuarterTurn * static_cast<double>(rest) / static_cast<double>(periodMs);
  const double square = angle * angle;
  const double cosine = alternatingSeries(square, 1.0);
  const double sine = angle * alternatingSeries(square, 2.0);
  switch (quarter % 4) {
    case 0:
      return {cosine, sine};
    case 1:
      return {-sine, cosine};
    case 2:
      return {-cosine, -sine};
    default:
      return {sine, -cosine};
  }
}

void ClockRegularity::add(std::int64_t venueTimeMs) noexcept {
  if (venueTimeMs < 0) return;
  if (weight_ > 0.0 && venueTimeMs < newestMs_ - kRestartMs) *this = ClockRegularity{};
  if (weight_ > 0.0 && venueTimeMs == lastMs_) return;
  if (weight_ > 0.0 && venueTimeMs > newestMs_) {
    const double kept = std::exp(-static_cast<double>(venueTimeMs - newestMs_) / kTimeConstantMs);
    for (double& cosine : cosines_)
      cosine *= kept;
    for (double& sine : sines_)
      sine *= kept;
    weight_ *= kept;
    squares_ *= kept * kept;
  }
  newestMs_ = weight_ > 0.0 ? std::max(newestMs_, venueTimeMs) : venueTimeMs;
  lastMs_ = venueTimeMs;
  for (std::size_t i = 0; i < kPeriodsMs.size(); ++i) {
    const UnitVector point = unitVector(venueTimeMs, kPeriodsMs[i]);
    cosines_[i] += point.cosine;
    sines_[i] += point.sine;
  }
  weight_ += 1.0;
  squares_ += 1.0;
}

std::optional<RegularityReading> ClockRegularity::reading(std::size_t period) const noexcept {
  if (!(weight_ > 0.0) || period >= kPeriodsMs.size()) return std::nullopt;
  const double square = cosines_[period] * cosines_[period] + sines_[period] * sines_[period];
  return RegularityReading{
      .strength = std::min(std::sqrt(square) / weight_, 1.0),
      .z = square / squares_,
      .events = weight_ * weight_ / squares_,
  };
}

}  // namespace plimsoll
