#include "plimsoll/funding/premium.h"

#include <algorithm>

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

std::optional<double> impactPrice(const OrderBook& book, BookSide side, double wanted,
                                  const Contract& contract) noexcept {
  double left = wanted;
  double base = 0.0;
  book.walk(side, [&](std::int64_t priceUnits, std::int64_t quantityUnits) {
    const double price = book.price(priceUnits);
    const double quantity = book.quantity(quantityUnits);
    const double worth = *notional(contract, quantity, price);
    const double inBase = *baseQuantity(contract, quantity, price);
    if (worth >= left) {
      base += inBase * (left / worth);
      left = 0.0;
      return false;
    }
    base += inBase;
    left -= worth;
    return true;
  });
  // A notional of all that rests is there, though a sum of doubles may miss it by a little.
  constexpr double kRounding = 1e-12;
  if (left > kRounding * wanted || !(base > 0.0)) return std::nullopt;
  return wanted / base;
}

}  // namespace

Refusal check(const ImpactTerms& terms) noexcept {
  return firstOf({checkAboveZero(terms.notional, Error::sizeNotPositive, "notional"),
                  checkAboveZero(terms.indexPrice, Error::priceNotPositive, "indexPrice")});
}

double impactNotional(double impactMargin, double initialMarginRate) noexcept {
  return impactMargin / initialMarginRate;
}

ImpactPrices impactPrices(const OrderBook& book, double notional,
                          const Contract& contract) noexcept {
  if (!contract.size) return {};
  return {impactPrice(book, BookSide::bid, notional, contract),
          impactPrice(book, BookSide::ask, notional, contract)};
}

std::optional<double> premiumIndex(const ImpactPrices& prices, double indexPrice) noexcept {
  if (!prices.bid || !prices.ask) return std::nullopt;
  return (std::max(0.0, *prices.bid - indexPrice) - std::max(0.0, indexPrice - *prices.ask)) /
         indexPrice;
}

double premiumRate(double impactBidPrice, double indexPrice) noexcept {
  return (impactBidPrice - indexPrice) / indexPrice;
}

}  // namespace plimsoll
