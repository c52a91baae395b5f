#pragma once

#include <cstddef>
#include <string_view>

#include "plimsoll/base/short_decimal.h"

namespace plimsoll {

/// Whether text in a padded message is this word of up to 16 letters. Compared eight at a
/// time: for words so short a call of memcmp costs more than the comparison.
template <std::size_t Size>
bool isWord(std::string_view text, const char (&word)[Size]) noexcept {
  constexpr std::size_t kLength = Size - 1;
  static_assert(kLength >= 1 && kLength <= 16);
  if (text.size() != kLength) return false;
  char letters[16] = {};
  for (std::size_t i = 0; i < kLength; ++i) letters[i] = word[i];
  constexpr std::size_t kFirst = kLength < 8 ? kLength : 8;
  constexpr std::uint64_t kFirstMask = ~std::uint64_t{0} >> (64 - 8 * kFirst);
  if (((eightCharacters(text.data()) ^ eightCharacters(letters)) & kFirstMask) != 0) return false;
  if constexpr (kLength > 8) {
    // The last eight overlap the first, so that no mask is needed.
    return eightCharacters(text.data() + kLength - 8) == eightCharacters(letters + kLength - 8);
  }
  return true;
}

}  // namespace plimsoll
