#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace plimsoll {

/// The milliseconds since 1970 of a time in UTC as ISO 8601 writes it, with any number of
/// decimals behind the second:
///
///     isoTime("2024-08-22T23:59:59.851Z")   // 1724371199851
///
/// @return nothing where it is not written so, or there is no such day
std::optional<std::int64_t> isoTime(std::string_view text) noexcept;

}  // namespace plimsoll
