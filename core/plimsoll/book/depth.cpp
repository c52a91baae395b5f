#include "plimsoll/book/depth.h"

#include <algorithm>

#include "plimsoll/book/level_sums.h"
#include "plimsoll/book/mid_price.h"

namespace plimsoll {

std::optional<Depth> depthWithin(const OrderBook& book, BookSide side,
                                 double distanceBps, const Contract& contract) noexcept {
  const auto mid = midUnits(book);
  if (!mid) return std::nullopt;
  const double farthest = farthestKey(side, *mid, distanceBps);
  DepthSum sum(contract);
  book.ladder(side).walk([&](std::int64_t key, std::int64_t quantityUnits) {
    if (static_cast<double>(key) > farthest) return false;
    sum.add(book.price(side == BookSide::bid ? -key : key), book.quantity(quantityUnits));
    return true;
  });
  return sum.value();
}

std::optional<Slippage> slippage(const OrderBook& book, Side takerSide, double quantity,
                                 const Contract& contract) noexcept {
  const auto mid = midPrice(book);
  if (!mid) return std::nullopt;

  double left = quantity;
  const bool isInverse = contract.isInverse();
  double sum = 0.0;  // of the other side of the trade: money, or coin where inverse
  double worstPrice = *mid;
  book.walk(takerSide == Side::buy ? BookSide::ask : BookSide::bid,
            [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
              worstPrice = book.price(priceUnits);
              const double taken = std::min(left, book.quantity(quantityUnits));
              sum += isInverse ? taken / worstPrice : taken * worstPrice;
              left -= taken;
              return left > 0.0;
            });
  // An order for all that rests is filled, though a sum of doubles may miss it by a little.
  constexpr double kRounding = 1e-12;
  if (left > kRounding * quantity) return std::nullopt;

  const double averagePrice = isInverse ? quantity / sum : sum / quantity;
  const double sign = takerSide == Side::buy ? 1.0 : -1.0;
  return Slippage{averagePrice, sign * (averagePrice - *mid) / *mid,
                  notional(contract, quantity, averagePrice), worstPrice};
}

}  // namespace plimsoll
