#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "plimsoll/feed/event.h"

namespace plimsoll {

/// What one venue's own list says of its instruments, as far as somebody has given it to us.
class Listings {
 public:
  /// Keeps an entry; a later one of the same symbol replaces it. Found after settle().
  void add(const Listing& listing);

  /// All of a list has been added.
  void settle();

  /// The entry of a symbol, or null. Its symbol is left empty.
  const Listing* find(std::string_view symbol) const noexcept;

  /// The symbol at a place of the list, where the venue's messages name instruments by that.
  ///
  /// @param part  which of its lists: empty, or what stands before the colon of its symbols
  /// @return empty where nobody has told; lives as long as the list is not added to
  std::string_view symbolAt(std::string_view part, std::uint32_t index) const noexcept;

 private:
  static constexpr std::uint32_t kMaxPlaces = 10'000;  ///< of a part
  static constexpr std::size_t kMaxPlacesInAll = 100'000;
  static constexpr std::size_t kMaxParts = 1'000;

  struct Entry {
    std::string symbol;
    Listing listing;
    std::size_t order;  ///< in which it was added
  };

  /// The symbols of one part of the list by their places.
  struct Part {
    std::string name;
    std::vector<std::string> symbols;
  };

  void place(std::string_view symbol, std::uint32_t index);

  std::size_t added_ = 0;       ///< of all times
  std::vector<Entry> entries_;  ///< by symbol, once settled
  std::vector<Part> parts_;
  std::size_t places_ = 0;  ///< of all parts
};

}  // namespace plimsoll
