#pragma once

#include <cstddef>
#include <string_view>

#include "plimsoll/base/error.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/listings.h"
#include "plimsoll/feed/venue.h"

namespace plimsoll {

/// Bytes that must be readable behind a message: a 0, and then whatever they hold.
inline constexpr std::size_t kMessagePadding = 64;

/// The longest message, bytes. Longer ones are lists of instruments.
inline constexpr std::size_t kMaxMessage = 4 * 1024 * 1024;

/// Turns the raw messages of a venue into events.
///
/// A decoder knows nothing of books, keeps nothing from one message to the next, and has no
/// memory but the batch's: what a warm batch has once allocated it uses again.
class Decoder {
 public:
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
};

}  // namespace plimsoll
