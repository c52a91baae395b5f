#include "plimsoll/book/market_impact.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/book/mid_price.h"

namespace plimsoll {
namespace {

/// (x - ln(1 + x)) / x^2, one half at zero.
double logarithmicMean(double x) noexcept {
  constexpr double kSmall = 1e-2;
  if (std::abs(x) < kSmall) {
    double sum = 0.0;
    for (int n = 9; n >= 2; --n) sum = 1.0 / static_cast<double>(n) - x * sum;
    return sum;
  }
  return (x - std::log(1.0 + x)) / (x * x);
}

struct Walked {
  double left;        ///< of the order, not in the book
  double sum = 0.0;   ///< money for the coins, or coins for the money where inverse
  double worstPrice;  ///< of the last level touched
};

Walked walked(const OrderBook& book, const MarketOrder& order, bool isInverse) noexcept {
  Walked walk{.left = order.quantity, .worstPrice = 0.0};
  book.walk(order.takerSide == Side::buy ? BookSide::ask : BookSide::bid,
            [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
              walk.worstPrice = book.price(priceUnits);
              const double taken = std::min(walk.left, book.quantity(quantityUnits));
              walk.sum += isInverse ? taken / walk.worstPrice : taken * walk.worstPrice;
              walk.left -= taken;
              return walk.left > 0.0;
            });
  // An order for all that rests is filled, though a sum of doubles may miss it by a little.
  constexpr double kRounding = 1e-12;
  if (walk.left <= kRounding * order.quantity) walk.left = 0.0;
  return walk;
}

}  // namespace

Refusal check(const ImpactScale& scale) noexcept {
  if (!std::isfinite(scale.dailyVolatility)) return {Error::notFinite, "dailyVolatility"};
  if (!std::isfinite(scale.dailyQuantity)) return {Error::notFinite, "dailyQuantity"};
  if (!std::isfinite(scale.factor)) return {Error::notFinite, "factor"};
  if (scale.dailyVolatility < 0.0) return {Error::varianceNegative, "dailyVolatility"};
  if (!(scale.dailyQuantity > 0.0)) return {Error::quantityNotPositive, "dailyQuantity"};
  if (scale.factor < 0.5 || scale.factor > 1.5) return {Error::rateOutOfRange, "factor"};
  return {};
}

Refusal check(const MarketOrder& order) noexcept {
  if (!std::isfinite(order.quantity)) return {Error::notFinite, "quantity"};
  if (!(order.quantity > 0.0)) return {Error::quantityNotPositive, "quantity"};
  const double reference = order.referencePrice.value_or(1.0);
  if (!std::isfinite(reference)) return {Error::notFinite, "referencePrice"};
  if (!(reference > 0.0)) return {Error::priceNotPositive, "referencePrice"};
  return {};
}

double squareRootImpact(const ImpactScale& scale, double quantity) noexcept {
  return scale.factor * scale.dailyVolatility * std::sqrt(quantity / scale.dailyQuantity);
}

std::optional<ExpectedSlippage> expectedSlippage(const OrderBook& book, const MarketOrder& order,
                                                 const ImpactScale& scale,
                                                 const Contract& contract) noexcept {
  const auto mid = midPrice(book);
  if (!mid) return std::nullopt;
  const double reference = order.referencePrice.value_or(*mid);
  const double sign = order.takerSide == Side::buy ? 1.0 : -1.0;
  const bool isInverse = contract.isInverse();

  const Walked walk = walked(book, order, isInverse);
  const double move = sign * reference * squareRootImpact(scale, walk.left);
  const double lastPrice = walk.worstPrice + move;
  if (!(lastPrice > 0.0) || !std::isfinite(lastPrice)) return std::nullopt;
  const double sum =
      walk.sum + (isInverse ? 2.0 * walk.left / walk.worstPrice * logarithmicMean(move / walk.worstPrice)
                            : walk.left * (walk.worstPrice + move * (2.0 / 3.0)));

  const double averagePrice = isInverse ? order.quantity / sum : sum / order.quantity;
  return ExpectedSlippage{averagePrice,
                          sign * (averagePrice - reference) / reference,
                          notional(contract, order.quantity, averagePrice),
                          lastPrice,
                          order.quantity - walk.left,
                          walk.left};
}

}  // namespace plimsoll
