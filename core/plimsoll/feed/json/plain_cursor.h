#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/base/short_decimal.h"

namespace plimsoll {

/// A walk like JsonCursor's over messages that are plain: objects of strings without an
/// escape or a letter beyond ASCII, of numbers and words, without white space, and without
/// arrays but those of a book's levels.
/// That is what exchanges send most, short and thousands a second, and of those the first
/// stage's search for structure would be half the work.
///
/// It accepts nothing that JsonCursor would not, and reads it the same. Where a message is
/// not plain a walk stops, and says nothing about why: the other cursor has to look.
class PlainCursor {
 public:
  /// @param message  a 0 and eight readable bytes follow it
  explicit PlainCursor(std::string_view message) noexcept
      : text_(message.data()), at_(message.data()) {}

  char peek() const noexcept { return *at_; }

  bool take(char c) noexcept {
    if (*at_ != c) return false;
    ++at_;
    return true;
  }

  /// Steps over a string, number or word.
  /// @return its text; empty where there is something else
  std::string_view value() noexcept {
    const char* first = at_;
    const char* last = *first == '"' ? stringEnd(first + 1) : wordEnd(first);
    if (last == nullptr) return {};
    at_ = last;
    return {first, static_cast<std::size_t>(last - first)};
  }

  /// Walks an object as JsonCursor::object() does.
  template <typename Visit>
  bool object(Visit&& visit) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      const std::string_view key = keyText();
      if (key.empty() || !visit(key)) return false;
    } while (take(','));
    return take('}');
  }

  /// Steps over an array of arrays of scalars, to the first pair of closing brackets. What
  /// stands between is not looked at: only for arrays that scanLevels() is sure to read.
  std::string_view levels() noexcept {
    const char* first = at_;
    if (first[0] != '[') return {};
    if (first[1] == ']') {
      at_ += 2;
      return {first, 2};
    }
    if (first[1] != '[') return {};
    for (const char* at = first;; at += 8) {
      const std::uint64_t eight = eightCharacters(at);
      std::uint64_t stops = (equal(eight, ']') | (equal(eight, 0))) & 0x8080808080808080;
      for (; stops != 0; stops &= stops - 1) {
        const char* stop = at + std::countr_zero(stops) / 8;
        if (*stop == '\0') return {};
        if (stop[0] != ']' || stop[1] != ']') continue;
        at_ = stop + 2;
        return {first, static_cast<std::size_t>(at_ - first)};
      }
    }
  }

  /// There are no plain arrays.
  template <typename Visit>
  bool array(Visit&&) noexcept {
    return false;
  }

  /// There are no marks either: what is nested is not walked again.
  const std::uint32_t* mark() const noexcept { return nullptr; }

  Error fault() const noexcept { return Error::notJson; }
  std::size_t offset() const noexcept { return static_cast<std::size_t>(at_ - text_); }

 private:
  /// Steps over a key and its colon; empty where it is not plain. Most have one letter.
  std::string_view keyText() noexcept {
    const char* first = at_ + 1;
    if (*at_ != '"') return {};
    if (isWord(first[0]) && first[1] == '"' && first[2] == ':') {
      at_ = first + 3;
      return {first, 1};
    }
    const char* last = stringEnd(first);
    if (last == nullptr || *last != ':') return {};
    at_ = last + 1;
    return {first, static_cast<std::size_t>(last - 1 - first)};
  }

  /// One bit for each of eight characters that is `c`: right up to the first of them.
  static std::uint64_t equal(std::uint64_t eight, std::uint64_t c) noexcept {
    const std::uint64_t others = eight ^ (c * 0x0101010101010101);
    return (others - 0x0101010101010101) & ~others;
  }

  /// Behind the quote that closes a plain string; null where it is none.
  static const char* stringEnd(const char* at) noexcept {
    for (;; at += 8) {
      const std::uint64_t eight = eightCharacters(at);
      const std::uint64_t controls = (eight - 0x2020202020202020) & ~eight;
      const std::uint64_t stops =
          (equal(eight, '"') | equal(eight, '\\') | controls | eight) & 0x8080808080808080;
      if (stops == 0) continue;
      at += std::countr_zero(stops) / 8;
      return *at == '"' ? at + 1 : nullptr;
    }
  }

  /// Behind a number or word that a comma or a closing brace follows; null otherwise.
  static const char* wordEnd(const char* first) noexcept {
    const char* at = first;
    std::uint64_t others = otherThanDigits(eightCharacters(at));
    for (; others == 0; others = otherThanDigits(eightCharacters(at))) at += 8;
    at += std::countr_zero(others) / 8;
    while (isWord(*at)) ++at;
    return at != first && (*at == ',' || *at == '}') ? at : nullptr;
  }

  static bool isWord(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '+';
  }

  const char* text_;
  const char* at_;
};

}  // namespace plimsoll
