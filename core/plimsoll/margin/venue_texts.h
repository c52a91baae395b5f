#pragma once

#include <optional>
#include <string_view>

#include "plimsoll/margin/venue_rules.h"

namespace plimsoll {

/// What people are told of a venue's rules. Apart from the rules, because what computes
/// needs none of it.
struct VenueText {
  std::string_view venue;    ///< as users name it: "binance-usdm"
  std::string_view formula;  ///< where it stands, with a date where it has one
};

inline constexpr int kMarginVenues = 25;

const VenueText& venueText(MarginVenue venue) noexcept;

/// The venue of that name; empty when none is called so.
std::optional<MarginVenue> marginVenue(std::string_view venue) noexcept;

}  // namespace plimsoll
