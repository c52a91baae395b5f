#pragma once

#include <cstdint>
#include <optional>

#include "plimsoll/feed/event.h"

namespace plimsoll {

/// Who has been crossing the spread.
///
/// Cumulative volume delta is what takers bought less what they sold since the market was
/// opened, CVD = sum of s q. Trade-flow imbalance is the same over recent time,
///
///     TFI = EW(s q) / EW(q)
///
/// with weights that fall by e every minute of the venue's clock: +1 when every taker
/// buys, -1 when every taker sells. Splitting a trade in two changes neither.
class TradeFlow {
 public:
  static constexpr double kTimeConstantMs = 60'000.0;

  /// @param quantity  the venue's unit, above zero
  void add(Side takerSide, double quantity, std::int64_t venueTimeMs) noexcept;

  /// The venue's unit; empty before the first trade.
  std::optional<double> cumulativeVolumeDelta() const noexcept;
  /// Within [-1, 1]; empty before the first trade.
  std::optional<double> imbalance() const noexcept;

  /// What TFI divides, in the venue's unit and as of the latest trade.
  double recentDelta() const noexcept { return recentDelta_; }        ///< EW(s q)
  double recentQuantity() const noexcept { return recentQuantity_; }  ///< EW(q)

  double boughtQuantity() const noexcept { return bought_; }  ///< by takers
  double soldQuantity() const noexcept { return sold_; }

 private:
  double bought_ = 0.0;
  double sold_ = 0.0;
  double recentDelta_ = 0.0;
  double recentQuantity_ = 0.0;
  std::int64_t lastTimeMs_ = 0;
  bool any_ = false;
};

}  // namespace plimsoll
