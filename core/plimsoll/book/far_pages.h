#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace plimsoll {

/// The pages of a ladder that lie beyond its window: a sorted table in chunks, so that adding and
/// removing one moves no more than a chunk, however many there are.
class FarPages {
 public:
  using Slot = std::uint32_t;

  static constexpr Slot kNoSlot = ~Slot{0};

  struct Entry {
    std::int64_t page;
    Slot slot;
  };

  bool empty() const noexcept { return chunks_.empty(); }

  /// The slot of a page, kNoSlot where it is not here.
  Slot find(std::int64_t page) const noexcept;

  /// Adds a page that is not here.
  void add(Entry entry);
  /// Takes a page out that is here.
  void remove(std::int64_t page) noexcept;

  Entry first() const noexcept { return chunks_.front()->at(0); }
  Entry last() const noexcept { return chunks_.back()->at(chunks_.back()->count - 1); }

  void clear() noexcept;

  /// Where a walk over the pages stands.
  struct Place {
    std::size_t chunk = 0;
    std::size_t inChunk = 0;
  };

  /// Steps to the next page upward, from the first on.
  bool next(Place& place, Entry& entry) const noexcept {
    if (place.chunk == chunks_.size()) return false;
    const Chunk& chunk = *chunks_[place.chunk];
    entry = chunk.at(place.inChunk);
    const bool isLast = ++place.inChunk == chunk.count;
    if (isLast) place = {place.chunk + 1, 0};
    return true;
  }

 private:
  static constexpr std::size_t kChunk = 128;

  struct Chunk {
    std::size_t count = 0;
    std::array<std::int64_t, kChunk> pages;
    std::array<Slot, kChunk> slots;

    Entry at(std::size_t place) const noexcept { return {pages[place], slots[place]}; }
    /// Where a page stands, or would.
    std::size_t place(std::int64_t page) const noexcept;
    void insert(std::size_t place, Entry entry) noexcept;
    void erase(std::size_t place) noexcept;
    void move(std::size_t from, std::size_t to) noexcept;
  };

  /// Which chunk a page stands in, or would; there must be one.
  std::size_t chunkOf(std::int64_t page) const noexcept;
  std::unique_ptr<Chunk> takeChunk();
  void split(std::size_t chunk, bool atItsEnd);

  std::vector<std::unique_ptr<Chunk>> chunks_;  ///< none is empty
  std::unique_ptr<Chunk> spare_;  ///< the last one that became empty, for its memory
};

}  // namespace plimsoll
