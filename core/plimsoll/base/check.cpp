#include "plimsoll/base/check.h"

#include <cmath>

namespace plimsoll {

Refusal checkFinite(double value, const char* field) noexcept {
  return std::isfinite(value) ? Refusal{} : Refusal{Error::notFinite, field};
}

Refusal checkAboveZero(double value, Error error, const char* field) noexcept {
  if (!std::isfinite(value)) return {Error::notFinite, field};
  return value > 0.0 ? Refusal{} : Refusal{error, field};
}

Refusal checkNotBelowZero(double value, Error error, const char* field) noexcept {
  if (!std::isfinite(value)) return {Error::notFinite, field};
  return value >= 0.0 ? Refusal{} : Refusal{error, field};
}

Refusal checkRate(double rate, const char* field) noexcept {
  if (!std::isfinite(rate)) return {Error::notFinite, field};
  return rate >= 0.0 && rate < 1.0 ? Refusal{} : Refusal{Error::rateOutOfRange, field};
}

Refusal firstOf(std::initializer_list<Refusal> refusals) noexcept {
  for (const Refusal& refusal : refusals) {
    if (refusal != Error::none) return refusal;
  }
  return {};
}

}  // namespace plimsoll
