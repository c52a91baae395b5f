#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

namespace plimsoll {

/// Where a message is put before it is read, with the padding that the decoder needs.
/// Grows with what it is given, and goes back after a message of unusual length.
class MessageBuffer {
 public:
  /// Room for a message; what was there before is lost. Null where memory is short.
  char* room(std::size_t size);

  /// What was put there, closed with a 0 as the decoder wants it.
  /// @param offset  where it begins: of several one behind another, with a byte between
  std::string_view message(std::size_t offset, std::size_t size) noexcept {
    if (bytes_ == nullptr) return {"", 0};
    bytes_[offset + size] = '\0';
    return {bytes_.get() + offset, size};
  }

  void trim() noexcept {
    if (capacity_ > kKeptCapacity) giveBack();
  }

 private:
  void giveBack() noexcept;

  static constexpr std::size_t kKeptCapacity = 256 * 1024;

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
};

}  // namespace plimsoll
