#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "plimsoll/margin/exposure.h"
#include "plimsoll/margin/position_pairs.h"

namespace plimsoll {

/// What the positions in one symbol have in common.
struct HeldSymbol {
  ContractKind kind;
  /// Units of the position in one contract; NaN where it is not known and tiers go by notional.
  double contractSize;
  /// But for contracts and leverage, which are each position's. Brackets are there, have
  /// passed check() and live longer; rules are the same for all symbols.
  MarginTerms terms;
  std::uint32_t firstGroup = 0;  ///< the holdings' own
};

Refusal check(const HeldSymbol& symbol) noexcept;

/// Positions as somebody has them: a column for each number, all of one length.
struct PositionColumns {
  std::span<const std::uint32_t> symbol;         ///< its place among the symbols
  std::span<const double> signedQuantity;        ///< units of the contract: above zero long
  std::span<const double> entryPrice;            ///< quote units for one base unit
  std::span<const double> posted;                ///< settlement units, less fees that are due
  std::span<const double> leverageSetting = {};  ///< empty; or NaN where one is not known
};

/// Thousands of positions on one venue, each with margin of its own, that stay while marks
/// move: filled once and marked often. Every number is bit for bit what exposure.h and
/// distance.h say of one position; NaN is what there is none of.
///
/// Positions are kept by symbol and side, and by bracket where one is for the whole position.
/// What the table and the mark have to say is then the same for many, and most venues' are
/// counted in pairs; those whose maintenance every position has for itself, one by one.
class Holdings {
 public:
  /// @param symbols  one at least; have passed check()
  explicit Holdings(std::vector<HeldSymbol> symbols);

  /// Takes these positions instead of those before, and solves their liquidation prices.
  /// @return why a column cannot be used, and in which row; those before stay then
  Refusal fill(const PositionColumns& columns);

  std::size_t size() const noexcept { return size_; }
  std::size_t symbols() const noexcept { return symbols_.size(); }

  /// Quote units for one base unit, in the order of the columns. Where maintenance is frozen
  /// at the mark there is none before the first mark.
  /// @param into  size() numbers and one more that means nothing; in mark() too
  void readLiquidationPrices(double* into) const noexcept;

  /// Marks are above zero, or NaN where one is not known.
  static Refusal check(std::span<const double> marks) noexcept;

  /// Counts all positions at new marks.
  /// @param marks  one for each symbol; have passed check()
  /// @return how many are liquidatable: their margin ratio is not below one
  std::size_t mark(std::span<const double> marks, const MarkReadings& into) noexcept;

 private:
  /// Neighbours in the columns below.
  struct Group {
    std::uint32_t symbol;
    std::span<const MarginBracket> brackets;  ///< all of the symbol's, or the one that serves
    double side;                              ///< +1 long, -1 short
    std::size_t begin;
    std::size_t end;
  };

  const VenueRules& rules() const noexcept { return *symbols_.front().terms.rules; }
  Refusal check(const PositionColumns& columns) const noexcept;
  Refusal checkLeverage(const PositionColumns& columns) const noexcept;
  bool reserve(std::size_t positions) noexcept;
  void sort(const PositionColumns& columns) noexcept;
  bool isPaired(const Group& group) const noexcept;
  PositionPairs pairsOf(const Group& group) const noexcept;
  void solve(const Group& group) noexcept;
  Exposure exposureAt(const Group& group, std::size_t at, double markPrice) const noexcept;
  std::size_t markEach(const Group& group, double markPrice, const MarkReadings& into) noexcept;

  std::vector<HeldSymbol> symbols_;
  std::vector<Group> groups_;

  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::unique_ptr<double[]> block_;  ///< holds the columns below
  double* signedQuantity_ = nullptr;
  double* entryPrice_ = nullptr;
  double* margin_ = nullptr;
  double* leverage_ = nullptr;
  double* liquidationPrice_ = nullptr;
  std::uint32_t* row_ = nullptr;    ///< in the order of the columns that were given
  std::uint32_t* group_ = nullptr;  ///< in that order
};

}  // namespace plimsoll
