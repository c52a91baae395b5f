#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "plimsoll/base/error.h"
#include "plimsoll/margin/margin_table.h"
#include "plimsoll/margin/venue_rules.h"

// Questions and answers about positions cross as blocks of doubles. NaN is what is not known.

#define PLIMSOLL_BRACKET_INPUTS(field)                                                          \
  field(notionalFloor) field(notionalCap) field(maintenanceMarginRate) field(maintenanceAmount) \
      field(maxLeverage)

// What every answer begins with.
#define PLIMSOLL_REFUSAL_FIELDS(field) \
  field(error) field(fieldName) field(row) field(part) field(index)

namespace plimsoll::door {

extern std::vector<double> input;
extern std::vector<double> output;

/// Which part of the input a refusal is about.
enum class Part : int { account = 0, position = 1, collateral = 2, bracket = 3, change = 4 };

/// A refusal, and where in the input it is.
struct Refused {
  Refusal refusal;
  Part part = Part::account;
  std::size_t index = 0;  ///< of the position or collateral
};

/// Begins the answer.
void write(const Refused& refused);

std::optional<double> given(double value);

#define PLIMSOLL_MEMBER(name) double name;
struct BracketInput {
  PLIMSOLL_BRACKET_INPUTS(PLIMSOLL_MEMBER)
};
#undef PLIMSOLL_MEMBER

/// Structs of doubles in the input, one after the other.
class Block {
 public:
  template <typename Fields>
  std::span<const Fields> take(double count) {
    const auto* const fields = reinterpret_cast<const Fields*>(input.data() + at_);
    const std::size_t size = static_cast<std::size_t>(count);
    at_ += size * sizeof(Fields) / sizeof(double);
    return {fields, size};
  }

  /// All that is left of the input.
  template <typename Fields>
  std::span<const Fields> rest() {
    return take<Fields>((input.size() - at_) * sizeof(double) / sizeof(Fields));
  }

 private:
  std::size_t at_ = 0;
};

MarginBracket bracketOf(const BracketInput& row);

/// Fills in the amounts that are not given, or zero where a venue has none, and checks the
/// rows as a table of this venue. No rows pass.
Refusal complete(std::span<MarginBracket> brackets, const VenueRules& rules);

/// By its number in JavaScript.
inline const VenueRules& rulesOf(double venue) {
  return venueRules(static_cast<MarginVenue>(static_cast<int>(venue)));
}

}  // namespace plimsoll::door
