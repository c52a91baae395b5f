#pragma once

#include <cstdint>
#include <string_view>

namespace plimsoll {

/// A hash of short text: FNV-1a of 64 bits (Fowler, Noll, Vo).
inline std::uint64_t fnv1a(std::string_view text) noexcept {
  std::uint64_t hash = 0xCBF29CE484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

}  // namespace plimsoll
