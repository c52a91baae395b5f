// Cases of no venue: textbook models and those of other people's engines.

#include <vector>

#include "exposures.h"
#include "golden.h"
#include "plimsoll/margin/funding_paid.h"
#include "plimsoll/margin/profit.h"

namespace plimsoll::golden {
namespace {

constexpr const char* kMarkModel = "coinex";              // maintenance at mark, nothing else
constexpr const char* kEntryModel = "bybit-linear-2024";  // maintenance at entry, nothing else

ContractPosition linear(const Case& one, double entry, double margin = 1.0) {
  return {ContractKind::linear, one.side() * sizeIn(one), entry, margin};
}

ContractPosition inverse(const Case& one, double entry, double margin) {
  const double quantity = one.number("contracts_usd", 100.0);
  return {ContractKind::inverse, one.side() * quantity, entry, margin};
}

Answers funding(const Case& one) {
  const double mark = one.number("mark");
  const Exposure held = GoldenExposure(kMarkModel, linear(one, mark)).isolated();
  const double paid =
      fundingPaid(held, mark, one.number("funding_rate"), one.number("time_in_ratio", 1.0));
  return {{"funding_fee", -paid}, {"nominal_value", notional(held, mark)}};
}

Answers linearInitialMargin(const Case& one) {
  const Exposure held = GoldenExposure(kMarkModel, linear(one, one.number("entry"))).isolated();
  return {{"initial_margin", initialMargin(held, one.number("leverage"))}};
}

Answers linearPnl(const Case& one) {
  const Exposure held = GoldenExposure(kMarkModel, linear(one, one.number("entry"))).isolated();
  return {{"unrealized_pnl", unrealizedPnl(held, one.number("mark"))}};
}

/// A cross account given by its equity: the others' maintenance is held back. The wrong
/// estimate that the case warns of forgets it.
Answers linearCross(const Case& one) {
  const double mark = one.number("mark");
  const auto price = [&](double margin) {
    return answer(liquidationPrice(
        GoldenExposure(kMarkModel, linear(one, mark, margin)).rate(one.number("mmr")).isolated()));
  };
  const double equity = one.number("equity");
  return {{"liquidation_price", price(equity - one.number("other_maintenance", 0.0))},
          {"liquidation_price_wrong_estimate", price(equity)}};
}

Answers entryModel(const Case& one) {
  const double entry = one.number("entry");
  const double size = sizeIn(one);
  const Exposure held = GoldenExposure(kEntryModel, linear(one, entry, marginOf(one, size * entry)))
                            .rate(one.number("mmr"))
                            .isolated();
  return {{"liquidation_price", answer(liquidationPrice(held))},
          {"bankruptcy_price", answer(bankruptcyPrice(held))}};
}

Exposure inverseHeld(const Case& one) {
  const char* price = "mark";
  for (const char* const key : {"price", "entry"}) {
    if (one.has(key)) price = key;
  }
  const double entry = one.number(price);
  const double value = one.number("contracts_usd", 100.0) / entry;
  return GoldenExposure("bybit-inverse-2024", inverse(one, entry, value / one.number("leverage")))
      .rate(one.number("mmr", 0.0))
      .isolated();
}

Answers inverseLiquidation(const Case& one) {
  const Exposure held = inverseHeld(one);
  return {{"liquidation_price", answer(liquidationPrice(held))},
          {"liquidation_price_expected", answer(liquidationPrice(held))},
          {"bankruptcy_price", answer(bankruptcyPrice(held))}};
}

/// 10101 once took a short for a long; its case states both prices.
Answers lightningLiquidation(const Case& one) {
  Answers answers = inverseLiquidation(one);
  json other = one.inputs;
  other["side"] = one.side() > 0.0 ? "short" : "long";
  answers["liquidation_price_buggy"] =
      inverseLiquidation({one.whole, other, one.tables})["liquidation_price"];
  return answers;
}

Answers inverseFees(const Case& one) {
  one.number("contracts_usd");
  const Exposure held = inverseHeld(one);
  const auto bankruptcy = bankruptcyPrice(held);
  if (!bankruptcy) return {{"fee_to_close", nullptr}, {"two_way_fee", nullptr}};
  const double taker = one.number("taker");
  return {{"fee_to_close", feesOfRound(held, *bankruptcy, {.closeFeeRate = taker})},
          {"two_way_fee",
           feesOfRound(held, *bankruptcy, {.openFeeRate = taker, .closeFeeRate = taker})}};
}

Answers inversePnl(const Case& one) {
  const std::vector<Fill> fills = fillsIn(one);
  double quantity = 0.0;
  for (const Fill& fill : fills)
    quantity += fill.quantity;
  const double entry = averageEntryPrice(ContractKind::inverse, fills);
  const Exposure held = GoldenExposure("bybit-inverse-2024",
                                       {ContractKind::inverse, one.side() * quantity, entry, 1.0})
                            .isolated();
  return {{"unrealized_pnl", unrealizedPnl(held, one.number("mark"))}};
}

/// nautilus: a rate of notional over leverage, for maintenance too, which no venue does.
Answers nautilusMargin(const Case& one) {
  const double price = one.number("price");
  const Exposure held =
      GoldenExposure("bitmex", {ContractKind::inverse, one.number("qty_usd"), price, 1.0})
          .isolated();
  const double shareOfNotional = initialMargin(held, one.number("leverage", 1.0));
  const double initial = shareOfNotional * one.number("margin_init", 0.0);
  return {{"initial_margin_btc", initial},
          {"initial_margin_quote_usd", initial * price},
          {"maintenance_margin_btc", shareOfNotional * one.number("margin_maint", 0.0)}};
}

Answers toobitRatio(const Case& one) {
  const double entry = one.number("entry");
  const double mark = one.number("mark");
  const double value = one.number("size") * entry;
  const Exposure held =
      GoldenExposure(kMarkModel, linear(one, entry, value / one.number("leverage")))
          .rate(one.number("mmr"))
          .isolated();
  return {{"initial_margin", initialMargin(held, one.number("leverage"))},
          {"maintenance_margin", maintenanceMargin(held, mark)},
          {"unrealized_pnl", unrealizedPnl(held, mark)},
          {"margin_ratio", maintenanceMargin(held, mark) / equity(held, mark)}};
}

}  // namespace

std::span<const Mapping> genericMappings() {
  static constexpr Mapping mappings[] = {
      {"Generic linear", "funding_payment", funding},
      {"Generic linear", "initial_margin", linearInitialMargin},
      {"Generic linear", "liquidation_price", linearCross},
      {"Generic linear", "unrealized_pnl", linearPnl},
      {"Generic linear (jesse, fixed 0.4% mmr)", "liquidation_and_bankruptcy", entryModel},
      {"Generic linear (jesse, fixed 0.4% mmr)", "liquidation_price", entryModel},
      {"Generic inverse", "bankruptcy_price", inverseLiquidation},
      {"Generic inverse", "fee_to_close", inverseFees},
      {"Generic inverse", "liquidation_price", inverseLiquidation},
      {"Generic inverse", "two_way_fee", inverseFees},
      {"Generic inverse", "unrealized_pnl", inversePnl},
      {"MCS (Bybit-style inverse)", "liquidation_price", inverseLiquidation},
      {"10101 (LN DEX, inverse)", "margin_and_liq", lightningLiquidation},
      {"BitMEX (nautilus model)", "initial_margin", nautilusMargin},
      {"BitMEX (nautilus model)", "maintenance_margin", nautilusMargin},
      {"Toobit", "margin_ratio", toobitRatio},
      {"Kraken Futures", "funding_payment", funding},
  };
  return mappings;
}

}  // namespace plimsoll::golden
