#pragma once

#include <string_view>

#include "plimsoll/feed/event.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

/// Reads markets as ccxt unifies them into listings: one, an array of them, or an object of
/// them by name, as `exchange.markets` is. What is no market is passed over.
///
/// Source: ccxt's manual, "Market Structure", read 2026-11. Its precisions are steps, as
/// with TICK_SIZE, which all of our venues have there.
///
/// @return whether there was any
bool decodeCcxtMarkets(std::string_view message, EventBatch& batch);

}  // namespace plimsoll
