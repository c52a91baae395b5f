#pragma once

#include <optional>

#include "plimsoll/book/contract.h"
#include "plimsoll/book/order_book.h"

namespace plimsoll {

/// What a reading says of a whole book, each number as the function of its name gives it, found
/// in one walk of either side.
struct BookSummary {
  static constexpr double kNearBps = 10.0;

  std::optional<double> imbalance5{};   ///< of the best 5 levels, bookImbalance()
  std::optional<double> imbalance10{};
  std::optional<double> imbalance20{};
  std::optional<double> nearImbalance{};      ///< within kNearBps, bookImbalanceWithin()
  std::optional<double> weightedImbalance{};  ///< fading over kNearBps, weightedImbalance()
  std::optional<double> nearBidNotional{};    ///< quote units, depthWithin() kNearBps
  std::optional<double> nearAskNotional{};
};

BookSummary bookSummary(const OrderBook& book, const Contract& contract) noexcept;

}  // namespace plimsoll
