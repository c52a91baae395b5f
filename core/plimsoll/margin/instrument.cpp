#include "plimsoll/margin/instrument.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

/// A step as a whole number of units of 1 / scale: 0.05 is 5 of 1 / 100.
struct DecimalStep {
  double count;
  double scale;
};

constexpr double kNoise = 1e-9;  // of a step: far above rounding, far below a tick
constexpr double kMaxScale = 1e15;

DecimalStep decimalStep(double step) noexcept {
  for (double scale = 1.0; scale <= kMaxScale; scale *= 10.0) {
    const double count = std::round(step * scale);
    if (count >= 1.0 && std::abs(step * scale - count) <= kNoise * count) return {count, scale};
  }
  return {step, 1.0};
}

bool isPositive(const std::optional<double>& size) noexcept {
  return !size || (std::isfinite(*size) && *size > 0.0);
}

}  // namespace

Refusal check(const Instrument& instrument) noexcept {
  if (!isPositive(instrument.tickSize)) return {Error::sizeNotPositive, "tickSize"};
  if (!isPositive(instrument.lotSize)) return {Error::sizeNotPositive, "lotSize"};
  if (!isPositive(instrument.contractSize)) return {Error::sizeNotPositive, "contractSize"};

  const double fee = instrument.liquidationFeeRate.value_or(0.0);
  if (!(fee >= 0.0 && fee < 1.0)) return {Error::rateOutOfRange, "liquidationFeeRate"};
  return {};
}

double roundedToStep(double value, double step, Rounding rounding) noexcept {
  const double steps = value / step;
  const double nearest = std::round(steps);
  // The quotient of two decimals is off by a few units in the last place of itself.
  const double noise =
      std::max(kNoise, 8.0 * std::numeric_limits<double>::epsilon() * std::abs(steps));

  const double whole = std::abs(steps - nearest) <= noise ? nearest
                       : rounding == Rounding::up         ? std::ceil(steps)
                                                          : std::floor(steps);
  const DecimalStep decimal = decimalStep(step);
  return whole * decimal.count / decimal.scale;
}

std::optional<double> roundedTowardMark(double price, double side,
                                        const Instrument& instrument) noexcept {
  if (!instrument.tickSize) return std::nullopt;
  return roundedToStep(price, *instrument.tickSize, side > 0.0 ? Rounding::up : Rounding::down);
}

double roundedUpToLot(double quantity, const Instrument& instrument) noexcept {
  if (!instrument.lotSize) return quantity;
  return roundedToStep(quantity, *instrument.lotSize, Rounding::up);
}

}  // namespace plimsoll
