#include "wasm_stage1.h"

#include <bit>
#include <cstring>
#include <memory>
#include <new>

#include "index_writer.h"
#include "last_document.h"
#include "structure.h"

namespace plimsoll::stage1 {
namespace {

using simdjson::error_code;
using simdjson::stage1_mode;
using Parser = simdjson::internal::dom_parser_implementation;

// The last block of a document is read whole.
static_assert(simdjson::SIMDJSON_PADDING >= Block::kSize - 1);

/// The bits of a block's first bytes.
///
/// @param length  1 to 64
uint64_t firstBits(size_t length) noexcept {
  return ~uint64_t{0} >> (Block::kSize - length);
}

/// Writes where everything begins, and returns what there is to say about the bytes.
///
/// @param length  at least 1
StructureScan scan(const uint8_t* bytes, size_t length, IndexWriter& writer) noexcept {
  StructureScan structure;
  size_t at = 0;
  for (; at + Block::kSize < length; at += Block::kSize) {
    writer.write(static_cast<uint32_t>(at), structure.next(Block::at(bytes + at)).begins);
  }
  const size_t rest = length - at;
  const uint64_t begins = structure.next(Block::atEnd(bytes + at, rest)).begins;
  writer.write(static_cast<uint32_t>(at), begins & firstBits(rest));
  return structure;
}

class DocumentParser final : public Parser {
 public:
  error_code parse(const uint8_t* bytes, size_t length,
                   simdjson::dom::document& document) noexcept final {
    const error_code error = stage1(bytes, length, stage1_mode::regular);
    return error != simdjson::SUCCESS ? error : stage2(document);
  }

  error_code stage1(const uint8_t* bytes, size_t length, stage1_mode mode) noexcept final {
    builtin_.buf = bytes;
    builtin_.len = length;
    if (length > _capacity) return simdjson::CAPACITY;
    if (length == 0) return simdjson::EMPTY;
    if (mode != stage1_mode::regular) {
      length = lengthOfWholeCharacters(bytes, length);
      if (length == 0) return simdjson::UTF8_ERROR;
    }
    IndexWriter writer(structural_indexes.get());
    const StructureScan structure = scan(bytes, length, writer);
    if (structure.openString() && mode == stage1_mode::regular) return simdjson::UNCLOSED_STRING;
    if (structure.controlInString()) return simdjson::UNESCAPED_CHARS;
    const error_code error = keep(writer.count(), length);
    if (error != simdjson::SUCCESS) return error;
    if (mode != stage1_mode::regular) {
      const error_code cut = keepWholeDocuments(mode, structure.openString(), length);
      if (cut != simdjson::SUCCESS) return cut;
    }
    return structure.brokenUtf8() ? simdjson::UTF8_ERROR : simdjson::SUCCESS;
  }

  error_code stage2(simdjson::dom::document& document) noexcept final {
    return lent([&] { return builtin_.stage2(document); });
  }

  error_code stage2_next(simdjson::dom::document& document) noexcept final {
    return lent([&] { return builtin_.stage2_next(document); });
  }

  uint8_t* parse_string(const uint8_t* from, uint8_t* to, bool replace) const noexcept final {
    return builtin_.parse_string(from, to, replace);
  }

  uint8_t* parse_wobbly_string(const uint8_t* from, uint8_t* to) const noexcept final {
    return builtin_.parse_wobbly_string(from, to);
  }

  error_code set_capacity(size_t capacity) noexcept final {
    if (capacity > simdjson::SIMDJSON_MAXSIZE_BYTES) return simdjson::CAPACITY;
    const size_t blocks = (capacity + Block::kSize - 1) / Block::kSize;
    const size_t entries = blocks * Block::kSize + IndexWriter::kBeyond;
    structural_indexes.reset(new (std::nothrow) uint32_t[entries]);
    n_structural_indexes = 0;
    _capacity = structural_indexes ? capacity : 0;
    return structural_indexes ? simdjson::SUCCESS : simdjson::MEMALLOC;
  }

  error_code set_max_depth(size_t depth) noexcept final {
    const error_code error = builtin_.set_max_depth(depth);
    _max_depth = error == simdjson::SUCCESS ? depth : 0;
    return error;
  }

 private:
  /// Says how many indexes there are, and puts behind them what On Demand wants to meet there:
  /// the end twice, then the beginning.
  error_code keep(uint32_t count, size_t length) noexcept {
    n_structural_indexes = count;
    next_structural_index = 0;
    structural_indexes[count] = static_cast<uint32_t>(length);
    structural_indexes[count + 1] = static_cast<uint32_t>(length);
    structural_indexes[count + 2] = 0;
    return count == 0 ? simdjson::EMPTY : simdjson::SUCCESS;
  }

  /// Of a stream that was cut anywhere: leaves out what belongs to its last document, unless
  /// that is whole.
  error_code keepWholeDocuments(stage1_mode mode, bool openString, size_t length) noexcept {
    const bool final = mode == stage1_mode::streaming_final;
    if (openString) --n_structural_indexes;  // its quote
    if (n_structural_indexes == 0 && !final) return simdjson::CAPACITY;
    const uint32_t whole =
        indexesOfWholeDocuments(builtin_.buf, structural_indexes.get(), n_structural_indexes);
    // A document that begins with the buffer and does not end in it needs a larger one.
    const bool tooSmall = whole == 0 && structural_indexes[0] == 0;
    if (!final && tooSmall) return simdjson::CAPACITY;
    n_structural_indexes = whole;
    if (final) {
      structural_indexes[whole + 1] = structural_indexes[whole];
      structural_indexes[whole] = static_cast<uint32_t>(length);
    }
    return whole == 0 ? simdjson::EMPTY : simdjson::SUCCESS;
  }

  /// Has the other kernel work on our indexes.
  template <typename Work>
  error_code lent(Work work) noexcept {
    builtin_.structural_indexes.swap(structural_indexes);
    builtin_.n_structural_indexes = n_structural_indexes;
    builtin_.next_structural_index = next_structural_index;
    const error_code error = work();
    next_structural_index = builtin_.next_structural_index;
    builtin_.structural_indexes.swap(structural_indexes);
    return error;
  }

  /// The kernel for everything but stage 1; it also keeps which document this is about.
  simdjson::builtin::dom_parser_implementation builtin_;
};

class Kernel final : public simdjson::implementation {
 public:
  Kernel() noexcept : implementation("wasm_simd128", "WebAssembly, 128-bit SIMD", 0) {}

  error_code create_dom_parser_implementation(
      size_t capacity, size_t depth, std::unique_ptr<Parser>& parser) const noexcept final {
    parser.reset(new (std::nothrow) DocumentParser);
    if (!parser) return simdjson::MEMALLOC;
    const error_code error = parser->set_capacity(capacity);
    return error != simdjson::SUCCESS ? error : parser->set_max_depth(depth);
  }

  error_code minify(const uint8_t* bytes, size_t length, uint8_t* to,
                    size_t& written) const noexcept final;

  bool validate_utf8(const char* text, size_t length) const noexcept final;
};

/// What stands behind a text without padding must not be read.
Block copied(const uint8_t* bytes, size_t length) noexcept {
  uint8_t copy[Block::kSize] = {};
  if (length > 0) std::memcpy(copy, bytes, length);
  return Block::atEnd(copy, length);
}

/// Writes the bytes whose bits are set, one after the other.
uint8_t* writeKept(const uint8_t* bytes, uint64_t kept, uint8_t* to) noexcept {
  for (; kept != 0; kept &= kept - 1)
    *to++ = bytes[std::countr_zero(kept)];
  return to;
}

error_code Kernel::minify(const uint8_t* bytes, size_t length, uint8_t* to,
                          size_t& written) const noexcept {
  StructureScan structure;
  uint8_t* end = to;
  for (size_t at = 0; at < length; at += Block::kSize) {
    const size_t rest = length - at;
    const bool whole = rest >= Block::kSize;
    const Block block = whole ? Block::at(bytes + at) : copied(bytes + at, rest);
    const uint64_t kept = ~structure.next(block).whitespace;
    end = writeKept(bytes + at, whole ? kept : kept & firstBits(rest), end);
  }
  const bool open = structure.openString();
  written = open ? 0 : static_cast<size_t>(end - to);
  return open ? simdjson::UNCLOSED_STRING : simdjson::SUCCESS;
}

bool Kernel::validate_utf8(const char* text, size_t length) const noexcept {
  const auto* bytes = reinterpret_cast<const uint8_t*>(text);
  Utf8Scan utf8;
  for (size_t at = 0; at < length; at += Block::kSize) {
    const size_t rest = length - at;
    const Block block = rest >= Block::kSize ? Block::at(bytes + at) : copied(bytes + at, rest);
    utf8.next(block, wasm_i8x16_bitmask(anywhere(block)) == 0);
  }
  return !utf8.broken();
}

}  // namespace

const simdjson::implementation& kernel() noexcept {
  static const Kernel kernel;
  return kernel;
}

}  // namespace plimsoll::stage1
