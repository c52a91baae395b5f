#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

/// The venues whose messages Plimsoll reads.
enum class FeedVenue : std::uint8_t { binanceUsdm };

/// How a venue chains the updates of a book.
enum class SequenceRule : std::uint8_t {
  /// Binance futures: `pu` of a delta is `u` of the delta before; a snapshot is joined by
  /// the delta with U <= lastUpdateId <= u, or with pu == lastUpdateId.
  /// Source: developers.binance.com "How to manage a local order book correctly".
  previousUpdateId,
};

/// What to do after a gap.
enum class Resync : std::uint8_t { snapshot, resubscribe };

/// What the engine has to know of a venue apart from its messages.
struct VenueTraits {
  FeedVenue venue;
  std::string_view name;  ///< as users write it: "binance-usdm"
  SequenceRule sequenceRule;
  Resync resync;
  double bookStaleMs;  ///< a book is stale when its stream is silent for longer, local time
  double markStaleMs;  ///< the same for the mark price
};

/// The venue of a name, or nothing.
std::optional<FeedVenue> feedVenue(std::string_view name) noexcept;

const VenueTraits& traits(FeedVenue venue) noexcept;

/// Whether a stream of deltas carries the whole book, so that it may feed it. Partial
/// books and retail books arrive under the same event type.
///
/// @param channel  the stream's name, or empty where the message is not wrapped
bool isBookChannel(FeedVenue venue, std::string_view channel) noexcept;

/// Where the venue serves a snapshot of a symbol's book; empty where it sends one on
/// subscription instead.
std::string snapshotUrl(FeedVenue venue, std::string_view symbol);

}  // namespace plimsoll
