#pragma once

#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/json/fields.h"
#include "plimsoll/feed/json/json_cursor.h"
#include "plimsoll/feed/json/json_reader.h"
#include "plimsoll/feed/json/key_set.h"
#include "plimsoll/feed/json/padded_text.h"

namespace plimsoll {

/// One message on its way to events: what every venue's decoder does alike. The first
/// thing that is wrong ends it, and is the result.
///
///     MessageWalk walk(reader, message, kKeys, batch);
///     Fields envelope;
///     if (walk.root(envelope)) {
///       walk.objects(envelope, "data"_key, [&](FieldReader& read) { trade(read, batch); });
///     }
///     return walk.result();
class MessageWalk {
 public:
  MessageWalk(JsonReader& reader, std::string_view message, const KeySet& keys,
              EventBatch& batch);

  /// Collects the message, which has to be one object.
  bool root(Fields& fields);

  /// Walks the message where it is an array: `visit(JsonCursor&)` steps over each element.
  template <typename Visit>
  bool rootArray(Visit&& visit) {
    return ok() && (cursor_.array([&] { return visit(cursor_) && ok(); }) || structure(cursor_)) &&
           ended();
  }

  /// Walks the message where it is an object whose keys are names and no words, as entries().
  template <typename Visit>
  bool rootEntries(Visit&& visit) {
    const auto each = [&](std::string_view name) { return visit(name, cursor_) && ok(); };
    return ok() && (cursor_.object(each) || structure(cursor_)) && ended();
  }

  bool isArray() const noexcept { return cursor_.peek() == '['; }

  /// Collects the object at a cursor, which then stands behind it.
  bool collect(JsonCursor& cursor, Fields& fields);

  /// Collects the object that a field holds; false where it holds none.
  bool object(const Fields& fields, Slot slot, Fields& nested) {
    if (!ok() || !fields.isObject(slot)) return false;
    JsonCursor cursor = at(fields, slot);
    return collect(cursor, nested);
  }

  /// Reads each object of an array, or the one object that the field holds instead. What is
  /// no object says nothing, and is counted as ignored.
  template <typename Visit>
  bool objects(const Fields& fields, Slot slot, Visit&& visit) {
    if (!ok() || !fields.has(slot)) return false;
    JsonCursor cursor = at(fields, slot);
    return objects(cursor, visit);
  }

  template <typename Visit>
  bool objects(JsonCursor& cursor, Visit&& visit) {
    if (cursor.peek() != '[') return oneObject(cursor, visit);
    return elements(cursor, [&](JsonCursor& element) { return oneObject(element, visit); });
  }

  /// Walks the array that a field holds: `visit(JsonCursor&)` steps over each element.
  template <typename Visit>
  bool elements(const Fields& fields, Slot slot, Visit&& visit) {
    if (!ok() || !fields.isArray(slot)) return false;
    JsonCursor cursor = at(fields, slot);
    return elements(cursor, visit);
  }

  template <typename Visit>
  bool elements(JsonCursor& cursor, Visit&& visit) {
    return cursor.array([&] { return visit(cursor) && ok(); }) || structure(cursor);
  }

  /// Walks the object that a field holds, whose keys are names and no words:
  /// `visit(name, JsonCursor&)` steps over each value.
  template <typename Visit>
  bool entries(const Fields& fields, Slot slot, Visit&& visit) {
    if (!ok() || !fields.isObject(slot)) return false;
    JsonCursor cursor = at(fields, slot);
    return cursor.object([&](std::string_view name) { return visit(name, cursor) && ok(); }) ||
           structure(cursor);
  }

  /// Steps over a value that says nothing.
  bool skip(JsonCursor& cursor);

  FieldReader read(const Fields& fields) noexcept { return {fields, fault_}; }

  bool ok() const noexcept { return fault_.none(); }
  bool refuse(Error error, const char* at) noexcept {
    fault_.refuse(error, at);
    return false;
  }

  /// The first fault, and its place.
  DecodeResult result() const noexcept;

 private:
  template <typename Visit>
  bool oneObject(JsonCursor& cursor, Visit& visit) {
    if (cursor.peek() != '{') {
      ++batch_.ignored;
      return skip(cursor);
    }
    Fields fields;
    if (!collect(cursor, fields)) return false;
    FieldReader reader = read(fields);
    visit(reader);
    return ok();
  }

  JsonCursor at(const Fields& fields, Slot slot) const noexcept {
    return {message_.data(), fields.mark(slot)};
  }

  bool structure(const JsonCursor& cursor) noexcept;
  bool ended() noexcept;

  std::string_view message_;
  const KeySet& keys_;
  EventBatch& batch_;
  JsonCursor cursor_;
  DecodeFault fault_;
};

}  // namespace plimsoll
