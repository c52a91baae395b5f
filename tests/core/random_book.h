#pragma once

#include <map>
#include <vector>

#include "plimsoll/book/order_book.h"
#include "random_numbers.h"

namespace plimsoll::test {

/// A book and the levels it was made of, best first, for formulas written out.
struct KnownBook {
  std::vector<Level> bids;
  std::vector<Level> asks;

  OrderBook book() const {
    OrderBook book;
    book.replace(bids, asks);
    return book;
  }

  KnownBook swapped() const { return {asks, bids}; }
};


/// Levels at distinct prices with two decimals around 618.00, the best first.
inline KnownBook randomBook(RandomNumbers& random, std::size_t levels) {
  KnownBook known;
  const std::int64_t mid = 61'800 + random.integer(-500, 500);
  const std::int64_t spread = random.integer(1, 40);
  const auto side = [&](std::int64_t sign, std::vector<Level>& into) {
    std::int64_t price = mid + sign * spread;
    for (std::size_t i = 0; i < levels; ++i) {
      into.push_back({{price, 2}, {random.integer(1, 5'000), 3}});
      price += sign * random.integer(1, random.chance(0.9) ? 4 : 300);
      if (price <= 0) return;
    }
  };
  side(-1, known.bids);
  side(+1, known.asks);
  return known;
}

inline KnownBook bookOf(std::vector<Level> bids, std::vector<Level> asks) { return {std::move(bids), std::move(asks)}; }

/// A price with two decimals, a quantity with three: {61'800, 2'907} is 618.00 and 2.907.
inline Level level(std::int64_t hundredths, std::int64_t thousandths) {
  return {{hundredths, 2}, {thousandths, 3}};
}

}  // namespace plimsoll::test
