#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "plimsoll/book/order_book.h"
#include "plimsoll/flow/order_flow.h"
#include "plimsoll/flow/second_bins.h"

namespace plimsoll {

/// How many levels of a side LevelFlow can look at.
inline constexpr std::size_t kFlowLevels = 10;

/// A book's levels nearest to the touch, the best first.
struct NearLevels {
  std::array<PriceLevel, kFlowLevels> bidLevels{};  ///< the first bidCount count
  std::array<PriceLevel, kFlowLevels> askLevels{};  ///< the first askCount count
  std::size_t bidCount = 0;                         ///< at most kFlowLevels
  std::size_t askCount = 0;                         ///< likewise

  /// The levels as LevelFlow::add() takes them.
  std::span<const PriceLevel> bids() const noexcept { return {bidLevels.data(), bidCount}; }
  std::span<const PriceLevel> asks() const noexcept { return {askLevels.data(), askCount}; }
};

/// The kFlowLevels best of each side, or as many as the book has.
NearLevels nearLevels(const OrderBook& book) noexcept;

/// A count of levels for LevelFlow: 1 to kFlowLevels.
Error checkFlowLevels(std::size_t levels) noexcept;

/// Order-flow imbalance of every level on its own (Xu, Gould and Howison 2018, "Multi-level
/// order-flow imbalance in a limit order book", arXiv 1907.06230): the m-th best bid and ask
/// take the place of the touch in e, see orderFlow(), m = 1 to M.
///
/// Of M = 1 it is OrderFlow, number by number: the same window of ten bins of one second, the
/// same chain, the same clock. A level that a side does not have stands at a price that no level
/// is worse than, with nothing resting there; isWhole() tells whether that happened. A book
/// without a best bid or ask breaks the chain. About 2.2 kB.
///
/// On two levels, 3 more come to rest at the second bid:
///
///     const std::array<PriceLevel, 2> asks{{{101, 7}, {102, 1}}};
///     const std::array<PriceLevel, 2> bids{{{100, 5}, {99, 2}}};
///     const std::array<PriceLevel, 2> more{{{100, 5}, {99, 5}}};
///     LevelFlow flow(2);
///     flow.add(bids, asks, 1'000);
///     flow.add(more, asks, 1'100);
///     flow.imbalance(1)   // 0
///     flow.imbalance(2)   // 3
class LevelFlow {
 public:
  /// @param levels  M, has passed checkFlowLevels()
  explicit LevelFlow(std::size_t levels = kFlowLevels) noexcept;

  /// @param bids  after an update, the best first, prices and quantities finite and quantities
  ///              not below zero, as a book holds them; what is behind the M-th does not count
  /// @param venueTimeMs  see SecondBins
  void add(std::span<const PriceLevel> bids, std::span<const PriceLevel> asks,
           std::int64_t venueTimeMs) noexcept;

  /// What was between is unknown: the next levels start a new chain.
  void breakChain() noexcept { hasTouches_ = false; }

  /// M.
  std::size_t levels() const noexcept { return levels_; }

  /// Sum of e on one level over the window, in the venue's quantity unit; empty before the
  /// first change.
  /// @param level  1 is the best, M the last; empty for others
  std::optional<double> imbalance(std::size_t level) const noexcept;

  /// imbalance() over the mean of (qb + qa) / 2 on that level; no unit. Empty where nothing
  /// rested there.
  std::optional<double> normalizedImbalance(std::size_t level) const noexcept;

  /// Whether both sides had this level at each change in the window; false before the first.
  bool isWhole(std::size_t level) const noexcept;

  /// imbalance() of each level over one depth for all, the mean over changes and levels of
  /// (qb + qa) / 2: what IntegratedFlow takes (Cont, Cucuringu and Zhang 2023).
  /// @return the first M count; empty before the first change
  std::optional<std::array<double, kFlowLevels>> scaledImbalances() const noexcept;

 private:
  using Touches = std::array<Touch, kFlowLevels>;

  struct Bin {
    std::uint32_t missing = 0;  ///< bit m - 1: level m was not there
    double count = 0.0;
    std::array<double, kFlowLevels> flow{};
    std::array<double, kFlowLevels> depth{};
  };
  struct Sum {
    double flow = 0.0;
    double depth = 0.0;
    double count = 0.0;
    bool isWhole = true;
  };

  Sum window(std::size_t level) const noexcept;

  SecondBins<Bin> bins_;
  std::size_t levels_;
  Touches touches_{};
  std::uint32_t missingBefore_ = 0;
  bool hasTouches_ = false;
};

}  // namespace plimsoll
