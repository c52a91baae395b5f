#pragma once

#include <optional>

#include "plimsoll/engine/reading.h"

namespace plimsoll {

inline double orMissing(const std::optional<double>& value) noexcept {
  return value.value_or(kMissing);
}

}  // namespace plimsoll
