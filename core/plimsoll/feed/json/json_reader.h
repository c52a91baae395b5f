#pragma once

#include <simdjson.h>

#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/event.h"

namespace plimsoll {

/// simdjson On Demand with its memory kept in bounds. Only feed/json and feed/venues
/// may know this type.
class JsonReader {
 public:
  /// Opens a document over a message; the views it yields live as long as the message.
  simdjson::simdjson_result<simdjson::ondemand::document> open(std::string_view message);

  /// Gives back what a message above kKeptCapacity made the parser allocate.
  void trim();

 private:
  static constexpr std::size_t kKeptCapacity = 256 * 1024;

  simdjson::ondemand::parser parser_{kMaxDocument};

  static constexpr std::size_t kMaxDocument = 64 * 1024 * 1024;
};

/// What a simdjson code means to a user.
Error messageError(simdjson::error_code code) noexcept;

/// Where in a message simdjson's first stage, which states no place, found a fault.
std::size_t faultOffset(simdjson::error_code code, std::string_view message) noexcept;

/// A scalar's text without quotes and white space, as the venue wrote it: `"0.10"` and
/// `0.10` are the same to a number's reader.
std::string_view unquoted(std::string_view token) noexcept;

/// Where reading an array of levels stopped.
struct LevelScan {
  Error error = Error::none;
  const char* at = nullptr;  ///< the offending character
};

/// Reads `[["price","quantity", ...], ...]` behind what the batch already holds. Further
/// scalars in a level are passed over: some venues append order counts.
///
/// @param array  the raw text from its opening to its closing bracket
/// @param range  set to the levels read
LevelScan scanLevels(std::string_view array, EventBatch& batch, LevelRange& range);

}  // namespace plimsoll
