// The list of places that stage 1 hands on.

#pragma once

#include <wasm_simd128.h>

#include <array>
#include <bit>
#include <cstdint>

namespace plimsoll::stage1 {

/// Which of eight bits are set, from the lowest, for each of the 256 ways that they can be.
using BitPlaces = std::array<std::array<uint8_t, 8>, 256>;

consteval BitPlaces bitPlaces() {
  BitPlaces places{};
  for (unsigned bits = 0; bits < places.size(); ++bits) {
    for (unsigned bit = 0, found = 0; bit < 8; ++bit) {
      if ((bits >> bit & 1) != 0) places[bits][found++] = static_cast<uint8_t>(bit);
    }
  }
  return places;
}

/// Turns masks into indexes, one after the other.
class IndexWriter {
 public:
  /// So many entries behind the last index may be written.
  static constexpr uint32_t kBeyond = 8;

  explicit IndexWriter(uint32_t* indexes) noexcept : begin_(indexes), end_(indexes) {}

  /// Eight bits make eight entries, of which those count that there are bits for. To take each
  /// set bit by itself, as simdjson does, is fewer steps for few bits, but how many there are
  /// is hard to foresee: it took a third longer on messages of exchanges.
  ///
  /// @param first  the index of the byte that bit 0 stands for
  [[gnu::always_inline]] void write(uint32_t first, uint64_t bits) noexcept {
    static constexpr BitPlaces places = bitPlaces();
    v128_t start = wasm_u32x4_splat(first);
    uint32_t* next = end_;
    end_ += std::popcount(bits);  // at once: the next block does not wait for eight small counts
    for (int i = 0; i < 8; ++i) {
      const uint32_t eight = static_cast<uint32_t>(bits) & 255;
      const v128_t found = wasm_u16x8_load8x8(places[eight].data());
      wasm_v128_store(next, wasm_i32x4_add(start, wasm_u32x4_extend_low_u16x8(found)));
      wasm_v128_store(next + 4, wasm_i32x4_add(start, wasm_u32x4_extend_high_u16x8(found)));
      next += std::popcount(eight);
      bits >>= 8;
      start = wasm_i32x4_add(start, wasm_i32x4_const_splat(8));
    }
  }

  uint32_t count() const noexcept { return static_cast<uint32_t>(end_ - begin_); }

 private:
  uint32_t* begin_;
  uint32_t* end_;
};

}  // namespace plimsoll::stage1
