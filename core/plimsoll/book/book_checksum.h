#pragma once

#include <cstdint>

#include "plimsoll/book/order_book.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

/// What a venue's checksum of this book should be, to be compared with the one that came.
/// Numbers are taken as the venue wrote them, digit for digit.
///
/// @param book  keeps LevelNotes::writtenDecimals
/// @param rule  not none
std::uint32_t bookChecksum(const OrderBook& book, ChecksumRule rule) noexcept;

}  // namespace plimsoll
