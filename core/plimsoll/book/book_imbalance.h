#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// Order-book imbalance: how much more rests to buy than to sell, over what rests in all.
///
///     I = (B - A) / (B + A)
///
/// with B and A the resting quantities of the bids and asks that count. It is +1 where
/// only bids rest, -1 where only asks do; swapping the sides changes its sign, and
/// multiplying every quantity by the same number changes nothing.
///
/// @return within [-1, 1]; empty when nothing that counts rests on either side

/// Of what rests in all; see above.
std::optional<double> imbalance(double bids, double asks) noexcept;

/// Over the best level of each side.
std::optional<double> topImbalance(const OrderBook& book) noexcept;

/// Over the best `levels` price levels of each side; one level is topImbalance().
///
/// @param levels  has passed checkLevels()
std::optional<double> bookImbalance(const OrderBook& book, int levels) noexcept;

/// Over the levels no farther than a distance from the mid M, those with a price in
/// [M (1 - x), M (1 + x)].
///
/// @param distanceBps  x in hundredths of a percent; has passed checkDistance()
/// @return empty as well when a side is empty, for then there is no mid
std::optional<double> bookImbalanceWithin(const OrderBook& book, double distanceBps) noexcept;

/// Each level weighted by its distance d from the mid, in bps: w = exp(-d / kappa).
///
/// As kappa grows this becomes the imbalance of the whole book, as it falls that of the
/// best levels. Weights are taken relative to the best level's, so that even a tiny kappa
/// leaves something to divide; levels with a relative weight below 1e-17 cannot change
/// the result and are not visited.
///
/// @param decayBps  kappa; has passed checkDistance()
std::optional<double> weightedImbalance(const OrderBook& book, double decayBps) noexcept;

inline constexpr int kMaxImbalanceLevels = 100'000;

/// One to kMaxImbalanceLevels.
Error checkLevels(int levels) noexcept;

/// Above zero, at most 10,000 bps.
Error checkDistance(double bps) noexcept;

}  // namespace plimsoll
