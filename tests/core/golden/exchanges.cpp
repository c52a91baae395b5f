// Exchanges that one set of rules serves; others have files of their own.

#include <cmath>
#include <string_view>

#include "exposures.h"
#include "golden.h"
#include "plimsoll/margin/profit.h"
#include "plimsoll/margin/venues/htx.h"

namespace plimsoll::golden {
namespace {

// --- Binance COIN-M ------------------------------------------------------------------------

Answers coinMarginedLiquidation(const Case& one) {
  const auto held = GoldenExposure("binance-coinm", inverse(one, one.number("wallet_balance_btc")))
                        .rate(one.number("mmr"), one.number("cum_btc", 0.0))
                        .isolated();
  return {{"liquidation_price_user_formula", answer(liquidationPrice(held))},
          {"liquidation_price", answer(liquidationPrice(held))}};
}

/// The amount of a tier from the one before it.
double nextAmount(double floor, double rate, double rateBefore, double amountBefore) {
  // A row whose amount was given, as if it began where its own amount makes it continuous.
  MarginBracket rows[] = {
      {0.0, 0.0, 0.0, 0.0, 1.0},
      {rateBefore > 0.0 ? amountBefore / rateBefore : 0.0, floor, rateBefore, 0.0, 1.0},
      {floor, 0.0, rate, 0.0, 1.0}};
  fillMaintenanceAmounts(rows);
  return rows[2].maintenanceAmount;
}

Answers coinMarginedAmount(const Case& one) {
  if (one.has("notional_btc"))
    return {{"cum_btc", one.table().bracket(one.number("notional_btc")).maintenanceAmount}};
  return {{"cum_btc", nextAmount(one.number("floor_btc"), one.number("mmr_n"),
                                 one.number("mmr_prev"), one.number("cum_prev"))}};
}

Answers tierRate(const Case& one) {
  const char* const key = one.has("position_value") ? "position_value" : "notional_btc";
  return {{"mmr", one.table().bracket(one.number(key)).maintenanceMarginRate}};
}

// --- Fee in maintenance: Gate, Bitget, Phemex, OKX -----------------------------------------

constexpr double kBitgetTaker = 0.0006;

Answers feeInMaintenance(const char* venue, const Case& one, const char* rate) {
  const double usual = std::string_view(venue) == "bitget" ? kBitgetTaker : 0.0;
  return prices(GoldenExposure(venue, positionIn(one))
                    .rate(one.number(rate))
                    .takerFee(one.number("taker", usual))
                    .isolated());
}

Answers gateLiquidation(const Case& one) {
  const json unknown = missing("the rate of the right tier");
  Answers answers{{"liquidation_price", unknown},
                  {"naive_liq_price_with_wrong_tier", missing("the rate of the wrong tier")}};
  if (one.has("mmr")) answers = feeInMaintenance("gate", one, "mmr");
  answers["gate_app_liq_price"] = answers.at("liquidation_price");
  if (one.has("mmr_wrong_last_tier")) {
    answers["naive_liq_price_with_wrong_tier"] =
        feeInMaintenance("gate", one, "mmr_wrong_last_tier").at("liquidation_price");
  }
  return answers;
}

Answers gateAmount(const Case& one) {
  return {{"deduction", nextAmount(one.number("floor"), one.number("mmr"), one.number("prev_mmr"),
                                   one.number("prev_deduction"))}};
}

Answers bitgetLiquidation(const Case& one) {
  return feeInMaintenance("bitget", one, "mmr");
}

Answers bitgetRatio(const Case& one) {
  const double mark = one.number("mark");
  const Exposure held =
      GoldenExposure("bitget", {ContractKind::linear, one.number("size"), mark,
                                one.number("position_margin") + one.number("unrealized_pnl")})
          .rate(one.number("mmr"))
          .takerFee(one.number("taker", kBitgetTaker))
          .isolated();
  return {{"margin_ratio", maintenanceMargin(held, mark) / equity(held, mark)}};
}

Answers phemexLiquidation(const Case& one) {
  const double value = sizeIn(one) * one.number("entry");
  const double taker = one.number("taker");
  const Exposure alone = GoldenExposure("phemex", linear(one)).isolated();
  const double balance = value / one.number("leverage") +
                         feesOfRound(alone, *bankruptcyPrice(alone), {.closeFeeRate = taker});
  ContractPosition position = linear(one);
  position.margin = balance;
  Answers answers = prices(GoldenExposure("phemex", position)
                               .rate(one.number("mmr"), one.number("mm_amount", 0.0))
                               .takerFee(taker)
                               .isolated());
  answers["assigned_pos_balance"] = balance;
  answers["open_value"] = value;
  return answers;
}

constexpr double kOkxTaker = 0.0005;

GoldenExposure okxHeld(const Case& one) {
  return GoldenExposure("okx", positionIn(one));
}

Answers okxLiquidation(const Case& one) {
  return prices(
      okxHeld(one).rate(one.number("mmr")).takerFee(one.number("taker", kOkxTaker)).isolated());
}

Answers okxPnl(const Case& one) {
  json inputs = one.inputs;
  if (!one.has("leverage")) inputs["margin"] = 1.0;  // which does not matter
  const Exposure held = okxHeld({one.whole, inputs, one.tables}).isolated();
  const double pnl = unrealizedPnl(held, one.number("mark"));
  if (!one.has("leverage")) return {{"upl", pnl}, {"uplRatio", missing("leverage")}};
  return {{"upl", pnl},
          {"uplRatio", returnOnEquity(pnl, initialMargin(held, one.number("leverage")))}};
}

Answers okxRatio(const Case& one) {
  const double mark = one.number("mark");
  // The maintenance margin itself, from which the rate follows.
  const double rate = one.has("mm") ? one.number("mm") / notional(okxHeld(one).isolated(), mark)
                                    : one.number("mmr");
  const Exposure held = okxHeld(one).rate(rate).takerFee(one.number("taker", kOkxTaker)).isolated();
  const double equityAtMark =
      one.has("upl") ? held.position.margin + one.number("upl") : equity(held, mark);
  return {{"mgnRatio", equityAtMark / maintenanceMargin(held, mark)}};
}

Answers okxMargin(const Case& one) {
  json inputs = one.inputs;
  inputs["margin"] = 1.0;
  const Exposure held = okxHeld({one.whole, inputs, one.tables}).isolated();
  return {{"margin", initialMargin(held, one.number("leverage"))}};
}

/// Spot bought or sold on margin: a long owes quote, a short owes base.
Answers okxSpotMargin(const Case& one) {
  const double amount = one.number("amount_btc");
  const Exposure held =
      GoldenExposure("okx", {ContractKind::linear, one.side() * amount, one.number("price"), 1.0})
          .isolated();
  const double margin = initialMargin(held, one.number("leverage")) / one.number("price");
  return {{"margin_btc", margin},
          {"position_asset_btc", amount},
          {"liability_usdt", notional(held, one.number("price"))}};
}

// --- HTX, Kraken, Deribit ------------------------------------------------------------------

Answers htxMargin(const Case& one) {
  const double price = one.number("price");
  const Exposure held =
      GoldenExposure("htx", {ContractKind::inverse,
                             one.number("contracts") * one.number("face_usd"), price, 1.0})
          .isolated();
  return {{"position_margin", initialMargin(held, one.number("leverage"))}};
}

/// The ladder is in no case that was seen; one would bring it as its tiers.
Answers htxNetPosition(const Case& one) {
  const htx::Hedge hedge{one.number("long_lots"), one.number("short_lots")};
  const auto factor = htx::adjustmentFactor(hedge, MarginTable(tiersIn(one.inputs)));
  return {{"net_lots", htx::netContracts(hedge)},
          {"adjustment_factor", factor ? json(*factor) : missing("the ladder of its contract")}};
}

Answers krakenLiquidation(const Case& one) {
  const double entry = one.number("entry");
  const Exposure held = GoldenExposure("kraken-futures", inverse(one, one.number("margin_btc")))
                            .rate(one.number("mm_rate"))
                            .isolated();
  return {{"position_value_btc", notional(held, entry)},
          {"initial_margin_btc", initialMargin(held, 1.0 / one.number("im_rate"))},
          {"maintenance_margin_btc", maintenanceMargin(held, entry)},
          {"liquidation_price", answer(liquidationPrice(held))},
          {"bankruptcy_limit_price", answer(bankruptcyPrice(held))}};
}

Answers deribitMargin(const Case& one) {
  const double price = one.number("price");
  const double size = std::abs(one.number("size"));
  const Exposure held = GoldenExposure("deribit", {ContractKind::linear, size, price, 1.0})
                            .rate(one.number("base_rate"))
                            .rateGrowth(one.number("rate_per_unit"))
                            .isolated();
  return {{"margin_usdc", maintenanceMargin(held, price)},
          {"rate", maintenanceSlope(held.maintenance, notional(held, price))}};
}

}  // namespace

std::span<const Mapping> exchangeMappings() {
  static constexpr Mapping mappings[] = {
      {"Binance COINM", "liquidation_price", coinMarginedLiquidation},
      {"Binance COINM", "maintenance_amount", coinMarginedAmount},
      {"Binance COINM", "maintenance_margin_rate", tierRate},
      {"Bybit", "maintenance_margin_rate", tierRate},
      {"Gate", "liquidation_price", gateLiquidation},
      {"Gate", "maintenance_amount", gateAmount},
      {"Bitget", "liquidation_price", bitgetLiquidation},
      {"Bitget", "margin_ratio", bitgetRatio},
      {"Phemex", "liquidation_price", phemexLiquidation},
      {"OKX", "liquidation_price", okxLiquidation},
      {"OKX", "margin_ratio", okxRatio},
      {"OKX", "unrealized_pnl", okxPnl},
      {"OKX", "initial_margin", okxMargin},
      {"OKX", "initial_margin_and_position", okxSpotMargin},
      {"HTX", "net_position", htxNetPosition},
      {"HTX", "position_margin", htxMargin},
      {"Kraken Futures", "liquidation_and_bankruptcy", krakenLiquidation},
      {"Deribit", "initial_margin", deribitMargin},
      {"Deribit", "maintenance_margin", deribitMargin},
  };
  return mappings;
}

}  // namespace plimsoll::golden
