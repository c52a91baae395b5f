#include "plimsoll/feed/json/json_reader.h"

#include <algorithm>

namespace plimsoll {
namespace {

/// What a code of simdjson's first stage means to a user.
Error messageError(simdjson::error_code code) noexcept {
  switch (code) {
    case simdjson::SUCCESS:
      return Error::none;
    case simdjson::UTF8_ERROR:
      return Error::badUtf8;
    case simdjson::CAPACITY:
      return Error::tooLarge;
    case simdjson::MEMALLOC:
      return Error::outOfMemory;
    case simdjson::UNCLOSED_STRING:
      return Error::truncated;
    default:
      return Error::notJson;
  }
}

/// How many bytes from the start are UTF-8. Characters are tried one after the other, as
/// this serves error messages only.
std::size_t validUtf8Length(std::string_view text) noexcept {
  const auto continues = [&](std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2
                               : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
    if (length == 0) break;
    std::size_t next = at + 1;
    while (next < at + length && continues(next)) ++next;
    if (next < at + length) break;
    at = next;
  }
  return at;
}

/// The first stage states no place for what it finds.
std::size_t faultOffset(Error error, std::string_view message) noexcept {
  if (error == Error::badUtf8) return validUtf8Length(message);
  return error == Error::truncated ? message.size() : 0;
}

}  // namespace

DecodeResult JsonReader::open(std::string_view message, JsonCursor& cursor) {
  simdjson::error_code code = reserve(message.size());
  if (code == simdjson::SUCCESS) {
    code = stage_->stage1(reinterpret_cast<const std::uint8_t*>(message.data()), message.size(),
                          simdjson::stage1_mode::regular);
  }
  if (code != simdjson::SUCCESS) {
    const Error error = messageError(code);
    return {error, faultOffset(error, message)};
  }
  cursor = {message.data(), stage_->structural_indexes.get()};
  return {};
}

void JsonReader::trim() noexcept {
  if (stage_ != nullptr && stage_->capacity() > kKeptCapacity) stage_.reset();
}

simdjson::error_code JsonReader::reserve(std::size_t size) {
  if (stage_ != nullptr && stage_->capacity() >= size) return simdjson::SUCCESS;
  constexpr std::size_t kMaxDepth = 1;  // of a second stage, which is not used
  return simdjson::get_active_implementation()->create_dom_parser_implementation(
      std::max(size, kKeptCapacity), kMaxDepth, stage_);
}

}  // namespace plimsoll
