#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "plimsoll/base/error.h"
#include "plimsoll/book/ladder.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

enum class BookSide : std::uint8_t { bid, ask };

/// A price level as a reading gives it.
struct PriceLevel {
  double price;     ///< quote units for one base unit
  double quantity;  ///< the venue's unit
};

/// What a venue's rules want kept beside each level.
enum class LevelNotes : std::uint8_t {
  none,
  writtenDecimals,  ///< how its numbers were written, for a checksum; see WrittenDecimals
  updateId,         ///< the update that set it, to tell which side of a crossed book is older
};

inline constexpr std::int32_t kMaxWrittenDecimals = 40;

/// How many decimals a level's numbers were written with, zeros at the end included. At most
/// kMaxWrittenDecimals: no venue writes more.
struct WrittenDecimals {
  std::int32_t price;
  std::int32_t quantity;
};

/// All resting quantity of one instrument, exact.
///
/// Prices and quantities are counts of the book's units, powers of ten that start at
/// what the first levels need and refine themselves when finer decimals arrive. So two
/// prices are equal exactly when the venue wrote the same number.
class OrderBook {
 public:
  explicit OrderBook(LevelNotes notes = LevelNotes::none);

  /// Replaces everything.
  /// @param updateId  kept beside each level where notes are of that kind
  /// @return numberOutOfRange, and the book stays as it was, where a level does not fit
  ///         64 bits in the unit that the others need
  Error replace(std::span<const Level> bids, std::span<const Level> asks,
                std::int64_t updateId = 0);

  /// Sets the levels given; a quantity of zero deletes. All or nothing, as replace().
  Error update(std::span<const Level> bids, std::span<const Level> asks,
               std::int64_t updateId = 0);

  /// Drops the levels of each side that lie beyond its best `depth`.
  [[clang::minsize]] void truncate(std::size_t depth);

  /// Takes levels away until best bid is below best ask: of the two that cross the one that
  /// was set earlier, and where both were set at once the smaller quantity from both. Needs
  /// notes of update ids.
  /// Source: dYdX, "How to uncross the orderbook", read 2026-11.
  [[clang::minsize]] void uncross();

  void clear() noexcept;

  std::optional<PriceLevel> best(BookSide side) const noexcept;

  /// What rests at a price, exactly.
  std::int64_t quantityUnits(BookSide side, std::int64_t priceUnits) const noexcept;

  std::size_t levels(BookSide side) const noexcept { return ladder(side).size(); }

  /// Grows whenever a level may have changed.
  std::uint64_t revision() const noexcept { return revision_; }

  /// Best bid at or above best ask: a venue's book never is, so something is wrong.
  bool crossed() const noexcept {
    return !bids_.empty() && !asks_.empty() && -bids_.best().key >= asks_.best().key;
  }

  /// How a level was written; needs notes of that kind.
  WrittenDecimals written(BookSide side, std::int64_t priceUnits) const noexcept;

  std::int32_t priceDecimals() const noexcept { return priceDecimals_; }
  std::int32_t quantityDecimals() const noexcept { return quantityDecimals_; }

  const Ladder& bids() const noexcept { return bids_; }
  const Ladder& asks() const noexcept { return asks_; }
  const Ladder& ladder(BookSide side) const noexcept {
    return side == BookSide::bid ? bids_ : asks_;
  }

  /// Calls `visit(priceUnits, quantityUnits)` from the best level outward until it
  /// returns false.
  template <typename Visit>
  void walk(BookSide side, Visit&& visit) const {
    const std::int64_t sign = side == BookSide::bid ? -1 : 1;
    ladder(side).walk([&](std::int64_t key, std::int64_t quantity) {
      return visit(sign * key, quantity);
    });
  }

  double price(std::int64_t units) const noexcept { return fromUnits(units, priceDecimals_); }
  double quantity(std::int64_t units) const noexcept {
    return fromUnits(units, quantityDecimals_);
  }

 private:
  /// The notes of one level stand in a ladder of their own, at the level's key.
  struct Notes {
    Ladder bids;
    Ladder asks;
  };

  [[gnu::noinline]] bool fits(std::span<const Level> levels) const noexcept;
  void set(BookSide side, std::span<const Level> levels, std::int64_t updateId);
  std::int64_t noteOf(const Level& level, std::int64_t updateId) const noexcept;
  [[gnu::noinline, clang::minsize]] Error refine(std::span<const Level> bids, std::span<const Level> asks);

  std::uint64_t revision_ = 0;
  LevelNotes notesKept_;
  std::unique_ptr<Notes> notes_;
  std::int32_t priceDecimals_ = 0;
  std::int32_t quantityDecimals_ = 0;
  Ladder bids_;
  Ladder asks_;
};

}  // namespace plimsoll
