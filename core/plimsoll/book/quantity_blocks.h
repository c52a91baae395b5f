#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace plimsoll {

/// Room for the quantities of a ladder's pages: blocks of 1, 2, 4 ... 64 numbers in one array.
/// One that is given back serves the next that wants its size.
class QuantityBlocks {
 public:
  using Block = std::uint32_t;

  /// A block of 2^size numbers, which hold anything.
  /// @param size  at most kLargest
  Block take(unsigned size) {
    const Block block = free_[size];
    if (block == kNone) {
      numbers_.resize(numbers_.size() + (std::size_t{1} << size));
      return static_cast<Block>(numbers_.size() - (std::size_t{1} << size));
    }
    free_[size] = static_cast<Block>(numbers_[block]);
    return block;
  }

  void giveBack(Block block, unsigned size) noexcept {
    numbers_[block] = free_[size];  // it is of no other use now
    free_[size] = block;
  }

  std::int64_t* at(Block block) noexcept { return numbers_.data() + block; }
  const std::int64_t* at(Block block) const noexcept { return numbers_.data() + block; }

  void clear() noexcept {
    numbers_.clear();
    free_.fill(kNone);
  }

  static constexpr unsigned kLargest = 6;

 private:
  static constexpr Block kNone = ~Block{0};

  std::vector<std::int64_t> numbers_;
  std::array<Block, kLargest + 1> free_ = [] {
    std::array<Block, kLargest + 1> none{};
    none.fill(kNone);
    return none;
  }();
};

}  // namespace plimsoll
