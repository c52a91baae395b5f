#include "plimsoll/book/depth.h"

#include <algorithm>

#include "plimsoll/book/mid_price.h"

namespace plimsoll {

std::optional<Depth> depthWithin(const OrderBook& book, BookSide side,
                                 double distanceBps) noexcept {
  const auto mid = midUnits(book);
  if (!mid) return std::nullopt;
  const double distance = distanceBps * 1e-4;
  const double farthestKey =
      side == BookSide::bid ? -*mid * (1.0 - distance) : *mid * (1.0 + distance);

  Depth depth{0.0, 0.0};
  book.ladder(side).walk([&](std::int64_t key, std::int64_t quantityUnits) {
    if (static_cast<double>(key) > farthestKey) return false;
    const double price = book.price(side == BookSide::bid ? -key : key);
    const double quantity = book.quantity(quantityUnits);
    depth.quantity += quantity;
    depth.notional += price * quantity;
    return true;
  });
  return depth;
}

std::optional<Slippage> slippage(const OrderBook& book, Side takerSide,
                                 double quantity) noexcept {
  const auto mid = midPrice(book);
  if (!mid) return std::nullopt;

  double left = quantity;
  double notional = 0.0;
  double worstPrice = *mid;
  book.walk(takerSide == Side::buy ? BookSide::ask : BookSide::bid,
            [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
              worstPrice = book.price(priceUnits);
              const double taken = std::min(left, book.quantity(quantityUnits));
              notional += taken * worstPrice;
              left -= taken;
              return left > 0.0;
            });
  // An order for all that rests is filled, though a sum of doubles may miss it by a little.
  constexpr double kRounding = 1e-12;
  if (left > kRounding * quantity) return std::nullopt;

  const double averagePrice = notional / quantity;
  const double sign = takerSide == Side::buy ? 1.0 : -1.0;
  return Slippage{averagePrice, sign * (averagePrice - *mid) / *mid, notional, worstPrice};
}

}  // namespace plimsoll
