// Whether bytes are UTF-8, 64 at a time.

#pragma once

#include "block.h"

namespace plimsoll::stage1 {

/// Follows UTF-8 from block to block and remembers whether it ever was broken.
///
/// The method is that of John Keiser and Daniel Lemire, "Validating UTF-8 In Less Than One
/// Instruction Per Byte" (2021): whatever is wrong with two neighbouring bytes shows in three
/// of their four halves, so three tables of sixteen entries say which mistakes each half
/// allows, and what all three allow has happened. A third or fourth byte of a character is
/// two continuations in a row, which is right exactly where a long lead stands before.
class Utf8Scan {
 public:
  /// @param ascii  whether the caller knows that no byte of the block is above 127
  [[gnu::always_inline]] void next(const Block& block, bool ascii) noexcept {
    if (ascii) {
      // Plain bytes cannot end a character that the block before began.
      broken_ = wasm_v128_or(broken_, unfinished_);
      return;
    }
    check(block.a, before_);
    check(block.b, block.a);
    check(block.c, block.b);
    check(block.d, block.c);
    unfinished_ = unfinished(block.d);
    before_ = block.d;
  }

  /// Whether a character was broken so far, or the last has not ended.
  bool broken() const noexcept { return wasm_v128_any_true(wasm_v128_or(broken_, unfinished_)); }

 private:
  // Mistakes of two neighbouring bytes. The last is none after a lead of three or four.
  static constexpr uint8_t kTooShort = 1 << 0;       // a lead, then no continuation
  static constexpr uint8_t kTooLong = 1 << 1;        // ASCII, then a continuation
  static constexpr uint8_t kOverlongThree = 1 << 2;  // E0 80..9F
  static constexpr uint8_t kTooLarge = 1 << 3;       // F4..FF 90..BF
  static constexpr uint8_t kSurrogate = 1 << 4;      // ED A0..BF
  static constexpr uint8_t kOverlongTwo = 1 << 5;    // C0..C1 80..BF
  static constexpr uint8_t kFourWith80 = 1 << 6;  // F0 80..8F, overlong; F5..FF 80..8F, too large
  static constexpr uint8_t kTwoContinuations = 1 << 7;

  static v128_t high(v128_t bytes) noexcept { return wasm_u8x16_shr(bytes, 4); }
  static v128_t low(v128_t bytes) noexcept {
    return wasm_v128_and(bytes, wasm_i8x16_const_splat(0x0F));
  }

  /// What the upper half of the first of two bytes allows to be wrong.
  static v128_t byFirstHigh(v128_t first) noexcept {
    constexpr uint8_t ascii = kTooLong;
    constexpr uint8_t follower = kTwoContinuations;
    const v128_t table = wasm_u8x16_const(ascii, ascii, ascii, ascii, ascii, ascii, ascii, ascii,
                                          follower, follower, follower, follower,
                                          kTooShort | kOverlongTwo,                 // C
                                          kTooShort,                                // D
                                          kTooShort | kOverlongThree | kSurrogate,  // E
                                          kTooShort | kTooLarge | kFourWith80);     // F
    return wasm_i8x16_swizzle(table, high(first));
  }

  /// What its lower half allows.
  static v128_t byFirstLow(v128_t first) noexcept {
    constexpr uint8_t any = kTooShort | kTooLong | kTwoContinuations;
    constexpr uint8_t beyond = any | kTooLarge | kFourWith80;
    const v128_t table =
        wasm_u8x16_const(any | kOverlongTwo | kOverlongThree | kFourWith80,  // C0, E0, F0
                         any | kOverlongTwo,                                 // C1
                         any, any,
                         any | kTooLarge,  // F4
                         beyond, beyond, beyond, beyond, beyond, beyond, beyond, beyond,
                         beyond | kSurrogate,  // ED
                         beyond, beyond);
    return wasm_i8x16_swizzle(table, low(first));
  }

  /// What the upper half of the second byte allows.
  static v128_t bySecondHigh(v128_t second) noexcept {
    constexpr uint8_t noFollower = kTooShort;
    constexpr uint8_t follower = kTooLong | kOverlongTwo | kTwoContinuations;
    const v128_t table = wasm_u8x16_const(noFollower, noFollower, noFollower, noFollower,
                                          noFollower, noFollower, noFollower, noFollower,
                                          follower | kOverlongThree | kFourWith80,  // 80..8F
                                          follower | kOverlongThree | kTooLarge,    // 90..9F
                                          follower | kSurrogate | kTooLarge,        // A0..AF
                                          follower | kSurrogate | kTooLarge,        // B0..BF
                                          noFollower, noFollower, noFollower, noFollower);
    return wasm_i8x16_swizzle(table, high(second));
  }

  [[gnu::always_inline]] void check(v128_t bytes, v128_t before) noexcept {
    const v128_t one = wasm_i8x16_shuffle(before, bytes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
                                          26, 27, 28, 29, 30);
    const v128_t two = wasm_i8x16_shuffle(before, bytes, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
                                          25, 26, 27, 28, 29);
    const v128_t three = wasm_i8x16_shuffle(before, bytes, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
                                            23, 24, 25, 26, 27, 28);
    const v128_t wrong =
        wasm_v128_and(wasm_v128_and(byFirstHigh(one), byFirstLow(one)), bySecondHigh(bytes));
    // 80 where the byte two before is E0 or above, or the byte three before F0 or above: the
    // subtraction leaves the highest bit to those alone.
    const v128_t later =
        wasm_v128_and(wasm_v128_or(wasm_u8x16_sub_sat(two, wasm_u8x16_const_splat(0xE0 - 0x80)),
                                   wasm_u8x16_sub_sat(three, wasm_u8x16_const_splat(0xF0 - 0x80))),
                      wasm_u8x16_const_splat(kTwoContinuations));
    broken_ = wasm_v128_or(broken_, wasm_v128_xor(wrong, later));
  }

  /// Not zero when a character begins in the last three bytes and ends behind them.
  static v128_t unfinished(v128_t bytes) noexcept {
    const v128_t most = wasm_u8x16_const(255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
                                         255, 0xF0 - 1, 0xE0 - 1, 0xC0 - 1);
    return wasm_u8x16_sub_sat(bytes, most);
  }

  v128_t broken_ = wasm_i8x16_const_splat(0);      ///< not zero once something was wrong
  v128_t unfinished_ = wasm_i8x16_const_splat(0);  ///< of the last block that was not ASCII
  v128_t before_ = wasm_i8x16_const_splat(0);      ///< the end of that block
};

}  // namespace plimsoll::stage1
