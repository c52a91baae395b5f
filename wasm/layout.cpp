// Prints web/src's layout.ts: the fields of a reading in the order they stand in memory,
// and the codes of errors and reasons, each from its one C++ definition.

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>

#include "account_door.h"
#include "holdings.h"
#include "plimsoll/analytics/analytics.h"
#include "plimsoll/analytics/analytics_settings.h"
#include "plimsoll/analytics/metrics.h"
#include "plimsoll/base/error.h"
#include "plimsoll/engine/reading.h"
#include "plimsoll/feed/venue.h"
#include "plimsoll/funding/funding_cost.h"
#include "plimsoll/funding/funding_rules.h"
#include "plimsoll/margin/estimate.h"
#include "plimsoll/margin/preview.h"
#include "plimsoll/margin/venue_texts.h"
#include "preview_door.h"
#include "questions/questions.h"
#include "replies.h"

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

/// The names of a block's fields, in the order in which they stand in it.
void openNames(const char* list) {
  std::printf("\nexport const %s = [\n", list);
}
void printName(const char* name) {
  std::printf("  \"%s\",\n", name);
}
void closeNames() {
  std::printf("] as const;\n");
}

void printReadingField(const char* name, std::size_t offset) {
  if (std::strcmp(name, "revision") == 0) return;
  std::printf("  %s: of(block[%zu] as number),\n", name, offset / sizeof(double));
}

void printFieldType(const char* name, const char* doc) {
  std::printf("  /** %s */\n  readonly %s: number | null;\n", doc, name);
}

void printReading() {
  std::printf("/** Every number of a market at one moment; null where there is none. */\n");
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

/// Behind a reading stand the metrics that are followed once somebody asks.
void printAnalyzed() {
  std::printf("\n/** Every number that a market's analytics follow; null where there is none. */\n");
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

/// Names of the readings that are metrics, in their order.
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

void printSetting(const char* name, double value, double low, double high, const char* doc) {
  const bool isSwitch = low == 0.0 && high == 1.0 && (value == 0.0 || value == 1.0);
  if (isSwitch) {
    std::printf("  /** %s Default %s. */\n  readonly %s?: boolean;\n", doc,
                value != 0.0 ? "true" : "false", name);
  } else if (value == value) {
    std::printf("  /** %s Default %.12g, from %.12g to %.12g. */\n  readonly %s?: number;\n", doc,
                value, low, high, name);
  } else {
    std::printf("  /** %s From %.12g to %.12g. */\n  readonly %s?: number | null;\n", doc, low, high,
                name);
  }
}

void printSettings() {
  using plimsoll::kMostGiven;
  using plimsoll::kNotGiven;
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

#define PLIMSOLL_NAME(name) printName(#name);
#define PLIMSOLL_NAMES(list, fields) \
  openNames(list);                   \
  fields(PLIMSOLL_NAME) closeNames();

void printReplies() {
  PLIMSOLL_NAMES("noticeFields", PLIMSOLL_NOTICE_FIELDS)
  PLIMSOLL_NAMES("counterFields", PLIMSOLL_COUNTER_FIELDS)
  PLIMSOLL_NAMES("depthFields", PLIMSOLL_DEPTH_FIELDS)
  PLIMSOLL_NAMES("aggregateDepthFields", PLIMSOLL_AGGREGATE_DEPTH_FIELDS)
  PLIMSOLL_NAMES("aggregateFields", PLIMSOLL_AGGREGATE_FIELDS)
  PLIMSOLL_NAMES("marketViewFields", PLIMSOLL_MARKET_VIEW_FIELDS)
  PLIMSOLL_NAMES("slippageFields", PLIMSOLL_SLIPPAGE_FIELDS)
  PLIMSOLL_NAMES("listingFields", PLIMSOLL_LISTING_FIELDS)
  PLIMSOLL_NAMES("comparisonFields", PLIMSOLL_COMPARISON_FIELDS)
  PLIMSOLL_NAMES("thresholdFields", PLIMSOLL_THRESHOLD_FIELDS)
  PLIMSOLL_NAMES("warningFields", PLIMSOLL_WARNING_FIELDS)
  PLIMSOLL_NAMES("metricFields", PLIMSOLL_METRIC_FIELDS)
  PLIMSOLL_NAMES("signalFields", PLIMSOLL_SIGNAL_FIELDS)
  PLIMSOLL_NAMES("levelFlowFields", PLIMSOLL_LEVEL_FLOW_FIELDS)
  PLIMSOLL_NAMES("tradeSizeFields", PLIMSOLL_TRADE_SIZE_FIELDS)
  PLIMSOLL_NAMES("footprintFields", PLIMSOLL_FOOTPRINT_FIELDS)
  PLIMSOLL_NAMES("episodeFields", PLIMSOLL_EPISODE_FIELDS)
  PLIMSOLL_NAMES("crowdingFields", PLIMSOLL_CROWDING_FIELDS)
  PLIMSOLL_NAMES("crowdingPartFields", PLIMSOLL_CROWDING_PART_FIELDS)
  PLIMSOLL_NAMES("depthPriceFields", PLIMSOLL_DEPTH_PRICE_FIELDS)
  PLIMSOLL_NAMES("expectedSlippageFields", PLIMSOLL_EXPECTED_SLIPPAGE_FIELDS)
}

void printAccount() {
  PLIMSOLL_NAMES("accountInputs", PLIMSOLL_ACCOUNT_INPUTS)
  PLIMSOLL_NAMES("positionInputs", PLIMSOLL_POSITION_INPUTS)
  PLIMSOLL_NAMES("collateralInputs", PLIMSOLL_COLLATERAL_INPUTS)
  PLIMSOLL_NAMES("symbolInputs", PLIMSOLL_SYMBOL_INPUTS)
  PLIMSOLL_NAMES("bracketInputs", PLIMSOLL_BRACKET_INPUTS)
  PLIMSOLL_NAMES("accountFlags", PLIMSOLL_ACCOUNT_FLAGS)
  PLIMSOLL_NAMES("accountEstimates", PLIMSOLL_ACCOUNT_ESTIMATES)
  PLIMSOLL_NAMES("positionFlags", PLIMSOLL_POSITION_FLAGS)
  PLIMSOLL_NAMES("positionEstimates", PLIMSOLL_POSITION_ESTIMATES)
  PLIMSOLL_NAMES("changeInputs", PLIMSOLL_CHANGE_INPUTS)
  PLIMSOLL_NAMES("changeFields", PLIMSOLL_CHANGE_FIELDS)
}

#undef PLIMSOLL_NAMES
#undef PLIMSOLL_NAME

void printProblem(const char* code, const char* first, const char* second) {
  std::printf("  [\"%s\"", code);
  for (const char* number : {first, second}) {
    if (*number != '\0') std::printf(", \"%s\"", number);
  }
  std::printf("],\n");
}

/// The code of every problem, and the names of its numbers.
void printProblems() {
  openNames("problemTexts");
#define PLIMSOLL_TEXT(code, first, second) printProblem(#code, #first, #second);
  PLIMSOLL_PROBLEMS(PLIMSOLL_TEXT)
#undef PLIMSOLL_TEXT
  closeNames();
}

/// How many doubles a refusal takes.
void printRefusal() {
#define PLIMSOLL_ONE(name) +1
  std::printf("\nexport const refusalLength = %d;\n", 0 PLIMSOLL_REFUSAL_FIELDS(PLIMSOLL_ONE));
#undef PLIMSOLL_ONE
}

const char* mark(double) { return ""; }
const char* mark(const plimsoll::door::Integer&) { return "#"; }

/// "(a, b)" without what surrounds it.
std::string listed(const char* names) {
  return {names + 1, std::strlen(names) - 2};
}

/// Each question with the names of what it takes and gives; # before those that are integers.
void printQuestions() {
  using plimsoll::door::Integer;
#define PLIMSOLL_NAMES(name, Taken, inputs, Given, answers)                                      \
  std::printf("  [\"%s\", \"%s%s\", \"%s%s\"],\n", #name, mark(Taken{}), listed(#inputs).c_str(), \
              mark(Given{}), listed(#answers).c_str());
  openNames("accountQuestions");
  PLIMSOLL_ACCOUNT_QUESTIONS(PLIMSOLL_NAMES)
  closeNames();
  openNames("formulaQuestions");
  PLIMSOLL_FORMULA_QUESTIONS(PLIMSOLL_NAMES)
  closeNames();
#undef PLIMSOLL_NAMES
}

/// The names of an enumeration from its first to its last, in the order of their numbers.
template <typename Code>
void printAll(const char* list, const char* unknown) {
  openNames(list);
  for (int number = 0; std::strcmp(name(static_cast<Code>(number)), unknown) != 0; ++number)
    printName(name(static_cast<Code>(number)));
  closeNames();
}

/// Whose rows go by contracts, by number.
void printContractVenues() {
  std::printf("\nexport const contractVenues: readonly number[] = [");
  for (int number = 0; number < plimsoll::kMarginVenues; ++number) {
    const auto venue = static_cast<plimsoll::MarginVenue>(number);
    if (plimsoll::venueRules(venue).tiers == plimsoll::TierRule::wholeByContracts)
      std::printf("%d, ", number);
  }
  std::printf("];\n");
}

/// The venues of feeds by their numbers.
void printFeedVenues() {
  openNames("feedVenues");
  for (std::size_t number = 0; number < plimsoll::kFeedVenues; ++number)
    printName(std::string(plimsoll::traits(static_cast<plimsoll::FeedVenue>(number)).name).c_str());
  closeNames();
}

/// Every venue's name, the formula that its rules are, and whether its rows are for the
/// whole position and go by contracts.
void printVenues() {
  std::printf("\nexport const venueTexts = [\n");
  for (int number = 0; number < plimsoll::kMarginVenues; ++number) {
    const auto venue = static_cast<plimsoll::MarginVenue>(number);
    const auto& [name, formula] = plimsoll::venueText(venue);
    std::printf("  [\"%.*s\", \"%.*s\"],\n", static_cast<int>(name.size()), name.data(),
                static_cast<int>(formula.size()), formula.data());
  }
  std::printf("] as const;\n");
}

}  // namespace

int main() {
  std::printf("// Made by wasm/layout.cpp from the headers of core and wasm.\n\n");
  printReading();
  printAnalyzed();
  printMetrics();
  printSettings();
  printAccount();
  printProblems();
  printRefusal();
  printAll<plimsoll::Reason>("reasons", "unknownReason");
  printAll<plimsoll::NoRunway>("noRunways", "unknownReason");
  printAll<plimsoll::FundingVenue>("fundingVenues", "unknownVenue");
  printQuestions();
  printReplies();
  printFeedVenues();
  printVenues();
  printContractVenues();
  printCodes<plimsoll::Error>("ErrorCode", "Why an input or a message was refused.", 299,
                              "unknownError");
  printCodes<plimsoll::Reason>("ReasonCode", "Why a number about a position is not there.", 99,
                               "unknownReason");
}
