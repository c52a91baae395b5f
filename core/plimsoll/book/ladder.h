#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "plimsoll/book/far_pages.h"
#include "plimsoll/book/quantity_blocks.h"

namespace plimsoll {

/// One side of an order book: quantities by price, both exact integers in the book's
/// units, the best price first.
///
/// Prices are kept as keys that grow with distance from the touch: the price itself for
/// asks, its negative for bids. So both sides are the same code, and the best level is
/// the lowest key.
///
/// Keys stand in pages of 64, of which each keeps a bit for every key. A page of few levels has
/// their quantities packed, one of many has room for all. Pages near the touch are found through
/// a window, an array with an occupancy bitmap above it, so that setting, deleting and finding
/// the best are a few loads each and a walk is a bit scan; pages beyond the window stand in a
/// sorted table. Memory follows the number of levels, not the range of prices, and nothing is
/// dropped at an edge.
class Ladder {
 public:
  struct Entry {
    std::int64_t key;
    std::int64_t quantity;
  };

  Ladder();

  /// Sets what rests at a key; zero deletes.
  void set(std::int64_t key, std::int64_t quantity);

  void clear() noexcept;

  bool empty() const noexcept { return levels_ == 0; }
  std::size_t size() const noexcept { return levels_; }

  /// What rests at a key, zero where nothing does.
  std::int64_t at(std::int64_t key) const noexcept;

  /// The lowest key; must not be empty.
  Entry best() const noexcept { return best_; }

  /// The highest key; must not be empty.
  std::int64_t worstKey() const noexcept;

  /// Calls `visit(key, quantity)` from the best level outward until it returns false.
  template <typename Visit>
  void walk(Visit&& visit) const {
    Walk pages{.bits = occupied_[0]};
    while (next(pages)) {
      if (!walkPage(pages.at, visit)) return;
    }
  }

 private:
  using Slot = FarPages::Slot;

  struct Page {
    std::uint64_t occupied = 0;
    QuantityBlocks::Block block = 0;  ///< of a page that is not in use, the next such
    std::uint32_t size = 0;           ///< the block holds 2^size quantities

    bool isWhole() const noexcept { return size == QuantityBlocks::kLargest; }
    std::size_t levels() const noexcept {
      return static_cast<std::size_t>(std::popcount(occupied));
    }
    /// Where the quantity of a key stands in the block.
    std::size_t place(std::int64_t key) const noexcept {
      const std::uint64_t below = (std::uint64_t{1} << (key & 63)) - 1;
      return static_cast<std::size_t>(isWhole() ? key & 63 : std::popcount(occupied & below));
    }
  };

  static constexpr Slot kNoSlot = FarPages::kNoSlot;
  static constexpr std::size_t kWindow = 512;  ///< pages, 32,768 ticks
  static constexpr std::size_t kWords = kWindow / 64;
  /// Pages of the window left free on the better side, for a market that runs.
  static constexpr std::int64_t kHeadroom = kWindow / 4;

  /// Where a walk over the pages stands.
  struct Walk {
    std::size_t word = 0;
    std::uint64_t bits;  ///< of the window's word, those that are still to come
    FarPages::Place far{};
    FarPages::Entry at{};
  };

  /// The next page; no template, so that every walk shares it.
  bool next(Walk& walk) const noexcept;

  template <typename Visit>
  bool walkPage(const FarPages::Entry& at, Visit& visit) const {
    const Page& entries = pages_[at.slot];
    const std::int64_t* quantities = blocks_.at(entries.block);
    const bool isWhole = entries.isWhole();
    std::size_t packed = 0;
    for (std::uint64_t bits = entries.occupied; bits != 0; bits &= bits - 1) {
      const int offset = std::countr_zero(bits);
      const std::size_t place = isWhole ? static_cast<std::size_t>(offset) : packed++;
      if (!visit(at.page * 64 + offset, quantities[place])) return false;
    }
    return true;
  }

  bool inWindow(std::int64_t page) const noexcept {
    return static_cast<std::uint64_t>(page - windowPage_) < kWindow;
  }

  Slot find(std::int64_t page) const noexcept;
  Slot findOrAdd(std::int64_t page);
  void erase(std::int64_t key);
  void remove(std::int64_t page, Slot slot) noexcept;
  void link(std::int64_t page, Slot slot);
  void recentre(std::int64_t page);
  void findBest() noexcept;
  Slot takeSlot();
  void insert(Page& page, std::int64_t key);
  void take(Page& page, std::int64_t key);
  void moveTo(Page& page, std::uint32_t size);

  std::int64_t windowPage_ = 0;  ///< page of window_[0]
  std::array<std::uint64_t, kWords> occupied_{};
  std::vector<Slot> window_;  ///< kWindow slots
  FarPages far_;              ///< all beyond the window's far end
  std::vector<Page> pages_;
  Slot free_ = kNoSlot;  ///< the first page that is not in use
  QuantityBlocks blocks_;
  std::size_t levels_ = 0;
  Entry best_{0, 0};
};

}  // namespace plimsoll
