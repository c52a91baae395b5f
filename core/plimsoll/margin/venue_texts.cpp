#include "plimsoll/margin/venue_texts.h"

#include <array>

namespace plimsoll {
namespace {

constexpr auto kTexts = std::to_array<VenueText>({
    {"binance-usdm", "maintenance at mark (Binance FAQ b3c689c1, 2024-10)"},
    {"binance-coinm", "inverse, maintenance at mark (Binance FAQ ceccfcfb, 2024-10)"},
    {"bybit-linear",
     "maintenance at mark, fee cancels (Bybit help, 2026-05-27; linear by analogy with inverse)"},
    {"bybit-inverse", "inverse, maintenance at mark, fee cancels (Bybit help, 2026-05-27)"},
    {"bybit-linear-2024", "maintenance at entry (Bybit help, 2024-09-10)"},
    {"bybit-inverse-2024", "inverse, maintenance at entry (Bybit help, 2024-09-10)"},
    {"okx",
     "one tier for the whole position, taker fee at mark, shown a tick nearer (OKX API and help, "
     "2024-08)"},
    {"deribit", "rate grows with size (Deribit support, Linear-Perpetual, standard margin)"},
    {"kraken-futures",
     "one level for the whole position, maintenance at mark (Kraken support 360022835671)"},
    {"bitget", "taker fee at mark (Bitget article 12560603808759)"},
    {"gate", "taker fee at mark (Gate help 27724)"},
    {"kucoin",
     "maintenance at entry, fee at conservative bankruptcy; cross by the account margin ratio "
     "(KuCoin support 4408061803033, 35233217061785)"},
    {"htx", "rate is the adjustment factor over leverage (HTX support 104919792315746)"},
    {"phemex", "taker fee at mark (Phemex help, USDT contracts)"},
    {"mexc", "taker fee at mark (recomputed from the API's positions)"},
    {"blofin", "taker fee at mark (recomputed from the API's positions)"},
    {"coinex", "maintenance at mark (recomputed from the API's positions)"},
    {"lighter", "maintenance at mark (recomputed from the API's positions, 2026-05)"},
    {"hyperliquid",
     "maintenance at mark, half of the tier's initial margin (Hyperliquid docs, margin-tiers and "
     "liquidations, 2026-01)"},
    {"hyperliquid-2023", "maintenance frozen at mark (API of 2023-03)"},
    {"bitmex", "inverse, maintenance and fee at entry (BitMEX support, before 2026-09-23)"},
});
static_assert(kTexts.size() == kMarginVenues);
static_assert(static_cast<int>(MarginVenue::bitmex) == kMarginVenues - 1);

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
