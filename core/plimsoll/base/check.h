#pragma once

#include <initializer_list>

#include "plimsoll/base/error.h"

// What the checks of inputs are made of. Each names the field that it refuses.

namespace plimsoll {

Refusal checkFinite(double value, const char* field) noexcept;

/// A finite number above zero; `error` where it is not.
Refusal checkAboveZero(double value, Error error, const char* field) noexcept;

/// A finite number, zero or above; `error` where it is below.
Refusal checkNotBelowZero(double value, Error error, const char* field) noexcept;

/// A fraction from zero to less than one.
Refusal checkRate(double rate, const char* field) noexcept;

/// The first that refuses; nothing where none does.
Refusal firstOf(std::initializer_list<Refusal> refusals) noexcept;

}  // namespace plimsoll
