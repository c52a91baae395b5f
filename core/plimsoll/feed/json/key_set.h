#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "plimsoll/base/short_decimal.h"

namespace plimsoll {

/// Which of a venue's keys a field belongs to.
using Slot = std::uint8_t;

/// The keys that mean something in one venue's messages.
///
/// A key is found by two loads, a multiplication and a comparison, however many there are.
/// In a venue's file the slots are named by the keys themselves, and a key that is not in
/// the set does not compile:
///
///     constexpr KeySet kKeys{"px", "sz"};
///     consteval Slot operator""_key(const char* text, std::size_t size) {
///       return kKeys.slot({text, size});
///     }
///     read.price("px"_key)
class KeySet {
 public:
  static constexpr std::size_t kMaxKeys = 126;
  static constexpr Slot kNone = 127;

  consteval KeySet(std::initializer_list<std::string_view> keys) {
    if (keys.size() > kMaxKeys) doesNotCompile();
    Slot slot = 0;
    for (const std::string_view key : keys) {
      keys_[slot] = keyOf(key);
      std::size_t place = placeOf(keys_[slot]);
      while (slots_[place] != 0) place = (place + 1) % slots_.size();
      slots_[place] = ++slot;
    }
  }

  /// The slot of a key, or kNone.
  /// @param key  seven bytes behind its first can be read, whatever they hold
  Slot find(std::string_view key) const noexcept {
    const std::size_t size = key.size();
    Key wanted{eightCharacters(key.data()), 0, key};
    if (size < 8) wanted.head &= (std::uint64_t{1} << (8 * size)) - 1;
    if (size > 8) wanted.tail = eightCharacters(key.data() + size - 8);
    for (std::size_t place = placeOf(wanted); slots_[place] != 0;
         place = (place + 1) % slots_.size()) {
      const Slot slot = slots_[place] - 1;
      if (matches(keys_[slot], wanted)) return slot;
    }
    return kNone;
  }

  consteval Slot slot(std::string_view key) const {
    for (Slot slot = 0; slot < kMaxKeys; ++slot) {
      if (keys_[slot].text == key) return slot;
    }
    doesNotCompile();
    return kNone;
  }

 private:
  /// Called only where a constant is computed, which it ends.
  static void doesNotCompile();

  struct Key {
    std::uint64_t head = 0;  ///< the first eight letters
    std::uint64_t tail = 0;  ///< the last eight of a longer key
    std::string_view text;
  };

  static constexpr bool matches(const Key& known, const Key& wanted) noexcept {
    if (known.head != wanted.head || known.tail != wanted.tail) return false;
    if (known.text.size() != wanted.text.size()) return false;
    return known.text.size() <= 16 || known.text == wanted.text;
  }

  static consteval std::uint64_t letters(std::string_view text) {
    std::uint64_t packed = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      packed |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
    }
    return packed;
  }

  static consteval Key keyOf(std::string_view text) {
    const std::size_t size = text.size();
    return {letters(text.substr(0, 8)), size > 8 ? letters(text.substr(size - 8)) : 0, text};
  }

  static constexpr std::size_t placeOf(const Key& key) noexcept {
    constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;
    return static_cast<std::size_t>(((key.head ^ (key.tail * 3)) * kSpread) >> 56);
  }

  std::array<Key, kMaxKeys> keys_{};
  std::array<Slot, 256> slots_{};  ///< a key's slot and one, 0 where there is none
};

}  // namespace plimsoll
