#include "plimsoll/feed/json/message_walk.h"

#include <algorithm>

namespace plimsoll {

bool MessageWalk::root(Fields& fields) { return ok() && collect(cursor_, fields) && ended(); }

bool MessageWalk::collect(JsonCursor& cursor, Fields& fields) {
  JsonCursor walking = cursor;  // a copy of its own, which the compiler keeps in registers
  const bool walked = walking.object([&](std::string_view key) {
    const Slot slot = form_.keys.find(key);
    std::string_view value;
    if (walking.peek() == '[' || walking.peek() == '{') {
      JsonCursor stepping = walking;
      const bool stepped = slot != KeySet::kNone && stepInto(stepping, slot, fields);
      if (!stepped && ok()) value = stepping.value();
      walking = stepping;
      if (stepped || !ok()) return ok();
    } else {
      value = walking.scalar();
    }
    if (value.empty()) return false;
    return slot == KeySet::kNone || fields.add(slot, value) ||
           refuse(Error::duplicateField, value.data());
  });
  cursor = walking;
  return walked || structure(walking);
}

/// Reads what the form tells of while the walk is there.
/// @return false, and the cursor where it was, where it is nothing of the form's
bool MessageWalk::stepInto(JsonCursor& cursor, Slot slot, Fields& fields) {
  for (std::size_t i = 0; i < nested_.size(); ++i) {
    if (slot == form_.nested[i] && nested_[i].at == nullptr) {
      return stepIntoNested(cursor, slot, fields, nested_[i]);
    }
  }
  if (slot == form_.sides) return stepOverSides(cursor, fields);
  const bool isLevels = std::ranges::find(form_.levels, slot) != form_.levels.end();
  return isLevels && cursor.peek() == '[' && stepOverLevels(cursor, slot, fields);
}

bool MessageWalk::stepIntoNested(JsonCursor& cursor, Slot slot, Fields& fields, Nested& nested) {
  JsonCursor inside = cursor;
  nested.isArray = inside.take('[');
  if (inside.peek() != '{') return false;
  if (fields.has(slot)) return refuse(Error::duplicateField, cursor.at());
  nested.at = cursor.at();
  if (!collect(inside, nested.first)) return false;
  nested.rest = inside;
  if (nested.isArray && !inside.leave()) return structure(inside);
  const std::size_t size = static_cast<std::size_t>(inside.at() - cursor.at());
  const std::string_view token{cursor.at(), size};
  cursor = inside;
  return fields.add(slot, token);
}

bool MessageWalk::stepOverLevels(JsonCursor& cursor, Slot slot, Fields& fields) {
  const char* first = cursor.at();
  const std::size_t before = batch_.levels.size();
  LevelRange range;
  const LevelScan scan = scanFrom(cursor, range);
  if (scan.error != Error::none) {
    batch_.levels.resize(before);  // it is something else, or will be refused when it is read
    return false;
  }
  cursor.jumpTo(scan.at);
  return fields.addLevels(slot, {first, static_cast<std::size_t>(scan.at - first)}, range) ||
         refuse(Error::duplicateField, first);
}

bool MessageWalk::stepOverSides(JsonCursor& cursor, Fields& fields) {
  const char* first = cursor.at();
  const std::size_t before = batch_.levels.size();
  std::array<LevelRange, 2> sides;
  JsonCursor inside = cursor;
  bool isRead = inside.take('[');
  for (LevelRange& side : sides) {
    isRead = isRead && (&side == sides.begin() || inside.take(','));
    const LevelScan scan = isRead ? scanFrom(inside, side) : LevelScan{Error::wrongType};
    isRead = scan.error == Error::none;
    if (isRead) inside.jumpTo(scan.at);
  }
  if (!isRead || !inside.take(']')) {
    batch_.levels.resize(before);
    return false;
  }
  cursor = inside;
  const std::string_view token{first, static_cast<std::size_t>(inside.at() - first)};
  return fields.addSides(form_.sides, token, sides) || refuse(Error::duplicateField, first);
}

LevelScan MessageWalk::scanFrom(const JsonCursor& cursor, LevelRange& range) {
  const char* first = cursor.at();
  const char* last = message_.data() + message_.size();
  // Longer ones are lists of instruments: millions of levels would be more than memory holds.
  if (message_.size() > kMaxMessage) return {Error::tooLarge, first};
  return scanLevels({first, static_cast<std::size_t>(last - first)}, form_.levelShape, batch_,
                    range);
}

bool MessageWalk::skip(JsonCursor& cursor) {
  return !cursor.value().empty() || structure(cursor);
}

DecodeResult MessageWalk::result() const noexcept {
  if (ok()) return {};
  const std::size_t offset =
      fault_.at == nullptr ? 0 : static_cast<std::size_t>(fault_.at - message_.data());
  return {fault_.error, offset};
}

/// A walk has stopped: for the structure's sake, unless a reason is known already. A 0 in the
/// text looks like its end, and is not.
bool MessageWalk::structure(const JsonCursor& cursor) noexcept {
  const bool isEnd = cursor.at() == message_.data() + message_.size();
  return refuse(*cursor.at() != '\0' || isEnd ? cursor.fault() : Error::notJson, cursor.at());
}

bool MessageWalk::ended() noexcept {
  return cursor_.at() == message_.data() + message_.size() ||
         refuse(Error::notJson, cursor_.at());
}

}  // namespace plimsoll
