#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "plimsoll/base/check.h"
#include "plimsoll/margin/contract.h"
#include "plimsoll/margin/exposure.h"
#include "questions.h"

// How the values of a question are read and those of its answer written.

namespace plimsoll::door::questions {

inline ContractKind kindOf(double number) {
  return static_cast<ContractKind>(static_cast<int>(number));
}

inline double orMissing(const std::optional<double>& value) {
  return value.value_or(std::numeric_limits<double>::quiet_NaN());
}

/// What does not fit is below every limit, and refused by its check.
inline std::int64_t int64(const Integer& value) {
  return value.read().toInt64().value_or(std::numeric_limits<std::int64_t>::min());
}

/// The rows as a margin table, not yet completed.
inline std::vector<MarginBracket> bracketsIn(Block& rows) {
  std::vector<MarginBracket> brackets;
  for (const BracketInput& row : rows.rest<BracketInput>())
    brackets.push_back(bracketOf(row));
  return brackets;
}

/// What the formula of a venue's isolated positions counts has been given.
inline Refusal checkCounted(const VenueRules& rules, double takerFeeRate, double leverage) {
  if (rules.isolated.exitFee != ExitFee::none && !given(takerFeeRate))
    return {Error::missingField, "takerFeeRate"};
  if (countsLeverage(rules, rules.isolated) && !given(leverage))
    return {Error::missingField, "leverage"};
  return {};
}

}  // namespace plimsoll::door::questions
