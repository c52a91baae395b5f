#pragma once

#include <optional>

#include "plimsoll/margin/exposure.h"

namespace plimsoll {

/// How far the impact bid of a perpetual stands above its index: (b - i) / i.
double premiumRate(double impactBidPrice, double indexPrice) noexcept;

/// The funding rate that most venues compute for an interval:
///
///     premium + clamp(interest - premium, -c, +c)
///
/// @param clampRate  c, a fraction; 0.0005 at Binance, Bybit, Gate and Hyperliquid
double fundingRate(double premiumRate, double interestRate, double clampRate) noexcept;

/// The interest part of it: the quote's daily rate less the base's, over the number of
/// intervals in a day (Bybit: 0.06 % less 0.03 %, over 3).
double interestRate(double quoteRatePerDay, double baseRatePerDay, double intervalsPerDay) noexcept;

/// What a funding rate takes from a position at one settlement, or of a part of its interval:
///
///     s N(p) r t
///
/// A long pays when the rate is above zero, a short receives.
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
