#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/listings.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

/// Bytes that must be readable behind a message: a 0, and then whatever they hold.
inline constexpr std::size_t kMessagePadding = 64;

class JsonReader;

/// Turns the raw messages of a venue into events.
///
/// A decoder knows nothing of books, and keeps nothing from one message to the next but
/// its memory: what a warm decoder has once allocated it uses again.
class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Reads one message.
  ///
  /// @param message   followed by a 0 and kMessagePadding bytes in all that can be read
  /// @param listings  what is known of the venue's instruments
  /// @param batch     cleared first; holds nothing when the message is refused
  DecodeResult decode(FeedVenue venue, std::string_view message, const Listings& listings,
                      EventBatch& batch);

  /// Reads a list of instruments: the venue's own, or ccxt's markets of it.
  DecodeResult decodeListings(FeedVenue venue, std::string_view message,
                              const Listings& listings, EventBatch& batch);

  /// Gives back what an unusually large message made the decoder allocate.
  void trim();

 private:
  std::unique_ptr<JsonReader> reader_;
};

}  // namespace plimsoll
