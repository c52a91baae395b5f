#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plimsoll/feed/event.h"

namespace plimsoll {

class Listings;

/// The venues whose messages Plimsoll reads. A new one goes to the end of the list, and
/// takes its place in venue.cpp and its traits into a file of feed/venues.
enum class FeedVenue : std::uint8_t {
  binanceUsdm,
  binanceCoinm,
  binanceSpot,
  bybitLinear,
  bybitInverse,
  bybitOption,
  bybitSpot,
  okx,
  deribit,
  coinbaseIntl,
  hyperliquid,
  dydx,
  krakenFutures,
  krakenSpot,
  bitget,
  gateUsdt,
  gateBtc,
};

inline constexpr std::size_t kFeedVenues = 17;

/// What to do after a gap.
enum class Resync : std::uint8_t {
  snapshot,     ///< fetch a snapshot and give it to the market
  resubscribe,  ///< leave the stream and subscribe again: it begins with a snapshot
};

/// What a venue's checksum of a book is computed over.
enum class ChecksumRule : std::uint8_t {
  none,
  /// OKX, Bitget: the best 25 levels as written, `bid price:bid quantity:ask price:...` in
  /// turns, CRC-32.
  interleaved25,
  /// Kraken spot: the best 10 asks and then bids, price and quantity without their point
  /// and without zeros before, CRC-32.
  digits10,
};

/// How long a stream may say nothing before what it told last is stale, ms of local time.
struct StaleLimits {
  double bookMs;
  double markMs;
};

/// What the engine has to know of a venue.
struct VenueTraits {
  FeedVenue venue;
  std::string_view name;  ///< as users write it: "binance-usdm"
  Resync resync;
  StaleLimits stale;
  ChecksumRule checksum = ChecksumRule::none;
  /// Best bid at or above best ask is normal, since updates of the two sides are not told
  /// in one order: the older level has to go.
  bool uncrosses = false;
  /// A book of any other venue that stays crossed for longer is wrong, ms of local time.
  double crossedLimitMs = 1'000.0;

  /// Reads one message; see Decoder.
  DecodeResult (*decode)(const Listings& known, std::string_view message, EventBatch& batch);

  /// What an instrument's name alone tells of it; never its tick or its lot.
  Listing (*inferred)(std::string_view symbol);

  /// Where the venue serves a snapshot of a symbol's book; empty, or null, where it sends one on
  /// subscription instead.
  std::string (*snapshotUrl)(std::string_view symbol) = nullptr;

  /// Whether a symbol's mark follows an index, where those have names of their own.
  bool (*follows)(std::string_view symbol, std::string_view index) = nullptr;

  /// The limits of one symbol, where they are not the same for all.
  StaleLimits (*staleOf)(std::string_view symbol) = nullptr;
};

/// The venue of a name, or nothing.
std::optional<FeedVenue> feedVenue(std::string_view name) noexcept;

const VenueTraits& traits(FeedVenue venue) noexcept;

}  // namespace plimsoll
