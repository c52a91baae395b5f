#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/flow/fading.h"
#include "plimsoll/flow/taker_trade.h"
#include "plimsoll/flow/trade_flow.h"

namespace plimsoll {

/// How many sizes of trades are told apart.
inline constexpr std::size_t kTradeSizes = 5;

/// Notional, in quote units, from which on a trade is of sizes 1 to 4; below the first it is of
/// size 0. So the sizes are: below 1 000, to 10 000, to 100 000, to 1 000 000, and above.
inline constexpr std::array<double, kTradeSizes - 1> kTradeSizeEdges{1e3, 1e4, 1e5, 1e6};

/// Which size a trade of some notional is; one that is exactly an edge is of the larger.
///
///     tradeSize(25'000.0)   // 2
std::size_t tradeSize(double notional) noexcept;

/// What takers have traded, in the venue's unit.
struct TakerVolume {
  double bought = 0.0;          ///< by takers, since the start
  double sold = 0.0;            ///< likewise
  double delta = 0.0;           ///< bought less sold
  double recentDelta = 0.0;     ///< EW(s q)
  double recentQuantity = 0.0;  ///< EW(q)

  /// CVD = sum of s q; empty before the first trade.
  std::optional<double> cumulativeVolumeDelta() const noexcept;
  /// TFI = EW(s q) / EW(q), within [-1, 1]; empty before the first trade and after hours of none.
  std::optional<double> imbalance() const noexcept;
};

/// Cumulative volume delta and trade-flow imbalance, as TradeFlow has them, by how much money
/// each trade was: large takers and small ones are often of two minds.
///
/// The total is the sum of the sizes, field by field in their order, so they add up to it to the
/// last digit; TradeFlow has the same numbers but for rounding. Splitting a trade leaves the
/// total and may move quantity to a smaller size: venues that report one order as several
/// trades show it smaller than it was.
///
/// A taker buys for 500, another sells for 20 000, both at 100:
///
///     buckets.volume(0).cumulativeVolumeDelta()   // 5
///     buckets.volume(2).cumulativeVolumeDelta()   // -200
///     buckets.total().cumulativeVolumeDelta()     // -195
class TradeBuckets {
 public:
  static constexpr double kTimeConstantMs = TradeFlow::kTimeConstantMs;  ///< a minute

  /// @param trade  has passed check(); one of unknown notional is left out, of the total too
  void add(const TakerTrade& trade) noexcept;

  /// @param size  see tradeSize(); nothing for others
  TakerVolume volume(std::size_t size) const noexcept;
  /// Of all sizes together.
  TakerVolume total() const noexcept;

 private:
  struct Bucket {
    double bought = 0.0;
    double sold = 0.0;
    double recentDelta = 0.0;
    double recentQuantity = 0.0;
  };

  std::array<Bucket, kTradeSizes> buckets_{};
  Fading fading_{kTimeConstantMs};
};

}  // namespace plimsoll
