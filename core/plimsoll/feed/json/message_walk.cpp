#include "plimsoll/feed/json/message_walk.h"

#include <algorithm>

namespace plimsoll {

MessageWalk::MessageWalk(JsonReader& reader, std::string_view message, const MessageForm& form,
                         EventBatch& batch)
    : message_(message), form_(form), batch_(batch) {
  const DecodeResult opened = reader.open(message, cursor_);
  if (opened.error == Error::none) {
    marksEnd_ = reader.marksEnd();
  } else {
    refuse(opened.error, message.data() + opened.offset);
  }
}

bool MessageWalk::root(Fields& fields) { return ok() && collect(cursor_, fields) && ended(); }

bool MessageWalk::collect(JsonCursor& cursor, Fields& fields) {
  JsonCursor walking = cursor;  // a copy of its own, which the compiler keeps in registers
  const bool walked = walking.object([&](std::string_view key) {
    const Slot slot = form_.keys.find(key);
    const std::uint32_t* mark = walking.mark();
    if (slot != KeySet::kNone && (walking.peek() == '[' || walking.peek() == '{')) {
      JsonCursor stepping = walking;
      const bool stepped = stepInto(stepping, slot, fields);
      walking = stepping;
      if (stepped || !ok()) return ok();
    }
    const std::string_view value = walking.value();
    if (value.empty()) return refuse(Error::truncated, message_.data() + message_.size());
    return slot == KeySet::kNone || fields.add(slot, value, mark) ||
           refuse(Error::duplicateField, value.data());
  });
  cursor = walking;
  return walked || structure(walking);
}

/// Reads what the form tells of while the walk is there.
/// @return false, and the cursor where it was, where it is nothing of the form's
bool MessageWalk::stepInto(JsonCursor& cursor, Slot slot, Fields& fields) {
  for (std::size_t i = 0; i < nested_.size(); ++i) {
    if (slot == form_.nested[i] && nested_[i].mark == nullptr) {
      return stepIntoNested(cursor, slot, fields, nested_[i]);
    }
  }
  const bool isLevels = std::ranges::find(form_.levels, slot) != form_.levels.end();
  return isLevels && cursor.peek() == '[' && stepOverLevels(cursor, slot, fields);
}

bool MessageWalk::stepIntoNested(JsonCursor& cursor, Slot slot, Fields& fields, Nested& nested) {
  const std::uint32_t* mark = cursor.mark();
  JsonCursor inside = cursor;
  nested.isArray = inside.take('[');
  if (inside.peek() != '{') return false;
  if (fields.has(slot)) return refuse(Error::duplicateField, cursor.text() + *mark);
  nested.mark = mark;
  if (!collect(inside, nested.first)) return false;
  nested.rest = inside;
  if (nested.isArray && !inside.leave()) {
    return refuse(Error::truncated, message_.data() + message_.size());
  }
  const std::size_t size = inside.offset() - *mark;
  cursor = inside;
  return fields.add(slot, {cursor.text() + *mark, size}, mark);
}

/// Levels are read as text, and the walk goes on at the mark behind them: to step over them
/// mark by mark would take as long as to read them.
bool MessageWalk::stepOverLevels(JsonCursor& cursor, Slot slot, Fields& fields) {
  const std::uint32_t* mark = cursor.mark();
  const char* first = cursor.text() + *mark;
  const std::size_t before = batch_.levels.size();
  LevelRange range;
  const LevelScan scan = scanFrom(cursor, range);
  if (scan.error != Error::none) {
    batch_.levels.resize(before);  // it is something else, or will be refused when it is read
    return false;
  }
  jumpBehind(cursor, scan);
  return fields.addLevels(slot, {first, static_cast<std::size_t>(scan.at - first)}, mark, range) ||
         refuse(Error::duplicateField, first);
}

LevelScan MessageWalk::scanFrom(const JsonCursor& cursor, LevelRange& range) {
  const char* first = cursor.text() + cursor.offset();
  const char* last = message_.data() + message_.size();
  return scanLevels({first, static_cast<std::size_t>(last - first)}, form_.levelShape, batch_,
                    range);
}

void MessageWalk::jumpBehind(JsonCursor& cursor, const LevelScan& scan) const noexcept {
  const auto end = static_cast<std::uint32_t>(scan.at - cursor.text());
  cursor.jumpTo(std::lower_bound(cursor.mark(), marksEnd_, end));
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
