#pragma once

#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "plimsoll/base/decimal.h"
#include "plimsoll/engine/market.h"

namespace plimsoll::test {

/// Best bid and ask, exact.
struct BookTouch {
  Decimal bidPrice, bidQuantity, askPrice, askQuantity;
  friend bool operator==(const BookTouch&, const BookTouch&) = default;
};

inline std::optional<BookTouch> touchOf(const Market& market) {
  const OrderBook* book = market.trustedBook();
  if (book == nullptr || book->bids().empty() || book->asks().empty()) return std::nullopt;
  const auto exact = [](std::int64_t units, std::int32_t decimals) { return *decimal(decimalText(units, decimals)); };
  const Ladder::Entry bid = book->bids().best();
  const Ladder::Entry ask = book->asks().best();
  return BookTouch{exact(-bid.key, book->priceDecimals()), exact(bid.quantity, book->quantityDecimals()),
                   exact(ask.key, book->priceDecimals()), exact(ask.quantity, book->quantityDecimals())};
}

/// The text of a field, by the plainest means: where its name first stands. These messages
/// are the venue's own, and a reader that shares no code with the decoder can judge it.
inline std::string_view field(std::string_view message, std::string_view name) {
  const std::string key = '"' + std::string(name) + "\":";
  std::size_t at = message.find(key);
  if (at == std::string_view::npos) return {};
  at += key.size();
  if (message[at] == '"') ++at;
  return message.substr(at, message.find_first_of("\",}", at) - at);
}

inline std::int64_t integer(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// What Binance's bookTicker stream says of one symbol, by update id.
class BookTickers {
 public:
  /// Whether a message is a bookTicker; spot's have no event type.
  static bool is(std::string_view message) {
    const std::string_view type = field(message, "e");
    return type == "bookTicker" || (type.empty() && !field(message, "B").empty());
  }

  void add(std::string_view message) {
    // "b" and "a" of a bookTicker stand behind "data":, where nothing else is named so.
    tickers_[integer(field(message, "u"))] =
        BookTouch{*decimal(field(message, "b")), *decimal(field(message, "B")),
                  *decimal(field(message, "a")), *decimal(field(message, "A"))};
  }

  /// The venue's own best bid and ask as of an update, and the id they were told with.
  const std::pair<const std::int64_t, BookTouch>* at(std::int64_t updateId) const {
    const auto next = tickers_.upper_bound(updateId);
    return next == tickers_.begin() ? nullptr : &*std::prev(next);
  }

  std::size_t size() const { return tickers_.size(); }

 private:
  std::map<std::int64_t, BookTouch> tickers_;
};

}  // namespace plimsoll::test
