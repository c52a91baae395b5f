#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plimsoll/feed/event.h"

namespace plimsoll {

/// What one venue's own list says of its instruments, as far as somebody has given it to us.
class Listings {
 public:
  /// Keeps an entry; a later one of the same symbol replaces it.
  void add(const Listing& listing);

  /// The entry of a symbol, or null. Its symbol lives as long as the list.
  const Listing* find(std::string_view symbol) const noexcept;

  /// The symbol at a place of the list, where the venue's messages name instruments by that.
  ///
  /// @param part  which of its lists: empty, or what stands before the colon of its symbols
  /// @return empty where nobody has told
  std::string_view symbolAt(std::string_view part, std::uint32_t index) const noexcept;

 private:
  static constexpr std::uint32_t kMaxPlaces = 10'000;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
      return std::hash<std::string_view>{}(text);
    }
  };

  std::unordered_map<std::string, Listing, Hash, std::equal_to<>> listings_;
  std::unordered_map<std::string, std::vector<std::string>, Hash, std::equal_to<>> places_;
};

}  // namespace plimsoll
