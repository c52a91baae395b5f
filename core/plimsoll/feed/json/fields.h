#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/base/short_decimal.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/json/json_cursor.h"
#include "plimsoll/feed/json/key_set.h"
#include "plimsoll/feed/json/scan_levels.h"

namespace plimsoll {

/// One object's fields as the venue wrote them, collected in a single pass so that keys
/// may stand in any order: what a field holds is often known only when another has been
/// seen.
class Fields {
 public:
  Fields() noexcept = default;
  Fields(const Fields&) = delete;  // kilobytes; see assign()
  Fields& operator=(const Fields&) = delete;

  bool has(Slot slot) const noexcept { return (seen_[slot / 64] >> (slot % 64) & 1) != 0; }

  /// @return false where the field is there already
  bool add(Slot slot, std::string_view token) noexcept {
    if (has(slot)) return false;
    seen_[slot / 64] |= std::uint64_t{1} << (slot % 64);
    tokens_[slot] = {token.data(), static_cast<std::uint32_t>(token.size())};
    return true;
  }

  /// The raw token with its quotes, empty where there is none.
  std::string_view token(Slot slot) const noexcept {
    if (!has(slot)) return {};
    return {tokens_[slot].data, tokens_[slot].size};
  }

  /// A string's or a number's text without quotes, empty where there is none.
  std::string_view text(Slot slot) const noexcept;

  bool isObject(Slot slot) const noexcept { return opensWith(slot, '{'); }
  bool isArray(Slot slot) const noexcept { return opensWith(slot, '['); }

  /// Whether there is something to read: no null and no empty string.
  bool holds(Slot slot) const noexcept;

  /// Adds levels that have been read into the batch already.
  bool addLevels(Slot slot, std::string_view token, LevelRange range) noexcept {
    if (!add(slot, token)) return false;
    if (scannedCount_ < scanned_.size()) {
      scanned_[scannedCount_++] = {slot, range.first, range.count};
    }
    return true;
  }

  /// The same for both sides of a book in one field.
  bool addSides(Slot slot, std::string_view token, std::span<const LevelRange, 2> sides) noexcept {
    if (scannedCount_ != 0 || !add(slot, token)) return false;
    for (const LevelRange& side : sides)
      scanned_[scannedCount_++] = {slot, side.first, side.count};
    return true;
  }

  /// The levels of a field, where they have been read already.
  std::optional<LevelRange> levels(Slot slot) const noexcept {
    for (std::size_t i = 0; i < scannedCount_; ++i) {
      if (scanned_[i].slot == slot) return LevelRange{scanned_[i].first, scanned_[i].count};
    }
    return std::nullopt;
  }

  /// Those of the second side, where one field holds both.
  std::optional<LevelRange> secondSide(Slot slot) const noexcept {
    const bool areBoth = scannedCount_ == 2 && scanned_[0].slot == slot && scanned_[1].slot == slot;
    if (!areBoth) return std::nullopt;
    return LevelRange{scanned_[1].first, scanned_[1].count};
  }

  /// The fields of another, without the room that neither needs.
  void assign(const Fields& other) noexcept;

 private:
  struct Token {  // without initialisers: clearing kilobytes costs more than a message
    const char* data;
    std::uint32_t size;
  };

  bool opensWith(Slot slot, char bracket) const noexcept {
    return has(slot) && *tokens_[slot].data == bracket;
  }

  struct Scanned {  // without initialisers too
    Slot slot;
    std::uint32_t first;
    std::uint32_t count;
  };

  std::array<std::uint64_t, 2> seen_{};
  std::array<Scanned, 2> scanned_;  ///< a book has two sides
  std::size_t scannedCount_ = 0;
  std::array<Token, KeySet::kNone> tokens_;
};

/// Year 5138. A time beyond is a corrupt one, and would spoil every decay after it.
inline constexpr VenueTimeMs kMaxTimeMs = 100'000'000'000'000;

/// The first thing in a message that could not be read. All its readers share one.
struct DecodeFault {
  Error error = Error::none;
  const char* at = nullptr;  ///< null where what is wrong stands nowhere

  bool none() const noexcept { return error == Error::none; }
  void refuse(Error reason, const char* place) noexcept {
    if (!none()) return;
    error = reason;
    at = place;
  }
};

/// Reads typed values out of Fields. What cannot be read is remembered as the message's
/// fault, and all that is read after it is a default.
class FieldReader {
 public:
  FieldReader(const Fields& fields, const LevelShape& shape, DecodeFault& fault)
      : fields_(fields), shape_(shape), fault_(fault) {}

  bool has(Slot slot) const noexcept { return fields_.has(slot); }
  bool holds(Slot slot) const noexcept { return fields_.holds(slot); }

  std::string_view text(Slot slot);  ///< a string
  std::int64_t integer(Slot slot);
  bool boolean(Slot slot);

  /// Any number. A short one, as they nearly all are, is read right here.
  Decimal decimal(Slot slot) {
    Decimal value;
    return shortDecimal(slot, value) ? value : longDecimal(slot);
  }

  Decimal price(Slot slot);                ///< above zero
  Decimal tradedQuantity(Slot slot);       ///< above zero
  Level touch(Slot price, Slot quantity);  ///< of a quote; a price of zero is no level
  double number(Slot slot);                ///< any number, as the nearest double
  double quantity(Slot slot);              ///< zero or above, as the nearest double
  double positive(Slot slot);              ///< above zero, as the nearest double

  VenueTimeMs time(Slot slot);         ///< milliseconds, within kMaxTimeMs
  VenueTimeMs timeInSeconds(Slot slot);  ///< seconds, with a fraction or without
  VenueTimeMs isoTime(Slot slot);      ///< "2024-08-22T23:59:59.851Z"

  /// The venue's number of a trade; of an id that is no number, a hash of its text.
  std::int64_t tradeId(Slot slot);

  // Empty where the field is missing, null or "".
  std::optional<VenueTimeMs> optionalTime(Slot slot);
  std::optional<std::int64_t> optionalInteger(Slot slot);
  std::optional<double> optionalNumber(Slot slot);
  std::optional<double> optionalQuantity(Slot slot);  ///< zero or above
  std::optional<double> optionalPositive(Slot slot);  ///< above zero
  std::optional<double> unlessZero(Slot slot);        ///< above zero; empty too where it is 0
  std::optional<Decimal> optionalPrice(Slot slot);    ///< zero or above: zero is no quote
  std::optional<Decimal> optionalDecimal(Slot slot);  ///< zero or above

  /// The same for numbers that a venue may write as anything: empty too where it is none.
  std::optional<double> looseNumber(Slot slot);

  LevelRange levels(Slot slot, EventBatch& batch);

  /// Says that what was read of a field cannot be.
  void refuse(Error error, Slot slot) noexcept {
    fault_.refuse(error, fields_.token(slot).data());
  }

  bool ok() const noexcept { return fault_.none(); }
  const Fields& fields() const noexcept { return fields_; }

 private:
  bool shortDecimal(Slot slot, Decimal& value) const noexcept {
    const std::string_view token = fields_.token(slot);
    if (token.empty() || !ok()) return false;
    const std::size_t quote = token.size() > 2 && token.front() == '"';
    const char* end = scanShortDecimal(token.data() + quote, value);
    return end != nullptr && end + quote == token.data() + token.size();
  }

  Decimal longDecimal(Slot slot);
  Decimal atLeastZero(Slot slot);
  std::string_view required(Slot slot);

  const Fields& fields_;
  const LevelShape& shape_;  ///< of the venue's levels
  DecodeFault& fault_;
};

}  // namespace plimsoll
