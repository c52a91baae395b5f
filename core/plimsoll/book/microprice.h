#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// Best bid and ask with prices as counts of the instrument's tick.
struct TickTouch {
  std::int64_t bidTicks;
  std::int64_t askTicks;  ///< above bidTicks
  double bidQuantity;     ///< the venue's unit, above zero
  double askQuantity;

  friend bool operator==(const TickTouch&, const TickTouch&) = default;
};

/// @param tickSize  quote units, has passed checkTickSize()
/// @return empty where a side is empty, the book is crossed, or a price is above 2^50 ticks
std::optional<TickTouch> tickTouch(const OrderBook& book, double tickSize) noexcept;
std::optional<TickTouch> tickTouch(const PriceLevel& bid, const PriceLevel& ask,
                                   double tickSize) noexcept;

/// Above zero, and finite.
Error checkTickSize(double tickSize) noexcept;

/// Stoikov's microprice: where the mid is expected to be in the end, learned from how the
/// touch of this market has moved. It is not the weighted mid, which others call so.
///
/// The state x of the touch is its imbalance Qb / (Qb + Qa), in n = 10 buckets of equal
/// width, and its spread, 1 to m = 4 ticks. Of a market's changes of the touch it counts
///
///     Q    (x, y)  the mid stays and the state becomes y
///     R2   (x, y)  the mid moves and the state becomes y
///     R1 K (x)     by how much the mid moves, in the mean
///
/// each as a fraction of the changes that began in x, and then
///
///     G1 = (1 - Q)^-1 R1 K,   B = (1 - Q)^-1 R2,   G* = sum k=0..5 of B^k G1
///     P  = M + G*(x)
///
/// With each change its mirror image is counted, bid and ask exchanged, so G* changes its
/// sign exactly when the sides are swapped; only half of the states have to be kept and
/// solved for. |G*| is at most six times the largest move of the mid.
///
/// Buckets are of equal width here, where the paper's notebook takes quantiles of a sample.
/// Moves of any size up to kLongestMoveTicks count in full, where it drops those above a
/// tick: in a market of small ticks they are most of what there is to know.
///
/// Counts are whole numbers, so a market counted in two parts gives bit for bit what it
/// gives in one. About 7 kB, for which reason it is made only where it is asked for.
///
/// Source: Stoikov 2018, "The micro-price: a high-frequency estimator of future prices",
/// Quantitative Finance 18(12); SSRN 2970694. Six terms as in the author's notebook.
///
/// A market whose mid always goes up by one tick from a heavy bid, and down from a heavy ask,
/// at a spread of one tick, to a state that is the mirror of where it came from:
/// G1 = 1, B = -1, so G* = 1 - 1 + 1 - 1 + 1 - 1 = 0, and with G1 = 1 and a return to the same
/// state G* = 6 ticks.
class Microprice {
 public:
  static constexpr int kImbalanceBuckets = 10;  ///< n, even
  static constexpr int kSpreads = 4;            ///< m, ticks
  static constexpr int kStates = kImbalanceBuckets * kSpreads;
  static constexpr int kTerms = 6;  ///< of the sum in G*
  /// Changes of the touch that are needed before there is a G*.
  static constexpr std::uint64_t kFewestEvents = 20'000;
  /// Farther than this the mid does not move by trading: the chain starts anew.
  static constexpr std::int64_t kLongestMoveTicks = 1'000;

  /// Counts the change from the last touch to this one. A touch that repeats the last one is
  /// no change. One with a spread above kSpreads is passed over, as if it had not been.
  void add(const TickTouch& touch) noexcept;

  /// What was between is unknown: the next touch starts a new chain.
  void breakChain() noexcept { last_.reset(); }

  /// Finds G* from what was counted: an LU of 20 by 20 and six substitutions, some ten
  /// thousand multiplications. Meant for every minute or so, not for every message.
  /// @return false before kFewestEvents, or where a group of states never led to a move, for
  ///         then there is no such number; adjustmentTicks() is empty until it succeeds
  bool solve() noexcept;

  /// G* as of the last solve(), in ticks.
  /// @return empty before that, or where this state had not been seen: take weightedMid() then,
  ///         under its own name
  std::optional<double> adjustmentTicks(const TickTouch& touch) const noexcept;

  /// M + G*, quote units; empty as adjustmentTicks() is.
  std::optional<double> price(const TickTouch& touch, double tickSize) const noexcept;

  /// Changes of the touch counted, mirror images apart.
  std::uint64_t events() const noexcept { return events_; }

  /// The state of a touch: bucket of its imbalance plus 10 (spread - 1).
  /// @return 0 to kStates - 1; empty where the spread is none or above kSpreads
  static std::optional<int> state(const TickTouch& touch) noexcept;
  /// The state with the sides exchanged.
  static int mirrored(int state) noexcept;

  /// Changes from one state to another, with mirror images, of which the mid stayed or moved.
  /// One change counts four, so that equal quantities, on the edge of two buckets, can count
  /// half in each.
  std::uint32_t stayed(int from, int to) const noexcept { return counted(stayed_, from, to); }
  std::uint32_t moved(int from, int to) const noexcept { return counted(moved_, from, to); }
  /// Sum of the moves of the mid from a state, half ticks, each four times as well.
  std::int64_t moveHalfTicks(int from) const noexcept;

 private:
  static constexpr int kHalf = kStates / 2;
  using Vector = std::array<double, kHalf>;
  /// From a state whose ask is the heavier to any. Its mirror image is the same number.
  using Counts = std::array<std::array<std::uint32_t, kStates>, kHalf>;

  static bool isKept(int state) noexcept { return state % kImbalanceBuckets < kImbalanceBuckets / 2; }
  /// Where a kept state stands among those.
  static std::size_t place(int state) noexcept;
  static int stateAt(std::size_t place) noexcept;
  static std::uint32_t counted(const Counts& counts, int from, int to) noexcept;
  void count(int from, int to, std::int64_t moveHalfTicks, std::uint32_t weight) noexcept;

  double changesFrom(std::size_t place) const noexcept;
  double folded(const Counts& counts, std::size_t from, std::size_t to) const noexcept;

  Counts stayed_{};
  Counts moved_{};
  std::array<std::int64_t, kHalf> moveHalfTicks_{};
  Vector adjustment_{};  ///< G*, half ticks
  std::array<bool, kHalf> isKnown_{};
  /// Where a touch stands. Equal quantities are on the edge of two buckets, the other one being
  /// the mirrored, and count half in each.
  struct Place {
    int state;
    bool isEdge;
  };

  std::optional<TickTouch> last_;
  Place place_{};  ///< of the last touch
  std::uint64_t events_ = 0;
};

}  // namespace plimsoll
