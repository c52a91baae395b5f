#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

/// One side of an order book: quantities by price, both exact integers in the book's
/// units, the best price first.
///
/// Prices are kept as keys that grow with distance from the touch: the price itself for
/// asks, its negative for bids. So both sides are the same code, and the best level is
/// the lowest key.
///
/// Keys stand in pages of 64. Pages near the touch are found through a window, an array
/// with an occupancy bitmap above it, so that setting, deleting and finding the best are
/// a few loads each and a walk is a bit scan; pages beyond the window stand in a small
/// sorted table. Memory follows the number of occupied pages, not the range of prices,
/// and nothing is dropped at an edge.
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
    for (std::size_t word = 0; word < kWords; ++word) {
      for (std::uint64_t bits = occupied_[word]; bits != 0; bits &= bits - 1) {
        const std::size_t index = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        if (!walkPage(windowPage_ + static_cast<std::int64_t>(index), window_[index], visit)) {
          return;
        }
      }
    }
    for (const FarPage& far : far_) {
      if (!walkPage(far.page, far.slot, visit)) return;
    }
  }

 private:
  using Slot = std::uint32_t;

  struct Page {
    std::uint64_t occupied = 0;
    std::array<std::int64_t, 64> quantities;
  };

  struct FarPage {
    std::int64_t page;
    Slot slot;
  };

  static constexpr Slot kNoSlot = ~Slot{0};
  static constexpr std::size_t kWindow = 512;  ///< pages, 32,768 ticks
  static constexpr std::size_t kWords = kWindow / 64;
  /// Pages of the window left free on the better side, for a market that runs.
  static constexpr std::int64_t kHeadroom = kWindow / 4;

  template <typename Visit>
  bool walkPage(std::int64_t page, Slot slot, Visit& visit) const {
    const Page& entries = pages_[slot];
    for (std::uint64_t bits = entries.occupied; bits != 0; bits &= bits - 1) {
      const int bit = std::countr_zero(bits);
      if (!visit(page * 64 + bit, entries.quantities[static_cast<std::size_t>(bit)])) {
        return false;
      }
    }
    return true;
  }

  bool inWindow(std::int64_t page) const noexcept {
    return static_cast<std::uint64_t>(page - windowPage_) < kWindow;
  }

  Slot find(std::int64_t page) const noexcept;
  Slot findOrAdd(std::int64_t page);
  void remove(std::int64_t page) noexcept;
  void link(std::int64_t page, Slot slot);
  void unlink(std::int64_t page) noexcept;
  void recentre(std::int64_t page);
  void findBest() noexcept;
  Slot takeSlot();

  std::vector<FarPage>::iterator farPosition(std::int64_t page) noexcept;
  std::vector<FarPage>::const_iterator farPosition(std::int64_t page) const noexcept;

  std::int64_t windowPage_ = 0;  ///< page of window_[0]
  std::array<std::uint64_t, kWords> occupied_{};
  std::vector<Slot> window_;  ///< kWindow slots
  std::vector<FarPage> far_;  ///< ascending; all beyond the window's far end
  std::vector<FarPage> linked_;  ///< while the window is laid anew; kept for its memory
  std::vector<Page> pages_;
  std::vector<Slot> free_;
  std::size_t levels_ = 0;
  Entry best_{0, 0};
};

}  // namespace plimsoll
