#include "plimsoll/margin/sizing.h"

#include <algorithm>
#include <cmath>

#include "plimsoll/base/check.h"
#include "plimsoll/margin/instrument.h"

namespace plimsoll {
Refusal check(const SizingQuestion& question) noexcept {
  return firstOf({
      checkAboveZero(question.freeMargin, Error::marginNotPositive, "freeMargin"),
      checkAboveZero(question.orderPrice, Error::priceNotPositive, "orderPrice"),
      checkAboveZero(question.markPrice, Error::priceNotPositive, "markPrice"),
      checkAboveZero(question.leverage, Error::leverageOutOfRange, "leverage"),
      checkRate(question.openFeeRate, "openFeeRate"),
      checkRate(question.closeFeeRate, "closeFeeRate"),
      checkNotBelowZero(question.lotSize, Error::sizeNotPositive, "lotSize"),
  });
}

double maxQuantity(const SizingQuestion& question) noexcept {
  const bool isInverse = question.kind == ContractKind::inverse;
  const double side = isInverse ? -question.side : question.side;  // in the counted price
  const double price = countedPrice(question.kind, question.orderPrice);
  const double lossAtOnce =
      std::max(0.0, side * (price - countedPrice(question.kind, question.markPrice)));
  const double feeRate =
      question.openFeeRate + question.closeFeeRate * (1.0 - side / question.leverage);
  double quantity =
      question.freeMargin / (price * (1.0 / question.leverage + feeRate) + lossAtOnce);
  if (question.table) {
    const double cap = question.table->maxNotional(question.leverage).value_or(0.0);
    quantity = std::min(quantity, cap / price);
  }
  if (question.lotSize > 0.0) return roundedToStep(quantity, question.lotSize, Rounding::down);
  return quantity;
}

}  // namespace plimsoll
