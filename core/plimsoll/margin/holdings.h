#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "plimsoll/margin/exposure.h"
#include "plimsoll/margin/position_pairs.h"

namespace plimsoll {

/// What the positions in one symbol share.
struct HeldSymbol {
  ContractKind kind = ContractKind::linear;
  std::span<const MarginBracket> brackets = {};  ///< have passed check(); live longer
  double rateGrowth = 0.0;                       ///< this and the next two: as in MarginTerms
  double imfFactor = 0.0;
  double minMaintenance = 0.0;
  std::optional<double> contractSize = {};  ///< units in one contract, where tiers go by these
};

/// What all positions have in common.
struct HoldingsTerms {
  const VenueRules* rules;
  std::optional<double> takerFeeRate = {};  ///< fraction of notional; empty: not known
  std::vector<HeldSymbol> symbols = {};
};

/// Every symbol can be used, and knows what the venue counts. The row is that of the symbol.
Refusal check(const HoldingsTerms& terms) noexcept;

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
/// Positions are kept by symbol, side and, where it is one for the whole position, bracket.
/// What the table and the mark have to say is then the same for many, and most venues'
/// are counted in pairs; those whose maintenance every position has for itself, one by one.
class Holdings {
 public:
  /// @param terms  have passed check()
  explicit Holdings(HoldingsTerms terms);

  /// Takes these positions instead of those before, and solves their liquidation prices.
  /// @return of the first that cannot be used, by its row; those before stay then
  Refusal fill(const PositionColumns& columns);

  std::size_t size() const noexcept { return size_; }
  std::size_t symbols() const noexcept { return terms_.symbols.size(); }

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
  /// Neighbours in the columns below: of one symbol and side, and of one bracket where it is
  /// one for the whole position.
  struct Group {
    std::uint32_t symbol;
    double side;    ///< of the counted position
    bool isPaired;  ///< all their maintenance is in the lines
    std::span<const EdgedLine> lines;
    std::size_t begin;
    std::size_t end;
  };

  void fillLines(Group& group, const HeldSymbol& part, EdgedLine* lines) const noexcept;
  Refusal check(const PositionColumns& columns, std::size_t row) const noexcept;
  Refusal check(const PositionColumns& columns) const noexcept;
  bool reserve(std::size_t positions) noexcept;
  std::size_t groupOf(const PositionColumns& columns, std::size_t row) const noexcept;
  void sort(const PositionColumns& columns) noexcept;
  void pad(const Group& group) noexcept;
  PositionPairs pairsOf(const Group& group) noexcept;
  Exposure exposureAt(const Group& group, std::size_t at, double markPrice) const noexcept;
  void solve(const Group& group) noexcept;
  std::size_t markEach(const Group& group, double markPrice, const MarkReadings& into) noexcept;

  HoldingsTerms terms_;
  std::unique_ptr<EdgedLine[]> lines_;
  std::unique_ptr<Group[]> groupBlock_;
  std::span<Group> groups_;
  std::unique_ptr<std::uint32_t[]> firstGroup_;  ///< of each symbol

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
