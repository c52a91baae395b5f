#pragma once

#include <simdjson.h>

#include <memory>
#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/json/json_cursor.h"

namespace plimsoll {

/// simdjson's first stage with its memory kept in bounds: it finds the structure of a
/// message, and checks that strings are closed and the text is UTF-8. Only feed/json and
/// feed/venues may know this type.
class JsonReader {
 public:
  /// Finds a message's structure.
  ///
  /// @param message  a 0 and kMessagePadding readable bytes follow it
  /// @param cursor   set to the message's start; lives until the next message
  DecodeResult open(std::string_view message, JsonCursor& cursor);

  /// Behind the last mark of the message that is open.
  const std::uint32_t* marksEnd() const noexcept {
    return stage_->structural_indexes.get() + stage_->n_structural_indexes;
  }

  /// Gives back what a message above kKeptCapacity made the reader allocate.
  void trim() noexcept;

 private:
  static constexpr std::size_t kKeptCapacity = 256 * 1024;

  simdjson::error_code reserve(std::size_t size);

  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
};

/// A scalar's text without quotes and white space, as the venue wrote it: `"0.10"` and
/// `0.10` are the same to a number's reader.
inline std::string_view unquoted(std::string_view token) noexcept {
  const auto isSpace = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
  while (!token.empty() && isSpace(token.back())) token.remove_suffix(1);
  if (token.size() >= 2 && token.front() == '"' && token.back() == '"') {
    return token.substr(1, token.size() - 2);
  }
  return token;
}

}  // namespace plimsoll
