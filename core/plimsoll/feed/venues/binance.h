#pragma once

#include <string_view>

#include "plimsoll/feed/event.h"

namespace plimsoll::binance {

/// Reads messages that are plain enough to be walked without finding their structure first,
/// as quotes and trades are; see PlainCursor.
///
/// @param batch  to be cleared where it answers false
/// @return false where the message is not plain or not right, and the decoder has to look
bool decodePlain(std::string_view message, EventBatch& batch);

}  // namespace plimsoll::binance
