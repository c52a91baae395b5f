// What JavaScript asks of the two kernels: stage 1 of a message, and whether they agree.

#include "kernels.h"

#include <emscripten/emscripten.h>

#include <algorithm>
#include <memory>
#include <string>

#include "wasm_stage1.h"

using simdjson::error_code;
using simdjson::stage1_mode;

namespace {

constexpr size_t kDepth = 1024;

struct Room {
  std::unique_ptr<uint8_t[]> bytes;
  std::unique_ptr<uint8_t[]> minified[2];
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parsers[2];
};

Room made;

/// The documents that were parsed last, written again.
std::string documents;

/// Parses what may be many documents, by whatever implementation is active.
error_code writeDocuments(const uint8_t* bytes, size_t length, size_t batch) {
  simdjson::dom::parser parser;
  simdjson::dom::document_stream stream;
  if (const auto error = parser.parse_many(bytes, length, batch).get(stream)) return error;
  for (auto document : stream) {
    simdjson::dom::element element;
    if (const auto error = document.get(element)) return error;
    documents += simdjson::minify(element) + '\n';
  }
  return simdjson::SUCCESS;
}

error_code writeDocument(const uint8_t* bytes, size_t length) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  if (const auto error = parser.parse(bytes, length, false).get(element)) return error;
  documents = simdjson::minify(element);
  return simdjson::SUCCESS;
}

bool sameIndexes() {
  const auto& ours = parser(kOurs);
  const auto& westmere = parser(kWestmere);
  // Behind the last, On Demand relies on two more.
  const uint32_t count = ours.n_structural_indexes;
  return count == westmere.n_structural_indexes &&
         std::equal(ours.structural_indexes.get(), ours.structural_indexes.get() + count + 2,
                    westmere.structural_indexes.get());
}

bool sameStage1(const uint8_t* bytes, size_t length, stage1_mode mode) {
  const error_code ours = parser(kOurs).stage1(bytes, length, mode);
  const error_code westmere = parser(kWestmere).stage1(bytes, length, mode);
  return ours == westmere && (ours != simdjson::SUCCESS || sameIndexes());
}

bool sameMinified(const uint8_t* bytes, size_t length) {
  size_t lengths[2] = {};
  error_code errors[2] = {};
  for (const int which : {kOurs, kWestmere}) {
    errors[which] =
        implementation(which).minify(bytes, length, made.minified[which].get(), lengths[which]);
  }
  const uint8_t* const ours = made.minified[kOurs].get();
  return errors[0] == errors[1] && lengths[0] == lengths[1] &&
         std::equal(ours, ours + lengths[kOurs], made.minified[kWestmere].get());
}

bool sameUtf8(const uint8_t* bytes, size_t length) {
  const auto* text = reinterpret_cast<const char*>(bytes);
  return implementation(kOurs).validate_utf8(text, length) ==
         implementation(kWestmere).validate_utf8(text, length);
}

}  // namespace

const simdjson::implementation& implementation(int which) {
  static const auto* const westmere = simdjson::get_available_implementations()["westmere"];
  return which == kOurs ? plimsoll::stage1::kernel() : *westmere;
}

simdjson::internal::dom_parser_implementation& parser(int which) {
  return *made.parsers[which];
}

const uint8_t* room() {
  return made.bytes.get();
}

extern "C" {

/// Room for messages, all together so many bytes; simdjson's padding is behind them.
EMSCRIPTEN_KEEPALIVE uint8_t* makeRoom(size_t bytes) {
  made.bytes = std::make_unique<uint8_t[]>(bytes + simdjson::SIMDJSON_PADDING);
  for (const int which : {kOurs, kWestmere}) {
    made.minified[which] = std::make_unique<uint8_t[]>(bytes + simdjson::SIMDJSON_PADDING);
    const error_code error =
        implementation(which).create_dom_parser_implementation(bytes, kDepth, made.parsers[which]);
    if (error != simdjson::SUCCESS) return nullptr;
  }
  return made.bytes.get();
}

/// @param mode  0 for one document, 1 and 2 for a part and the end of a stream of them
/// @return simdjson's error code
EMSCRIPTEN_KEEPALIVE int stage1(int which, size_t at, size_t length, int mode) {
  return parser(which).stage1(room() + at, length, static_cast<stage1_mode>(mode));
}

EMSCRIPTEN_KEEPALIVE const uint32_t* indexes(int which) {
  return parser(which).structural_indexes.get();
}

EMSCRIPTEN_KEEPALIVE uint32_t indexCount(int which) {
  return parser(which).n_structural_indexes;
}

/// What the kernels answer differently, a bit for each: 1, 2 and 4 for stage 1 in its three
/// modes, 8 for validate_utf8, 16 for minify.
EMSCRIPTEN_KEEPALIVE int differences(size_t at, size_t length) {
  const uint8_t* const bytes = room() + at;
  int found = 0;
  for (int mode = 0; mode < 3; ++mode) {
    if (!sameStage1(bytes, length, static_cast<stage1_mode>(mode))) found |= 1 << mode;
  }
  if (!sameUtf8(bytes, length)) found |= 8;
  if (!sameMinified(bytes, length)) found |= 16;
  return found;
}

EMSCRIPTEN_KEEPALIVE int validUtf8(int which, size_t at, size_t length) {
  return implementation(which).validate_utf8(reinterpret_cast<const char*>(room() + at), length);
}

/// @return the length of the text without white space, which `minified` then has; or less
///         than zero for an error
EMSCRIPTEN_KEEPALIVE int minify(int which, size_t at, size_t length) {
  size_t written = 0;
  const error_code error =
      implementation(which).minify(room() + at, length, made.minified[which].get(), written);
  return error != simdjson::SUCCESS ? -static_cast<int>(error) : static_cast<int>(written);
}

EMSCRIPTEN_KEEPALIVE const uint8_t* minified(int which) {
  return made.minified[which].get();
}

/// Parses by simdjson's own parser, which asks stage 1 of this kernel, and writes again.
///
/// @param batch  0 for one document, else for a stream of them that is read so many bytes at a time
/// @return the length of the text that `documentText` then has, or less than zero for an error
EMSCRIPTEN_KEEPALIVE int parse(int which, size_t at, size_t length, size_t batch) {
  simdjson::get_active_implementation() = &implementation(which);
  documents.clear();
  const uint8_t* const bytes = room() + at;
  const error_code error =
      batch == 0 ? writeDocument(bytes, length) : writeDocuments(bytes, length, batch);
  return error != simdjson::SUCCESS ? -static_cast<int>(error) : static_cast<int>(documents.size());
}

EMSCRIPTEN_KEEPALIVE const char* documentText() {
  return documents.data();
}

}  // extern "C"
