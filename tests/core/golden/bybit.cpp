#include <vector>

#include "../margin_vectors.h"
#include "exposures.h"
#include "golden.h"
#include "plimsoll/margin/funding_cost.h"
#include "plimsoll/margin/profit.h"

namespace plimsoll::golden {
namespace {

/// Older than any rule of today: an inverse cross position whose fee is counted at the
/// bankruptcy price, 1.00075 Q / (Q / e + balance - orderMargin).
Answers bybitInverseCross(const Case& one) {
  const double balance = one.number("account_balance_btc") - one.number("order_margin", 0.0);
  const double taker = one.number("taker", 0.00075);
  const double bankruptcy =
      (1.0 + taker) *
      *bankruptcyPrice(GoldenExposure("bybit-inverse-2024", inverse(one, balance)).isolated());
  const double value = quoteSizeIn(one) / one.number("entry");
  const double fee = quoteSizeIn(one) * taker / bankruptcy;
  const auto held = GoldenExposure("bybit-inverse-2024", inverse(one, balance))
                        .statedMaintenance(value * one.number("mmr", 0.005) + fee)
                        .isolated();
  return {{"bankruptcy_price", bankruptcy}, {"liquidation_price", answer(liquidationPrice(held))}};
}

/// A position whose price is known, after margin was added.
Answers bybitExtraMargin(const Case& one) {
  const double before = one.number(one.has("liq_before") ? "liq_before" : "base_liq");
  ContractPosition position{ContractKind::linear, one.side() * sizeIn(one), one.number("entry"),
                            1.0};
  const GoldenExposure held("bybit-linear-2024", position);
  position.margin = marginForLiquidationPrice(held.isolated(), before) + one.number("extra_margin");
  return prices(GoldenExposure("bybit-linear-2024", position).isolated());
}

Answers bybitLiquidation(const Case& one) {
  if (one.has("account_balance_btc")) return bybitInverseCross(one);
  if (one.has("liq_before") || one.has("base_liq")) return bybitExtraMargin(one);
  const bool isInverse = one.has("contracts_usd");
  const char* const venue = isInverse ? "bybit-inverse-2024" : "bybit-linear-2024";
  const double value =
      isInverse ? quoteSizeIn(one) / one.number("entry") : sizeIn(one) * one.number("entry");
  const GoldenExposure asked =
      GoldenExposure(venue, isInverse ? inverse(one, marginOf(one, value)) : linear(one))
          .rate(one.number("mmr"), one.number("mm_deduction", 0.0));
  const Exposure held = asked.isolated();
  const auto raw = liquidationPrice(held);
  if (!raw) return prices(held);
  return {
      {"liquidation_price", shownPrice(asked.rules(), *raw, one.side(), one.number("tick", 0.0))},
      {"initial_margin", initialMargin(held, one.number("leverage"))},
      {"maintenance_margin", maintenanceMargin(held, one.number("entry"))}};
}

Answers bybitBankruptcy(const Case& one) {
  if (one.has("account_balance_btc")) return bybitInverseCross(one);
  const bool isInverse = one.has("contracts_usd");
  const auto held =
      isInverse
          ? GoldenExposure("bybit-inverse-2024",
                           inverse(one, marginOf(one, quoteSizeIn(one) / one.number("entry"))))
          : GoldenExposure("bybit-linear-2024", linear(one));
  const auto raw = bankruptcyPrice(held.isolated());
  if (!raw) return {{"bankruptcy_price", nullptr}};
  return {
      {"bankruptcy_price", shownPrice(held.rules(), *raw, one.side(), one.number("tick", 0.0))}};
}

Answers bybitInverseMargin(const Case& one) {
  json inputs = one.inputs;
  if (one.has("price")) inputs["entry"] = one.number("price");
  const Case asked{one.whole, inputs, one.tables};
  const Exposure held = GoldenExposure("bybit-inverse", inverse(asked, 1.0)).isolated();
  return {{"initial_margin_btc", initialMargin(held, one.number("leverage"))},
          {"position_value_btc", notional(held, asked.number("entry"))}};
}

/// Margin and the fee of closing at the bankruptcy price.
Answers bybitPositionBalance(const Case& one) {
  const Exposure held = GoldenExposure("bybit-linear-2024", linear(one)).isolated();
  const double fee =
      feesOfRound(held, *bankruptcyPrice(held), {.closeFeeRate = one.number("taker")});
  return {{"position_balance", initialMargin(held, one.number("leverage")) + fee}};
}

Answers bybitPositionValue(const Case& one) {
  const Exposure held = GoldenExposure("bybit-linear-2024", linear(one)).isolated();
  return {{"position_value", notional(held, one.number("entry"))}};
}

Answers bybitAverageEntry(const Case& one) {
  std::vector<Fill> fills;
  double value = 0.0;
  for (const json& fill : one.inputs.at("fills")) {
    if (fill.is_array()) {
      fills.push_back({fill.at(0).get<double>(), fill.at(1).get<double>()});
    } else {
      const char* size = fill.contains("contracts_usd") ? "contracts_usd" : "contracts";
      if (!fill.contains(size)) size = "size";
      fills.push_back({fill.at(size).get<double>(), fill.at("price").get<double>()});
    }
    value += fills.back().quantity / fills.back().price;
  }
  return {{"average_entry_price", averageEntryPrice(ContractKind::inverse, fills)},
          {"total_value_btc", value}};
}

Answers bybitInterest(const Case& one) {
  return {{"interest_rate",
           interestRate(one.number("interest_quote_index"), one.number("interest_base_index"),
                        one.number("funding_interval"))}};
}

}  // namespace

std::span<const Mapping> bybitMappings() {
  static constexpr Mapping mappings[] = {
      {"Bybit", "average_entry_price", bybitAverageEntry},
      {"Bybit", "bankruptcy_price", bybitBankruptcy},
      {"Bybit", "initial_margin", bybitInverseMargin},
      {"Bybit", "interest_rate", bybitInterest},
      {"Bybit", "liquidation_price", bybitLiquidation},
      {"Bybit", "position_balance", bybitPositionBalance},
      {"Bybit", "position_value", bybitPositionValue},
      {"Bybit", "position_value_and_im", bybitInverseMargin},
  };
  return mappings;
}

}  // namespace plimsoll::golden
