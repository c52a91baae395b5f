#include "plimsoll/feed/decode.h"

#include "plimsoll/feed/ccxt_market.h"
#include "plimsoll/feed/json/json_reader.h"

namespace plimsoll {

Decoder::Decoder() : reader_(std::make_unique<JsonReader>()) {}
Decoder::~Decoder() = default;

DecodeResult Decoder::decode(FeedVenue venue, std::string_view message, const Listings& listings,
                             EventBatch& batch) {
  batch.clear();
  const DecodeResult result = traits(venue).decode({*reader_, listings}, message, batch);
  if (result.error != Error::none) batch.clear();
  return result;
}

DecodeResult Decoder::decodeListings(FeedVenue venue, std::string_view message,
                                     const Listings& listings, EventBatch& batch) {
  batch.clear();
  if (decodeCcxtMarkets(*reader_, message, batch)) return {};
  return decode(venue, message, listings, batch);
}

void Decoder::trim() { reader_->trim(); }

}  // namespace plimsoll
