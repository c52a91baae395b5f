#pragma once

#include "plimsoll/feed/event.h"
#include "plimsoll/feed/json/message_walk.h"

namespace plimsoll::binance {

/// The payload of an answer to a request: it has no event type, and is known by its fields.
void answer(MessageWalk& walk, FieldReader& read, EventBatch& batch);

/// The funding that a mark price, which is the batch's last event, comes with.
void fundingRate(FieldReader& read, Slot rate, Slot nextTime, EventBatch& batch);

}  // namespace plimsoll::binance
