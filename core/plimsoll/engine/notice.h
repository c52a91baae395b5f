#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "plimsoll/base/error.h"
#include "plimsoll/engine/signal.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

using FeedId = std::int32_t;
using MarketId = std::int32_t;
inline constexpr std::int32_t kNoId = -1;

enum class NoticeKind : std::uint8_t {
  resync,  ///< a market needs a snapshot, or a new subscription
  error,   ///< a message was refused
  signal,  ///< a signal came on or went off
  control,  ///< the venue wants an answer, or refused a request
};

/// Something that happened while a message was taken in and that somebody may want to
/// act upon. Collected during the call and read right after it.
struct Notice {
  NoticeKind kind;
  FeedId feed = kNoId;
  MarketId market = kNoId;  ///< kNoId where it belongs to no market
  Resync how = Resync::snapshot;
  Control control = Control::none;
  Error error = Error::none;
  std::size_t offset = 0;       ///< bytes from the message's start
  std::uint64_t suppressed = 0;  ///< errors not reported one by one since the last notice
  std::optional<SignalChange> signal{};
};

}  // namespace plimsoll
