#include <vector>

#include "../margin_vectors.h"
#include "exposures.h"
#include "golden.h"
#include "plimsoll/funding/funding_rules.h"
#include "plimsoll/margin/profit.h"

namespace plimsoll::golden {
namespace {

/// Older than any rule of today: an inverse cross position whose fee is counted at the
/// bankruptcy price, (1 + s 0.00075) Q / (Q / e + s (balance - orderMargin)).
Answers bybitInverseCross(const Case& one) {
  const double balance = one.number("account_balance_btc") - one.number("order_margin", 0.0);
  const double taker = one.number("taker", 0.00075);
  const auto left =
      bankruptcyPrice(GoldenExposure("bybit-inverse-2024", inverse(one, balance)).isolated());
  if (!left) return {{"bankruptcy_price", nullptr}, {"liquidation_price", nullptr}};
  const double bankruptcy = (1.0 + one.side() * taker) * *left;
  const double value = quoteSizeIn(one) / one.number("entry");
  const double fee = quoteSizeIn(one) * taker / one.number("bankruptcy_price", bankruptcy);
  const auto held = GoldenExposure("bybit-inverse-2024", inverse(one, balance))
                        .statedMaintenance(value * one.number("mmr", 0.005) + fee)
                        .isolated();
  return {{"bankruptcy_price", bankruptcy}, {"liquidation_price", answer(liquidationPrice(held))}};
}

/// A position whose price is known, after margin was added.
Answers bybitExtraMargin(const Case& one) {
  const double before = one.number(one.has("liq_before") ? "liq_before" : "base_liq");
  const char* const venue = one.isInverse() ? "bybit-inverse-2024" : "bybit-linear-2024";
  ContractPosition position{one.isInverse() ? ContractKind::inverse : ContractKind::linear,
                            one.side() * (one.isInverse() ? quoteSizeIn(one) : sizeIn(one)),
                            one.number("entry"), 1.0};
  const GoldenExposure held(venue, position);
  position.margin = marginForLiquidationPrice(held.isolated(), before) + one.number("extra_margin");
  return prices(GoldenExposure(venue, position).isolated());
}

/// Whether a case is by the newest rules, with maintenance at the mark.
bool isAtMark(const Case& one) {
  const std::string basis = one.text("mm_basis");
  return basis.find("mark") != std::string::npos || basis.find("liq") != std::string::npos;
}

const char* venueIn(const Case& one) {
  if (one.isInverse()) return isAtMark(one) ? "bybit-inverse" : "bybit-inverse-2024";
  return isAtMark(one) ? "bybit-linear" : "bybit-linear-2024";
}

/// The newest text for inverse contracts takes the fee of closing off margin that was added.
ContractPosition positionWithExtraMargin(const Case& one) {
  if (!one.isInverse() || !isAtMark(one)) return positionIn(one);
  json inputs = one.inputs;
  inputs["extra_margin"] =
      one.number("extra_margin", 0.0) / (1.0 + one.side() * one.number("taker", 0.0));
  return positionIn({one.whole, inputs, one.tables});
}

Answers bybitLiquidation(const Case& one) {
  if (one.has("account_balance_btc")) return bybitInverseCross(one);
  if (one.has("liq_before") || one.has("base_liq")) return bybitExtraMargin(one);
  const GoldenExposure asked = GoldenExposure(venueIn(one), positionWithExtraMargin(one))
                                   .rate(one.number("mmr"), one.number("mm_deduction", 0.0));
  const Exposure held = asked.isolated();
  const auto raw = liquidationPrice(held);
  const double tick = one.number("tick", 0.0);
  Answers answers{{"liquidation_price",
                   raw ? json(shownPrice(asked.rules(), *raw, one.side(), tick)) : json(nullptr)},
                  {"maintenance_margin", maintenanceMargin(held, one.number("entry"))}};
  if (one.has("leverage")) answers["initial_margin"] = initialMargin(held, one.number("leverage"));
  return answers;
}

Answers bybitBankruptcy(const Case& one) {
  if (one.has("account_balance_btc")) return bybitInverseCross(one);
  const GoldenExposure held(venueIn(one), positionIn(one));
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
  return {{"position_value", valueIn(one)}};
}

Answers bybitAverageEntry(const Case& one) {
  const bool isLinear = one.mode().find("linear") != std::string::npos;
  const ContractKind kind = isLinear ? ContractKind::linear : ContractKind::inverse;
  double value = 0.0;
  const std::vector<Fill> fills = fillsIn(one);
  for (const Fill& fill : fills)
    value += fill.quantity * countedPrice(kind, fill.price);
  return {{"average_entry_price", averageEntryPrice(kind, fills)}, {"total_value_btc", value}};
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
