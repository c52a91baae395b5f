#include "plimsoll/feed/json/message_walk.h"

namespace plimsoll {

MessageWalk::MessageWalk(JsonReader& reader, std::string_view message, const KeySet& keys,
                         EventBatch& batch)
    : message_(message), keys_(keys), batch_(batch) {
  const DecodeResult opened = reader.open(message, cursor_);
  if (opened.error != Error::none) refuse(opened.error, message.data() + opened.offset);
}

bool MessageWalk::root(Fields& fields) { return ok() && collect(cursor_, fields) && ended(); }

bool MessageWalk::collect(JsonCursor& cursor, Fields& fields) {
  JsonCursor walking = cursor;  // a copy of its own, which the compiler keeps in registers
  const bool walked = walking.object([&](std::string_view key) {
    const std::uint32_t* mark = walking.mark();
    const std::string_view value = walking.value();
    if (value.empty()) return refuse(Error::truncated, message_.data() + message_.size());
    const Slot slot = keys_.find(key);
    return slot == KeySet::kNone || fields.add(slot, value, mark) ||
           refuse(Error::duplicateField, value.data());
  });
  cursor = walking;
  return walked || structure(walking);
}

bool MessageWalk::skip(JsonCursor& cursor) {
  return !cursor.value().empty() || refuse(Error::truncated, message_.data() + message_.size());
}

DecodeResult MessageWalk::result() const noexcept {
  if (ok()) return {};
  const std::size_t offset =
      fault_.at == nullptr ? 0 : static_cast<std::size_t>(fault_.at - message_.data());
  return {fault_.error, offset};
}

/// A walk has stopped: for the structure's sake, unless a reason is known already.
bool MessageWalk::structure(const JsonCursor& cursor) noexcept {
  return refuse(cursor.fault() == Error::none ? Error::notJson : cursor.fault(),
                message_.data() + cursor.offset());
}

/// By the place, for a 0 in the text looks like its end.
bool MessageWalk::ended() noexcept {
  return cursor_.offset() == message_.size() ||
         refuse(Error::notJson, message_.data() + cursor_.offset());
}

}  // namespace plimsoll
