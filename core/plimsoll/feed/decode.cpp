#include "plimsoll/feed/decode.h"

#include "plimsoll/feed/ccxt_market.h"

namespace plimsoll {

DecodeResult Decoder::decode(FeedVenue venue, std::string_view message, const Listings& listings,
                             EventBatch& batch) {
  batch.clear();
  const DecodeResult result = traits(venue).decode(listings, message, batch);
  if (result.error != Error::none) batch.clear();
  return result;
}

DecodeResult Decoder::decodeListings(FeedVenue venue, std::string_view message,
                                     const Listings& listings, EventBatch& batch) {
  batch.clear();
  if (decodeCcxtMarkets(message, batch)) return {};
  return decode(venue, message, listings, batch);
}

}  // namespace plimsoll
