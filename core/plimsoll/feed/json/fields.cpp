#include "plimsoll/feed/json/fields.h"

#include <bit>

#include "plimsoll/base/fnv1a.h"
#include "plimsoll/feed/json/iso_time.h"
#include "plimsoll/feed/json/json_cursor.h"

namespace plimsoll {
namespace {

bool isQuoted(std::string_view token) noexcept { return !token.empty() && token.front() == '"'; }

/// Whether nothing but its quote and white space stands between a number and its token's end.
bool closes(std::string_view token, const char* end) noexcept {
  const char* last = token.data() + token.size();
  if (isQuoted(token) && (end >= last || *end++ != '"')) return false;
  while (end < last && (*end == ' ' || *end == '\n' || *end == '\r' || *end == '\t')) ++end;
  return end == last;
}

/// Nothing is as large as this but what stands for an infinite number, or is broken.
std::optional<double> inRange(std::optional<double> value) noexcept {
  constexpr double kAbsurd = 1e18;
  return value && *value < kAbsurd && *value > -kAbsurd ? value : std::nullopt;
}

}  // namespace

void Fields::assign(const Fields& other) noexcept {
  seen_ = other.seen_;
  scannedCount_ = other.scannedCount_;
  for (std::size_t i = 0; i < scannedCount_; ++i) scanned_[i] = other.scanned_[i];
  for (std::size_t word = 0; word < seen_.size(); ++word) {
    for (std::uint64_t bits = seen_[word]; bits != 0; bits &= bits - 1) {
      const std::size_t slot = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
      tokens_[slot] = other.tokens_[slot];
    }
  }
}

std::string_view Fields::text(Slot slot) const noexcept { return unquoted(token(slot)); }

bool Fields::holds(Slot slot) const noexcept {
  const std::string_view held = text(slot);
  return !held.empty() && held != "null";
}

std::string_view FieldReader::text(Slot slot) {
  const std::string_view token = required(slot);
  if (ok() && !isQuoted(token)) refuse(Error::wrongType, slot);
  return unquoted(token);
}

std::int64_t FieldReader::integer(Slot slot) {
  const std::string_view token = required(slot);
  if (!ok()) return 0;
  std::int64_t whole = 0;
  const char* end = scanShortInteger(token.data() + isQuoted(token), whole);
  if (end != nullptr && closes(token, end)) return whole;
  const Decimal value = decimal(slot);
  if (ok() && value.decimals != 0) refuse(Error::badNumber, slot);
  return value.mantissa;
}

bool FieldReader::boolean(Slot slot) {
  const std::string_view token = unquoted(required(slot));
  if (ok() && token != "true" && token != "false") refuse(Error::wrongType, slot);
  return token == "true";
}

Decimal FieldReader::longDecimal(Slot slot) {
  const std::string_view token = required(slot);
  if (!ok()) return {};
  const char* first = token.data() + isQuoted(token);
  const bool isNumber = isQuoted(token) || *first == '-' || (*first >= '0' && *first <= '9');
  if (!isNumber) {
    refuse(Error::wrongType, slot);
    return {};
  }
  const DecimalScan scan = scanDecimal(first, token.data() + token.size());
  if (scan.fault == DecimalFault::outOfRange) {
    refuse(Error::numberOutOfRange, slot);
  } else if (scan.fault != DecimalFault::none || !closes(token, scan.end)) {
    refuse(Error::badNumber, slot);
  }
  return scan.value;
}

Decimal FieldReader::price(Slot slot) {
  const Decimal value = decimal(slot);
  if (ok() && value.mantissa <= 0) refuse(Error::priceNotPositive, slot);
  return value;
}

Decimal FieldReader::tradedQuantity(Slot slot) {
  const Decimal value = decimal(slot);
  if (ok() && value.mantissa <= 0) refuse(Error::quantityNotPositive, slot);
  return value;
}

Decimal FieldReader::atLeastZero(Slot slot) {
  const Decimal value = decimal(slot);
  if (ok() && value.mantissa < 0) refuse(Error::quantityNegative, slot);
  return value;
}

Level FieldReader::touch(Slot price, Slot quantity) {
  const Level level{decimal(price), decimal(quantity)};
  if (ok() && level.price.mantissa < 0) refuse(Error::priceNotPositive, price);
  if (ok() && level.quantity.mantissa < 0) refuse(Error::quantityNegative, quantity);
  return level;
}

/// A rate may have more digits than are kept exact, and needs none of them.
double FieldReader::number(Slot slot) {
  if (Decimal value; shortDecimal(slot, value)) return valueOf(value);
  const std::string_view token = fields_.text(slot);
  const DecimalScan scan = scanDecimal(token.data(), token.data() + token.size());
  if (scan.fault == DecimalFault::outOfRange) {
    if (const auto rounded = inRange(roundedNumber(token))) return *rounded;
  }
  return valueOf(longDecimal(slot));
}

double FieldReader::quantity(Slot slot) {
  const double value = number(slot);
  if (ok() && value < 0.0) refuse(Error::quantityNegative, slot);
  return value;
}

double FieldReader::positive(Slot slot) {
  const double value = number(slot);
  if (ok() && value <= 0.0) refuse(Error::priceNotPositive, slot);
  return value;
}

VenueTimeMs FieldReader::time(Slot slot) {
  const std::int64_t value = integer(slot);
  if (ok() && (value < 0 || value > kMaxTimeMs)) refuse(Error::numberOutOfRange, slot);
  return value;
}

VenueTimeMs FieldReader::timeInSeconds(Slot slot) {
  const Decimal seconds = decimal(slot);
  if (!ok()) return 0;
  // Digits behind the third are microseconds and finer, which no time here has.
  const std::int64_t whole = seconds.mantissa / powerOfTen(seconds.decimals);
  const std::int64_t rest = seconds.mantissa % powerOfTen(seconds.decimals);
  if (whole < 0 || whole > kMaxTimeMs / 1'000) {
    refuse(Error::numberOutOfRange, slot);
    return 0;
  }
  const std::int64_t milliseconds =
      seconds.decimals <= 3 ? rest * powerOfTen(3 - seconds.decimals)
                            : rest / powerOfTen(seconds.decimals - 3);
  return whole * 1'000 + milliseconds;
}

VenueTimeMs FieldReader::isoTime(Slot slot) {
  const std::string_view token = text(slot);
  if (!ok()) return 0;
  const std::optional<std::int64_t> timeMs = plimsoll::isoTime(token);
  if (!timeMs || *timeMs < 0 || *timeMs > kMaxTimeMs) refuse(Error::badNumber, slot);
  return timeMs.value_or(0);
}

std::int64_t FieldReader::tradeId(Slot slot) {
  const std::string_view token = required(slot);
  if (!ok()) return 0;
  const std::string_view id = unquoted(token);
  std::int64_t whole = 0;
  const char* end = scanShortInteger(id.data(), whole);
  if (end == id.data() + id.size()) return whole;
  const std::optional<Decimal> number = plimsoll::decimal(id);
  return number && number->decimals == 0 ? number->mantissa
                                            : static_cast<std::int64_t>(fnv1a(id) >> 1);
}

std::optional<VenueTimeMs> FieldReader::optionalTime(Slot slot) {
  if (!fields_.holds(slot)) return std::nullopt;
  return time(slot);
}

std::optional<std::int64_t> FieldReader::optionalInteger(Slot slot) {
  if (!fields_.holds(slot)) return std::nullopt;
  return integer(slot);
}

std::optional<double> FieldReader::optionalNumber(Slot slot) {
  if (!fields_.holds(slot)) return std::nullopt;
  return number(slot);
}

std::optional<double> FieldReader::optionalQuantity(Slot slot) {
  if (!fields_.holds(slot)) return std::nullopt;
  return quantity(slot);
}

std::optional<double> FieldReader::optionalPositive(Slot slot) {
  if (!fields_.holds(slot)) return std::nullopt;
  return positive(slot);
}

std::optional<double> FieldReader::unlessZero(Slot slot) {
  const std::optional<double> value = optionalNumber(slot);
  if (value && *value < 0.0) refuse(Error::priceNotPositive, slot);
  return value == 0.0 ? std::nullopt : value;
}

std::optional<Decimal> FieldReader::optionalPrice(Slot slot) {
  if (!fields_.holds(slot)) return std::nullopt;
  const Decimal value = decimal(slot);
  if (ok() && value.mantissa < 0) refuse(Error::priceNotPositive, slot);
  return value;
}

std::optional<Decimal> FieldReader::optionalDecimal(Slot slot) {
  if (!fields_.holds(slot)) return std::nullopt;
  return atLeastZero(slot);
}

std::optional<double> FieldReader::looseNumber(Slot slot) {
  const std::string_view token = fields_.text(slot);
  const std::optional<Decimal> exact = plimsoll::decimal(token);
  return exact ? valueOf(*exact) : inRange(roundedNumber(token));
}

LevelRange FieldReader::levels(Slot slot, EventBatch& batch) {
  const std::string_view array = required(slot);
  LevelRange range;
  if (!ok()) return range;
  if (const auto scanned = fields_.levels(slot)) return *scanned;
  const LevelScan scan = scanLevels(array, shape_, batch, range);
  if (scan.error != Error::none) fault_.refuse(scan.error, scan.at);
  return range;
}

std::string_view FieldReader::required(Slot slot) {
  if (!fields_.has(slot)) fault_.refuse(Error::missingField, nullptr);
  return fields_.token(slot);
}

}  // namespace plimsoll
