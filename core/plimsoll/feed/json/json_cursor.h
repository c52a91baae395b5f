#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plimsoll/base/error.h"

namespace plimsoll {

/// A walk over one message by the marks that simdjson's first stage has set: one at each
/// bracket, comma, colon, and at the start of each string, number and word. What lies
/// inside strings has no marks, and strings are known to be closed and to be UTF-8.
///
/// simdjson's own On Demand walks the same marks, but pays a hundred instructions a field
/// for questions that a venue's decoder does not ask. Here a step is a load and a compare,
/// and a structure that is not as expected is an error with its place.
class JsonCursor {
 public:
  JsonCursor() noexcept = default;

  /// @param text   ends with a 0, at which no step is taken, so that none need look for
  ///               the end
  /// @param marks  ascending places in the text, and one more that is its length
  JsonCursor(const char* text, const std::uint32_t* marks) noexcept
      : text_(text), next_(marks) {}

  /// The character at the next mark; 0 at the end of the message.
  char peek() const noexcept { return text_[*next_]; }

  /// Steps over a bracket, comma or colon if it is what comes next.
  bool take(char c) noexcept {
    if (peek() != c) return false;
    ++next_;
    return true;
  }

  bool atEnd() const noexcept { return peek() == '\0'; }

  /// Steps over a string, number or word. With its quotes; white space may follow it.
  std::string_view scalar() noexcept {
    const std::uint32_t from = *next_++;
    return {text_ + from, *next_ - from};
  }

  /// Steps over whatever value comes next, with all that is in it.
  /// @return its text; empty where the message ends inside
  std::string_view value() noexcept {
    const char first = peek();
    if (first != '[' && first != '{') return first == '\0' ? std::string_view{} : scalar();
    const std::uint32_t* closing = closingBracket(text_, next_);
    if (closing == nullptr) return {};
    const std::uint32_t from = *next_;
    next_ = closing + 1;
    return {text_ + from, *closing + 1 - from};
  }

  /// The same for an array of levels; a PlainCursor has another way for those.
  std::string_view levels() noexcept { return value(); }

  /// Steps out of the array that the walk stands in, behind an element of it.
  /// @return false where the message ends inside
  bool leave() noexcept {
    if (take(']')) return true;
    const std::uint32_t* closing = closingBracket(text_, next_, 1);
    if (closing == nullptr) return false;
    next_ = closing + 1;
    return true;
  }

  /// Goes on at a later mark.
  void jumpTo(const std::uint32_t* mark) noexcept { next_ = mark; }

  const char* text() const noexcept { return text_; }

  /// Walks an object: for each entry `visit(key)` steps over exactly its value, and
  /// returns false to stop. Keys come as written, without their quotes.
  ///
  /// @return false where visit did, or the structure is not an object's; then fault()
  ///         says which
  template <typename Visit>
  bool object(Visit&& visit) {
    if (!take('{')) return unexpected();
    if (take('}')) return true;
    do {
      if (peek() != '"') return unexpected();
      const std::string_view key = keyText();
      if (!take(':')) return unexpected();
      if (!visit(key)) return false;
    } while (take(','));
    return take('}') || unexpected();
  }

  /// Walks an array: `visit()` steps over each element.
  template <typename Visit>
  bool array(Visit&& visit) {
    if (!take('[')) return unexpected();
    if (take(']')) return true;
    do {
      if (!visit()) return false;
    } while (take(','));
    return take(']') || unexpected();
  }

  /// Error::none as long as the structure was as expected.
  Error fault() const noexcept { return fault_; }

  /// Where the walk stands, to come back to.
  const std::uint32_t* mark() const noexcept { return next_; }

  /// Where the walk stands, in bytes from the message's start.
  std::size_t offset() const noexcept { return *next_; }

 private:
  /// The mark that closes what opens at a mark; null where the message ends before. Takes
  /// no cursor, so that a cursor can live in registers.
  static const std::uint32_t* closingBracket(const char* text, const std::uint32_t* mark,
                                             int depth = 0) noexcept {
    for (;; ++mark) {
      const char c = text[*mark];
      if (c == '[' || c == '{') ++depth;
      if ((c == ']' || c == '}') && --depth == 0) return mark;
      if (c == '\0') return nullptr;
    }
  }

  /// A key's text. The first stage has made sure that it is closed before the next mark.
  std::string_view keyText() noexcept {
    const char* first = text_ + *next_++ + 1;
    const char* last = text_ + *next_ - 1;
    while (last > first && *last != '"') --last;  // white space before the colon
    return {first, static_cast<std::size_t>(last - first)};
  }

  bool unexpected() noexcept {
    fault_ = atEnd() ? Error::truncated : Error::notJson;
    return false;
  }

  static constexpr std::uint32_t kEmpty = 0;

  const char* text_ = "";
  const std::uint32_t* next_ = &kEmpty;
  Error fault_ = Error::none;
};

}  // namespace plimsoll
