// Exchanges that one set of rules serves; Binance USDⓈ-M and Hyperliquid have files of their own.

#include <vector>

#include "../margin_vectors.h"
#include "exposures.h"
#include "golden.h"
#include "plimsoll/margin/account.h"
#include "plimsoll/margin/profit.h"

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
  return {{"cum_btc", nextAmount(one.number("floor_btc"), one.number("mmr_n"),
                                 one.number("mmr_prev"), one.number("cum_prev"))}};
}

Answers tierRate(const Case& one) {
  const char* const key = one.has("position_value") ? "position_value" : "notional_btc";
  return {{"mmr", one.table().bracket(one.number(key)).maintenanceMarginRate}};
}

// --- Fee in maintenance: Gate, Bitget, Phemex, OKX -----------------------------------------

Answers feeInMaintenance(const char* venue, const Case& one, const char* rate) {
  return prices(GoldenExposure(venue, linear(one))
                    .rate(one.number(rate))
                    .takerFee(one.number("taker", 0.0))
                    .isolated());
}

Answers gateLiquidation(const Case& one) {
  if (one.has("mmr")) return feeInMaintenance("gate", one, "mmr");
  const Answers naive = feeInMaintenance("gate", one, "mmr_wrong_last_tier");
  return {{"naive_liq_price_with_wrong_tier", naive.at("liquidation_price")},
          {"gate_app_liq_price", missing("the rate of the right tier")}};
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
          .takerFee(one.number("taker"))
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

bool isInverseCase(const Case& one) {
  return one.has("face_value_usd");
}

GoldenExposure okxHeld(const Case& one) {
  if (!isInverseCase(one)) return GoldenExposure("okx", linear(one));
  const double value = quoteSizeIn(one) / one.number("entry");
  return GoldenExposure("okx", inverse(one, marginOf(one, value)));
}

Answers okxLiquidation(const Case& one) {
  return prices(
      okxHeld(one).rate(one.number("mmr")).takerFee(one.number("taker", 0.0005)).isolated());
}

Answers okxPnl(const Case& one) {
  const Exposure held = okxHeld(one).isolated();
  const double pnl = unrealizedPnl(held, one.number("mark"));
  return {{"upl", pnl},
          {"uplRatio", returnOnEquity(pnl, initialMargin(held, one.number("leverage")))}};
}

Answers okxRatio(const Case& one) {
  const double mark = one.number("mark");
  double rate = one.number("mmr");
  if (one.has("mm")) {  // the maintenance margin itself, from which the rate follows
    rate = one.number("mm") / notional(okxHeld(one).isolated(), mark);
  }
  const Exposure held = okxHeld(one).rate(rate).takerFee(one.number("taker")).isolated();
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

// --- KuCoin, HTX, Kraken, Deribit ----------------------------------------------------------

constexpr double kKucoinTaker = 0.0006;

/// The account margin ratio, and the price of one of its positions by it.
Answers kucoinCross(const Case& account) {
  std::vector<AccountPosition> positions;
  std::vector<MarginBracket> brackets(account.inputs.at("positions").size());
  std::size_t target = 0;
  for (const json& inputs : account.inputs.at("positions")) {
    const Case one{account.whole, inputs, account.tables};
    const std::size_t i = positions.size();
    if (one.text("sym").starts_with(account.text("target"))) target = i;
    brackets[i].maintenanceMarginRate = one.number("mmr");
    const double mark = one.number("mark");
    positions.push_back(
        {.position = {ContractKind::linear,
                      one.side() * one.number("contracts") * one.number("mult"), mark, 0.0},
         .terms = {.rules = &venueRules(MarginVenue::kucoin),
                   .brackets = {&brackets[i], 1},
                   .takerFeeRate = account.number("taker", kKucoinTaker)},
         .isIsolated = false,
         .symbol = static_cast<int>(i),
         .markPrice = mark});
  }
  const Account held{.walletBalance = account.number("total_margin"), .positions = positions};
  const AccountAtMarks counted(held);
  return {{"amr", counted.cross().equity / counted.cross().notional},
          {"liquidation_price", answer(counted.liquidationPrice(target))}};
}

Answers kucoinLiquidation(const Case& one) {
  if (one.has("positions")) return kucoinCross(one);
  const double value = sizeIn(one) * one.number("entry");
  const double leverage = one.number("leverage");
  const double taker = one.number("taker", one.has("pos_margin") ? kKucoinTaker : 0.0);
  const double commission = taker * value * (1.0 + 1.0 / leverage);
  ContractPosition position{ContractKind::linear, one.side() * sizeIn(one), one.number("entry"),
                            one.number("pos_margin", value / leverage + commission) +
                                (one.has("pos_margin") ? 0.0 : one.number("pos_cross", 0.0))};
  GoldenExposure asked("kucoin", position);
  asked.rate(one.number("mmr", 0.0)).takerFee(taker).leverage(leverage);
  if (one.has("pos_maint")) asked.statedMaintenance(one.number("pos_maint"));
  position.margin = value / leverage;
  const auto bankruptcy = bankruptcyPrice(GoldenExposure("kucoin", position).isolated());
  const double tick = one.number("tick", 0.0);
  const auto price = liquidationPrice(asked.isolated());
  Answers answers{
      {"liquidation_price",
       price ? json(shownPrice(asked.rules(), *price, one.side(), tick)) : json(nullptr)},
      // Rounded away from the mark, for once.
      {"bankruptcy_price", bankruptcy
                               ? json(shownPrice(asked.rules(), *bankruptcy, -one.side(), tick))
                               : json(nullptr)},
      {"initial_margin", value / leverage},
      {"maintenance_margin", asked.isolated().maintenance.fixed - commission},
      {"pos_init", value / leverage},
      {"pos_comm", commission}};
  for (const char* const key : {"unrealised_pnl", "unrealised_pnl_pcnt", "unrealised_roe_pcnt"}) {
    answers[key] = missing("the mark price");
  }
  return answers;
}

Answers kucoinBankruptcy(const Case& one) {
  const bool isInverse =
      one.text("mode").empty() && one.whole.value("mode", "").find("inverse") != std::string::npos;
  const double entry = one.number("entry");
  const double value = isInverse ? 1.0 / entry : entry;
  const ContractPosition position{isInverse ? ContractKind::inverse : ContractKind::linear,
                                  one.side(), entry, value / one.number("leverage")};
  return {
      {"bankruptcy_price", answer(bankruptcyPrice(GoldenExposure("kucoin", position).isolated()))}};
}

Answers kucoinReturn(const Case& one) {
  const double pnl = one.number("unrealised_pnl");
  return {{"pnl_pcnt", returnOnEquity(pnl, one.number("pos_cost"))},
          {"roe_pcnt", returnOnEquity(pnl, one.number("pos_init"))}};
}

Answers htxMargin(const Case& one) {
  const double price = one.number("price");
  const Exposure held =
      GoldenExposure("htx", {ContractKind::inverse,
                             one.number("contracts") * one.number("face_usd"), price, 1.0})
          .isolated();
  return {{"position_margin", initialMargin(held, one.number("leverage"))}};
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
  const double size = one.number("size");
  const Exposure held =
      GoldenExposure("deribit", {ContractKind::linear, size == 0.0 ? 0.0 : size, price, 1.0})
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
      {"KuCoin", "liquidation_price", kucoinLiquidation},
      {"KuCoin", "bankruptcy_price", kucoinBankruptcy},
      {"KuCoin", "roe", kucoinReturn},
      {"HTX", "position_margin", htxMargin},
      {"Kraken Futures", "liquidation_and_bankruptcy", krakenLiquidation},
      {"Deribit", "initial_margin", deribitMargin},
      {"Deribit", "maintenance_margin", deribitMargin},
  };
  return mappings;
}

}  // namespace plimsoll::golden
