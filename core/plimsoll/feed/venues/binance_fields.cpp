#include "plimsoll/feed/venues/binance_fields.h"

namespace plimsoll::binance {
namespace {

bool isAbsent(std::string_view text) noexcept { return text.empty() || text == "null"; }

bool isQuoted(std::string_view token) noexcept { return !token.empty() && token.front() == '"'; }

/// Whether nothing but its quote and white space stands between a number and its token's end.
bool closes(std::string_view token, const char* end) noexcept {
  const char* last = token.data() + token.size();
  if (isQuoted(token) && (end >= last || *end++ != '"')) return false;
  while (end < last && (*end == ' ' || *end == '\n' || *end == '\r' || *end == '\t')) ++end;
  return end == last;
}

}  // namespace

Field fieldOfWord(std::string_view key) noexcept {
  if (key == "pu") return kPreviousUpdateId;
  if (key == "ap") return kAveragePrice;
  if (key == "lastUpdateId") return kLastUpdateId;
  if (key == "bids") return kBids;
  if (key == "asks") return kAsks;
  if (key == "symbol") return kSymbol;
  if (key == "openInterest") return kOpenInterest;
  if (key == "time") return kTime;
  return kNone;
}

std::string_view FieldReader::text(Field field) {
  const std::string_view token = required(field);
  if (ok() && (token.empty() || token.front() != '"')) refuse(Error::wrongType, token.data());
  return unquoted(token);
}

std::int64_t FieldReader::integer(Field field) {
  const std::string_view token = required(field);
  if (!ok()) return 0;
  std::int64_t whole = 0;
  const char* end = scanShortInteger(token.data() + isQuoted(token), whole);
  if (end != nullptr && closes(token, end)) return whole;
  const Decimal value = decimal(field);
  if (ok() && value.decimals != 0) refuse(Error::badNumber, token.data());
  return value.mantissa;
}

VenueTimeMs FieldReader::time(Field field) {
  const std::int64_t value = integer(field);
  if (ok() && (value < 0 || value > kMaxTimeMs)) {
    refuse(Error::numberOutOfRange, fields_.token(field).data());
  }
  return value;
}

bool FieldReader::boolean(Field field) {
  const std::string_view token = unquoted(required(field));
  if (ok() && token != "true" && token != "false") refuse(Error::wrongType, token.data());
  return token == "true";
}

Decimal FieldReader::longDecimal(Field field) {
  const std::string_view token = required(field);
  if (!ok()) return {};
  const char* first = token.data() + isQuoted(token);
  const bool isNumber = isQuoted(token) || *first == '-' || (*first >= '0' && *first <= '9');
  if (!isNumber) {
    refuse(Error::wrongType, token.data());
    return {};
  }
  const DecimalScan scan = scanDecimal(first, token.data() + token.size());
  if (scan.fault == DecimalFault::outOfRange) {
    refuse(Error::numberOutOfRange, token.data());
  } else if (scan.fault != DecimalFault::none || !closes(token, scan.end)) {
    refuse(Error::badNumber, token.data());
  }
  return scan.value;
}

Decimal FieldReader::price(Field field) {
  const Decimal value = decimal(field);
  if (ok() && value.mantissa <= 0) refuse(Error::priceNotPositive, fields_.token(field).data());
  return value;
}

Decimal FieldReader::tradedQuantity(Field field) {
  const Decimal value = decimal(field);
  if (ok() && value.mantissa <= 0) {
    refuse(Error::quantityNotPositive, fields_.token(field).data());
  }
  return value;
}

Level FieldReader::touch(Field price, Field quantity) {
  const Level level{decimal(price), decimal(quantity)};
  if (ok() && level.price.mantissa < 0) {
    refuse(Error::priceNotPositive, fields_.token(price).data());
  }
  if (ok() && level.quantity.mantissa < 0) {
    refuse(Error::quantityNegative, fields_.token(quantity).data());
  }
  return level;
}

double FieldReader::number(Field field) {
  const Decimal value = decimal(field);
  return fromUnits(value.mantissa, value.decimals);
}

double FieldReader::quantity(Field field) {
  const double value = number(field);
  if (ok() && value < 0.0) refuse(Error::quantityNegative, field);
  return value;
}

std::optional<VenueTimeMs> FieldReader::optionalTime(Field field) {
  if (isAbsent(unquoted(fields_.token(field)))) return std::nullopt;
  return time(field);
}

std::optional<double> FieldReader::optionalNumber(Field field) {
  if (isAbsent(unquoted(fields_.token(field)))) return std::nullopt;
  return number(field);
}

LevelRange FieldReader::levels(Field field, EventBatch& batch) {
  const std::string_view array = required(field);
  LevelRange range;
  if (!ok()) return range;
  const LevelScan scan = scanLevels(array, batch, range);
  if (scan.error != Error::none) refuse(scan.error, scan.at);
  return range;
}

std::string_view FieldReader::required(Field field) {
  if (!fields_.has(field)) refuse(Error::missingField, nullptr);
  return fields_.token(field);
}

void FieldReader::refuse(Error error, const char* at) noexcept {
  if (!ok()) return;
  error_ = error;
  at_ = at;
}

}  // namespace plimsoll::binance
