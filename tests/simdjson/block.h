// 64 bytes of a message in four registers, and masks with one bit for each byte.

#pragma once

#include <wasm_simd128.h>

#include <cstddef>
#include <cstdint>

namespace plimsoll::stage1 {

/// 64 bytes. In every mask bit 0 stands for the first of them.
struct Block {
  static constexpr size_t kSize = 64;

  v128_t a, b, c, d;  ///< 16 bytes each, in order

  /// @param from  at least 64 bytes that may be read
  static Block at(const uint8_t* from) noexcept {
    return {wasm_v128_load(from), wasm_v128_load(from + 16), wasm_v128_load(from + 32),
            wasm_v128_load(from + 48)};
  }

  /// The first bytes that are there, and zeros, the digit, after them. Whatever is inside or
  /// outside of a string before them is so after them; what they begin is not in the message.
  /// Spaces, simdjson's own choice, would be a rare byte in each last block.
  ///
  /// @param from    at least 64 bytes that may be read, whatever they are
  /// @param length  how many of them count, 0 to 64
  static Block atEnd(const uint8_t* from, size_t length) noexcept {
    const v128_t place = wasm_i8x16_const(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const auto cut = [&](v128_t bytes, int first) {
      const auto count = static_cast<int8_t>(static_cast<int>(length) - first);
      return wasm_v128_bitselect(bytes, wasm_i8x16_const_splat('0'),
                                 wasm_i8x16_lt(place, wasm_i8x16_splat(count)));
    };
    const Block all = at(from);
    return {cut(all.a, 0), cut(all.b, 16), cut(all.c, 32), cut(all.d, 48)};
  }

  /// The same done to each register.
  template <typename Function>
  Block each(Function function) const noexcept {
    return {function(a), function(b), function(c), function(d)};
  }
};

/// The highest bit of each byte.
inline uint64_t highBits(const Block& block) noexcept {
  return uint64_t{wasm_i8x16_bitmask(block.a)} | uint64_t{wasm_i8x16_bitmask(block.b)} << 16 |
         uint64_t{wasm_i8x16_bitmask(block.c)} << 32 | uint64_t{wasm_i8x16_bitmask(block.d)} << 48;
}

/// All four registers, or-ed: enough to ask whether there is anything at all.
inline v128_t anywhere(const Block& block) noexcept {
  return wasm_v128_or(wasm_v128_or(block.a, block.b), wasm_v128_or(block.c, block.d));
}

/// Ones in each byte that is `byte`.
inline Block equal(const Block& block, char byte) noexcept {
  const v128_t wanted = wasm_i8x16_splat(static_cast<int8_t>(byte));
  return block.each([&](v128_t bytes) { return wasm_i8x16_eq(bytes, wanted); });
}

}  // namespace plimsoll::stage1
