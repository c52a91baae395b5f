#include "block.h"

#include <algorithm>
#include <cstdint>

#include "exports.h"

namespace plimsoll::door {
namespace {

/// A rate that is a share of initial margin is below it at any leverage: as if that were one.
Refusal checkShares(std::span<const MarginBracket> brackets) {
  std::vector<MarginBracket> shares(brackets.begin(), brackets.end());
  for (MarginBracket& bracket : shares)
    bracket.maxLeverage = std::min(bracket.maxLeverage, 1.0);
  return checkWholePosition(shares);
}

}  // namespace

std::vector<double> input;
std::vector<double> output;

void write(const Refused& refused) {
  output.assign({static_cast<double>(refused.refusal.error),
                 static_cast<double>(reinterpret_cast<std::uintptr_t>(refused.refusal.field)),
                 static_cast<double>(refused.refusal.row), static_cast<double>(refused.part),
                 static_cast<double>(refused.index)});
}

std::optional<double> given(double value) {
  return value == value ? std::optional<double>(value) : std::nullopt;
}

MarginBracket bracketOf(const BracketInput& row) {
  return {row.notionalFloor, row.notionalCap, row.maintenanceMarginRate, row.maintenanceAmount,
          row.maxLeverage};
}

Refusal complete(std::span<MarginBracket> brackets, const VenueRules& rules) {
  if (brackets.empty()) return {};
  const bool hasAmounts = std::all_of(brackets.begin(), brackets.end(), [](const auto& bracket) {
    return given(bracket.maintenanceAmount).has_value();
  });
  if (rules.tiers == TierRule::marginal) {
    if (!hasAmounts) fillMaintenanceAmounts(brackets);
    return check(brackets);
  }
  for (MarginBracket& bracket : brackets) {
    if (!hasAmounts) bracket.maintenanceAmount = 0.0;
  }
  return rules.rateOf == RateOf::initialMargin ? checkShares(brackets)
                                               : checkWholePosition(brackets);
}

}  // namespace plimsoll::door

using namespace plimsoll;
using namespace plimsoll::door;

/// Where the next input is written.
PLIMSOLL_EXPORT double* accountRoom(std::uint32_t doubles) {
  input.resize(doubles);
  return input.data();
}

/// Whether rows that were written are a table of a venue.
PLIMSOLL_EXPORT const double* checkTable(std::int32_t venue, std::uint32_t rows) {
  Block block;
  std::vector<MarginBracket> brackets;
  for (const BracketInput& row : block.take<BracketInput>(rows))
    brackets.push_back(bracketOf(row));
  const Refusal refusal = brackets.empty() ? check(std::span<const MarginBracket>{})
                                           : complete(brackets, rulesOf(venue));
  write(Refused{refusal, Part::bracket, 0});
  return output.data();
}

/// The code of an error, as text that ends with a zero.
PLIMSOLL_EXPORT const char* errorText(std::int32_t error) {
  return name(static_cast<Error>(error));
}
