#include "plimsoll/book/book_checksum.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "plimsoll/base/crc32.h"
#include "plimsoll/base/decimal.h"

namespace plimsoll {
namespace {

/// A number with as many decimals as the venue wrote.
struct WrittenNumber {
  std::int64_t mantissa;  ///< in the book's unit, or a coarser one that it was written in
  std::int32_t zeros;     ///< that were written behind
  std::int32_t decimals;  ///< of all, the zeros included
};

WrittenNumber writtenNumber(std::int64_t units, std::int32_t unitDecimals,
                            std::int32_t written) noexcept {
  const std::int32_t kept = std::min(written, unitDecimals);
  return {units / powerOfTen(unitDecimals - kept), written - kept, written};
}

struct WrittenLevel {
  WrittenNumber price;
  WrittenNumber quantity;
};

/// The best levels of one side.
class BestLevels {
 public:
  static constexpr std::size_t kMost = 25;

  BestLevels(const OrderBook& book, BookSide side, std::size_t limit) noexcept {
    book.walk(side, [&](std::int64_t price, std::int64_t quantity) {
      const WrittenDecimals written = book.written(side, price);
      levels_[count_++] = {writtenNumber(price, book.priceDecimals(), written.price),
                           writtenNumber(quantity, book.quantityDecimals(), written.quantity)};
      return count_ < limit;
    });
  }

  const WrittenLevel* begin() const noexcept { return levels_.data(); }
  const WrittenLevel* end() const noexcept { return levels_.data() + count_; }
  std::size_t count() const noexcept { return count_; }

 private:
  std::array<WrittenLevel, kMost> levels_;
  std::size_t count_ = 0;
};

/// Adds the text of numbers to a checksum without making strings of them.
class TextSum {
 public:
  /// As it was written: `0.10`.
  void add(const WrittenNumber& number) noexcept {
    reverse(number);
    const auto decimals = static_cast<std::size_t>(number.decimals);
    while (count_ <= decimals) reversed_[count_++] = '0';
    for (std::size_t i = count_; i-- > 0;) {
      crc_.add(reversed_[i]);
      if (i == decimals && decimals > 0) crc_.add('.');
    }
  }

  /// Without its point and the zeros before: `10`.
  void addDigits(const WrittenNumber& number) noexcept {
    reverse(number);
    for (std::size_t i = count_; i-- > 0;) crc_.add(reversed_[i]);
  }

  void add(char c) noexcept { crc_.add(c); }

  std::uint32_t value() const noexcept { return crc_.value(); }

 private:
  void reverse(const WrittenNumber& number) noexcept {
    count_ = 0;
    for (std::int32_t i = 0; i < number.zeros; ++i) reversed_[count_++] = '0';
    for (std::int64_t rest = number.mantissa; rest > 0; rest /= 10) {
      reversed_[count_++] = static_cast<char>('0' + rest % 10);
    }
  }

  Crc32 crc_;
  std::array<char, kMaxWrittenDecimals + 24> reversed_;
  std::size_t count_ = 0;
};

std::uint32_t interleaved(const OrderBook& book) noexcept {
  const BestLevels bids(book, BookSide::bid, BestLevels::kMost);
  const BestLevels asks(book, BookSide::ask, BestLevels::kMost);
  TextSum sum;
  bool any = false;
  const auto add = [&](const BestLevels& levels, std::size_t i) {
    if (i >= levels.count()) return;
    const WrittenLevel& level = levels.begin()[i];
    if (any) sum.add(':');
    sum.add(level.price);
    sum.add(':');
    sum.add(level.quantity);
    any = true;
  };
  for (std::size_t i = 0; i < BestLevels::kMost; ++i) {
    add(bids, i);
    add(asks, i);
  }
  return sum.value();
}

std::uint32_t digitsOfTen(const OrderBook& book) noexcept {
  TextSum sum;
  for (const BookSide side : {BookSide::ask, BookSide::bid}) {
    for (const WrittenLevel& level : BestLevels(book, side, 10)) {
      sum.addDigits(level.price);
      sum.addDigits(level.quantity);
    }
  }
  return sum.value();
}

}  // namespace

std::uint32_t bookChecksum(const OrderBook& book, ChecksumRule rule) noexcept {
  return rule == ChecksumRule::digits10 ? digitsOfTen(book) : interleaved(book);
}

}  // namespace plimsoll
