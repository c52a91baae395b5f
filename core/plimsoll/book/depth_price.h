#pragma once

#include <optional>

#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// Prices between the sides that look deeper than the touch, as hftbacktest names them.
/// Quantities are the venue's unit and only weigh.
///
/// Source: hftbacktest, "Market Making with Alpha - Order Book Imbalance", a notebook.
///
/// Bids of 2 at 100 and 1 at 99, asks of 1 at 101 and 4 at 103, two levels:
///
///     volume adjusted   (100*1 + 101*2 + 99*4 + 103*1) / 8 = 100.125
///     weighted depth    (100*2 + 101*1 + 99*1 + 103*4) / 8 = 101.5
///     effective         Eb = 299/3, Ea = 102.6;  (Eb*5 + Ea*3) / 8 = 100.7667

/// Level pairs that volumeAdjustedMid() looks at.
inline constexpr int kMaxPairedLevels = 256;

/// The mid adjusted by volume (VAMP): the weighted mid of the i-th bid and the i-th ask,
/// over as many pairs as there are,
///
///     V = sum (Pb_i Qa_i + Pa_i Qb_i) / sum (Qb_i + Qa_i)
///
/// each price weighted by what rests across. One level is weightedMid(). A level without
/// another across does not count, nor one behind the first kMaxPairedLevels.
///
/// @param levels  has passed checkLevels()
/// @return quote units, between the worst bid and the worst ask that count; empty when a side
///         is empty
std::optional<double> volumeAdjustedMid(const OrderBook& book, int levels) noexcept;

/// The same over the levels no farther than a distance from the mid.
///
/// @param distanceBps  has passed checkDistance()
/// @return empty as well where one side has nothing that near
std::optional<double> volumeAdjustedMidWithin(const OrderBook& book, double distanceBps) noexcept;

/// The mean price of all that rests, each weighted by its own quantity:
///
///     D = sum (Pb_i Qb_i + Pa_i Qa_i) / sum (Qb_i + Qa_i)
///
/// It leans to where more rests, the other way than V does: with one level it is as far
/// below the mid as the weighted mid is above. The sides need not have equally many levels.
///
/// @param levels  has passed checkLevels()
/// @return quote units; empty when a side is empty
std::optional<double> weightedDepthPrice(const OrderBook& book, int levels) noexcept;

/// The same over the levels no farther than a distance from the mid.
///
/// @param distanceBps  has passed checkDistance()
/// @return empty as well where one side has nothing that near
std::optional<double> weightedDepthPriceWithin(const OrderBook& book, double distanceBps) noexcept;

/// The weighted mid of each side's mean price, VAMP of effective prices:
///
///     E = (Eb Qa + Ea Qb) / (Qb + Qa),   Eb = sum Pb_i Qb_i / Qb,  Qb = sum Qb_i
///
/// and Ea, Qa likewise. One level is weightedMid().
///
/// @param levels  has passed checkLevels()
/// @return quote units, between Eb and Ea; empty when a side is empty
std::optional<double> effectiveMid(const OrderBook& book, int levels) noexcept;

/// The same over the levels no farther than a distance from the mid.
///
/// @param distanceBps  has passed checkDistance()
/// @return empty as well where one side has nothing that near
std::optional<double> effectiveMidWithin(const OrderBook& book, double distanceBps) noexcept;

}  // namespace plimsoll
