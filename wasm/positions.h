#pragma once

#include <emscripten/bind.h>

#include <optional>
#include <string>

#include "plimsoll/engine/watch_desk.h"
#include "plimsoll/margin/position_risk.h"

namespace plimsoll::door {

/// A position as JavaScript states it; NaN where it states nothing.
struct PositionInput {
  std::uint32_t id;
  std::string symbol;
  double signedQuantity;
  double entryPrice;
  double posted;        ///< one of posted and equityAtMark
  double equityAtMark;  ///< at statedMarkPrice
  double statedMarkPrice;
  double tickSize;
  double lotSize;
  double liquidationFeeRate;
  emscripten::val brackets;  ///< five numbers a bracket, flat; null without a table
};

/// Why an input was refused: Error::none where it was not.
struct RefusalReply {
  int error;
  std::string field;
  int row;       ///< of a bracket, where a table was refused
  int position;  ///< which one, where a list of them was given
};

RefusalReply reply(const Refusal& refusal, int position = 0);

/// What core makes of an input, or why it is refused.
struct PositionRead {
  Refusal refusal;
  PositionToWatch position;
};

PositionRead read(const PositionInput& input);

inline std::optional<double> given(double value) {
  return value == value ? std::optional<double>(value) : std::nullopt;
}

}  // namespace plimsoll::door
