// Which bytes of a message are inside its strings.

#pragma once

#include <cstdint>

#include "block.h"

namespace plimsoll::stage1 {

/// Each bit becomes the parity of itself and of all bits below it: between an opening
/// quote, inclusive, and its closing quote, exclusive, there are ones.
inline uint64_t parity(uint64_t bits) noexcept {
  for (int distance = 1; distance < 64; distance *= 2)
    bits ^= bits << distance;
  return bits;
}

/// What one block says of strings.
struct Strings {
  uint64_t quotes;  ///< those that open or close a string, not the escaped ones
  uint64_t inside;  ///< from an opening quote to the last byte before the closing one
};

/// Follows strings from block to block.
class StringScan {
 public:
  [[gnu::always_inline]] Strings next(const Block& block) noexcept {
    const uint64_t quotes = highBits(equal(block, '"')) & ~escaped(block);
    const uint64_t inside = parity(quotes) ^ openBefore_;
    openBefore_ = inside >> 63 ? ~uint64_t{0} : 0;
    return {quotes, inside};
  }

  /// Whether the bytes so far end within a string.
  bool open() const noexcept { return openBefore_ != 0; }

 private:
  /// The bytes that a backslash takes the meaning from. As in simdjson, backslashes outside
  /// of strings count too: what follows finds those wrong anyhow.
  uint64_t escaped(const Block& block) noexcept {
    const Block backslashes = equal(block, '\\');
    if (wasm_v128_any_true(anywhere(backslashes))) [[unlikely]] {
      return escapedBy(highBits(backslashes));
    }
    const uint64_t first = firstIsEscaped_;
    firstIsEscaped_ = 0;
    return first;
  }

  /// In a run of backslashes the first escapes the second, the third the fourth, and so on,
  /// and the last may escape what follows. Runs that begin at even places are told from
  /// others by adding their beginnings to them: the carry clears such a run.
  uint64_t escapedBy(uint64_t backslashes) noexcept {
    constexpr uint64_t even = 0x5555'5555'5555'5555;
    const uint64_t runs = backslashes & ~firstIsEscaped_;
    const uint64_t beginnings = runs & ~(runs << 1);
    const uint64_t evenRunsCleared = runs + (beginnings & even);
    const uint64_t fromEven = runs & ~evenRunsCleared;
    const uint64_t fromOdd = runs & evenRunsCleared;
    const uint64_t escaping = (fromEven & even) | (fromOdd & ~even);
    const uint64_t escaped = escaping << 1 | firstIsEscaped_;
    firstIsEscaped_ = escaping >> 63;
    return escaped;
  }

  uint64_t firstIsEscaped_ = 0;  ///< 1 when the next block's first byte is, else 0
  uint64_t openBefore_ = 0;      ///< all ones when the next block begins within a string
};

}  // namespace plimsoll::stage1
