#include "plimsoll/feed/venues/binance_fields.h"

#include <charconv>

namespace plimsoll::binance {
namespace {

bool isAbsent(std::string_view text) noexcept { return text.empty() || text == "null"; }

}  // namespace

Field fieldOf(std::string_view key) noexcept {
  if (key.size() == 1) {
    const char c = key[0];
    const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return isLetter ? letter(c) : kNone;
  }
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

bool Fields::add(Field field, std::string_view token) noexcept {
  if (has(field)) return false;
  seen_ |= std::uint64_t{1} << field;
  tokens_[field] = token;
  return true;
}

std::string_view FieldReader::text(Field field) {
  const std::string_view token = required(field);
  if (ok() && (token.empty() || token.front() != '"')) refuse(Error::wrongType, token.data());
  return unquoted(token);
}

std::int64_t FieldReader::integer(Field field) {
  const std::string_view digits = unquoted(required(field));
  if (!ok()) return 0;
  std::int64_t value = 0;
  const char* last = digits.data() + digits.size();
  const auto [end, fault] = std::from_chars(digits.data(), last, value);
  if (fault == std::errc::result_out_of_range) {
    refuse(Error::numberOutOfRange, digits.data());
  } else if (fault != std::errc{} || end != last) {
    refuse(Error::badNumber, digits.data());
  }
  return value;
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

Decimal FieldReader::decimal(Field field) {
  const std::string_view digits = unquoted(required(field));
  if (!ok()) return {};
  const char* last = digits.data() + digits.size();
  const DecimalScan scan = scanDecimal(digits.data(), last);
  if (scan.fault == DecimalFault::outOfRange) {
    refuse(Error::numberOutOfRange, digits.data());
  } else if (scan.fault != DecimalFault::none || scan.end != last) {
    refuse(Error::badNumber, digits.data());
  }
  return scan.value;
}

Decimal FieldReader::positive(Field field) {
  const Decimal value = decimal(field);
  if (ok() && value.mantissa <= 0) refuse(Error::priceNotPositive, fields_.token(field).data());
  return value;
}

double FieldReader::number(Field field) {
  const Decimal value = decimal(field);
  return fromUnits(value.mantissa, value.decimals);
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
