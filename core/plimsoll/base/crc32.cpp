#include "plimsoll/base/crc32.h"

#include <array>

namespace plimsoll {
namespace {

/// Computed at the start and not by the compiler: as data it would be a kilobyte that no
/// compression makes smaller.
std::array<std::uint32_t, 256> remainders() noexcept {
  constexpr std::uint32_t kPolynomial = 0xEDB88320;
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < table.size(); ++byte) {
    std::uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit) {
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kPolynomial : 0);
    }
    table[byte] = remainder;
  }
  return table;
}

}  // namespace

void Crc32::add(char byte) noexcept {
  static const std::array<std::uint32_t, 256> table = remainders();
  state_ = table[(state_ ^ static_cast<unsigned char>(byte)) & 0xFF] ^ (state_ >> 8);
}

}  // namespace plimsoll
