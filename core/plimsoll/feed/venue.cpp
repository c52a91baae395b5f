#include "plimsoll/feed/venue.h"

#include <array>
#include <cstddef>

#include "plimsoll/feed/venues/venues.h"

namespace plimsoll {
namespace {

/// In the order of FeedVenue.
constexpr std::array kVenues{
    &binance::kUsdm,
    &binance::kCoinm,
    &binance::kSpot,
    &bybit::kLinear,
    &bybit::kInverse,
    &bybit::kOption,
    &bybit::kSpot,
    &okx::kOkx,
    &deribit::kDeribit,
    &deribit::kCoinbaseIntl,
    &hyperliquid::kHyperliquid,
    &dydx::kDydx,
    &kraken_futures::kKrakenFutures,
    &kraken_spot::kKrakenSpot,
    &bitget::kBitget,
    &gate::kUsdt,
    &gate::kBtc,
};
static_assert(kVenues.size() == kFeedVenues);

}  // namespace

std::optional<FeedVenue> feedVenue(std::string_view name) noexcept {
  for (const VenueTraits* traits : kVenues) {
    if (traits->name == name) return traits->venue;
  }
  return std::nullopt;
}

const VenueTraits& traits(FeedVenue venue) noexcept {
  return *kVenues[static_cast<std::size_t>(venue)];
}

}  // namespace plimsoll
