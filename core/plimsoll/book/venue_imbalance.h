#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// What rests on both sides of one book, in quote units, by its distance from the book's own
/// mid: bin k holds what is farther than k bps and no farther than k + 1. What is at the
/// mid itself, as of a crossed book, is in bin 0. 1.6 kB.
struct BpsDepth {
  static constexpr std::size_t kBins = 100;

  std::array<double, kBins> bid{};  ///< quote units
  std::array<double, kBins> ask{};
};

/// @return empty when a side is empty, or the contract's size is not known
std::optional<BpsDepth> bpsDepth(const OrderBook& book, const Contract& contract) noexcept;

/// Order-book imbalance over several venues of one underlying. Each counts by money and by
/// distance from its own mid, as AggregateDepth says, and here by bins, so that every
/// distance and weight can be asked of the sum:
///
///     I(x) = (B - A) / (B + A),   B = sum over venues i and bins k < x of b_ik
///
/// and A likewise. Money of every venue weighs alike. One venue gives what its own book
/// gives; the same venues twice change nothing.
///
/// How much the venues differ is the standard deviation of their own imbalances, each venue
/// alike whatever its size:
///
///     D(x) = sqrt(mean (I_i - mean I)^2)
///
/// Two venues, 3 to buy and 1 to sell, 1 and 5: I = (4 - 6) / 10 = -0.2; their own are 0.5
/// and -2/3, so D = 0.5833.
class VenueImbalance {
 public:
  /// @param distanceBps  how far dispersion() looks, x; has passed checkBins()
  explicit VenueImbalance(int distanceBps = 10) noexcept : distanceBps_(distanceBps) {}

  void add(const BpsDepth& venue) noexcept;

  /// @param distanceBps  has passed checkBins()
  /// @return within [-1, 1]; empty when nothing rests that near
  std::optional<double> imbalance(int distanceBps) const noexcept;

  /// weightedImbalance() of the bins, each taken at its middle: w_k = exp(-k / kappa), up
  /// to a factor that cancels. What is beyond the last bin does not count.
  ///
  /// @param decayBps  kappa, 0.2 or above and at most 10,000
  std::optional<double> weightedImbalance(double decayBps) const noexcept;

  /// D of the venues that have an imbalance within the distance of the constructor: 0 of one,
  /// empty of none.
  std::optional<double> dispersion() const noexcept;

  /// Quote units within a distance, of all venues.
  double bid(int distanceBps) const noexcept;
  double ask(int distanceBps) const noexcept;

  int venues() const noexcept { return venues_; }  ///< that were added

 private:
  int distanceBps_;
  int venues_ = 0;
  int measured_ = 0;  ///< venues that have an imbalance
  double mean_ = 0.0;
  double squares_ = 0.0;  ///< sum of squared deviations from the mean, by Welford
  BpsDepth sum_{};
};

/// One to BpsDepth::kBins.
Error checkBins(int distanceBps) noexcept;

/// 0.2 to 10,000 bps.
Error checkBinDecay(double decayBps) noexcept;

}  // namespace plimsoll
