#pragma once

#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// How a venue writes a level of its book.
struct LevelShape {
  enum class Kind : std::uint8_t {
    pair,    ///< ["price","quantity", ...]; further scalars are passed over
    object,  ///< {"px":"1.5","sz":"2", ...}, by the names below
    action,  ///< ["new" | "change" | "delete", price, quantity]
  };
  Kind kind = Kind::pair;
  std::string_view priceKey{};
  std::string_view quantityKey{};
};

/// Where reading an array of levels stopped.
struct LevelScan {
  Error error = Error::none;
  const char* at = nullptr;  ///< the offending character
};

/// Reads an array of levels behind what the batch already holds.
///
/// @param array  the raw text from its opening to its closing bracket
/// @param range  set to the levels read
LevelScan scanLevels(std::string_view array, const LevelShape& shape, EventBatch& batch,
                     LevelRange& range);

}  // namespace plimsoll
