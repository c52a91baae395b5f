#pragma once

namespace plimsoll::drift {

/// By how much a larger position has a higher maintenance ratio than the market's own w: what
/// sizePremium() of drift_ratios.h adds, as a fraction and for people's units,
///
///     max(0, floor(floor(sqrt(10^10 q + 1)) imf / 10^7) - floor(w / 5))
///
/// with w in parts of 10 000. In doubles it is the program's number up to 900 000 base units;
/// beyond, the root may be off by one in its last place.
///
/// @param rate       w as a fraction; 0.05 is 5 %
/// @param imfFactor  parts of 10^6, zero or above
/// @param quantity   q, base units
///
///     sizePremiumRate(0.1, 50.0, 1e6)   // 0.03
double sizePremiumRate(double rate, double imfFactor, double quantity) noexcept;

}  // namespace plimsoll::drift
