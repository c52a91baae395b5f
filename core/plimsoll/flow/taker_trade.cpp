#include "plimsoll/flow/taker_trade.h"

#include "plimsoll/base/check.h"

namespace plimsoll {
namespace {

Refusal checkNotTooLarge(double amount, const char* field) noexcept {
  return amount <= kLargestTrade ? Refusal{} : Refusal{Error::numberOutOfRange, field};
}

}  // namespace

Refusal check(const TakerTrade& trade) noexcept {
  const double notional = trade.notional.value_or(0.0);
  return firstOf({
      checkAboveZero(trade.price, Error::priceNotPositive, "price"),
      checkAboveZero(trade.quantity, Error::quantityNotPositive, "quantity"),
      checkNotBelowZero(notional, Error::notionalNegative, "notional"),
      checkNotTooLarge(trade.price, "price"),
      checkNotTooLarge(trade.quantity, "quantity"),
      checkNotTooLarge(notional, "notional"),
  });
}

}  // namespace plimsoll
