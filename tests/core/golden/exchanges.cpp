// Exchanges that one set of rules serves; Binance USDⓈ-M and Hyperliquid have files of their own.

#include <vector>

#include "../margin_vectors.h"
#include "exposures.h"
#include "golden.h"
#include "plimsoll/margin/account.h"
#include "plimsoll/margin/funding_cost.h"
#include "plimsoll/margin/profit.h"

namespace plimsoll::golden {
namespace {

double sizeIn(const Case& one) {
  if (one.has("size")) return one.number("size");
  if (one.has("lots")) return one.number("lots") * one.number("multiplier", 1.0);
  if (one.has("contracts")) {
    const double unit = one.has("mult") ? one.number("mult") : one.number("multiplier", 1.0);
    return one.number("contracts") * unit;
  }
  return 1.0;
}

ContractPosition linear(const Case& one) {
  const double entry = one.number("entry");
  return {ContractKind::linear, one.side() * sizeIn(one), entry,
          marginOf(one, sizeIn(one) * entry)};
}

/// Quantity in quote units, under whichever name it goes.
double quoteSizeIn(const Case& one) {
  for (const char* const key : {"contracts_usd", "quantity_usd", "qty_usd"}) {
    if (one.has(key)) return one.number(key);
  }
  return one.number("contracts") * one.number("face_value_usd");
}

ContractPosition inverse(const Case& one, double margin) {
  return {ContractKind::inverse, one.side() * quoteSizeIn(one), one.number("entry"), margin};
}

Answers price(const Exposure& held) {
  return {{"liquidation_price", answer(liquidationPrice(held))},
          {"bankruptcy_price", answer(bankruptcyPrice(held))}};
}

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

// --- Bybit ---------------------------------------------------------------------------------

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
  return price(GoldenExposure("bybit-linear-2024", position).isolated());
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
  if (!raw) return price(held);
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

// --- Fee in maintenance: Gate, Bitget, Phemex, OKX -----------------------------------------

Answers feeInMaintenance(const char* venue, const Case& one, const char* rate) {
  return price(GoldenExposure(venue, linear(one))
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
  Answers answers = price(GoldenExposure("phemex", position)
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
  return price(
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
      {"Bybit", "average_entry_price", bybitAverageEntry},
      {"Bybit", "bankruptcy_price", bybitBankruptcy},
      {"Bybit", "initial_margin", bybitInverseMargin},
      {"Bybit", "interest_rate", bybitInterest},
      {"Bybit", "liquidation_price", bybitLiquidation},
      {"Bybit", "maintenance_margin_rate", tierRate},
      {"Bybit", "position_balance", bybitPositionBalance},
      {"Bybit", "position_value", bybitPositionValue},
      {"Bybit", "position_value_and_im", bybitInverseMargin},
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
