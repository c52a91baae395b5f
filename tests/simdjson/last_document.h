// Where a stream of documents that was cut anywhere can be cut instead.

#pragma once

#include <cstddef>
#include <cstdint>

namespace plimsoll::stage1 {

/// The length without a last character of which bytes are missing.
inline size_t lengthOfWholeCharacters(const uint8_t* bytes, size_t length) noexcept {
  // A lead of two, three or four bytes with one, two or three of them there.
  constexpr uint8_t leads[] = {0xC0, 0xE0, 0xF0};
  for (size_t there = 1; there <= 3 && there <= length; ++there) {
    if (bytes[length - there] >= leads[there - 1]) return length - there;
  }
  return length;
}

/// Brackets and braces that are open, counted from the end of a text.
struct OpenContainers {
  int arrays = 0;
  int objects = 0;

  void take(uint8_t byte) noexcept {
    arrays += (byte == '[') - (byte == ']');
    objects += (byte == '{') - (byte == '}');
  }

  bool none() const noexcept { return arrays == 0 && objects == 0; }
};

/// How many of the indexes belong to whole documents: all of them if the last document ends,
/// else those before it. Two documents meet where a value follows a value.
inline uint32_t indexesOfWholeDocuments(const uint8_t* bytes, const uint32_t* indexes,
                                        uint32_t count) noexcept {
  const auto endsNoValue = [](uint8_t byte) {
    return byte == '{' || byte == '[' || byte == ':' || byte == ',';
  };
  const auto beginsNoValue = [](uint8_t byte) {
    return byte == '}' || byte == ']' || byte == ':' || byte == ',';
  };
  if (count == 0) return 0;
  OpenContainers open;
  for (uint32_t i = count - 1; i > 0; --i) {
    const uint8_t byte = bytes[indexes[i]];
    open.take(byte);
    if (beginsNoValue(byte) || endsNoValue(bytes[indexes[i - 1]])) continue;
    return open.none() ? count : i;
  }
  open.take(bytes[indexes[0]]);
  return open.none() ? count : 0;
}

}  // namespace plimsoll::stage1
