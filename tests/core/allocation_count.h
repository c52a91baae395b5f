#pragma once

#include <cstdint>

namespace plimsoll::test {

/// How many blocks of memory this program has asked for so far.
std::int64_t allocations() noexcept;

/// Bytes it has asked for and not given back.
std::int64_t bytesInUse() noexcept;

}  // namespace plimsoll::test
