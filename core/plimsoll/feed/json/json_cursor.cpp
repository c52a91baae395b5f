#include "plimsoll/feed/json/json_cursor.h"

namespace plimsoll {
namespace {

bool isAscii(char c) noexcept { return static_cast<unsigned char>(c) < 0x80; }

/// How many bytes a character beyond ASCII takes; 0 where it is not UTF-8.
int utf8Length(const char* at) noexcept {
  const auto byte = [&](int place) { return static_cast<unsigned char>(at[place]); };
  const unsigned char lead = byte(0);
  const int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  for (int i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool isOverlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool isSurrogate = lead == 0xED && byte(1) >= 0xA0;
  const bool isTooHigh = lead == 0xF4 && byte(1) >= 0x90;
  return isOverlong || isSurrogate || isTooHigh ? 0 : length;
}

}  // namespace

Error JsonCursor::fault() const noexcept {
  if (*at_ == '\0') return Error::truncated;
  return isAscii(*at_) || utf8Length(at_) > 0 ? Error::notJson : Error::badUtf8;
}

std::string_view JsonCursor::value() noexcept {
  const char* first = at_;
  if (*first != '[' && *first != '{') return scalar();
  const bool closed = leaveBrackets(0);
  const std::string_view text{first, closed ? static_cast<std::size_t>(at_ - first) : 0};
  skipSpace();
  return text;
}

bool JsonCursor::leave() noexcept {
  if (!leaveBrackets(1)) return false;
  skipSpace();
  return true;
}

void JsonCursor::skipSpaces() noexcept {
  while (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t') ++at_;
}

bool JsonCursor::restOfString() noexcept {
  while (*at_ != '"') {
    if (!isAscii(*at_)) {
      const int length = utf8Length(at_);
      if (length == 0) return false;
      at_ += length;
      continue;
    }
    if (*at_ < ' ') return false;
    const bool isEscape = *at_ == '\\' && at_[1] >= ' ';
    at_ += isEscape ? 2 : 1;
  }
  ++at_;
  return true;
}

bool JsonCursor::leaveBrackets(int open) noexcept {
  do {
    const char c = *at_;
    if (c == '"') {
      if (!string()) return false;
      continue;
    }
    if (c == '\0' || !isAscii(c)) return false;
    open += (c == '[' || c == '{') - (c == ']' || c == '}');
    ++at_;
  } while (open > 0);
  return true;
}

}  // namespace plimsoll
