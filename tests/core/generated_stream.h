#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "binance_messages.h"
#include "plimsoll/base/decimal.h"
#include "random_numbers.h"

namespace plimsoll::test {

/// Messages of a market without end: a book that drifts, with its quotes, trades and marks.
/// Every depth message follows the one before it, and the book stays uncrossed.
class GeneratedStream {
 public:
  explicit GeneratedStream(std::uint64_t seed) : random_(seed) {
    for (std::int64_t i = 0; i < kLevels; ++i) {
      bids_[mid_ - 1 - i] = quantity();
      asks_[mid_ + 1 + i] = quantity();
    }
  }

  /// The book as it is before the next message.
  std::string snapshot() const { return BinanceMessages::snapshot(id_, levels(bids_), levels(asks_)); }

  std::string next() {
    timeMs_ += random_.integer(1, 40);
    const double kind = random_.between(0.0, 1.0);
    if (kind < 0.55) {
      const auto bid = std::prev(bids_.end());
      return messages_.bookTicker(id_, price(bid->first), lots(bid->second), price(asks_.begin()->first),
                                  lots(asks_.begin()->second));
    }
    if (kind < 0.80) {
      const bool sells = random_.chance(0.5);
      return messages_.trade(++tradeId_, price(sells ? bids_.rbegin()->first : asks_.begin()->first),
                             lots(quantity()), sells, timeMs_);
    }
    if (kind < 0.85) return messages_.mark(price(mid_) + "3", timeMs_);
    return depth();
  }

  /// A depth message that sets the same quantity at prices far from the touch and from each other.
  std::string farLevels(const std::string& quantity) {
    std::string bids = "[", asks = "[";
    for (std::int64_t i = 0; i < 2 * kLevels; ++i) {
      if (i > 0) bids += ',', asks += ',';
      bids += "[\"" + price(100 + 64 * i) + "\",\"" + quantity + "\"]";
      asks += "[\"" + price(10'000'000 + 64 * i) + "\",\"" + quantity + "\"]";
    }
    const std::string text = messages_.depth(id_ + 1, id_ + 2, id_, bids + "]", asks + "]", timeMs_);
    id_ += 2;
    return text;
  }

 private:
  using Side = std::map<std::int64_t, std::int64_t>;
  static constexpr std::int64_t kLevels = 400;

  std::string depth() {
    Side bids, asks;  // what this message says
    mid_ = std::max<std::int64_t>(mid_ + random_.integer(-3, 3), 10 * kLevels);
    // What the drift has passed goes, and each side is filled up again to its touch.
    while (!asks_.empty() && asks_.begin()->first <= mid_) remove(asks_, asks_.begin()->first, asks);
    while (!bids_.empty() && std::prev(bids_.end())->first >= mid_) remove(bids_, std::prev(bids_.end())->first, bids);
    set(bids_, mid_ - 1, bids);
    set(asks_, mid_ + 1, asks);
    for (std::size_t changes = random_.below(30); changes > 0; --changes) {
      const std::int64_t distance = 1 + random_.integer(0, random_.chance(0.9) ? 40 : kLevels);
      const bool isBid = random_.chance(0.5);
      const std::int64_t at = isBid ? mid_ - 1 - distance : mid_ + 1 + distance;
      if (random_.chance(0.45)) {
        remove(isBid ? bids_ : asks_, at, isBid ? bids : asks);
      } else {
        set(isBid ? bids_ : asks_, at, isBid ? bids : asks);
      }
    }
    // No more than so many levels, as an exchange's orders far away expire too.
    while (bids_.size() > 2 * kLevels) remove(bids_, bids_.begin()->first, bids);
    while (asks_.size() > 2 * kLevels) remove(asks_, std::prev(asks_.end())->first, asks);
    const std::int64_t first = id_ + random_.integer(1, 100);
    const std::int64_t last = first + random_.integer(0, 1'000);
    const std::string text = messages_.depth(first, last, id_, levels(bids), levels(asks), timeMs_);
    id_ = last;
    return text;
  }

  std::int64_t quantity() { return random_.integer(1, 20'000); }
  void set(Side& side, std::int64_t at, Side& said) { side[at] = said[at] = quantity(); }
  void remove(Side& side, std::int64_t at, Side& said) {
    side.erase(at);
    said[at] = 0;
  }

  static std::string price(std::int64_t ticks) { return decimalText(ticks, 1) + "0"; }
  static std::string lots(std::int64_t count) { return decimalText(count, 3); }
  static std::string levels(const Side& side) {
    std::string text = "[";
    for (const auto& [at, count] : side) {
      if (text.size() > 1) text += ',';
      text += "[\"" + price(at) + "\",\"" + lots(count) + "\"]";
    }
    return text + "]";
  }

  RandomNumbers random_;
  BinanceMessages messages_;
  Side bids_, asks_;
  std::int64_t mid_ = 618'000;
  std::int64_t id_ = 5'123'107'837'557;
  std::int64_t tradeId_ = 0;
  std::int64_t timeMs_ = 1'700'000'000'000;
};

}  // namespace plimsoll::test
