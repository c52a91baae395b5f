// Prints web/src's layout.ts: the fields of a reading in the order they stand in memory,
// and the codes of errors and reasons, each from its one C++ definition.

#include <cstddef>
#include <cstdio>
#include <cstring>
#include <string>

#include "account_door.h"
#include "holdings.h"
#include "layout.h"
#include "plimsoll/base/error.h"
#include "plimsoll/feed/venue.h"
#include "plimsoll/funding/funding_cost.h"
#include "plimsoll/funding/funding_rules.h"
#include "plimsoll/margin/estimate.h"
#include "plimsoll/margin/preview.h"
#include "plimsoll/margin/venue_texts.h"
#include "preview_door.h"
#include "questions/questions.h"
#include "replies.h"

using plimsoll::layout::closeNames;
using plimsoll::layout::openNames;
using plimsoll::layout::printName;

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
  plimsoll::layout::printReading();
  plimsoll::layout::printAnalyzed();
  plimsoll::layout::printMetrics();
  plimsoll::layout::printSettings();
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
