#pragma once

#include <optional>

namespace plimsoll {

inline constexpr double kFiveMinutesMs = 5.0 * 60.0 * 1000.0;
inline constexpr double kHourMs = 60.0 * 60.0 * 1000.0;
inline constexpr double kDayMs = 24.0 * kHourMs;

/// The variance of the mark's log return in one millisecond, of its standard deviation over a day.
std::optional<double> variancePerMs(std::optional<double> volatilityPerDay) noexcept;

/// How far the mark is from a price that lies below it for a long and above it for a short.
struct Distance {
  double markPrice;         ///< quote units for one base unit, above zero
  double liquidationPrice;  ///< quote units for one base unit, above zero
  double side;              ///< +1 long, -1 short
};

/// s (p - p*) / p, a fraction of the mark: 0.02 is two percent away. Zero at the
/// liquidation price, below zero when the mark has gone past it.
///
///     distanceRate({50'000.0, 45'226.13, +1.0})   // 0.0955
double distanceRate(const Distance& distance) noexcept;

/// s n (p - p*): what the position loses until there, in quote units.
/// @param quantity  base units, above zero
double distanceMoney(const Distance& distance, double quantity) noexcept;

/// s ln(p / p*) / (sigma sqrt(T)): the distance in standard deviations of what the market
/// does in a time T. One daily standard deviation away means that an ordinary day can
/// take it there.
///
/// @param variancePerMs  variance of the mark's log return in one millisecond
/// @param horizonMs      T, as kDayMs, kHourMs or kFiveMinutesMs
/// @return empty when the variance is zero or no number: a market that has not moved yet
///         says nothing about how it moves
std::optional<double> distanceSigmas(const Distance& distance, double variancePerMs,
                                     double horizonMs) noexcept;

}  // namespace plimsoll
