// Positions that were held on an exchange, each with the liquidation price that this showed.

#include <cmath>

#include "exposures.h"
#include "golden.h"

namespace plimsoll::golden {
namespace {

double textNumber(const json& value) {
  return value.is_string() ? std::stod(value.get<std::string>()) : value.get<double>();
}

bool isIsolated(const Case& one) {
  return one.text("margin_mode").starts_with("isolated");
}

double quantityOf(const Case& one) {
  return std::abs(one.number("size")) * one.number("contract_size");
}

/// One is written down with an entry price of zero; its profit says what it was.
double entryOf(const Case& one) {
  const double entry = one.number("entry");
  if (entry > 0.0) return entry;
  const json& raw = one.inputs.at("raw");
  const double profit = textNumber(raw.at("unRealizedProfit"));
  return one.number("mark") - one.side() * profit / quantityOf(one);
}

ContractPosition heldPosition(const Case& one, double margin) {
  const bool isInverse = one.text("contract_type") == "inverse";
  return {isInverse ? ContractKind::inverse : ContractKind::linear, one.side() * quantityOf(one),
          entryOf(one), margin};
}

Answers shown(const GoldenExposure& asked, const Exposure& held, double side, double tick) {
  const auto price = liquidationPrice(held);
  return {{"liquidation_price",
           price ? json(shownPrice(asked.rules(), *price, side, tick)) : json(nullptr)}};
}

GoldenExposure isolatedAsked(const char* venue, const Case& one) {
  const double amount =
      one.has("maintenance_amount") && one.inputs.at("maintenance_amount").is_number()
          ? one.number("maintenance_amount")
          : 0.0;
  return GoldenExposure(venue, heldPosition(one, one.number("isolated_or_wallet_margin")))
      .rate(one.number("maintenance_margin_rate"), amount);
}

/// A cross position by the account's equity at the mark and what the others need.
GoldenExposure crossAsked(const char* venue, const Case& one, double equityAtMark) {
  const double mark = one.number("mark");
  ContractPosition position = heldPosition(one, equityAtMark);
  position.entryPrice = mark;  // the profit is in the equity
  return GoldenExposure(venue, position).rate(one.number("maintenance_margin_rate"));
}

Answers binance(const Case& one) {
  const bool isInverse = one.text("contract_type") == "inverse";
  GoldenExposure asked = isolatedAsked(isInverse ? "binance-coinm" : "binance-usdm", one);
  if (one.inputs.at("raw").contains("positions")) {
    double wallet = one.number("isolated_or_wallet_margin");
    for (const json& other : one.inputs.at("raw").at("positions")) {
      if (other.at("symbol") == one.text("symbol")) continue;
      const double size = other.at("size").get<double>();
      const double mark = other.at("mark").get<double>();
      wallet += size * (mark - other.at("entry").get<double>()) -
                (std::abs(size) * mark * other.at("mmr").get<double>() -
                 other.at("maint_amount").get<double>());
    }
    asked = GoldenExposure("binance-usdm", heldPosition(one, wallet))
                .rate(one.number("maintenance_margin_rate"), one.number("maintenance_amount"));
  }
  return shown(asked, asked.isolated(), one.side(), 0.0);
}

/// All that the account's own sums say: its equity, and maintenance of all positions.
Answers hyperliquid(const Case& one) {
  const double size = one.side() * quantityOf(one);
  const json& raw = one.inputs.at("raw");
  if (raw.at("leverage").contains("rawUsd")) {
    const double left = textNumber(raw.at("leverage").at("rawUsd"));
    const double entry = entryOf(one);
    const auto asked =
        GoldenExposure("hyperliquid", {ContractKind::linear, size, entry, left + size * entry})
            .rate(one.number("maintenance_margin_rate"));
    return shown(asked, asked.isolated(), one.side(), 0.0);
  }
  if (isIsolated(one)) {  // what it calls margin used is the position's equity at the mark
    const auto asked = crossAsked("hyperliquid", one, one.number("isolated_or_wallet_margin"));
    return shown(asked, asked.isolated(), one.side(), 0.0);
  }
  const json& account = one.inputs.at("account");
  const json& summary = account.at("crossMarginSummary");
  const double rate = one.number("maintenance_margin_rate");
  const double mark = one.number("mark");
  const bool isLegacy = account.at("crossMaintenanceMarginUsed").is_null();
  const double maintenance = isLegacy ? rate * textNumber(summary.at("totalNtlPos"))
                                      : textNumber(account.at("crossMaintenanceMarginUsed"));
  const double others = maintenance - rate * quantityOf(one) * mark;
  const auto asked = crossAsked(isLegacy ? "hyperliquid-2023" : "hyperliquid", one,
                                textNumber(summary.at("accountValue")) - others);
  return shown(asked, asked.cross(mark), one.side(), 0.0);
}

Answers bybit(const Case& one) {
  const bool isInverse = one.text("contract_type") == "inverse";
  const char* const venue = isInverse ? "bybit-inverse" : "bybit-linear";
  if (isIsolated(one)) {
    const auto asked = isolatedAsked(venue, one);
    return shown(asked, asked.isolated(), one.side(), 0.0);
  }
  const double mark = one.number("mark");
  const json& account = one.inputs.at("account");
  const json& raw = one.inputs.at("raw");
  // The other positions' and the account's own rounding are in its sums.
  const double total = textNumber(account.at("totalMaintenanceMargin"));
  const double own = textNumber(raw.at("positionMM"));
  auto asked = crossAsked(venue, one, textNumber(account.at("totalMarginBalance")) - (total - own));
  asked.statedMaintenance(own);
  return shown(asked, asked.cross(mark), one.side(), 0.0);
}

/// Ticks of the instruments of old positions, which their payloads do not hold.
double okxTick(const std::string& instrument) {
  if (instrument.starts_with("BTC-USDT")) return 0.1;
  return 0.01;
}

Answers okx(const Case& one) {
  constexpr double taker = 0.0005;
  const double tick = okxTick(one.text("symbol"));
  if (isIsolated(one)) {
    auto asked = isolatedAsked("okx", one).takerFee(taker);
    return shown(asked, asked.isolated(), one.side(), tick);
  }
  auto asked = crossAsked("okx", one, one.number("isolated_or_wallet_margin")).takerFee(taker);
  return shown(asked, asked.cross(one.number("mark")), one.side(), tick);
}

Answers kucoin(const Case& one) {
  const json& raw = one.inputs.at("raw");
  const double tick = one.text("symbol") == "XRPUSDTM" ? 0.0001 : 0.05;
  if (isIsolated(one)) {
    auto asked =
        GoldenExposure("kucoin", heldPosition(one, one.number("isolated_or_wallet_margin")))
            .statedMaintenance(textNumber(raw.at("posMaint")))
            .leverage(one.number("leverage"));
    return shown(asked, asked.isolated(), one.side(), tick);
  }
  // The bankruptcy price stands for the account's equity: nothing is left there.
  const double mark = one.number("mark");
  const double bankruptcy = textNumber(raw.at("bankruptPrice"));
  auto asked = crossAsked("kucoin", one, one.side() * quantityOf(one) * (mark - bankruptcy))
                   .takerFee(0.0006);
  asked.leverage(1.0);
  const Exposure held = asked.cross(mark);
  return shown(asked, held, one.side(), 0.0);
}

Answers htx(const Case& one) {
  const json& raw = one.inputs.at("raw");
  const std::string factor = one.text("maintenance_margin_rate");
  auto asked = GoldenExposure("htx", heldPosition(one, one.number("isolated_or_wallet_margin")))
                   .rate(std::stod(factor.substr(factor.rfind(' ') + 1)))
                   .leverage(textNumber(raw.at("lever_rate")));
  return shown(asked, asked.isolated(), one.side(), 0.0);
}

Answers lighter(const Case& one) {
  const json& raw = one.inputs.at("raw");
  // The printed entry price is rounded; what the position cost is not.
  const double cost = textNumber(raw.at("position_value")) - textNumber(raw.at("unrealized_pnl"));
  ContractPosition position = heldPosition(one, one.number("isolated_or_wallet_margin"));
  position.entryPrice = cost / quantityOf(one);
  auto asked = GoldenExposure("lighter", position).rate(one.number("maintenance_margin_rate"));
  return shown(asked, asked.isolated(), one.side(), 0.0);
}

Answers coinex(const Case& one) {
  auto asked = isolatedAsked("coinex", one);
  return shown(asked, asked.isolated(), one.side(), 0.0);
}

Answers withTaker(const char* venue, const Case& one) {
  constexpr double taker = 0.0006;
  if (isIsolated(one)) {
    auto asked = isolatedAsked(venue, one).takerFee(taker);
    return shown(asked, asked.isolated(), one.side(), 0.0);
  }
  auto asked = crossAsked(venue, one, one.number("isolated_or_wallet_margin")).takerFee(taker);
  return shown(asked, asked.cross(one.number("mark")), one.side(), 0.0);
}

Answers bitget(const Case& one) {
  return withTaker("bitget", one);
}
Answers mexc(const Case& one) {
  return withTaker("mexc", one);
}

/// Its printed mark is rounded; the maintenance margin is not.
Answers blofin(const Case& one) {
  json inputs = one.inputs;
  inputs["mark"] = textNumber(one.inputs.at("raw").at("maintenanceMargin")) /
                   (one.number("maintenance_margin_rate") * quantityOf(one));
  return withTaker("blofin", {one.whole, inputs, one.tables});
}

}  // namespace

std::span<const Mapping> heldMappings() {
  static constexpr Mapping mappings[] = {
      {"binance", "liquidation_price", binance},
      {"binance (testnet)", "liquidation_price", binance},
      {"hyperliquid", "liquidation_price", hyperliquid},
      {"bybit", "liquidation_price", bybit},
      {"okx", "liquidation_price", okx},
      {"kucoin", "liquidation_price", kucoin},
      {"htx", "liquidation_price", htx},
      {"lighter", "liquidation_price", lighter},
      {"coinex", "liquidation_price", coinex},
      {"bitget", "liquidation_price", bitget},
      {"mexc", "liquidation_price", mexc},
      {"blofin", "liquidation_price", blofin},
  };
  return mappings;
}

}  // namespace plimsoll::golden
