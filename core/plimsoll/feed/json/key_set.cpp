#include "plimsoll/feed/json/key_set.h"

namespace plimsoll {
namespace {

/// The letters of at most eight, the first in the lowest byte.
std::uint64_t letters(std::string_view text) noexcept {
  std::uint64_t packed = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    packed |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return packed;
}

std::size_t placeOf(std::uint64_t head, std::uint64_t tail) noexcept {
  constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;
  return static_cast<std::size_t>(((head ^ (tail * 3)) * kSpread) >> 56);
}

}  // namespace

KeySet::KeySet(const KeyNames& names) noexcept {
  letters_.fill(kNone);
  names.each([this](std::string_view text, Slot slot) {
    const std::size_t size = text.size();
    if (size == 1) letters_[static_cast<unsigned char>(text[0])] = slot;
    const Key key{letters(text.substr(0, 8)), size > 8 ? letters(text.substr(size - 8)) : 0, text};
    keys_[slot] = key;
    std::size_t place = placeOf(key.head, key.tail);
    while (slots_[place] != 0) place = (place + 1) % slots_.size();
    slots_[place] = slot + 1;
  });
}

Slot KeySet::findWord(std::string_view key) const noexcept {
  const std::size_t size = key.size();
  std::uint64_t head = eightCharacters(key.data());
  if (size < 8) head &= (std::uint64_t{1} << (8 * size)) - 1;
  const std::uint64_t tail = size > 8 ? eightCharacters(key.data() + size - 8) : 0;
  for (std::size_t place = placeOf(head, tail); slots_[place] != 0;
       place = (place + 1) % slots_.size()) {
    const Slot slot = slots_[place] - 1;
    const Key& known = keys_[slot];
    const bool matches = known.head == head && known.tail == tail && known.text.size() == size;
    if (matches && (size <= 16 || known.text == key)) return slot;
  }
  return kNone;
}

}  // namespace plimsoll
