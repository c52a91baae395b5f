#include "plimsoll/feed/decode.h"

#include "plimsoll/feed/json/json_reader.h"
#include "plimsoll/feed/venues/binance.h"

namespace plimsoll {

Decoder::Decoder() : reader_(std::make_unique<JsonReader>()) {}
Decoder::~Decoder() = default;

DecodeResult Decoder::decode(FeedVenue venue, std::string_view message, EventBatch& batch) {
  batch.clear();
  DecodeResult result;
  switch (venue) {
    case FeedVenue::binanceUsdm:
      result = binance::decode(*reader_, message, batch);
      break;
  }
  if (result.error != Error::none) batch.clear();
  return result;
}

void Decoder::trim() { reader_->trim(); }

}  // namespace plimsoll
