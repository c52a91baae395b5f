#include "plimsoll/feed/venue.h"

#include "plimsoll/feed/venues/binance.h"

namespace plimsoll {

std::optional<FeedVenue> feedVenue(std::string_view name) noexcept {
  if (name == binance::kUsdm.name) return FeedVenue::binanceUsdm;
  return std::nullopt;
}

const VenueTraits& traits(FeedVenue venue) noexcept {
  switch (venue) {
    case FeedVenue::binanceUsdm:
      break;
  }
  return binance::kUsdm;
}

bool isBookChannel(FeedVenue venue, std::string_view channel) noexcept {
  switch (venue) {
    case FeedVenue::binanceUsdm:
      break;
  }
  return binance::isBookChannel(channel);
}

std::string snapshotUrl(FeedVenue venue, std::string_view symbol) {
  switch (venue) {
    case FeedVenue::binanceUsdm:
      break;
  }
  return binance::snapshotUrl(symbol);
}

}  // namespace plimsoll
