#pragma once

#include <cstdint>

namespace plimsoll {

/// CRC-32 as zip and Ethernet compute it, one byte after the other.
///
///     Crc32 crc; for (char c : "123456789") crc.add(c);   // 0xCBF43926
class Crc32 {
 public:
  void add(char byte) noexcept;
  std::uint32_t value() const noexcept { return ~state_; }

 private:
  std::uint32_t state_ = 0xFFFFFFFF;
};

}  // namespace plimsoll
