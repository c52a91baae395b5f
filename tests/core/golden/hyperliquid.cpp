#include <cmath>

#include "exposures.h"
#include "golden.h"
#include "plimsoll/funding/funding_rules.h"
#include "plimsoll/funding/premium.h"
#include "plimsoll/margin/profit.h"

namespace plimsoll::golden {
namespace {

/// Half of the initial margin at the highest leverage.
double maintenanceRate(double maxLeverage) {
  return 0.5 / maxLeverage;
}

Answers isolated(const Case& one) {
  const double size = one.side() * one.number("size");
  const double entry = one.number("entry");
  // What the venue calls rawUsd is what would be left were the position worth nothing.
  const double margin = one.has("raw_usd") ? one.number("raw_usd") + size * entry
                                           : marginOf(one, std::abs(size) * entry);
  const Exposure held = GoldenExposure("hyperliquid", {ContractKind::linear, size, entry, margin})
                            .rate(maintenanceRate(one.number("max_leverage")))
                            .isolated();
  return {{"liquidation_price", answer(liquidationPrice(held))}};
}

/// Of the first interface, in which maintenance stood still and one rate was everybody's.
Answers legacyCross(const Case& one) {
  const double size = one.side() * one.number("size");
  const double mark = one.number("position_value") / one.number("size");
  const double rate = one.number("maint_fraction_all");
  const double others = rate * (one.number("total_ntl_pos") - one.number("position_value"));
  const Exposure held = GoldenExposure("hyperliquid-2023", {ContractKind::linear, size, mark,
                                                            one.number("account_value") - others})
                            .rate(rate)
                            .cross(mark);
  return {{"liquidation_price", answer(liquidationPrice(held))}};
}

Answers liquidation(const Case& one) {
  return one.has("account_value") ? legacyCross(one) : isolated(one);
}

/// rawUsd is below zero where a long is bought on credit, and above it where a short was sold.
Answers marginUsed(const Case& one) {
  const double value = one.number("position_value");
  const double raw = one.number("raw_usd", 0.0);
  const double side = one.has("side") ? one.side() : raw > 0.0 ? -1.0 : 1.0;
  const Exposure held =
      GoldenExposure("hyperliquid", {ContractKind::linear, side, value, raw + side * value})
          .isolated();
  return {{"margin_used",
           one.has("raw_usd") ? equity(held, value) : initialMargin(held, one.number("leverage"))}};
}

Answers returnRate(const Case& one) {
  const double pnl = one.number("unrealized_pnl");
  if (one.has("margin_used")) return {{"roe", returnOnEquity(pnl, one.number("margin_used"))}};
  const Exposure held = GoldenExposure("hyperliquid", {ContractKind::linear, one.number("size"),
                                                       one.number("entry"), 1.0})
                            .isolated();
  return {{"roe", returnOnEquity(pnl, initialMargin(held, one.number("leverage")))}};
}

Answers funding(const Case& one) {
  const double premium = premiumRate(one.number("impact_bid"), one.number("spot"));
  const double rate = fundingRate(premium, one.number("interest"), one.number("clamp"));
  return {{"premium", premium}, {"clamp_term", rate - premium}, {"rate", rate}};
}

Answers rate(const Case& one) {
  return {{"mmr", maintenanceRate(one.number("max_leverage"))}};
}

}  // namespace

std::span<const Mapping> hyperliquidMappings() {
  static constexpr Mapping mappings[] = {
      {"Hyperliquid", "funding_rate_8h", funding},
      {"Hyperliquid", "liquidation_price", liquidation},
      {"Hyperliquid", "maintenance_margin_rate", rate},
      {"Hyperliquid", "margin_used", marginUsed},
      {"Hyperliquid", "return_on_equity", returnRate},
  };
  return mappings;
}

}  // namespace plimsoll::golden
