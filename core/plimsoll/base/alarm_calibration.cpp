#include "plimsoll/base/alarm_calibration.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <new>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

constexpr double kSoftShare = 0.95;       // the percentile of |e| that is c
constexpr int kRounds = 4;                // of regression, of which the first is not weighted
constexpr double kLeastSlack = 0.25;
constexpr double kLargestMemory = 0.999;  // of phi
constexpr double kPeakShare = 0.2;        // the highest peaks that a rate rests on
constexpr std::size_t kLeastPeaks = 64;
constexpr std::size_t kLeastSamples = 1'024;
constexpr double kStepCorrection = 1.166;  // Siegmund's, of both ends
constexpr double kSmallestExponent = 1e-3;
constexpr double kLargestExponent = 50.0;
constexpr double kMsPerDay = 86'400'000.0;

double softened(double innovation, double softLimit) noexcept {
  const double ratio = innovation / softLimit;
  if (std::abs(ratio) > 1e8) return ratio > 0.0 ? softLimit : -softLimit;
  return innovation / std::sqrt(1.0 + ratio * ratio);
}

double innovationOf(const AlarmCalibration& of, double before, double now) noexcept {
  return now - of.constant - of.coefficient * before;
}

double meanOf(std::span<const double> values) noexcept {
  double sum = 0.0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// The one at this place when the largest comes first; then as many as that, none of them smaller,
// stand before it.
double selectLargest(std::span<double> values, std::size_t place) noexcept {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(place),
                   values.end(), std::greater<>());
  return values[place];
}

// The 95th percentile of the sizes of the innovations.
double softLimitOf(std::span<const double> samples, const AlarmCalibration& of,
                   std::span<double> room) noexcept {
  const std::size_t count = samples.size() - 1;
  for (std::size_t i = 0; i < count; ++i) {
    room[i] = std::abs(innovationOf(of, samples[i], samples[i + 1]));
  }
  const auto fromBelow = static_cast<std::size_t>(kSoftShare * static_cast<double>(count));
  return selectLargest(room.first(count), count - 1 - fromBelow);
}

// One regression of each sample on the one before, weighted with 1 / sqrt(1 + (e / c)^2), or
// with 1 where there is no c yet. False where the samples do not vary beyond rounding.
bool regress(std::span<const double> samples, AlarmCalibration& found) noexcept {
  double weights = 0.0, before = 0.0, now = 0.0, squares = 0.0, products = 0.0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    double weight = 1.0;
    if (found.softLimit > 0.0) {
      const double ratio = innovationOf(found, samples[i - 1], samples[i]) / found.softLimit;
      weight = 1.0 / std::sqrt(1.0 + std::min(ratio * ratio, 1e16));
    }
    weights += weight;
    const double share = weight / weights;
    const double deviation = samples[i - 1] - before;
    before += share * deviation;
    squares += weight * deviation * (samples[i - 1] - before);
    const double change = samples[i] - now;
    now += share * change;
    products += weight * deviation * (samples[i] - now);
  }
  if (!(squares / weights > 1e-24 * before * before) || !(squares > 1e-200)) return false;
  found.coefficient = std::clamp(products / squares, -kLargestMemory, kLargestMemory);
  found.constant = now - found.coefficient * before;
  return true;
}

// Finds b, phi and c; then samples are z, but for the first.
bool standardise(std::span<double> samples, std::span<double> room,
                 AlarmCalibration& found) noexcept {
  for (int round = 0; round < kRounds; ++round) {
    if (!regress(samples, found)) return false;
    found.softLimit = softLimitOf(samples, found, room);
    if (!(found.softLimit > 1e-100)) return false;
  }
  for (std::size_t i = samples.size(); i-- > 1;) {
    samples[i] = softened(innovationOf(found, samples[i - 1], samples[i]), found.softLimit);
  }
  const std::span<double> z = samples.subspan(1);
  found.centre = meanOf(z);
  double squares = 0.0;
  for (const double value : z) squares += (value - found.centre) * (value - found.centre);
  found.deviation = std::sqrt(squares / static_cast<double>(z.size()));
  if (!(found.deviation > 1e-12 * found.softLimit)) return false;
  for (double& value : z) value = (value - found.centre) / found.deviation;
  return true;
}

/// The upper end of how high the excursions of one side reach.
struct Tail {
  double from = 0.0;           // u
  double peaksPerSample = 0.0;  // above u
  double exponent = 0.0;       // theta
  std::size_t peaks = 0;

  double perSample(double height) const noexcept {
    const double atFrom = 1.0 - std::exp(-exponent * (from + kStepCorrection));
    const double atHeight = 1.0 - std::exp(-exponent * (height + kStepCorrection));
    return peaksPerSample * std::exp(exponent * (from - height)) * atFrom / atHeight;
  }
};

double meanExcess(double exponent, double from) noexcept {
  const double q = std::exp(-exponent * (from + kStepCorrection));
  if (q < 1e-8) return 1.0 / exponent;
  return (1.0 - q) / q * -std::log(1.0 - q) / exponent;
}

double exponentOf(double excess, double from) noexcept {
  double low = kSmallestExponent, high = kLargestExponent;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (meanExcess(middle, from) > excess ? low : high) = middle;
  }
  return high;
}

std::optional<Tail> tailOf(std::span<const double> z, double side, double slack,
                           std::span<double> room) noexcept {
  std::size_t count = 0;
  double sum = 0.0, peak = 0.0;
  for (const double value : z) {
    sum = std::max(0.0, sum + side * value - slack);
    peak = std::max(peak, sum);
    if (sum == 0.0 && peak > 0.0) {
      room[count++] = peak;
      peak = 0.0;
    }
  }
  const auto upper = static_cast<std::size_t>(kPeakShare * static_cast<double>(count));
  if (upper < kLeastPeaks) return std::nullopt;
  Tail tail;
  tail.from = selectLargest(room.first(count), upper);
  // Those are in an order of the library's own, and a sum depends on it. By a heap, which is a
  // kilobyte less than std::sort.
  const std::span<double> highest = room.first(upper);
  std::make_heap(highest.begin(), highest.end(), std::greater<>());
  std::sort_heap(highest.begin(), highest.end(), std::greater<>());
  double excess = 0.0;
  for (std::size_t i = 0; i < upper && room[i] > tail.from; ++i) {
    excess += room[i] - tail.from;
    ++tail.peaks;
  }
  if (tail.peaks < kLeastPeaks) return std::nullopt;
  const double peaks = static_cast<double>(tail.peaks);
  tail.peaksPerSample = peaks / static_cast<double>(z.size());
  tail.exponent = exponentOf(excess / peaks, tail.from);
  return tail;
}

double thresholdFor(const Tail& above, const Tail& below, double perSample) noexcept {
  const auto rate = [&](double h) { return above.perSample(h) + below.perSample(h); };
  double low = std::max(above.from, below.from);
  if (rate(low) <= perSample) return low;
  double high = 2.0 * low;
  while (rate(high) > perSample) high *= 2.0;
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    (rate(middle) > perSample ? low : high) = middle;
  }
  return high;
}

}  // namespace

Refusal check(const AlarmAim& aim) noexcept {
  return firstOf({checkAboveZero(aim.shift, Error::rateOutOfRange, "shift"),
                  checkAboveZero(aim.alarmsPerDay, Error::rateOutOfRange, "alarmsPerDay"),
                  checkAboveZero(aim.intervalMs, Error::windowOutOfRange, "intervalMs")});
}

std::optional<AlarmCalibration> calibrate(std::span<double> samples, std::span<double> room,
                                          const AlarmAim& aim) noexcept {
  if (samples.size() < kLeastSamples || room.size() < samples.size()) return std::nullopt;
  AlarmCalibration found{};
  if (!standardise(samples, room, found)) return std::nullopt;
  const std::span<double> z = samples.subspan(1);

  const double phi = found.coefficient;
  const double slack = std::max(kLeastSlack, 0.5 * aim.shift * std::sqrt((1.0 - phi) / (1.0 + phi)));
  const auto above = tailOf(z, 1.0, slack, room);
  const auto below = tailOf(z, -1.0, slack, room);
  if (!above || !below) return std::nullopt;

  const double samplesPerDay = kMsPerDay / aim.intervalMs;
  const double threshold = thresholdFor(*above, *below, aim.alarmsPerDay / samplesPerDay);
  found.limits = {.slack = slack, .threshold = threshold};
  found.alarmsPerDay = (above->perSample(threshold) + below->perSample(threshold)) * samplesPerDay;
  found.peaks = std::min(above->peaks, below->peaks);
  return found;
}

CalibratedAlarm::CalibratedAlarm(const AlarmAim& aim, std::size_t samples) noexcept
    : aim_(aim) {
  const std::size_t length = std::max(samples, kLeastSamples);
  memory_.reset(new (std::nothrow) double[2 * length]);
  if (memory_ == nullptr) return;
  samples_ = {memory_.get(), length};
  room_ = {memory_.get() + length, length};
}

Cusum::Alarm CalibratedAlarm::add(double value) noexcept {
  z_.reset();
  if (!(std::abs(value) <= kMaxMagnitude) || !hasRoom()) {
    breakChain();
    return Alarm::none;
  }
  Alarm alarm = Alarm::none;
  if (calibration_ && hasPrevious_) {
    const AlarmCalibration& known = *calibration_;
    const double size = softened(innovationOf(known, previous_, value), known.softLimit);
    z_ = (size - known.centre) / known.deviation;
    alarm = cusum_.add(*z_);
  }
  previous_ = value;
  hasPrevious_ = true;

  samples_[count_++] = value;
  if (count_ == samples_.size()) {
    count_ = 0;
    calibration_ = calibrate(samples_, room_, aim_);
    cusum_ = calibration_ ? Cusum(calibration_->limits) : Cusum();
  }
  return alarm;
}

std::optional<double> CalibratedAlarm::expectedAlarmsPerDay() const noexcept {
  if (!calibration_) return std::nullopt;
  return calibration_->alarmsPerDay;
}

}  // namespace plimsoll
