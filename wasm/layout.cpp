// Prints web/src's layout.ts: the fields of a reading in the order they stand in memory,
// and the codes of errors and reasons, each from its one C++ definition.

#include <cstddef>
#include <cstdio>
#include <cstring>

#include "plimsoll/base/error.h"
#include "plimsoll/engine/reading.h"
#include "plimsoll/margin/estimate.h"

namespace {

template <typename Code>
void printCodes(const char* type, const char* doc, int last, const char* unknown) {
  std::printf("\n/** %s */\nexport type %s =", doc, type);
  for (int number = 1; number <= last; ++number) {
    const char* code = plimsoll::name(static_cast<Code>(number));
    if (std::strcmp(code, unknown) != 0) std::printf("\n  | \"%s\"", code);
  }
  std::printf(";\n");
}

}  // namespace

int main() {
  std::printf("// Made by wasm/layout.cpp from core/plimsoll/engine/reading.h.\n\n");
  std::printf("/** Every number of a market at one moment; null where there is none. */\n");
  std::printf("export interface ReadingFields {\n");
#define PLIMSOLL_READING_FIELD(name, doc) \
  std::printf("  /** %s */\n  readonly %s: number | null;\n", doc, #name);
  PLIMSOLL_READING_FIELDS(PLIMSOLL_READING_FIELD)
#undef PLIMSOLL_READING_FIELD
  std::printf("}\n\nexport const readingFields = [\n");
#define PLIMSOLL_READING_FIELD(name, doc)                                              \
  static_assert(offsetof(plimsoll::Reading, name) % sizeof(double) == 0);              \
  std::printf("  \"%s\", // %zu\n", #name, offsetof(plimsoll::Reading, name) / sizeof(double));
  PLIMSOLL_READING_FIELDS(PLIMSOLL_READING_FIELD)
#undef PLIMSOLL_READING_FIELD
  std::printf("] as const;\n");

  printCodes<plimsoll::Error>("ErrorCode", "Why an input or a message was refused.", 299,
                              "unknownError");
  printCodes<plimsoll::Reason>("ReasonCode", "Why a number about a position is not there.", 99,
                               "unknownReason");
}
