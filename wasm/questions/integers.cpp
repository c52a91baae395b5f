// How whole numbers cross.

#include <limits>

#include "questions.h"

namespace plimsoll::door {

WideInteger Integer::read() const {
  if (isNegative != isNegative) return WideInteger::overflow();
  WideInteger::Limbs magnitude;
  for (std::size_t i = 0; i < magnitude.size(); ++i)
    magnitude[i] = static_cast<std::uint32_t>(limbs[i]);
  return WideInteger::fromLimbs(magnitude, isNegative != 0.0);
}

Integer& Integer::operator=(const WideInteger& value) {
  isNegative = value.hasOverflowed() ? std::numeric_limits<double>::quiet_NaN()
                                     : static_cast<double>(value.isNegative());
  for (std::size_t i = 0; i < WideInteger::kLimbs; ++i)
    limbs[i] = value.limbs()[i];
  return *this;
}

Integer& Integer::operator=(const std::optional<WideInteger>& value) {
  return *this = value.value_or(WideInteger::overflow());
}

}  // namespace plimsoll::door
