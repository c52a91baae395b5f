// Positions that were held on an exchange, each with the liquidation price that this showed.

import type { MarginVenue } from "plimsoll/margin";
import { type Asked, riskOf } from "./asked.ts";
import { crossLiquidation } from "./binance.ts";
import type { Inputs } from "./inputs.ts";
import type { Mapping, Mappings } from "./mapping.ts";

const price = (asked: Asked) => ({ liquidation_price: riskOf(asked).liquidation.value });

const quantityOf = (one: Inputs) => Math.abs(one.number("size")) * one.number("contract_size");
const isIsolated = (one: Inputs) => one.text("margin_mode").startsWith("isolated");
const isInverse = (one: Inputs) => one.text("contract_type") === "inverse";
/** As text it is something else: a maintenance margin in words. */
const amountOf = (one: Inputs) => (typeof one.json["maintenance_amount"] === "number" ? one.number("maintenance_amount") : 0);
const margin = (one: Inputs) => one.number("isolated_or_wallet_margin");

/** One is written down with an entry price of zero; its profit says what it was. */
function entryOf(one: Inputs): number {
  if (one.number("entry") > 0) return one.number("entry");
  return one.number("mark") - (one.sign * one.in("raw").number("unRealizedProfit")) / quantityOf(one);
}

function held(venue: MarginVenue, one: Inputs, more: Partial<Asked>): Asked {
  return {
    venue, quantity: quantityOf(one), side: one.side, inverse: isInverse(one),
    entryPrice: more.entryPrice ?? entryOf(one), rate: one.numberOr("maintenance_margin_rate", 0), ...more,
  };
}

/** A cross position by the account's equity at the mark, less what the others need: its own profit is in that. */
const cross = (venue: MarginVenue, one: Inputs, equity: number, more: Partial<Asked> = {}) =>
  held(venue, one, { entryPrice: one.number("mark"), equity, ...more });

/** The rest of an account stands in the payload that its example was kept with. */
const binance: Mapping = (one) => {
  if (one.in("raw").isList("positions")) return crossLiquidation(one.in("raw").with({ target: one.text("symbol") }));
  return price(held(isInverse(one) ? "binance-coinm" : "binance-usdm", one, { posted: margin(one), amount: amountOf(one) }));
};

/** All that the account's own sums say: its equity, and maintenance of all positions. */
const hyperliquid: Mapping = (one) => {
  const leverage = one.in("raw").in("leverage");
  if (leverage.has("rawUsd")) {
    const posted = leverage.number("rawUsd") + one.sign * quantityOf(one) * entryOf(one);
    return price(held("hyperliquid", one, { posted }));
  }
  // What it calls margin used is the position's equity at the mark.
  if (isIsolated(one)) return price(held("hyperliquid", one, { entryPrice: one.number("mark"), posted: margin(one) }));
  const account = one.in("account");
  const summary = account.in("crossMarginSummary");
  const rate = one.number("maintenance_margin_rate");
  const isLegacy = !account.has("crossMaintenanceMarginUsed");
  const maintenance = isLegacy ? rate * summary.number("totalNtlPos") : account.number("crossMaintenanceMarginUsed");
  const others = maintenance - rate * quantityOf(one) * one.number("mark");
  return price(cross(isLegacy ? "hyperliquid-2023" : "hyperliquid", one, summary.number("accountValue") - others));
};

/** The other positions' and the account's own rounding are in its sums. */
const bybit: Mapping = (one) => {
  const venue = isInverse(one) ? "bybit-inverse" : "bybit-linear";
  if (isIsolated(one)) return price(held(venue, one, { posted: margin(one), amount: amountOf(one) }));
  const account = one.in("account");
  const own = one.in("raw").number("positionMM");
  const others = account.number("totalMaintenanceMargin") - own;
  return price(cross(venue, one, account.number("totalMarginBalance") - others, { maintenanceMargin: own }));
};

/** Ticks of the instruments of old positions, which their payloads do not hold. */
const okxTick = (symbol: string) => (symbol.startsWith("BTC-USDT") ? 0.1 : 0.01);
const kucoinTick = (symbol: string) => (symbol === "XRPUSDTM" ? 0.0001 : 0.05);

const okx: Mapping = (one) => {
  const more = { takerFeeRate: 0.0005, tickSize: okxTick(one.text("symbol")) };
  return price(isIsolated(one) ? held("okx", one, { posted: margin(one), ...more }) : cross("okx", one, margin(one), more));
};

/** Across the account the bankruptcy price stands for its equity: nothing is left there. */
const kucoin: Mapping = (one) => {
  const raw = one.in("raw");
  if (!isIsolated(one)) {
    const equity = one.sign * quantityOf(one) * (one.number("mark") - raw.number("bankruptPrice"));
    return price(cross("kucoin", one, equity, { takerFeeRate: 0.0006 }));
  }
  return price(held("kucoin", one, {
    posted: margin(one), maintenanceMargin: raw.number("posMaint"), tickSize: kucoinTick(one.text("symbol")),
    leverageSetting: one.number("leverage"),
  }));
};

const htx: Mapping = (one) => price(held("htx", one, {
  posted: margin(one), rate: one.numberIn("maintenance_margin_rate"), leverageSetting: one.in("raw").number("lever_rate"),
}));

/** The printed entry price is rounded; what the position cost is not. */
const lighter: Mapping = (one) => {
  const raw = one.in("raw");
  const cost = raw.number("position_value") - raw.number("unrealized_pnl");
  return price(held("lighter", one, { posted: margin(one), entryPrice: cost / quantityOf(one) }));
};

const withFee = (venue: MarginVenue, takerFeeRate: number): Mapping => (one) => price(isIsolated(one)
  ? held(venue, one, { posted: margin(one), takerFeeRate, amount: amountOf(one) })
  : cross(venue, one, margin(one), { takerFeeRate }));

/** Its printed mark is rounded; the maintenance margin is not. */
const blofin: Mapping = (one) => {
  const mark = one.in("raw").number("maintenanceMargin") / (one.number("maintenance_margin_rate") * quantityOf(one));
  return withFee("blofin", 0.0006)(one.with({ mark }), new Map());
};

const kinds = (liquidation_price: Mapping): Mappings => ({ liquidation_price });

export const heldMappings: Readonly<Record<string, Mappings>> = {
  binance: kinds(binance),
  "binance (testnet)": kinds(binance),
  bitget: kinds(withFee("bitget", 0.0006)),
  blofin: kinds(blofin),
  bybit: kinds(bybit),
  coinex: kinds(withFee("coinex", 0)),
  htx: kinds(htx),
  hyperliquid: kinds(hyperliquid),
  kucoin: kinds(kucoin),
  lighter: kinds(lighter),
  mexc: kinds(withFee("mexc", 0.0006)),
  okx: kinds(okx),
};
