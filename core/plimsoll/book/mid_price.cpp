#include "plimsoll/book/mid_price.h"

namespace plimsoll {

std::optional<double> midUnits(const OrderBook& book) noexcept {
  if (book.bids().empty() || book.asks().empty()) return std::nullopt;
  const auto bid = static_cast<double>(-book.bids().best().key);
  const auto ask = static_cast<double>(book.asks().best().key);
  return (bid + ask) / 2.0;
}

std::optional<double> midPrice(const OrderBook& book) noexcept {
  const auto bid = book.best(BookSide::bid);
  const auto ask = book.best(BookSide::ask);
  if (!bid || !ask) return std::nullopt;
  return (bid->price + ask->price) / 2.0;
}

std::optional<double> weightedMid(const OrderBook& book) noexcept {
  const auto bid = book.best(BookSide::bid);
  const auto ask = book.best(BookSide::ask);
  if (!bid || !ask) return std::nullopt;
  return (bid->price * ask->quantity + ask->price * bid->quantity) /
         (bid->quantity + ask->quantity);
}

}  // namespace plimsoll
