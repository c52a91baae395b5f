#pragma once

#include <string_view>

#include "plimsoll/feed/event.h"

namespace plimsoll::binance {

/// Reads a quote, a trade or an update of the book that is written as Binance writes them: nearly
/// all messages.
///
/// @param rule   of the venue's updates
/// @param batch  empty; stays so where it cannot
/// @return false where the message has to be walked, whatever it is
bool readAsWritten(std::string_view message, const SequenceRule& rule, EventBatch& batch);

}  // namespace plimsoll::binance
