#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "plimsoll/base/short_decimal.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/json/json_cursor.h"
#include "plimsoll/feed/json/scan_levels.h"

namespace plimsoll {

/// A whole number that says nothing.
struct PassedOver {};
inline constexpr PassedOver kPassedOver{};

/// Reads text that is written exactly as expected: keys in this order and no white space.
/// Bytes are compared eight at a time and values read where they stand, so that nothing has to
/// be looked for: in WebAssembly that takes half of a MessageWalk's time, transport left out. At
/// the first difference it says false, and the message has to be walked instead.
///
///     AsWritten in(message);
///     if (in(R"({"s":")", symbol, R"(","p":")", price, R"(","T":)", timeMs, "}")) ...
///
/// It may refuse what a walk would read, and never reads what a walk would refuse.
class AsWritten {
 public:
  /// @param message  followed by a 0 and kMessagePadding bytes in all that can be read
  explicit AsWritten(std::string_view message) noexcept
      : at_(message.data()), end_(message.data() + message.size()) {}

  /// Reads one part behind another. Bytes have to be these; a text goes on to its closing quote,
  /// which is the next part's; a number stands between quotes that are parts, too, a whole one
  /// of 8 to 15 digits without them.
  /// @return false where a part is not there
  template <typename... Parts>
  [[gnu::always_inline]] bool operator()(Parts&&... parts) noexcept {
    return (part(parts) && ...);
  }

  /// The same for what a message may have here or not.
  /// @return true: where a part is not there nothing is stepped over
  template <typename... Parts>
  [[gnu::always_inline]] bool maybe(Parts&&... parts) noexcept {
    const char* before = at_;
    if (!(*this)(parts...)) at_ = before;
    return true;
  }

  /// Reads an array of levels behind what the batch already holds.
  bool levels(EventBatch& batch, LevelRange& range) noexcept {
    const auto rest = static_cast<std::size_t>(end_ - at_);
    const LevelScan scan = scanLevels({at_, rest}, {}, batch, range);
    if (scan.error == Error::none) at_ = scan.at;
    return scan.error == Error::none;
  }

  /// Where the next part is looked for.
  const char* at() const noexcept { return at_; }

  /// Whether all of the message has been read.
  bool ended() const noexcept { return at_ == end_; }

 private:
  template <std::size_t Size>
  [[gnu::always_inline]] bool part(const char (&bytes)[Size]) noexcept {
    constexpr std::size_t kLength = Size - 1;
    std::uint64_t difference = 0;
    std::size_t i = 0;
    for (; i + 8 <= kLength; i += 8) {
      difference |= eightCharacters(at_ + i) ^ eightCharacters(bytes + i);
    }
    if constexpr (kLength > 8 && kLength % 8 != 0) {
      // The last eight overlap those before, so that no mask is needed.
      difference |= eightCharacters(at_ + kLength - 8) ^ eightCharacters(bytes + kLength - 8);
    } else if constexpr (kLength < 8) {
      char padded[8] = {};
      for (std::size_t k = 0; k < kLength; ++k) padded[k] = bytes[k];
      difference |= (eightCharacters(at_) ^ eightCharacters(padded)) << (64 - 8 * kLength);
    }
    if (difference != 0) return false;
    at_ += kLength;
    return true;
  }

  bool part(char c) noexcept {
    const bool is = *at_ == c;
    at_ += is;
    return is;
  }

  [[gnu::noinline]] bool part(std::string_view& text) noexcept {
    const char* first = at_;
    at_ = JsonCursor::endOfPlain(first);
    text = {first, static_cast<std::size_t>(at_ - first)};
    return true;
  }

  [[gnu::noinline]] bool part(Decimal& number) noexcept {
    const char* end = scanShortDecimal(at_, number);
    if (end == nullptr) end = longNumber(number);
    if (end != nullptr) at_ = end;
    return end != nullptr;
  }

  const char* longNumber(Decimal& number) const noexcept {
    constexpr std::size_t kLongest = 32;  // what is longer ends in no quote
    const DecimalScan scan = scanDecimal(at_, at_ + kLongest);
    number = scan.value;
    return scan.fault == DecimalFault::none ? scan.end : nullptr;
  }

  [[gnu::noinline]] bool part(std::int64_t& number) noexcept {
    const char* end = scanShortInteger(at_, number);
    if (end != nullptr) at_ = end;
    return end != nullptr;
  }

  /// True or false.
  bool part(bool& value) noexcept {
    value = part("true");
    return value || part("false");
  }

  [[gnu::noinline]] bool part(PassedOver) noexcept {
    const char* first = at_;
    std::uint64_t others = otherThanDigits(eightCharacters(at_));
    for (; others == 0; others = otherThanDigits(eightCharacters(at_))) at_ += 8;
    at_ += std::countr_zero(others) / 8;
    return at_ != first;
  }

  const char* at_;
  const char* end_;
};

}  // namespace plimsoll
