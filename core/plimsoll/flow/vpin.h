#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/flow/taker_trade.h"

namespace plimsoll {

/// How a bucket's volume is split into bought and sold.
enum class TradeClassifier : std::uint8_t {
  takerSide,   ///< by who crossed the spread, which crypto venues say of each trade
  bulkVolume,  ///< by how far the price went over the bucket, see Vpin
};

/// Volume-synchronised probability of informed trading (Easley, Lopez de Prado and O'Hara 2012,
/// "Flow toxicity and liquidity in a high-frequency world", Review of Financial Studies 25(5),
/// 1457-1493): how one-sided the last n buckets of equal volume V were,
///
///     VPIN = sum |Vb - Vs| / (n V),   n = 50
///
/// Time goes by in volume: V is often a fiftieth of a day's, so that n buckets are one day. Vb is
/// what takers bought; or, by bulk-volume classification, which does not look at sides,
///
///     Vb = V Phi(dP / sigma),   Phi(z) = (1 + erf(z / sqrt 2)) / 2
///
/// where dP is from the last price of the bucket before to the last of this one, and sigma the
/// standard deviation of such changes: of all up to here, the newest n weighing most, but for
/// buckets that a huge trade filled and pushed out at once, see add().
///
/// Contested. With true sides it behaves opposite to bulk-volume classification, and that one
/// foretells no volatility beyond what volume and volatility themselves do (Andersen and
/// Bondarenko 2015, "Assessing measures of order flow toxicity and early warning signals for
/// market turbulence", Review of Finance 19(1), 1-54; CREATES Research Paper 2013-43). So it is
/// off unless asked for, and takes part in no index and no warning.
///
/// A trade that is larger than what a bucket lacks fills it and goes on in the next, so splitting
/// a trade changes nothing and no volume is lost. About 500 bytes.
///
/// Buckets of 10, each of 7 bought and 3 sold:
///
///     vpin.value()   // |7 - 3| / 10 = 0.4, when 50 are full
class Vpin {
 public:
  static constexpr std::size_t kBuckets = 50;  ///< n

  /// @param bucketQuantity  V in the venue's unit, has passed checkVpinBucket()
  explicit Vpin(double bucketQuantity,
                TradeClassifier classifier = TradeClassifier::takerSide) noexcept
      : bucketQuantity_(bucketQuantity), classifier_(classifier) {}

  /// @param trade  has passed check(); its notional and time are not looked at. Of one that
  ///               fills more than 2 (n + 1) buckets, those that its own later ones push out are
  ///               counted and not filled, so that the work has a bound
  void add(const TakerTrade& trade) noexcept;

  /// Within [0, 1]; empty until n buckets are full. Bulk-volume classification needs two more,
  /// to have a standard deviation.
  std::optional<double> value() const noexcept;

  /// How many buckets have been filled, a whole number; and what is in the one that is filling,
  /// in the venue's unit. V times the first and the second are all that was traded.
  double filledBuckets() const noexcept { return filled_; }
  double fillingQuantity() const noexcept { return bought_ + sold_; }

 private:
  void fill(const TakerTrade& trade, double quantity) noexcept;
  void closeBucket() noexcept;
  std::optional<double> bulkImbalance() noexcept;

  double bucketQuantity_;
  TradeClassifier classifier_;
  double bought_ = 0.0;  ///< by takers, in the bucket that is filling
  double sold_ = 0.0;
  double filled_ = 0.0;
  double lastPrice_ = 0.0;
  double closePrice_ = 0.0;  ///< last of the bucket before; 0 where there was none
  double meanChange_ = 0.0;
  double variance_ = 0.0;                      ///< of changes
  double changes_ = 0.0;                       ///< how many, up to n
  std::array<double, kBuckets> imbalances_{};  ///< |Vb - Vs| / V of the last n, in a ring
  std::size_t next_ = 0;
  std::size_t count_ = 0;
};

/// V: finite, above zero, at most kLargestTrade.
Refusal checkVpinBucket(double bucketQuantity) noexcept;

}  // namespace plimsoll
