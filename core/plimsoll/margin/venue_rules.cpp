#include "plimsoll/margin/venue_rules.h"

#include <array>

#include "plimsoll/margin/instrument.h"

namespace plimsoll {
namespace {

using enum MaintenanceBasis;
using enum ExitFee;
using enum TierRule;
using enum ShownPrice;
using enum VenueMarginRatio;
using enum CrossRule;

// clang-format off
constexpr auto kRules = std::to_array<VenueRules>({
    {"binance-usdm", "maintenance at mark (Binance FAQ b3c689c1, 2024-10)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"binance-coinm", "inverse, maintenance at mark (Binance FAQ ceccfcfb, 2024-10)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"bybit-linear", "maintenance at mark, fee cancels (Bybit help, 2026-05-27; linear by analogy with inverse)",
     {mark, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"bybit-inverse", "inverse, maintenance at mark, fee cancels (Bybit help, 2026-05-27)",
     {mark, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"bybit-linear-2024", "maintenance at entry (Bybit help, 2024-09-10)",
     {entry, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"bybit-inverse-2024", "inverse, maintenance at entry (Bybit help, 2024-09-10)",
     {entry, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"okx", "one tier for the whole position, taker fee at mark, shown a tick nearer (OKX API and help, 2024-08)",
     {mark, atMark}, {mark, atMark}, wholeByContracts, RateOf::notional, tickTowardMark, equityOverMaintenance, ReturnBasis::initialMargin, othersFrozen},
    {"deribit", "rate grows with size (Deribit support, Linear-Perpetual, standard margin)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, growing, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"kraken-futures", "one level for the whole position, maintenance at mark (Kraken support 360022835671)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, wholeByContracts, RateOf::notional, asComputed, equityOverNotional, ReturnBasis::initialMargin, othersFrozen},
    {"bitget", "taker fee at mark (Bitget article 12560603808759)",
     {mark, atMark}, {frozenAtMark, atMark}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::currentMargin, othersFrozen},
    {"gate", "taker fee at mark (Gate help 27724)",
     {mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"kucoin", "maintenance at entry, fee at conservative bankruptcy; cross by the account margin ratio (KuCoin support 4408061803033, 35233217061785)",
     {entry, atConservativeBankruptcy}, {mark, atMark}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, commonScale},
    {"htx", "rate is the adjustment factor over leverage (HTX support 104919792315746)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, wholeByContracts, RateOf::initialMargin, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"phemex", "taker fee at mark (Phemex help, USDT contracts)",
     {mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, equityOverMaintenance, ReturnBasis::initialMargin, othersFrozen},
    {"mexc", "taker fee at mark (recomputed from the API's positions)",
     {mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"blofin", "taker fee at mark (recomputed from the API's positions)",
     {mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, equityOverMaintenance, ReturnBasis::initialMargin, othersFrozen},
    {"coinex", "maintenance at mark (recomputed from the API's positions)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"lighter", "maintenance at mark (recomputed from the API's positions, 2026-05)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"hyperliquid", "maintenance at mark, half of the tier's initial margin (Hyperliquid docs, margin-tiers and liquidations, 2026-01)",
     {mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    {"hyperliquid-2023", "maintenance frozen at mark (API of 2023-03)",
     {frozenAtMark, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::currentMargin, othersFrozen},
    {"bitmex", "inverse, maintenance and fee at entry (BitMEX support, before 2026-09-23)",
     {entry, atEntry}, {entry, atEntry}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
});
// clang-format on

}  // namespace

std::span<const VenueRules> allVenueRules() noexcept {
  return kRules;
}

double shownPrice(const VenueRules& rules, double price, double side, double tickSize) noexcept {
  if (!(tickSize > 0.0)) return price;
  switch (rules.shown) {
    case asComputed:
      break;
    case towardMark:
      return roundedToStep(price, tickSize, side > 0.0 ? Rounding::up : Rounding::down);
    case tickTowardMark:
      return price + side * tickSize;
  }
  return price;
}

const VenueRules* venueRules(std::string_view venue) noexcept {
  for (const VenueRules& rules : kRules) {
    if (rules.venue == venue) return &rules;
  }
  return nullptr;
}

}  // namespace plimsoll
