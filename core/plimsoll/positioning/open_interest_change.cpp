#include "plimsoll/positioning/open_interest_change.h"

#include <cmath>

#include "plimsoll/base/check.h"
#include "plimsoll/base/logarithm.h"

namespace plimsoll {
namespace {

constexpr double kHourMs = 3'600'000.0;

Refusal checkSample(double value, Error error, const char* field) noexcept {
  const Refusal refusal = checkAboveZero(value, error, field);
  if (refusal != Error::none) return refusal;
  return value <= kMaxSample ? Refusal{} : Refusal{Error::numberOutOfRange, field};
}

Refusal checkImbalance(std::optional<double> imbalance) noexcept {
  if (!imbalance) return {};
  if (!std::isfinite(*imbalance)) return {Error::notFinite, "tradeFlowImbalance"};
  if (std::abs(*imbalance) <= 1.0) return {};
  return {Error::rateOutOfRange, "tradeFlowImbalance"};
}

/// A change in units of the root mean square of those before; empty while there is none.
std::optional<double> scaled(const MovingMoments& history, double change) noexcept {
  const auto mean = history.mean(), variance = history.variance();
  if (!mean || !variance) return std::nullopt;
  const double meanSquare = *variance + *mean * *mean;
  if (!(meanSquare > 0.0)) return std::nullopt;
  return change / std::sqrt(meanSquare);
}

/// ln(now / before). Of the ratio and not as a difference of two logarithms, which would keep only
/// what they differ by of what each is rounded to: five digits of a change of a millionth.
double logChange(double now, double before) noexcept {
  const double ratio = now / before;
  return std::isnormal(ratio) ? logarithm(ratio) : std::log(now) - std::log(before);
}

std::optional<double> takerAgreement(OpenInterestQuadrant quadrant, double priceZ,
                                     std::optional<double> imbalance) noexcept {
  if (quadrant == OpenInterestQuadrant::none || !imbalance) return std::nullopt;
  return priceZ > 0.0 ? *imbalance : -*imbalance;
}

}  // namespace

Refusal check(const OpenInterestSample& sample) noexcept {
  return firstOf({
      checkSample(sample.openInterest, Error::quantityNotPositive, "openInterest"),
      checkSample(sample.price, Error::priceNotPositive, "price"),
      sample.venueTimeMs >= 0 ? Refusal{} : Refusal{Error::timeNegative, "venueTimeMs"},
      checkImbalance(sample.tradeFlowImbalance),
  });
}

void OpenInterestVelocity::add(const OpenInterestSample& sample) noexcept {
  const std::int64_t elapsedMs = any_ ? sample.venueTimeMs - lastTimeMs_ : 0;
  if (elapsedMs < -kRestartMs) *this = OpenInterestVelocity{};
  if (any_ && elapsedMs <= 0) return;

  if (any_) {
    const double timeMs = static_cast<double>(sample.venueTimeMs);
    const double change = logChange(sample.openInterest, openInterest_);
    velocity_.add(change / static_cast<double>(elapsedMs) * kHourMs, timeMs);
    const double velocity = *velocity_.mean();
    // Against what came before it: a sample that is part of its own yardstick looks usual.
    const bool isWarm = history_.count() >= kWarmCount && history_.spanMs() >= kWarmSpanMs;
    z_ = isWarm ? history_.z(velocity) : std::nullopt;
    history_.add(velocity, timeMs);
  }
  openInterest_ = sample.openInterest;
  lastTimeMs_ = sample.venueTimeMs;
  any_ = true;
}

OpenInterestQuadrant quadrant(double openInterestZ, double priceZ, double deadBand) noexcept {
  if (!(std::abs(openInterestZ) > deadBand) || !(std::abs(priceZ) > deadBand)) {
    return OpenInterestQuadrant::none;
  }
  const bool rises = priceZ > 0.0;
  if (openInterestZ > 0.0) {
    return rises ? OpenInterestQuadrant::newLongs : OpenInterestQuadrant::newShorts;
  }
  return rises ? OpenInterestQuadrant::shortCovering : OpenInterestQuadrant::longFlush;
}

void OpenInterestChange::restartAt(const OpenInterestSample& sample) noexcept {
  lastOpenInterest_ = sample.openInterest;
  lastPrice_ = sample.price;
  sinceMs_ = sample.venueTimeMs;
  any_ = true;
}

void OpenInterestChange::add(const OpenInterestSample& sample) noexcept {
  const std::int64_t elapsedMs = any_ ? sample.venueTimeMs - sinceMs_ : 0;
  if (elapsedMs < -kRestartMs) *this = OpenInterestChange{};
  if (!any_) return restartAt(sample);
  if (elapsedMs < kIntervalMs) return;

  const double toInterval =
      std::sqrt(static_cast<double>(kIntervalMs) / static_cast<double>(elapsedMs));
  const double openInterestChange = toInterval * logChange(sample.openInterest, lastOpenInterest_);
  const double priceChange = toInterval * logChange(sample.price, lastPrice_);
  const auto openInterestZ = scaled(openInterest_, openInterestChange);
  const auto priceZ = scaled(price_, priceChange);

  move_.reset();
  if (openInterest_.count() >= kWarmCount && openInterestZ && priceZ) {
    const OpenInterestQuadrant where = quadrant(*openInterestZ, *priceZ, kDeadBand);
    move_ = {.quadrant = where,
             .openInterestZ = *openInterestZ,
             .priceZ = *priceZ,
             .intensity = std::sqrt(*openInterestZ * *openInterestZ + *priceZ * *priceZ),
             .takerAgreement = takerAgreement(where, *priceZ, sample.tradeFlowImbalance),
             .venueTimeMs = sample.venueTimeMs};
  }
  const double timeMs = static_cast<double>(sample.venueTimeMs);
  openInterest_.add(openInterestChange, timeMs);
  price_.add(priceChange, timeMs);
  restartAt(sample);
}

}  // namespace plimsoll
