#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

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

/// The slot of a key, or kNone.
Field fieldOf(std::string_view key) noexcept;

/// One payload's fields as the venue wrote them, collected in a single pass so that keys
/// may stand in any order: what a `b` holds, an array of levels or a price, is known only
/// when `e` has been seen.
class Fields {
 public:
  void clear() noexcept { seen_ = 0; }
  bool has(Field field) const noexcept { return (seen_ >> field & 1) != 0; }

  /// @return false where the field is there already
  bool add(Field field, std::string_view token) noexcept;

  /// The raw token with its quotes, empty where there is none.
  std::string_view token(Field field) const noexcept {
    return has(field) ? tokens_[field] : std::string_view{};
  }

 private:
  std::uint64_t seen_ = 0;
  std::array<std::string_view, kFieldCount> tokens_{};
};

/// Reads typed values out of Fields, and remembers the first that could not be read.
class FieldReader {
 public:
  explicit FieldReader(const Fields& fields) : fields_(fields) {}

  std::string_view text(Field field);
  std::int64_t integer(Field field);
  VenueTimeMs time(Field field);         ///< within kMaxTimeMs
  bool boolean(Field field);
  Decimal decimal(Field field);          ///< any number
  Decimal positive(Field field);         ///< above zero
  double number(Field field);            ///< any number, as the nearest double
  std::optional<VenueTimeMs> optionalTime(Field field);
  std::optional<double> optionalNumber(Field field);
  LevelRange levels(Field field, EventBatch& batch);

  bool ok() const noexcept { return error_ == Error::none; }
  Error error() const noexcept { return error_; }
  const char* at() const noexcept { return at_; }  ///< null where a field is missing

 private:
  /// Year 5138. A time beyond is a corrupt one, and would spoil every decay after it.
  static constexpr VenueTimeMs kMaxTimeMs = 100'000'000'000'000;

  std::string_view required(Field field);
  void refuse(Error error, const char* at) noexcept;

  const Fields& fields_;
  Error error_ = Error::none;
  const char* at_ = nullptr;
};

}  // namespace plimsoll::binance
