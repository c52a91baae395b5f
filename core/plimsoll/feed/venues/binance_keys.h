#pragma once

#include <cstddef>
#include <string_view>

#include "plimsoll/feed/json/key_set.h"

/// What decodes Binance's streams and its answers to requests share.
namespace plimsoll::binance {

inline constexpr KeyNames kKeys{
    // the envelope
    "stream data "
    // events, by their letters
    "e E s u U pu b a B A p q t T l m X i r o S ap z "
    // answers to requests
    "lastUpdateId bids asks symbol pair openInterest time timestamp sumOpenInterest "
    "sumOpenInterestValue buySellRatio buyVol sellVol longAccount longShortRatio "
    "futuresPrice contractType indexPrice markPrice fundingTime fundingRate lastFundingRate "
    "nextFundingTime fundingIntervalHours result id error code msg "
    // the list of instruments
    "symbols filters filterType tickSize stepSize contractSize marginAsset quoteAsset"};

/// `symbol@depth` and `symbol@depth@100ms` carry the whole book; `symbol@depth20` and
/// `symbol@rpiDepth@500ms` do not, though their events are named alike.
inline bool isBookChannel(std::string_view channel) noexcept {
  if (channel.empty()) return true;
  const std::size_t at = channel.find('@');
  if (at == std::string_view::npos) return false;
  const std::string_view stream = channel.substr(at);
  return stream == "@depth" || stream.starts_with("@depth@");
}

consteval Slot operator""_key(const char* text, std::size_t size) {
  return kKeys.slot({text, size});
}

}  // namespace plimsoll::binance
