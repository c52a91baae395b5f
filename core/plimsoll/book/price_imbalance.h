#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/order_book.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// Prices in bins of equal size around the touch: bin k holds [s (first + k), s (first + k + 1)).
/// A price within a billionth of an edge lies on it.
struct PriceGrid {
  static constexpr std::size_t kBins = 64;

  double binSize;      ///< s, quote units; has passed checkTickSize()
  std::int64_t first = 0;  ///< bin 0, counted from a price of zero

  /// Counted from a price of zero; of prices above 2^50 bins the last that can be counted.
  std::int64_t binOf(double price) const noexcept;
  double lowestPrice(std::size_t bin) const noexcept;  ///< quote units
};

/// What belongs to the buying and to the selling side at one price: resting bids and asks, or
/// what takers bought and sold. Imbalance at a price is imbalance(buy, sell).
struct BuySell {
  double buy = 0.0;
  double sell = 0.0;

  friend bool operator==(const BuySell&, const BuySell&) = default;
};

/// Quantities on a grid, and what is beyond its edges: all of it together is the total.
struct PriceBins {
  std::array<BuySell, PriceGrid::kBins> at{};
  BuySell below{};
  BuySell above{};

  /// @param quantity  zero or above, and finite
  void add(const PriceGrid& grid, double price, const BuySell& quantity) noexcept;
  BuySell total() const noexcept;  ///< of all bins and beyond
};

/// Imbalance at a price: (B - S) / (B + S) of bin k, within [-1, 1]; empty when there is
/// nothing.
///
/// @param bin  below PriceGrid::kBins
std::optional<double> imbalanceAt(const PriceBins& bins, std::size_t bin) noexcept;

/// What rests, by price: all of the book, the farther levels in `below` and `above`.
PriceBins restingAtPrice(const OrderBook& book, const PriceGrid& grid) noexcept;

/// What was traded at which price, by takers who bought and by takers who sold: the
/// footprint of a market. Splitting a trade changes nothing.
///
/// The grid follows the touch: where the price has left its middle half it is put into the
/// middle again, and what falls off joins `below` or `above`, from where it does not come
/// back. 1.1 kB.
///
/// Bins of 0.5, with 618.00 in the middle: a buy of 3 at 618.20 and a sell of 1 at 618.40 are in one
/// bin, whose imbalance is 0.5.
class Footprint {
 public:
  /// @param binSize  quote units; has passed checkTickSize()
  explicit Footprint(double binSize) noexcept : grid_{binSize} {}

  /// @param price     above zero
  /// @param quantity  any unit, above zero
  void add(Side takerSide, double price, double quantity) noexcept;

  /// Puts the grid around a price, as add() does around each trade.
  void follow(double price) noexcept;

  /// Begins anew, as for another bar; the grid stays where it is.
  void clear() noexcept { bins_ = PriceBins{}; }

  const PriceGrid& grid() const noexcept { return grid_; }
  const PriceBins& bins() const noexcept { return bins_; }

 private:
  void shift(std::int64_t bins) noexcept;

  PriceGrid grid_;
  PriceBins bins_{};
  bool hasPlace_ = false;
};

}  // namespace plimsoll
