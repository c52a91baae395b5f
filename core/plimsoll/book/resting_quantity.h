#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "plimsoll/base/error.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// How the quantities of a book are followed.
struct RestingQuantitySettings {
  double windowMs = 500.0;        ///< tau: zero for the quantity as it is, else 100 to 5,000
  std::size_t levels = 256;       ///< slots for each side, a power of two from 16 to 4,096
  std::int64_t unitsPerTick = 1;  ///< the book's price units between two neighbouring prices
};

/// Every field within its range.
Refusal check(const RestingQuantitySettings& settings) noexcept;

/// Of every price near the touch, how much of its quantity has stood for a while: the least
/// that rested there lately,
///
///     q'(p, t) = min of q(p, u) over u in [t - tau, t]
///
/// so that an order which is shown and taken away within half of tau counts for nothing.
/// It is never above what rests, and on a book that stands still it is what rests after tau.
///
/// Time is cut into halves of tau, and a level keeps the least of the current half and of
/// the one before. A change then costs the same whatever rests, and the minimum is over at
/// least tau / 2 and at most tau.
///
/// A price has the slot of its tick modulo `levels`, so that many neighbouring ticks are
/// followed whichever way the market goes, and farther ones as long as nothing nearer wants
/// their slot. What is not followed counts zero until a later change, or follow(), finds
/// room for it. A level that begins to be followed counts as if nothing had rested there.
/// 40 bytes a slot, 20 kB of both sides by default, so it is made where it is asked for.
///
/// Source: our adaptation to books without order ids of the lifetime filter of Anantha, Jain
/// and Maiti 2025, arXiv 2507.22712.
///
/// With tau 500: five coins set at 1,000 ms and eight at 1,300 give zero at 1,200, five
/// at 1,600 and eight at 1,800.
class RestingQuantity {
 public:
  /// @param settings  has passed check()
  explicit RestingQuantity(const RestingQuantitySettings& settings = {});

  /// What rests at a price from now on; zero where the level was deleted.
  ///
  /// @param quantity     zero or above, any unit
  /// @param localTimeMs  zero or above; a time before the last counts as the last
  void set(BookSide side, std::int64_t priceUnits, double quantity, double localTimeMs) noexcept;

  /// Takes up the best levels of a book that are not followed yet, as the touch may have
  /// come nearer to levels that did not change. Meant for each time that readings are made.
  void follow(const OrderBook& book, int levels, double localTimeMs) noexcept;

  /// After the book was replaced, or its units refined: nothing has rested yet.
  void clear() noexcept;

  /// q', in the unit it was set in; zero at a price that is not followed.
  double at(BookSide side, std::int64_t priceUnits, double localTimeMs) const noexcept;

  bool isFollowed(BookSide side, std::int64_t priceUnits) const noexcept;

 private:
  struct Slot {
    std::int64_t key = kNoKey;    ///< as of a ladder, lower nearer to the touch
    std::int64_t half = 0;        ///< the half of tau of the last change
    double quantity = 0.0;        ///< what rests
    double least = 0.0;           ///< in that half
    double leastBefore = 0.0;     ///< in the half before
  };
  static constexpr std::int64_t kNoKey = INT64_MAX;

  static std::int64_t keyOf(BookSide side, std::int64_t priceUnits) noexcept {
    return side == BookSide::bid ? -priceUnits : priceUnits;
  }
  std::size_t place(BookSide side, std::int64_t key) const noexcept;
  std::int64_t halfAt(double localTimeMs) const noexcept;
  static void advance(Slot& slot, std::int64_t half) noexcept;

  RestingQuantitySettings settings_;
  std::vector<Slot> slots_;  ///< bids, then asks
};

/// bookImbalance() of what has rested, over the best `levels` levels of the book as it is.
///
/// @param resting  given every change of this book, in the venue's unit
/// @param levels   has passed checkLevels()
/// @return within [-1, 1]; empty when nothing has rested there
std::optional<double> restingImbalance(const OrderBook& book, const RestingQuantity& resting,
                                       int levels, double localTimeMs) noexcept;

}  // namespace plimsoll
