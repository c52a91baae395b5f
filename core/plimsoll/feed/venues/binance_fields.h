#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "plimsoll/base/short_decimal.h"
#include "plimsoll/feed/json/json_reader.h"

namespace plimsoll::binance {

/// The fields of a Binance payload that mean something to us. Most names have one
/// letter; each gets the slot of its letter, the others follow.
enum Field : std::uint8_t {
  kPreviousUpdateId = 52,  // pu
  kAveragePrice,           // ap
  kLastUpdateId,           // lastUpdateId
  kBids,                   // bids
  kAsks,                   // asks
  kSymbol,                 // symbol
  kOpenInterest,           // openInterest
  kTime,                   // time
  kFieldCount,
  kNone = 255,
};

constexpr Field letter(char c) {
  return static_cast<Field>(c >= 'a' ? 26 + (c - 'a') : c - 'A');
}

/// The slot of a key of several letters, or kNone.
Field fieldOfWord(std::string_view key) noexcept;

/// The slot of a key, or kNone.
inline Field fieldOf(std::string_view key) noexcept {
  if (key.size() != 1) return fieldOfWord(key);
  const char c = key[0];
  const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return isLetter ? letter(c) : kNone;
}

/// One payload's fields as the venue wrote them, collected in a single pass so that keys
/// may stand in any order: what a `b` holds, an array of levels or a price, is known only
/// when `e` has been seen.
class Fields {
 public:
  void clear() noexcept { seen_ = 0; }
  bool has(Field field) const noexcept { return (seen_ >> field & 1) != 0; }

  /// @return false where the field is there already
  bool add(Field field, std::string_view token) noexcept {
    if (has(field)) return false;
    seen_ |= std::uint64_t{1} << field;
    tokens_[field] = {token.data(), token.size()};
    return true;
  }

  /// The raw token with its quotes, empty where there is none.
  std::string_view token(Field field) const noexcept {
    if (!has(field)) return {};
    return {tokens_[field].data, tokens_[field].size};
  }

 private:
  struct Token {  // without an initialiser: clearing a kilobyte costs more than a message
    const char* data;
    std::size_t size;
  };

  std::uint64_t seen_ = 0;
  std::array<Token, kFieldCount> tokens_;
};

/// Reads typed values out of Fields, and remembers the first that could not be read.
class FieldReader {
 public:
  explicit FieldReader(const Fields& fields) : fields_(fields) {}

  std::string_view text(Field field);
  std::int64_t integer(Field field);
  VenueTimeMs time(Field field);         ///< within kMaxTimeMs
  bool boolean(Field field);

  /// Any number. A short one in quotes, as they nearly all are, is read right here.
  Decimal decimal(Field field) {
    const std::string_view token = fields_.token(field);
    Decimal value;
    if (token.size() > 2 && token.front() == '"' && error_ == Error::none) {
      const char* end = scanShortDecimal(token.data() + 1, value);
      if (end == token.data() + token.size() - 1 && *end == '"') return value;
    }
    return longDecimal(field);
  }

  Decimal price(Field field);            ///< above zero
  Decimal tradedQuantity(Field field);   ///< above zero
  Level touch(Field price, Field quantity);  ///< of a quote; a price of zero is no level
  double number(Field field);            ///< any number, as the nearest double
  double quantity(Field field);          ///< zero or above, as the nearest double
  std::optional<VenueTimeMs> optionalTime(Field field);
  std::optional<double> optionalNumber(Field field);
  LevelRange levels(Field field, EventBatch& batch);

  /// Says that what was read of a field cannot be.
  void refuse(Error error, Field field) noexcept { refuse(error, fields_.token(field).data()); }

  bool ok() const noexcept { return error_ == Error::none; }
  Error error() const noexcept { return error_; }
  const char* at() const noexcept { return at_; }  ///< null where a field is missing

 private:
  /// Year 5138. A time beyond is a corrupt one, and would spoil every decay after it.
  static constexpr VenueTimeMs kMaxTimeMs = 100'000'000'000'000;

  Decimal longDecimal(Field field);
  std::string_view required(Field field);
  void refuse(Error error, const char* at) noexcept;

  const Fields& fields_;
  Error error_ = Error::none;
  const char* at_ = nullptr;
};

}  // namespace plimsoll::binance
