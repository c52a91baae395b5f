#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plimsoll/base/short_decimal.h"

namespace plimsoll {

/// Which of a venue's keys a field belongs to.
using Slot = std::uint8_t;

/// The keys that mean something in one venue's messages, with spaces between them. Slots are
/// named by the keys themselves, and a key that is not among them does not compile:
///
///     constexpr KeyNames kKeys{"px sz"};
///     consteval Slot operator""_key(const char* text, std::size_t size) {
///       return kKeys.slot({text, size});
///     }
///     read.price("px"_key)
struct KeyNames {
  static constexpr std::size_t kMost = 126;

  std::string_view text;

  /// Calls `visit(key, slot)` for each.
  template <typename Visit>
  constexpr void each(Visit&& visit) const {
    Slot slot = 0;
    for (std::size_t at = 0; at < text.size(); ++slot) {
      const std::size_t space = text.find(' ', at);
      const std::size_t end = space == std::string_view::npos ? text.size() : space;
      visit(text.substr(at, end - at), slot);
      at = end + 1;
    }
  }

  consteval Slot slot(std::string_view wanted) const {
    std::size_t count = 0, times = 0;
    Slot found = 0;
    each([&](std::string_view key, Slot slot) {
      ++count;
      if (key != wanted) return;
      found = slot;
      ++times;
    });
    if (times != 1 || count > kMost) doesNotCompile();
    return found;
  }

 private:
  /// Called only where a constant is computed, which it ends.
  static void doesNotCompile();
};

/// Finds the slot of a key: of one letter in a table, of others by two loads, a multiplication
/// and a comparison, however many keys there are. Made at the start and not by the compiler: as data it would be several times as
/// long as the names.
class KeySet {
 public:
  static constexpr Slot kNone = 127;

  explicit KeySet(const KeyNames& names) noexcept;

  /// The slot of a key, or kNone.
  /// @param key  seven bytes behind its first can be read, whatever they hold
  Slot find(std::string_view key) const noexcept {
    if (key.size() != 1) return findWord(key);
    return letters_[static_cast<unsigned char>(key[0])];
  }

 private:
  struct Key {
    std::uint64_t head = 0;  ///< the first eight letters
    std::uint64_t tail = 0;  ///< the last eight of a longer key
    std::string_view text;
  };

  Slot findWord(std::string_view key) const noexcept;

  std::array<Slot, 256> letters_;  ///< the slots of keys of one letter
  std::array<Key, KeyNames::kMost> keys_{};
  std::array<Slot, 256> slots_{};  ///< a key's slot and one, 0 where there is none
};

}  // namespace plimsoll
