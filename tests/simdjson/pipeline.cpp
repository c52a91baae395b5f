// What is measured: stage 1 alone, and On Demand with all that a decoder of market messages
// does with it, by either kernel. JavaScript times whole calls.

#include <emscripten/emscripten.h>

#include <string_view>
#include <utility>

#include "kernels.h"

namespace {

namespace ondemand = simdjson::ondemand;

/// What was found in a message, so that nothing can be left out.
struct Found {
  uint64_t mantissas = 0;
  uint32_t decimals = 0;
  uint32_t texts = 0;
  uint32_t keys = 0;
};

/// Prices come as text and are read as exact decimals, as Plimsoll does: all digits as one
/// number, and how many of them stand behind the point.
///
/// @return where what is neither digit nor point stands, which is in the room in any case
const char* takeDecimal(const char* text, Found& found) {
  uint64_t mantissa = 0;
  uint32_t decimals = 0;
  uint32_t behindPoint = 0;
  for (;; ++text) {
    const auto digit = static_cast<unsigned>(*text) - '0';
    if (digit < 10) {
      mantissa = mantissa * 10 + digit;
      decimals += behindPoint;
    } else if (*text == '.' && behindPoint == 0) {
      behindPoint = 1;
    } else {
      break;
    }
  }
  found.mantissas += mantissa;
  found.decimals += decimals;
  return text;
}

/// @param quote  that opens it
void takeText(const char* quote, Found& found) {
  const char* end = takeDecimal(quote + 1, found);
  while (*end != '"')
    ++end;
  found.texts += static_cast<uint32_t>(end - quote);
}

simdjson::error_code takeArray(ondemand::array array, Found& found);
simdjson::error_code takeObject(ondemand::object object, Found& found);

template <typename Value>
simdjson::error_code take(Value& value, Found& found) {
  ondemand::json_type type;
  if (const auto error = value.type().get(type)) return error;
  std::string_view raw;
  switch (type) {
    case ondemand::json_type::array: {
      ondemand::array array;
      if (const auto error = value.get_array().get(array)) return error;
      return takeArray(array, found);
    }
    case ondemand::json_type::object: {
      ondemand::object object;
      if (const auto error = value.get_object().get(object)) return error;
      return takeObject(object, found);
    }
    default:
      if (const auto error = value.raw_json().get(raw)) return error;
      if (type == ondemand::json_type::string) {
        takeText(raw.data(), found);
      } else {
        takeDecimal(raw.data(), found);
      }
      return simdjson::SUCCESS;
  }
}

simdjson::error_code takeArray(ondemand::array array, Found& found) {
  for (auto element : array) {
    ondemand::value value;
    if (const auto error = element.get(value)) return error;
    if (const auto error = take(value, found)) return error;
  }
  return simdjson::SUCCESS;
}

simdjson::error_code takeObject(ondemand::object object, Found& found) {
  for (auto member : object) {
    ondemand::field field;
    if (const auto error = std::move(member).get(field)) return error;
    found.keys += static_cast<unsigned char>(*field.key().raw());
    if (const auto error = take(field.value(), found)) return error;
  }
  return simdjson::SUCCESS;
}

/// Each string and number where stage 1 says that it begins. Nothing asks whether they are in
/// order, so a decoder cannot do with much less after stage 1.
uint32_t takeIndexed(const uint8_t* bytes,
                     const simdjson::internal::dom_parser_implementation& parser, Found& found) {
  for (uint32_t i = 0; i < parser.n_structural_indexes; ++i) {
    const char* const text = reinterpret_cast<const char*>(bytes) + parser.structural_indexes[i];
    if (*text == '"') {
      takeText(text, found);
    } else if (*text >= '0' && *text <= '9') {
      takeDecimal(text, found);
    }
  }
  return parser.n_structural_indexes;
}

double onlyNumber(const Found& found) {
  return static_cast<double>(found.mantissas % 1'000'003) + found.decimals + found.texts +
         found.keys;
}

ondemand::parser onDemand[2];

}  // namespace

extern "C" {

/// Stage 1 of every message. Messages lie one behind the other in the room: `offsets` says where
/// each begins, and behind the last where it ends.
///
/// @return how many indexes there were, or less than zero for an error
EMSCRIPTEN_KEEPALIVE int timeStage1(int which, const uint32_t* offsets, size_t count) {
  auto& parser = ::parser(which);
  int indexes = 0;
  for (size_t i = 0; i < count; ++i) {
    const size_t length = offsets[i + 1] - offsets[i];
    const auto error = parser.stage1(room() + offsets[i], length, simdjson::stage1_mode::regular);
    if (error != simdjson::SUCCESS) return -static_cast<int>(error);
    indexes += static_cast<int>(parser.n_structural_indexes);
  }
  return indexes;
}

/// Stage 1 of every message, and each string and number read where it begins.
///
/// @return a number that depends on all that was found, 0 for an error
EMSCRIPTEN_KEEPALIVE double timeIndexed(int which, const uint32_t* offsets, size_t count) {
  auto& parser = ::parser(which);
  Found found;
  for (size_t i = 0; i < count; ++i) {
    const size_t length = offsets[i + 1] - offsets[i];
    const uint8_t* const bytes = room() + offsets[i];
    const auto error = parser.stage1(bytes, length, simdjson::stage1_mode::regular);
    if (error != simdjson::SUCCESS) return 0;
    found.keys += takeIndexed(bytes, parser, found);
  }
  return onlyNumber(found);
}

/// Every message through On Demand: every key looked at, every number read.
///
/// @return a number that depends on all that was found, 0 for an error
EMSCRIPTEN_KEEPALIVE double timeOnDemand(int which, const uint32_t* offsets, size_t count) {
  simdjson::get_active_implementation() = &implementation(which);
  Found found;
  for (size_t i = 0; i < count; ++i) {
    const size_t length = offsets[i + 1] - offsets[i];
    ondemand::document document;
    auto error = onDemand[which]
                     .iterate(room() + offsets[i], length, length + simdjson::SIMDJSON_PADDING)
                     .get(document);
    if (error == simdjson::SUCCESS) error = take(document, found);
    if (error != simdjson::SUCCESS) return 0;
  }
  return onlyNumber(found);
}

/// Takes room for the offsets of so many messages.
EMSCRIPTEN_KEEPALIVE uint32_t* makeOffsets(size_t count) {
  return new uint32_t[count + 1];
}

}  // extern "C"
