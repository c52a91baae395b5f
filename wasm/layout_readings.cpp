// Prints what layout.ts says of readings, metrics and the settings of analytics, with docstrings
// from the one C++ list of each.

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <sstream>
#include <string>

#include "layout.h"
#include "plimsoll/analytics/analytics.h"
#include "plimsoll/analytics/analytics_settings.h"
#include "plimsoll/analytics/metrics.h"
#include "plimsoll/engine/reading.h"

namespace plimsoll::layout {
namespace {

void printReadingField(const char* name, std::size_t offset) {
  if (std::strcmp(name, "revision") == 0) return;
  std::printf("  %s: of(block[%zu] as number),\n", name, offset / sizeof(double));
}

/// Signs alone begin no line: readers of docstrings would take them for a list.
bool isSign(const std::string& word) {
  return word.find_first_not_of("+-/<=>") == std::string::npos;
}

/// A field's docstring: in one line where it fits, else a block of lines broken between words.
void printDoc(const std::string& doc) {
  constexpr std::size_t kWidth = 100;
  if (doc.size() + std::strlen("  /**  */") <= kWidth) {
    std::printf("  /** %s */\n", doc.c_str());
    return;
  }
  std::printf("  /**");
  std::istringstream words(doc);
  std::size_t used = kWidth;
  for (std::string word; words >> word; used += 1 + word.size()) {
    if (used + 1 + word.size() > kWidth && !isSign(word)) {
      std::printf("\n   *");
      used = std::strlen("   *");
    }
    std::printf(" %s", word.c_str());
  }
  std::printf("\n   */\n");
}

void printFieldType(const char* name, const char* doc) {
  printDoc(doc);
  std::printf("  readonly %s: number | null;\n", name);
}

/// A number as a setting's docstring has it.
std::string shown(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.12g", number);
  return text;
}

void printSetting(const char* name, double value, double low, double high, const std::string& doc) {
  const bool isSwitch = low == 0.0 && high == 1.0 && (value == 0.0 || value == 1.0);
  const bool hasDefault = value == value;
  const std::string range = shown(low) + " to " + shown(high) + ".";
  if (isSwitch) {
    printDoc(doc + (value != 0.0 ? " Default true." : " Default false."));
  } else {
    printDoc(doc + (hasDefault ? " Default " + shown(value) + ", from " : " From ") + range);
  }
  const char* type = isSwitch ? "boolean" : hasDefault ? "number" : "number | null";
  std::printf("  readonly %s?: %s;\n", name, type);
}

}  // namespace

void openNames(const char* list) {
  std::printf("\nexport const %s = [\n", list);
}
void printName(const char* name) {
  std::printf("  \"%s\",\n", name);
}
void closeNames() {
  std::printf("] as const;\n");
}

void printReading() {
  std::printf(R"(/**
 * Every number of a market at one moment; null where there is none. The venue's unit is that of its
 * quantities; Pb, Qb, Pa and Qa are best bid, what rests there, and likewise of the ask. Numbers of
 * the book are null while the book is not to be trusted.
 */
)");
  std::printf("export interface ReadingFields {\n");
#define PLIMSOLL_READING_FIELD(name, doc) printFieldType(#name, doc);
  PLIMSOLL_READING_FIELDS(PLIMSOLL_READING_FIELD)
#undef PLIMSOLL_READING_FIELD
  std::printf("}\n");

  // All at once: an object that grows field by field by their names is read a fifth as fast.
  std::printf("\n/** A reading's block as an object, but for its revision. */\n");
  std::printf("export const readingOf = (block: Float64Array, of: (value: number) => number | null) => ({\n");
#define PLIMSOLL_READING_FIELD(name, doc) printReadingField(#name, offsetof(plimsoll::Reading, name));
  PLIMSOLL_READING_FIELDS(PLIMSOLL_READING_FIELD)
#undef PLIMSOLL_READING_FIELD
  std::printf("});\n\nexport const readingLength = %zu;\n", plimsoll::kReadingFields);

  // The names stand in the package once.
  static_assert(offsetof(plimsoll::Reading, revision) == sizeof(double));
  std::printf(R"(
function namesOf<Fields>(read: (block: Float64Array, of: (value: number) => null) => Fields) {
  const names = Object.keys(read(new Float64Array(0), () => null) as object);
  names.splice(1, 0, "revision");
  return names as readonly (keyof Fields | "revision")[];
}

/** The name of each number of a reading, in the order in which they stand in its block. */
export const readingFields = /* @__PURE__ */ namesOf(readingOf);
)");
}

void printAnalyzed() {
  std::printf(R"(
/**
 * Every number that a market's analytics follow; null where there is none, as until enough has
 * come and where its part is not followed, see `AnalyticsSettings`. What one counts is `count` of
 * `market.metric()`: 1 where nothing is said. A flag is one of its `flags`.
 */
)");
  std::printf("export interface MetricFields {\n");
#define PLIMSOLL_METRIC(name, source, doc) printFieldType(#name, doc);
  PLIMSOLL_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC
  std::printf("}\n\n/** A reading's block with its metrics, likewise. */\n");
  std::printf("export const analyzedOf = (block: Float64Array, of: (value: number) => number | null) => ({\n"
              "  ...readingOf(block, of),\n");
  std::size_t place = plimsoll::kReadingFields;
#define PLIMSOLL_METRIC(name, source, doc) printReadingField(#name, sizeof(double) * place++);
  PLIMSOLL_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC
  std::printf("});\n\nexport const analyzedLength = %zu;\n", place);
  std::printf("\n/** The name of each number of a reading and its metrics, likewise. */\n"
              "export const analyzedFields = /* @__PURE__ */ namesOf(analyzedOf);\n");
}

void printMetrics() {
  openNames("readingMetrics");
#define PLIMSOLL_METRIC(name, source) printName(#name);
  PLIMSOLL_READING_METRICS(PLIMSOLL_METRIC)
#undef PLIMSOLL_METRIC
  closeNames();
  std::printf("\nexport const flowLevels = %zu;\n", plimsoll::kFlowLevels);
  std::printf("export const tradeSizes = %zu;\n", plimsoll::kTradeSizes);
  std::printf("export const footprintRows = %zu;\n", plimsoll::PriceGrid::kBins);
}

void printSettings() {
  std::printf("\n/** What the analytics of a market follow, and how. */\n"
              "export interface AnalyticsSettings {\n");
#define PLIMSOLL_SETTING(name, value, low, high, error, doc) \
  printSetting(#name, value, low, high, doc);
  PLIMSOLL_ANALYTICS_SETTINGS(PLIMSOLL_SETTING)
#undef PLIMSOLL_SETTING
  std::printf("}\n");
  openNames("analyticsSettings");
#define PLIMSOLL_SETTING(name, value, low, high, error, doc) printName(#name);
  PLIMSOLL_ANALYTICS_SETTINGS(PLIMSOLL_SETTING)
#undef PLIMSOLL_SETTING
  closeNames();
}

}  // namespace plimsoll::layout
