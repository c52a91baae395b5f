#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/book/order_book.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// How much of what rests near the mid runs away when the mid comes nearer.
///
/// Time is cut into bins of a second. At the start of a bin D0 rests on a side within
/// kDistanceBps of the mid; at its end D1 rests between the same prices, and takers took T
/// from that side meanwhile. Over the bins in which the mid approached the side,
///
///     flee = EW(max(0, D0 - D1 - T)) / EW(D0)
///
/// with weights that fall by e every minute of local time. 0: all that went was traded, or
/// nothing went. 1: everything was withdrawn before anyone could trade with it. An order
/// moved to another price of the window has not left.
///
/// Trades and books come on different streams, of which one may be late by a part of a bin;
/// what a late trade took counts as fled in this bin and is not given back in the next.
///
/// Source: ours; see RestingQuantity, which is about walls that vanish within a bin.
///
/// 40 asks within 10 bps; the mid rises, 15 are left of them and takers bought 5: 20 of 40
/// fled, 0.5.
class FleeRatio {
 public:
  static constexpr double kDistanceBps = 10.0;
  static constexpr double kBinMs = 1'000.0;
  static constexpr double kTimeConstantMs = 60'000.0;
  /// After this long without an update a bin is dropped, for much may have happened in it.
  static constexpr double kLongestBinMs = 5'000.0;

  /// After each update of the book; looks at it once in a bin.
  /// @param localTimeMs  a time before the last counts as the last
  void update(const OrderBook& book, double localTimeMs) noexcept;

  /// @param quantity  the unit of the book's quantities, above zero
  void addTrade(Side takerSide, double quantity) noexcept;

  /// The book was replaced or is not to be trusted: the bin that is open is dropped.
  void breakChain() noexcept { isOpen_ = false; }

  /// Within [0, 1]; empty before the mid has approached this side once.
  std::optional<double> of(BookSide side) const noexcept;
  std::optional<double> ofBoth() const noexcept;  ///< of what was present on both sides

 private:
  struct SideState {
    double depthAtStart = 0.0;
    double farthestPrice = 0.0;  ///< of the window, as of the start of the bin
    double taken = 0.0;          ///< since then
    double recentFled = 0.0;
    double recentPresent = 0.0;
  };

  void open(const OrderBook& book, double mid, double localTimeMs) noexcept;
  static void close(SideState& side, double depthNow) noexcept;

  SideState bids_;
  SideState asks_;
  double startMs_ = 0.0;
  double midAtStart_ = 0.0;
  bool isOpen_ = false;
};

/// Whether what was traded says the same as what rests: the sign of the imbalance of the
/// book and that of cumulative volume delta, each as deviations from its own mean.
///
/// @param imbalanceDeviation  z of an imbalance, as of MovingMoments::z()
/// @param tradedDeviation     z of cumulative volume delta, or of a change of it
/// @return empty where one is missing or zero, or not a number
std::optional<bool> isConfirmedByTrades(std::optional<double> imbalanceDeviation,
                                        std::optional<double> tradedDeviation) noexcept;

}  // namespace plimsoll
