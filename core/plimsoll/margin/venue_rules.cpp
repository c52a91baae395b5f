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
    // binanceUsdm: maintenance at mark
    {{mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // binanceCoinm
    {{mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // bybitLinear: maintenance at mark; the fee is in initial and maintenance margin and cancels
    {{mark, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // bybitInverse
    {{mark, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // bybitLinear2024: maintenance at entry
    {{entry, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // bybitInverse2024
    {{entry, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // okx: one tier for the whole position, taker fee at mark, shown a tick nearer
    {{mark, atMark}, {mark, atMark}, wholeByContracts, RateOf::notional, tickTowardMark, equityOverMaintenance, ReturnBasis::initialMargin, othersFrozen},
    // deribit: rate grows with size
    {{mark, ExitFee::none}, {mark, ExitFee::none}, growing, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // krakenFutures: one level for the whole position
    {{mark, ExitFee::none}, {mark, ExitFee::none}, wholeByContracts, RateOf::notional, asComputed, equityOverNotional, ReturnBasis::initialMargin, othersFrozen},
    // bitget: taker fee at mark
    {{mark, atMark}, {frozenAtMark, atMark}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::currentMargin, othersFrozen},
    // gate: taker fee at mark
    {{mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // kucoin: maintenance at entry, fee at conservative bankruptcy; cross by the account's margin ratio
    {{entry, atConservativeBankruptcy}, {mark, atMark}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, commonScale},
    // htx: rate is the adjustment factor over leverage
    {{mark, ExitFee::none}, {mark, ExitFee::none}, wholeByContracts, RateOf::initialMargin, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // phemex
    {{mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, equityOverMaintenance, ReturnBasis::initialMargin, othersFrozen},
    // mexc
    {{mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // blofin
    {{mark, atMark}, {mark, atMark}, marginal, RateOf::notional, asComputed, equityOverMaintenance, ReturnBasis::initialMargin, othersFrozen},
    // coinex
    {{mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // lighter
    {{mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // hyperliquid: half of the tier's initial margin
    {{mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // hyperliquid2023: maintenance frozen at mark
    {{frozenAtMark, ExitFee::none}, {frozenAtMark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::currentMargin, othersFrozen},
    // bitmex: maintenance and fee at entry
    {{entry, atEntry}, {entry, atEntry}, marginal, RateOf::notional, towardMark, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // dydx
    {{mark, ExitFee::none}, {mark, ExitFee::none}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // gmxV2: a part of the size in dollars, which stands still, or a least sum; closing fee on it
    {{entry, atEntry}, {entry, atEntry}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // jupiter: the same, without a least sum
    {{entry, atEntry}, {entry, atEntry}, marginal, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
    // drift
    {{mark, ExitFee::none}, {mark, ExitFee::none}, sizePremium, RateOf::notional, asComputed, maintenanceOverEquity, ReturnBasis::initialMargin, othersFrozen},
});
// clang-format on

}  // namespace

const VenueRules& venueRules(MarginVenue venue) noexcept {
  return kRules[static_cast<std::size_t>(venue)];
}

bool countsLeverage(const VenueRules& rules, const ModeRules& mode) noexcept {
  return rules.rateOf == RateOf::initialMargin || mode.exitFee == ExitFee::atBankruptcy ||
         mode.exitFee == ExitFee::atConservativeBankruptcy;
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

}  // namespace plimsoll
