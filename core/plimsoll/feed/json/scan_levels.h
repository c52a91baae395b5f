#pragma once

#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// How a venue writes a level of its book: as ["price","quantity", ...], whose further scalars
/// are passed over, and otherwise as what it is told here.
struct LevelShape {
  /// With an action before them: ["new" | "change" | "delete", price, quantity].
  bool mayHaveActions = false;
  /// As objects, {"px":"1.5","sz":"2", ...}, by these keys; empty where there are none such.
  std::string_view priceKey{};
  std::string_view quantityKey{};
};

/// Where reading an array of levels stopped.
struct LevelScan {
  Error error = Error::none;
  const char* at = nullptr;  ///< the offending character, or behind the closing bracket
};

/// Reads an array of levels behind what the batch already holds.
///
/// @param array  the raw text from its opening bracket to its closing one or beyond
/// @param range  set to the levels read
LevelScan scanLevels(std::string_view array, const LevelShape& shape, EventBatch& batch,
                     LevelRange& range);

}  // namespace plimsoll
