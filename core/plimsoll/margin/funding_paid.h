#pragma once

#include <optional>

#include "plimsoll/margin/exposure.h"

namespace plimsoll {

/// What a funding rate takes from a position at one settlement, or of a part of its interval:
///
///     s N(p) r t
///
/// A long pays when the rate is above zero, a short receives. Of a notional that is known, see
/// fundingPaid(side, notional, rate) in plimsoll/funding.
///
/// @param rate         fraction of notional for one interval
/// @param intervalPart t, the part of the interval held; 1 for a whole one
/// @return settlement units; below zero when the position receives
///
/// 10 units short at 2.5 and two hundredths of a percent: receives 0.005.
double fundingPaid(const Exposure& exposure, double markPrice, double rate,
                   double intervalPart = 1.0) noexcept;

/// How many funding intervals, the mark standing still, until funding alone has brought a
/// position with margin of its own to its liquidation: H(p) / (s N(p) r).
///
/// @return empty when it pays nothing; zero when it is liquidatable already
std::optional<double> fundingIntervalsUntilLiquidation(const Exposure& exposure, double markPrice,
                                                       double rate) noexcept;

/// The same of any account that stands still: what is left until liquidation, equity less
/// maintenance margin, over what is paid at each settlement.
std::optional<double> fundingIntervalsUntilLiquidation(double excess, double paid) noexcept;

}  // namespace plimsoll
