#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/json/fields.h"
#include "plimsoll/feed/json/json_cursor.h"
#include "plimsoll/feed/json/key_set.h"

namespace plimsoll {

/// Slots, and none in the places that are left.
template <std::size_t Size, typename... Given>
consteval std::array<Slot, Size> slots(Given... given) {
  std::array<Slot, Size> all;
  all.fill(KeySet::kNone);
  std::size_t i = 0;
  ((all[i++] = given), ...);
  return all;
}

/// What a walk has to know of a venue's messages to read them in one pass. All of it but the
/// keys only makes it faster: what is not told is stepped over first, and walked when it is
/// asked for.
struct MessageForm {
  KeySet keys;
  /// The fields that hold what a message is about, the outer before the inner.
  std::array<Slot, 3> nested = slots<3>();
  /// The fields that are sides of a book where they are arrays.
  std::array<Slot, 4> levels = slots<4>();
  /// The field that is both sides of a book in one array, bids before asks.
  Slot sides = KeySet::kNone;
  LevelShape levelShape{};
};

/// One message on its way to events: what every venue's decoder does alike. The first
/// thing that is wrong ends it, and is the result.
///
///     MessageWalk walk(message, kForm, batch);
///     Fields envelope;
///     if (walk.root(envelope)) {
///       walk.objects(envelope, "data"_key, [&](FieldReader& read) { trade(read, batch); });
///     }
///     return walk.result();
class MessageWalk {
 public:
  /// @param message  followed by a 0 and kMessagePadding bytes in all that can be read
  MessageWalk(std::string_view message, const MessageForm& form, EventBatch& batch) noexcept
      : message_(message), form_(form), batch_(batch), cursor_(message.data()) {}

  /// Collects the message, which has to be one object.
  bool root(Fields& fields);

  /// Walks the message where it is an array: `visit(JsonCursor&)` steps over each element.
  template <typename Visit>
  bool rootArray(Visit&& visit) {
    return ok() && elements(cursor_, visit) && ended();
  }

  /// Walks the message where it is an object whose keys are names and no words, as entries().
  template <typename Visit>
  bool rootEntries(Visit&& visit) {
    const auto each = [&](std::string_view name) {
      return visit(name, cursor_) && ok() && hasRoom(cursor_);
    };
    return ok() && (cursor_.object(each) || structure(cursor_)) && ended();
  }

  bool isArray() const noexcept { return cursor_.peek() == '['; }

  /// Collects the object at a cursor, which then stands behind it.
  bool collect(JsonCursor& cursor, Fields& fields);

  /// Collects the object that a field holds; false where it holds none.
  bool object(const Fields& fields, Slot slot, Fields& nested) {
    if (!ok() || !fields.isObject(slot)) return false;
    if (const Nested* known = collected(fields, slot); known != nullptr) {
      nested.assign(known->first);
      return true;
    }
    JsonCursor cursor = at(fields, slot);
    return collect(cursor, nested);
  }

  /// Reads each object of an array, or the one object that the field holds instead. What is
  /// no object says nothing, and is counted as ignored.
  template <typename Visit>
  bool objects(const Fields& fields, Slot slot, Visit&& visit) {
    if (!ok() || !fields.has(slot)) return false;
    if (const Nested* known = collected(fields, slot); known != nullptr) {
      FieldReader reader = read(known->first);
      visit(reader);
      JsonCursor rest = known->rest;
      while (known->isArray && ok() && rest.take(',') && oneObject(rest, visit)) continue;
      return ok() && (!known->isArray || rest.take(']') || structure(rest));
    }
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
    return cursor.array([&] { return visit(cursor) && ok() && hasRoom(cursor); }) ||
           structure(cursor);
  }

  /// Walks the object that a field holds, whose keys are names and no words:
  /// `visit(name, JsonCursor&)` steps over each value.
  template <typename Visit>
  bool entries(const Fields& fields, Slot slot, Visit&& visit) {
    if (!ok() || !fields.isObject(slot)) return false;
    JsonCursor cursor = at(fields, slot);
    const auto each = [&](std::string_view name) {
      return visit(name, cursor) && ok() && hasRoom(cursor);
    };
    return cursor.object(each) || structure(cursor);
  }

  /// Whether a field holds an array of arrays.
  bool holdsArrays(const Fields& fields, Slot slot) const noexcept {
    if (!ok() || !fields.isArray(slot)) return false;
    JsonCursor cursor = at(fields, slot);
    return cursor.take('[') && cursor.peek() == '[';
  }

  /// Steps over a value that says nothing.
  bool skip(JsonCursor& cursor);

  /// Reads an array of levels where the walk stands.
  bool levels(JsonCursor& cursor, LevelRange& range) {
    const LevelScan scan = scanFrom(cursor, range);
    if (scan.error != Error::none) return refuse(scan.error, scan.at);
    cursor.jumpTo(scan.at);
    return true;
  }

  FieldReader read(const Fields& fields) noexcept { return {fields, form_.levelShape, fault_}; }

  bool ok() const noexcept { return fault_.none(); }
  bool refuse(Error error, const char* at) noexcept {
    fault_.refuse(error, at);
    return false;
  }

  /// The first fault, and its place.
  DecodeResult result() const noexcept;

 private:
  static constexpr std::size_t kMostEvents = 100'000;

  /// An event is longer than the six bytes that may make one.
  bool hasRoom(const JsonCursor& cursor) noexcept {
    return batch_.events.size() < kMostEvents || refuse(Error::tooLarge, cursor.at());
  }

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

  /// An object of the form's that was collected when the walk came to it; of an array its
  /// first element.
  struct Nested {
    const char* at = nullptr;  ///< where its field begins
    Fields first;
    bool isArray = false;
    JsonCursor rest;  ///< behind the first element
  };

  const Nested* collected(const Fields& fields, Slot slot) const noexcept {
    for (std::size_t i = 0; i < nested_.size(); ++i) {
      const bool is = slot == form_.nested[i] && nested_[i].at == fields.token(slot).data();
      if (is && nested_[i].at != nullptr) return &nested_[i];
    }
    return nullptr;
  }

  bool stepInto(JsonCursor& cursor, Slot slot, Fields& fields);
  bool stepIntoNested(JsonCursor& cursor, Slot slot, Fields& fields, Nested& nested);
  bool stepOverLevels(JsonCursor& cursor, Slot slot, Fields& fields);
  bool stepOverSides(JsonCursor& cursor, Fields& fields);

  LevelScan scanFrom(const JsonCursor& cursor, LevelRange& range);

  JsonCursor at(const Fields& fields, Slot slot) const noexcept {
    return JsonCursor(fields.token(slot).data());
  }

  bool structure(const JsonCursor& cursor) noexcept;
  bool ended() noexcept;

  std::string_view message_;
  const MessageForm& form_;
  EventBatch& batch_;
  JsonCursor cursor_;
  DecodeFault fault_;
  std::array<Nested, 3> nested_;
};

}  // namespace plimsoll
