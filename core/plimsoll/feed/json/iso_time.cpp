#include "plimsoll/feed/json/iso_time.h"

#include <chrono>

namespace plimsoll {
namespace {

/// Reads as many digits as it is told to, and the character that has to follow them.
class DigitReader {
 public:
  explicit DigitReader(std::string_view text) : text_(text) {}

  int number(std::size_t digits, char behind) {
    int value = 0;
    for (std::size_t i = 0; i < digits; ++i) value = value * 10 + digit();
    if (next() != behind) ok_ = false;
    return value;
  }

  /// The milliseconds of a fraction, up to the Z.
  int fraction() {
    int value = 0, scale = 100, digits = 0;
    for (char c = next(); c != 'Z'; c = next(), scale /= 10, ++digits) {
      if (c < '0' || c > '9') {
        ok_ = false;
        break;
      }
      value += (c - '0') * scale;
    }
    if (digits == 0) ok_ = false;
    return value;
  }

  char next() { return at_ < text_.size() ? text_[at_++] : '\0'; }
  bool readAll() const { return ok_ && at_ == text_.size(); }

 private:
  int digit() {
    const char c = next();
    if (c < '0' || c > '9') ok_ = false;
    return c - '0';
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

std::optional<std::int64_t> isoTime(std::string_view text) noexcept {
  using namespace std::chrono;
  const bool hasFraction = text.size() > 19 && text[19] == '.';
  DigitReader read(text);
  const int years = read.number(4, '-');
  const int months = read.number(2, '-');
  const int days = read.number(2, 'T');
  const int hour = read.number(2, ':');
  const int minute = read.number(2, ':');
  const int second = read.number(2, hasFraction ? '.' : 'Z');
  const int millisecond = hasFraction ? read.fraction() : 0;
  const year_month_day date{year(years), month(static_cast<unsigned>(months)),
                            day(static_cast<unsigned>(days))};
  if (!read.readAll() || !date.ok() || hour > 23 || minute > 59 || second > 59) return {};
  return (sys_days(date).time_since_epoch().count() * 24LL + hour) * 3'600'000LL +
         minute * 60'000LL + second * 1'000LL + millisecond;
}

}  // namespace plimsoll
