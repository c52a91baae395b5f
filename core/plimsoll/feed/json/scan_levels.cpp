#include "plimsoll/feed/json/scan_levels.h"

#include <algorithm>
#include <utility>

#include "plimsoll/base/short_decimal.h"
#include "plimsoll/feed/json/json_cursor.h"

namespace plimsoll {
namespace {

/// Walks the raw text of an array of levels. Prices and quantities are read where they stand.
class LevelScanner {
 public:
  LevelScanner(std::string_view array, const LevelShape& shape, EventBatch& batch)
      : at_(array.data()), last_(array.data() + array.size()), shape_(shape), batch_(batch) {}

  LevelScan run() {
    if (!take('[')) return fail(Error::wrongType);
    if (take(']')) return {Error::none, at_};
    do {
      if (!level()) return {error_, at_};
    } while (take(','));
    return take(']') ? LevelScan{Error::none, at_} : fail(Error::notJson);
  }

 private:
  bool level() {
    Level level;
    if (!shortLevel(level) && !plainLevel(level) && !plainObject(level) && !anyLevel(level)) {
      return false;
    }
    batch_.levels.push_back(level);
    return true;
  }

  /// However it is written. Rare, so that it is built for size.
  [[gnu::noinline, clang::minsize]] bool anyLevel(Level& level) {
    skipSpace();
    if (at_ != last_ && *at_ == '{' && !shape_.priceKey.empty()) return objectLevel(level);
    if (!take('[')) return refuse(Error::wrongType);
    skipSpace();
    const bool isQuoted = at_ != last_ && *at_ == '"';
    const bool isAction = shape_.mayHaveActions && isQuoted && last_ - at_ > 1 && isLetter(at_[1]);
    return (!isAction || action()) && priceAndQuantity(level) && finished(level);
  }

  /// `["61800.20","0.014"]`, perhaps with more behind, as nearly all levels are.
  bool shortLevel(Level& level) {
    if (at_[0] != '[' || at_[1] != '"') return false;
    const char* at = scanShortDecimal(at_ + 2, level.price);
    if (at == nullptr || at[0] != '"' || at[1] != ',' || at[2] != '"') return false;
    at = scanShortDecimal(at + 3, level.quantity);
    if (at == nullptr || at[0] != '"' || level.price.mantissa == 0) return false;
    at = behindWords(at + 1);
    if (*at != ']') return false;
    at_ = at + 1;
    return true;
  }

  /// The same of longer numbers, or of numbers without quotes.
  bool plainLevel(Level& level) {
    if (*at_ != '[') return false;
    const char* at = plainNumber(at_ + 1, level.price);
    if (at == nullptr || *at != ',' || level.price.mantissa <= 0) return false;
    at = plainNumber(at + 1, level.quantity);
    if (at == nullptr || level.quantity.mantissa < 0) return false;
    at = behindWords(at);
    if (*at != ']') return false;
    at_ = at + 1;
    return true;
  }

  /// `{"n":5,"px":"105055.0","sz":"3.03622"}`: nothing but numbers, in any order.
  bool plainObject(Level& level) {
    if (*at_ != '{') return false;
    bool hasPrice = false, hasQuantity = false;
    const char* at = at_;
    do {
      if (*++at != '"') return false;
      const char* key = ++at;
      while (isLetter(*at)) ++at;
      if (at[0] != '"' || at[1] != ':') return false;
      const std::string_view name{key, static_cast<std::size_t>(at - key)};
      Decimal value;
      at = plainNumber(at + 2, value);
      if (at == nullptr) return false;
      if (isName(name, shape_.priceKey)) {
        if (std::exchange(hasPrice, true) || value.mantissa <= 0) return false;
        level.price = value;
      } else if (isName(name, shape_.quantityKey)) {
        if (std::exchange(hasQuantity, true) || value.mantissa < 0) return false;
        level.quantity = value;
      }
    } while (*at == ',');
    if (*at != '}' || !hasPrice || !hasQuantity) return false;
    at_ = at + 1;
    return true;
  }

  /// Of so few letters a call of memcmp costs more than the comparison.
  static bool isName(std::string_view text, std::string_view name) {
    if (text.size() != name.size()) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (text[i] != name[i]) return false;
    }
    return true;
  }

  /// A number without white space around it, in quotes or without.
  /// @return behind it; null where it is something else
  const char* plainNumber(const char* at, Decimal& value) const {
    const bool quoted = *at == '"';
    if (quoted) ++at;
    const char* end = scanShortDecimal(at, value);
    if (end == nullptr) end = longNumber(at, value);
    if (!quoted || end == nullptr) return end;
    return *end == '"' ? end + 1 : nullptr;
  }

  [[gnu::noinline]] const char* longNumber(const char* at, Decimal& value) const {
    const DecimalScan scan = scanDecimal(at, last_);
    value = scan.value;
    return scan.fault == DecimalFault::none ? scan.end : nullptr;
  }

  /// Steps over `,"0","12"`: what some venues append to each of their levels.
  [[gnu::always_inline]] static const char* behindWords(const char* at) {
    while (at[0] == ',' && at[1] == '"') {
      const char* end = at + 2;
      while (isPlain(*end, false)) ++end;
      if (*end != '"') break;
      at = end + 1;
    }
    return at;
  }

  bool action() {
    const std::string_view action = scalar();
    isDeleted_ = action == "\"delete\"";
    return (!action.empty() && take(',')) || refuse(Error::wrongType);
  }

  /// `["delete",217.8,0]`: what is deleted rests no more, whatever else is said of it.
  bool finished(Level& level) {
    if (std::exchange(isDeleted_, false)) level.quantity = {};
    return closed();
  }

  bool priceAndQuantity(Level& level) {
    if (!price(level)) return false;
    if (!take(',')) return refuse(Error::missingField);
    return quantity(level);
  }

  bool objectLevel(Level& level) {
    if (!take('{')) return refuse(Error::wrongType);
    bool hasPrice = false, hasQuantity = false;
    do {
      skipSpace();
      const std::string_view key = keyText();
      if (key.data() == nullptr || !take(':')) return refuse(Error::wrongType);
      if (key == shape_.priceKey) {
        if (std::exchange(hasPrice, true)) return refuse(Error::duplicateField);
        if (!price(level)) return false;
      } else if (key == shape_.quantityKey) {
        if (std::exchange(hasQuantity, true)) return refuse(Error::duplicateField);
        if (!quantity(level)) return false;
      } else if (anyValue().empty()) {
        return refuse(Error::wrongType);
      }
    } while (take(','));
    if (!hasPrice || !hasQuantity) return refuse(Error::missingField);
    return take('}') || refuse(Error::wrongType);
  }

  /// A key without its quotes; null where there is none.
  std::string_view keyText() {
    if (at_ == last_ || *at_ != '"') return {};
    const std::string_view key = anyValue();
    return key.empty() ? std::string_view{} : key.substr(1, key.size() - 2);
  }

  /// Steps over whatever comes next, with all that is in it; empty where that is nothing.
  std::string_view anyValue() {
    JsonCursor cursor(at_);
    const std::string_view value = cursor.value();
    at_ = std::min(cursor.at(), last_);
    return value;
  }

  bool price(Level& level) {
    if (!number(level.price)) return false;
    return level.price.mantissa > 0 || refuse(Error::priceNotPositive);
  }

  bool quantity(Level& level) {
    if (!number(level.quantity)) return false;
    return level.quantity.mantissa >= 0 || refuse(Error::quantityNegative);
  }

  /// Passes over the scalars that a venue appends, up to the bracket that closes the level.
  bool closed() {
    while (!take(']')) {
      if (!take(',')) return refuse(Error::wrongType);
      skipSpace();
      if (scalar().empty()) return refuse(Error::wrongType);
    }
    return true;
  }

  /// Steps over a plain string, a number or a word. With its quotes; empty where there is
  /// something else.
  std::string_view scalar() {
    const char* first = at_;
    const bool quoted = at_ != last_ && *at_ == '"';
    if (quoted) ++at_;
    while (at_ != last_ && isPlain(*at_, quoted)) ++at_;
    if (quoted && !closingQuote()) return {};
    return {first, static_cast<std::size_t>(at_ - first)};
  }

  static bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

  static bool isPlain(char c, bool quoted) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || (quoted && (c == ' ' || c == '_'));
  }

  bool number(Decimal& value) {
    skipSpace();
    const bool quoted = at_ != last_ && *at_ == '"';
    if (quoted) ++at_;
    if (const char* end = scanShortDecimal(at_, value); end != nullptr) {
      at_ = end;
      return !quoted || closingQuote();
    }
    const DecimalScan scan = scanDecimal(at_, last_);
    if (scan.fault == DecimalFault::outOfRange) return refuse(Error::numberOutOfRange);
    if (scan.fault != DecimalFault::none) return refuse(Error::badNumber);
    at_ = scan.end;
    value = scan.value;
    return !quoted || closingQuote();
  }

  bool closingQuote() {
    if (at_ >= last_ || *at_ != '"') return refuse(Error::badNumber);
    ++at_;
    return true;
  }

  bool take(char c) {
    if (at_ != last_ && *at_ != c) skipSpace();
    if (at_ == last_ || *at_ != c) return false;
    ++at_;
    return true;
  }

  void skipSpace() {
    while (at_ != last_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  bool refuse(Error error) {
    error_ = error;
    return false;
  }

  LevelScan fail(Error error) const { return {error, at_}; }

  const char* at_;
  const char* last_;
  const LevelShape& shape_;
  EventBatch& batch_;
  bool isDeleted_ = false;
  Error error_ = Error::none;
};

}  // namespace

LevelScan scanLevels(std::string_view array, const LevelShape& shape, EventBatch& batch,
                     LevelRange& range) {
  range.first = static_cast<std::uint32_t>(batch.levels.size());
  const LevelScan scan = LevelScanner(array, shape, batch).run();
  range.count = static_cast<std::uint32_t>(batch.levels.size()) - range.first;
  return scan;
}

}  // namespace plimsoll
