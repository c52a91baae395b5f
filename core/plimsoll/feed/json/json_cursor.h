#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/base/short_decimal.h"

namespace plimsoll {

/// A walk over one message, in a single pass: what a venue's decoder steps over is checked while
/// it does. Strings are closed, hold no control characters and are UTF-8, brackets close.
///
/// Parsers that find the structure of a whole text first are faster over megabytes. Messages
/// of exchanges are short, and of those that first pass would be half of the work.
///
/// Where a step cannot be taken the walk stays there, and fault() says why.
///
/// The small steps are always inlined: where files that are built for size use them too, the
/// linker would give the copy of those to everybody.
class JsonCursor {
 public:
  JsonCursor() noexcept = default;

  /// @param at  text that ends with a 0, at which no step is taken, so that none need look for
  ///            the end; 17 bytes from any place in it on can be read
  explicit JsonCursor(const char* at) noexcept : at_(at) { skipSpace(); }

  /// The character that comes next, which is no white space; 0 at the end of the message.
  char peek() const noexcept { return *at_; }

  /// Steps over a bracket, comma or colon if it is what comes next.
  [[gnu::always_inline]] bool take(char c) noexcept {
    if (*at_ != c) return false;
    ++at_;
    skipSpace();
    return true;
  }

  /// Steps over a string, number or word.
  /// @return its text, with its quotes; empty where there is something else
  [[gnu::always_inline]] std::string_view scalar() noexcept {
    const char* first = at_;
    if (*first == '"') {
      if (!string()) return {};
    } else {
      at_ = wordEnd(first);
    }
    const std::string_view text{first, static_cast<std::size_t>(at_ - first)};
    skipSpace();
    return text;
  }

  /// Steps over whatever value comes next, with all that is in it.
  /// @return its text; empty where there is none
  std::string_view value() noexcept;

  /// Steps out of the array that the walk stands in, behind an element of it.
  bool leave() noexcept;

  /// Goes on at a later place.
  void jumpTo(const char* at) noexcept {
    at_ = at;
    skipSpace();
  }

  /// Walks an object: for each entry `visit(key)` steps over exactly its value, and
  /// returns false to stop. Keys come as written, without their quotes.
  ///
  /// @return false where visit did, or the structure is not an object's
  template <typename Visit>
  bool object(Visit&& visit) {
    if (!take('{')) return false;
    if (take('}')) return true;
    do {
      const std::string_view key = keyText();
      if (key.data() == nullptr || !visit(key)) return false;
    } while (take(','));
    return take('}');
  }

  /// Walks an array: `visit()` steps over each element.
  template <typename Visit>
  bool array(Visit&& visit) {
    if (!take('[')) return false;
    if (take(']')) return true;
    do {
      if (!visit()) return false;
    } while (take(','));
    return take(']');
  }

  /// Why no step could be taken where the walk stands.
  Error fault() const noexcept;

  /// Where the walk stands.
  const char* at() const noexcept { return at_; }

  /// Behind letters that a string may hold as they are, of ASCII.
  [[gnu::always_inline]] static const char* endOfPlain(const char* at) noexcept {
    for (;; at += 8) {
      const std::uint64_t eight = eightCharacters(at);
      const std::uint64_t controls = (eight - 0x2020202020202020) & ~eight;
      const std::uint64_t stops =
          (equal(eight, '"') | equal(eight, '\\') | controls | eight) & 0x8080808080808080;
      if (stops != 0) return at + std::countr_zero(stops) / 8;
    }
  }

 private:
  /// One bit for each of eight characters that is `c`: right up to the first of them.
  static std::uint64_t equal(std::uint64_t eight, std::uint64_t c) noexcept {
    const std::uint64_t others = eight ^ (c * 0x0101010101010101);
    return (others - 0x0101010101010101) & ~others;
  }

  [[gnu::always_inline]] void skipSpace() noexcept {
    if (static_cast<unsigned char>(*at_) <= ' ') skipSpaces();
  }
  void skipSpaces() noexcept;

  /// Steps over a key and its colon; null where there is none. Many have one letter.
  [[gnu::always_inline]] std::string_view keyText() noexcept {
    const char* first = at_ + 1;
    if (*at_ != '"') return {};
    if (isWord(first[0]) && first[1] == '"' && first[2] == ':') {
      at_ = first + 3;
      skipSpace();
      return {first, 1};
    }
    if (!string()) return {};
    const char* last = at_ - 1;
    skipSpace();
    if (!take(':')) return {};
    return {first, static_cast<std::size_t>(last - first)};
  }

  /// Steps over a string.
  [[gnu::always_inline]] bool string() noexcept {
    at_ = endOfPlain(at_ + 1);
    if (*at_ != '"') return restOfString();
    ++at_;
    return true;
  }

  /// The same from where there is more than letters without accents.
  bool restOfString() noexcept;

  /// Steps behind the bracket that closes as many as are open.
  bool leaveBrackets(int open) noexcept;

  /// Behind a number or word.
  [[gnu::always_inline]] static const char* wordEnd(const char* at) noexcept {
    std::uint64_t others = otherThanDigits(eightCharacters(at));
    for (; others == 0; others = otherThanDigits(eightCharacters(at))) at += 8;
    at += std::countr_zero(others) / 8;
    while (isWord(*at)) ++at;
    return at;
  }

  static bool isWord(char c) noexcept { return kIsWord[static_cast<unsigned char>(c)]; }

  /// Letters, digits, points and signs.
  static constexpr std::array<bool, 256> kIsWord = [] {
    std::array<bool, 256> is{};
    for (unsigned char c = '0'; c <= '9'; ++c) is[c] = true;
    for (unsigned char c = 'A'; c <= 'Z'; ++c) is[c] = is[c | 0x20] = true;
    is['.'] = is['-'] = is['+'] = true;
    return is;
  }();

  const char* at_ = "";
};

/// A scalar's text without its quotes, as the venue wrote it: `"0.10"` and `0.10` are the same
/// to a number's reader.
inline std::string_view unquoted(std::string_view token) noexcept {
  if (token.size() >= 2 && token.front() == '"') return token.substr(1, token.size() - 2);
  return token;
}

}  // namespace plimsoll
