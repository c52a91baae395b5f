#include "plimsoll/feed/json/json_reader.h"

namespace plimsoll {
namespace {

bool isSpace(char c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

/// How many bytes from the start are UTF-8: characters are tried one after the other.
std::size_t validUtf8Length(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t length = 1;
    while (length <= 4 && at + length <= text.size() &&
           !simdjson::validate_utf8(text.data() + at, length)) {
      ++length;
    }
    if (length > 4 || at + length > text.size()) break;
    at += length;
  }
  return at;
}

}  // namespace

simdjson::simdjson_result<simdjson::ondemand::document> JsonReader::open(
    std::string_view message) {
  return parser_.iterate(message.data(), message.size(), message.size() + kMessagePadding);
}

void JsonReader::trim() {
  if (parser_.capacity() <= kKeptCapacity) return;
  parser_ = simdjson::ondemand::parser{kMaxDocument};
}

Error messageError(simdjson::error_code code) noexcept {
  switch (code) {
    case simdjson::SUCCESS:
      return Error::none;
    case simdjson::UTF8_ERROR:
      return Error::badUtf8;
    case simdjson::DEPTH_ERROR:
      return Error::tooDeep;
    case simdjson::CAPACITY:
      return Error::tooLarge;
    case simdjson::MEMALLOC:
      return Error::outOfMemory;
    case simdjson::INCORRECT_TYPE:
      return Error::wrongType;
    case simdjson::UNCLOSED_STRING:
    case simdjson::INCOMPLETE_ARRAY_OR_OBJECT:
      return Error::truncated;
    default:
      return Error::notJson;
  }
}

std::size_t faultOffset(simdjson::error_code code, std::string_view message) noexcept {
  switch (messageError(code)) {
    case Error::badUtf8:
      return validUtf8Length(message);
    case Error::truncated:
      return message.size();
    default:
      return 0;
  }
}

std::string_view unquoted(std::string_view token) noexcept {
  while (!token.empty() && isSpace(token.back())) token.remove_suffix(1);
  if (token.size() >= 2 && token.front() == '"' && token.back() == '"') {
    return token.substr(1, token.size() - 2);
  }
  return token;
}

}  // namespace plimsoll
