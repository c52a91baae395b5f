#pragma once

#include <string_view>

#include "plimsoll/feed/event.h"
#include "plimsoll/feed/json/fields.h"

namespace plimsoll::binance {

/// The payload of an answer to a request: it has no event type, and is known by its fields.
struct Answer {
  std::string_view message;
  const Fields& fields;
  DecodeFault& fault;
  EventBatch& batch;
};

void answer(const Answer& answer);

/// The funding that a mark price, which is the batch's last event, comes with.
void fundingRate(FieldReader& read, Slot rate, Slot nextTime, EventBatch& batch);

}  // namespace plimsoll::binance
