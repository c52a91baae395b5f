#include "plimsoll/base/short_decimal.h"
#include "plimsoll/feed/json/json_reader.h"

namespace plimsoll {
namespace {

/// Walks the raw text of an array of levels. simdjson has found where the array ends and
/// that its strings are closed; everything between is checked here, since a level read
/// by hand costs two thirds of one read through On Demand.
class LevelScanner {
 public:
  LevelScanner(std::string_view array, EventBatch& batch)
      : at_(array.data()), last_(array.data() + array.size()), batch_(batch) {}

  LevelScan run() {
    if (!take('[')) return fail(Error::wrongType);
    if (take(']')) return {};
    do {
      if (!level()) return {error_, at_};
    } while (take(','));
    return take(']') ? LevelScan{} : fail(Error::notJson);
  }

 private:
  bool level() {
    Level level;
    if (!plainLevel(level) && !anyLevel(level)) return false;
    batch_.levels.push_back(level);
    return true;
  }

  /// `["61800.20","0.014"]` with nothing else in it, as nearly all levels are.
  bool plainLevel(Level& level) {
    if (at_[0] != '[' || at_[1] != '"') return false;
    const char* at = scanShortDecimal(at_ + 2, level.price);
    if (at == nullptr || at[0] != '"' || at[1] != ',' || at[2] != '"') return false;
    at = scanShortDecimal(at + 3, level.quantity);
    if (at == nullptr || at[0] != '"' || at[1] != ']' || level.price.mantissa == 0) return false;
    at_ = at + 2;
    return true;
  }

  bool anyLevel(Level& level) {
    if (!take('[')) return refuse(Error::wrongType);
    if (!number(level.price)) return false;
    if (level.price.mantissa <= 0) return refuse(Error::priceNotPositive);
    if (!take(',')) return refuse(Error::missingField);
    if (!number(level.quantity)) return false;
    if (level.quantity.mantissa < 0) return refuse(Error::quantityNegative);
    return closed();
  }

  /// Passes over the scalars that a venue appends, up to the bracket that closes the level.
  bool closed() {
    while (!take(']')) {
      if (!take(',') || !scalar()) return refuse(Error::wrongType);
    }
    return true;
  }

  /// Steps over a plain string, a number or a word.
  bool scalar() {
    skipSpace();
    const char* first = at_;
    const bool quoted = at_ != last_ && *at_ == '"';
    if (quoted) ++at_;
    while (at_ != last_ && isPlain(*at_, quoted)) ++at_;
    return quoted ? closingQuote() : at_ != first;
  }

  static bool isPlain(char c, bool quoted) {
    const bool isLetter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return isLetter || c == '.' || c == '-' || c == '+' || (quoted && (c == ' ' || c == '_'));
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
  EventBatch& batch_;
  Error error_ = Error::none;
};

}  // namespace

LevelScan scanLevels(std::string_view array, EventBatch& batch, LevelRange& range) {
  range.first = static_cast<std::uint32_t>(batch.levels.size());
  const LevelScan scan = LevelScanner(array, batch).run();
  range.count = static_cast<std::uint32_t>(batch.levels.size()) - range.first;
  return scan;
}

}  // namespace plimsoll
