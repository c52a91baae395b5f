#pragma once

#include <string>
#include <string_view>

#include "plimsoll/feed/decode.h"
#include "plimsoll/feed/event.h"
#include "plimsoll/feed/venue.h"

/// Binance USDⓈ-M futures.
///
/// Source: developers.binance.com, derivatives, USDⓈ-M; endpoints as split on 2026-04-23.
namespace plimsoll::binance {

inline constexpr VenueTraits kUsdm{
    .venue = FeedVenue::binanceUsdm,
    .name = "binance-usdm",
    .sequenceRule = SequenceRule::previousUpdateId,
    .resync = Resync::snapshot,
    // Depth is pushed each 100 ms while anything changes, and on a listed perpetual
    // something does every second; the mark price comes each second or each third.
    .bookStaleMs = 10'000.0,
    .markStaleMs = 10'000.0,
};

/// Reads depthUpdate, bookTicker, trade, aggTrade, markPriceUpdate, forceOrder (single and
/// in arrays), the REST depth snapshot and REST openInterest; each bare or wrapped in
/// {stream, data}, keys in any order.
DecodeResult decode(JsonReader& reader, std::string_view message, EventBatch& batch);

/// The same for messages that are plain enough to be walked without finding their structure
/// first, as quotes and trades are; see PlainCursor.
///
/// @param batch  to be cleared where it answers
/// @return false where the message is not plain or not right, and decodeAny() has to look
bool decodePlain(std::string_view message, EventBatch& batch);

/// The same for any message; what decodePlain() reads it reads alike.
DecodeResult decodeAny(JsonReader& reader, std::string_view message, EventBatch& batch);

/// `symbol@depth` and `symbol@depth@100ms` carry the whole book; `symbol@depth20` and
/// `symbol@rpiDepth@500ms` do not, though their events are named alike.
bool isBookChannel(std::string_view channel) noexcept;

std::string snapshotUrl(std::string_view symbol);

}  // namespace plimsoll::binance
