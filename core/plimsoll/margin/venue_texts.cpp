#include "plimsoll/margin/venue_texts.h"

#include <array>

namespace plimsoll {
namespace {

constexpr auto kTexts = std::to_array<VenueText>({
    {"binance-usdm", "Binance FAQ b3c689c1, 2024-10"},
    {"binance-coinm", "Binance FAQ ceccfcfb, 2024-10"},
    {"bybit-linear", "Bybit help 2026-05-27, by analogy with inverse"},
    {"bybit-inverse", "Bybit help 2026-05-27"},
    {"bybit-linear-2024", "Bybit help 2024-09-10"},
    {"bybit-inverse-2024", "Bybit help 2024-09-10"},
    {"okx", "OKX API docs 2024-08"},
    {"deribit", "Deribit support, standard margin"},
    {"kraken-futures", "Kraken support 360022835671, a level taken for the whole position"},
    {"bitget", "Bitget article 12560603808759"},
    {"gate", "Gate help 27724"},
    {"kucoin", "KuCoin support 4408061803033"},
    {"htx", "HTX support 104919792315746"},
    {"phemex", "Phemex help"},
    {"mexc", "from the API's positions"},
    {"blofin", "from the API's positions"},
    {"coinex", "from the API's positions"},
    {"lighter", "from the API's positions, 2026-05"},
    {"hyperliquid", "Hyperliquid docs 2026-01"},
    {"hyperliquid-2023", "Hyperliquid API 2023-03"},
    {"bitmex", "BitMEX support, until 2026-09-23"},
    {"dydx", "dYdX v4-chain lib/margin, 2026-03"},
    {"gmx-v2", "gmx-synthetics PositionUtils, 2026-03"},
    {"jupiter", "Jupiter docs, perps liquidation, 2026"},
    {"drift", "Drift protocol-v2 margin.rs, 2026-04"},
});
static_assert(kTexts.size() == kMarginVenues);
static_assert(static_cast<int>(MarginVenue::drift) == kMarginVenues - 1);

}  // namespace

const VenueText& venueText(MarginVenue venue) noexcept {
  return kTexts[static_cast<std::size_t>(venue)];
}

std::optional<MarginVenue> marginVenue(std::string_view venue) noexcept {
  for (std::size_t i = 0; i < kTexts.size(); ++i) {
    if (kTexts[i].venue == venue) return static_cast<MarginVenue>(i);
  }
  return std::nullopt;
}

}  // namespace plimsoll
