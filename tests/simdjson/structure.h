// Where the values and the punctuation of a message begin.

#pragma once

#include <cstdint>

#include "block.h"
#include "strings.h"
#include "utf8.h"

namespace plimsoll::stage1 {

/// What one block says of structure.
struct Structure {
  uint64_t begins;      ///< punctuation, opening quotes, and the first bytes of other values
  uint64_t whitespace;  ///< outside of strings
};

/// Follows the structure of a message from block to block.
///
/// Messages of exchanges are plain text without a space, so a block is first asked for its
/// smallest byte: if that is above the space, there is no white space, no control character
/// and nothing but ASCII (read with a sign, the bytes above 127 are the smallest of all).
///
/// What each block goes through is inlined by order: left to itself the compiler keeps all of
/// this in memory, and a message takes half as long again.
class StructureScan {
 public:
  [[gnu::always_inline]] Structure next(const Block& block) noexcept {
    const Strings strings = strings_.next(block);
    const v128_t rare = wasm_i8x16_le(smallest(block), wasm_i8x16_const_splat(' '));
    uint64_t whitespace = 0;
    if (wasm_v128_any_true(rare)) [[unlikely]] {
      whitespace = takeRare(block, strings);
    } else {
      utf8_.next(block, true);
    }
    const uint64_t marks = highBits(punctuation(block));
    const uint64_t others = ~(marks | whitespace);
    const uint64_t unquoted = others & ~strings.quotes;
    const uint64_t continues = unquoted << 1 | valueBefore_;
    valueBefore_ = unquoted >> 63;
    // A closing quote and what is inside a string begin nothing.
    const uint64_t tails = strings.inside ^ strings.quotes;
    return {(marks | (others & ~continues)) & ~tails, whitespace & ~strings.inside};
  }

  bool openString() const noexcept { return strings_.open(); }

  /// Whether a string had a byte below the space in it.
  bool controlInString() const noexcept { return controlInString_ != 0; }

  bool brokenUtf8() const noexcept { return utf8_.broken(); }

 private:
  static v128_t smallest(const Block& block) noexcept {
    return wasm_i8x16_min(wasm_i8x16_min(block.a, block.b), wasm_i8x16_min(block.c, block.d));
  }

  /// The white space of a block that has some, or control characters, or more than ASCII.
  [[gnu::always_inline]] uint64_t takeRare(const Block& block, const Strings& strings) noexcept {
    const uint64_t controls = highBits(
        block.each([](v128_t bytes) { return wasm_u8x16_lt(bytes, wasm_i8x16_const_splat(' ')); }));
    controlInString_ |= controls & strings.inside;
    utf8_.next(block, wasm_i8x16_bitmask(anywhere(block)) == 0);
    return highBits(spaces(block));
  }

  /// Each entry is the one white-space character with that lower half, or zero, which has
  /// another lower half than any byte that looks it up.
  static Block spaces(const Block& block) noexcept {
    const v128_t table =
        wasm_i8x16_const(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', '\n', 0, 0, '\r', 0, 0);
    return block.each([&](v128_t bytes) {
      return wasm_i8x16_eq(wasm_i8x16_swizzle(table, lowerHalf(bytes)), bytes);
    });
  }

  /// , : [ ] { } by the same way; with bit 5 set a bracket is a brace. So are two control
  /// characters a comma (0C) and a colon (1A): simdjson's kernels take them for such, and
  /// so do we, since what follows refuses them there.
  static Block punctuation(const Block& block) noexcept {
    const v128_t table = wasm_i8x16_const(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ':', '{', ',', '}', 0, 0);
    return block.each([&](v128_t bytes) {
      return wasm_i8x16_eq(wasm_i8x16_swizzle(table, lowerHalf(bytes)),
                           wasm_v128_or(bytes, wasm_i8x16_const_splat(0x20)));
    });
  }

  /// The lower half of ASCII, and 16 or more, which looks up a zero, for other bytes.
  static v128_t lowerHalf(v128_t bytes) noexcept {
    return wasm_v128_and(bytes, wasm_u8x16_const_splat(0x8F));
  }

  StringScan strings_;
  Utf8Scan utf8_;
  uint64_t valueBefore_ = 0;      ///< 1 when a value without quotes may go on in the next block
  uint64_t controlInString_ = 0;  ///< not zero once there was one
};

}  // namespace plimsoll::stage1
