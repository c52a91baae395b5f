// Liquidation prices and ratios that venues state, asked of plimsoll/margin as a user would.
// Kinds that have no door in JavaScript yet are counted; the core's own test asks them all.

import { describe, expect, it } from "vitest";
import { type Account, type AccountRisk, evaluate, type MarginVenue, type Position } from "plimsoll/margin";
import { allowedError, type Answers, type Case, golden, type Held, Inputs, tableAround } from "./golden-cases.ts";
import { vectors } from "./vectors.ts";

interface Asked {
  readonly venue: MarginVenue;
  readonly quantity: number;
  readonly entryPrice: number;
  readonly side: "long" | "short";
  /** Margin of its own; else `equity` stands behind it. */
  readonly posted?: number;
  /** A cross account's at the mark, less what its other positions need. */
  readonly equity?: number;
  readonly mark?: number;
  readonly rate?: number;
  readonly amount?: number;
  readonly takerFeeRate?: number;
  readonly leverageSetting?: number;
  readonly maintenanceMargin?: number;
  readonly inverse?: boolean;
  readonly tickSize?: number;
}

/** The risk of one position by itself. */
function riskOf(asked: Asked): AccountRisk {
  const { quantity, entryPrice, side, posted, leverageSetting, maintenanceMargin } = asked;
  const given = { symbol: "X", side, quantity, entryPrice, leverageSetting, maintenanceMargin };
  const counted = asked.venue === "okx" || asked.venue === "kraken-futures" || asked.venue === "htx";
  const table = tableAround(asked.rate ?? 0.001, asked.amount);
  const brackets = table.brackets.map(({ notionalFloor, notionalCap, ...rest }) =>
    counted ? { contractsFloor: notionalFloor, contractsCap: notionalCap, ...rest } : { notionalFloor, notionalCap, ...rest });
  const account = {
    venue: asked.venue,
    positions: [(posted === undefined ? { ...given, mode: "cross" } : { ...given, mode: "isolated", posted }) as Position],
    tables: { X: { brackets } },
    instruments: { X: { contractSize: 1, ...(asked.tickSize === undefined ? {} : { tickSize: asked.tickSize }), ...(asked.inverse ? { kind: "inverse" } : {}) } },
    takerFeeRate: asked.takerFeeRate ?? 0,
    walletBalance: asked.equity ?? 0,
  } as unknown as Account;
  return evaluate(account, { X: asked.mark ?? entryPrice });
}

function pricesOf(asked: Asked): Answers {
  const risk = riskOf(asked).positions[0]!;
  return { liquidation_price: risk.liquidation.value, bankruptcy_price: risk.bankruptcyPrice.value };
}

const sizeOf = (one: Inputs) =>
  one.has("size") ? one.number("size")
    : one.number("contracts", one.number("lots", 1)) * one.number("mult", one.number("multiplier", 1));

function marginOf(one: Inputs, notional: number): number {
  for (const name of ["margin", "position_margin", "pos_margin", "isolated_margin"]) {
    if (one.has(name)) return one.number(name);
  }
  return one.number("margin", notional / one.number("leverage", 1) + one.number("extra_margin", 0));
}

function linear(venue: MarginVenue, one: Inputs, more: Partial<Asked> = {}): Asked {
  const quantity = sizeOf(one);
  const entryPrice = one.number("entry");
  return {
    venue, quantity, entryPrice, side: one.side, posted: marginOf(one, quantity * entryPrice),
    rate: one.number("mmr", 0.001), takerFeeRate: one.number("taker", 0), ...more,
  };
}

function inverse(venue: MarginVenue, one: Inputs, posted: number, more: Partial<Asked> = {}): Asked {
  const quantity = one.number("contracts_usd", one.number("quantity_usd", 100));
  return {
    venue, quantity, entryPrice: one.number("entry"), side: one.side, posted, inverse: true,
    rate: one.number("mmr", one.number("mm_rate", 0.001)), ...more,
  };
}

const inverseValue = (one: Inputs) => one.number("contracts_usd", 100) / one.number("entry");

/** Two positions of a cross account, as Binance's own example has them. */
function binanceCross(one: Inputs): Answers {
  const positions = one.list("positions");
  const symbol = (of: Inputs) => of.text("symbol");
  const account: Account = {
    venue: "binance-usdm",
    walletBalance: one.number("wallet_balance"),
    positions: positions.map((of) => ({
      symbol: symbol(of), side: of.side, quantity: of.number("size"), entryPrice: of.number("entry"), mode: "cross",
    })),
    tables: Object.fromEntries(positions.map((of) => [symbol(of), tableAround(of.number("mmr"), of.number("cum", of.number("maint_amount", 0)))])),
  };
  const risk = evaluate(account, Object.fromEntries(positions.map((of) => [symbol(of), of.number("mark")])));
  const target = risk.positions.find((of) => of.symbol === one.text("target"));
  return { liquidation_price: target!.liquidationPrice.value };
}

function binance(one: Inputs): Answers {
  if (one.has("positions")) return binanceCross(one);
  const table = one.has("mmr") ? {} : { rate: 0.004 };
  return pricesOf(linear("binance-usdm", one, {
    posted: one.number("wallet_balance"), amount: one.number("cum", 0), ...table,
  }));
}

/** A bracket's rate and amount are not told as such: two maintenance margins within it say both. */
function binanceBracket(one: Inputs): Answers {
  const tiers = one.has("tiers") ? one.list("tiers") : null;
  const brackets = tiers === null
    ? vectors("margin_table").tables["btcusdt-2022"]!.brackets
    : tiers.map((of) => ({
        notionalFloor: of.number("notionalFloor"), notionalCap: of.number("notionalCap"),
        maintenanceMarginRate: of.number("maintenanceMarginRate"), maintenanceAmount: of.number("maintenanceAmount"),
        maxLeverage: of.number("maxLeverage"),
      }));
  const maintenance = (notional: number) => evaluate({
    venue: "binance-usdm", tables: { X: { brackets } },
    positions: [{ symbol: "X", side: "long", quantity: 1, entryPrice: notional, mode: "isolated", posted: notional }],
  }, { X: notional }).positions[0]!.maintenanceMargin.value!;
  const notional = one.number("notional");
  const step = notional * 1e-3;
  const mmr = (maintenance(notional + step) - maintenance(notional)) / step;
  return { mmr, cum: mmr * notional - maintenance(notional) };
}

function kraken(one: Inputs): Answers {
  const asked = inverse("kraken-futures", one, one.number("margin_btc"));
  const risk = riskOf(asked).positions[0]!;
  return {
    liquidation_price: risk.liquidation.value,
    bankruptcy_limit_price: risk.bankruptcyPrice.value,
    maintenance_margin_btc: risk.maintenanceMargin.value,
    position_value_btc: risk.notional.value,
    initial_margin_btc: risk.notional.value! * one.number("im_rate"),
  };
}

function bitgetRatio(one: Inputs): Answers {
  const mark = one.number("mark");
  const risk = riskOf({
    venue: "bitget", quantity: one.number("size"), entryPrice: mark, side: "long", mark,
    posted: one.number("position_margin") + one.number("unrealized_pnl"),
    rate: one.number("mmr"), takerFeeRate: one.number("taker"),
  });
  return { margin_ratio: risk.positions[0]!.marginRatio.value };
}

function phemex(one: Inputs): Answers {
  const value = sizeOf(one) * one.number("entry");
  const alone = pricesOf(linear("phemex", one, { posted: value / one.number("leverage") }));
  const balance = value / one.number("leverage") + one.number("taker") * sizeOf(one) * alone["bankruptcy_price"]!;
  return { ...pricesOf(linear("phemex", one, { posted: balance })), assigned_pos_balance: balance, open_value: value };
}

function kucoin(one: Inputs): Answers {
  const value = sizeOf(one) * one.number("entry");
  const leverage = one.number("leverage");
  const commission = 0.0006 * value * (1 + 1 / leverage);
  const tick = one.has("tick") ? { tickSize: one.number("tick") } : {};
  const found = pricesOf(linear("kucoin", one, {
    takerFeeRate: 0.0006, leverageSetting: leverage, ...tick,
    ...(one.has("pos_maint") ? { maintenanceMargin: one.number("pos_maint") } : {}),
  }));
  const bankruptcy = pricesOf(linear("kucoin", one, { posted: value / leverage }))["bankruptcy_price"]!;
  return { ...found, bankruptcy_price: bankruptcy, pos_init: value / leverage, pos_comm: commission };
}

function hyperliquid(one: Inputs): Answers {
  const size = one.sign * one.number("size");
  if (one.has("account_value")) {
    const mark = one.number("position_value") / one.number("size");
    const rate = one.number("maint_fraction_all");
    const others = rate * (one.number("total_ntl_pos") - one.number("position_value"));
    return pricesOf({
      venue: "hyperliquid-2023", quantity: one.number("size"), entryPrice: mark, side: one.side, mark, rate,
      equity: one.number("account_value") - others,
    });
  }
  const posted = one.has("raw_usd") ? one.number("raw_usd") + size * one.number("entry") : one.number("isolated_margin");
  return pricesOf(linear("hyperliquid", one, { posted, rate: 0.5 / one.number("max_leverage") }));
}

function bybit(one: Inputs): Answers {
  const asked = linear("bybit-linear-2024", one, {
    amount: one.number("mm_deduction", 0), ...(one.has("tick") ? { tickSize: one.number("tick") } : {}),
  });
  const { maintenanceMargin } = riskOf(asked).positions[0]!;
  return { ...pricesOf(asked), initial_margin: asked.posted, maintenance_margin: maintenanceMargin.value };
}

type Mapping = (one: Inputs) => Answers;
const withFee = (venue: MarginVenue): Mapping => (one) => pricesOf(linear(venue, one));
const inverseAtEntry: Mapping = (one) =>
  pricesOf(inverse("bybit-inverse-2024", one, inverseValue(one) / one.number("leverage")));

const mappings: Readonly<Record<string, Mapping>> = {
  "Binance USDM, liquidation_price": binance,
  "Binance USDM, maintenance_amount": binanceBracket,
  "Binance USDM, maintenance_margin_rate": binanceBracket,
  "Binance USDM, mmr_and_maint_amount": binanceBracket,
  "Gate, liquidation_price": (one) => (one.has("mmr") ? withFee("gate")(one)
    : { naive_liq_price_with_wrong_tier: pricesOf(linear("gate", one, { rate: one.number("mmr_wrong_last_tier") }))["liquidation_price"] }),
  "OKX, liquidation_price": withFee("okx"),
  "Bitget, liquidation_price": withFee("bitget"),
  "Bitget, margin_ratio": bitgetRatio,
  "Phemex, liquidation_price": phemex,
  "KuCoin, liquidation_price": kucoin,
  "Kraken Futures, liquidation_and_bankruptcy": kraken,
  "Hyperliquid, liquidation_price": hyperliquid,
  "Generic linear (jesse, fixed 0.4% mmr), liquidation_and_bankruptcy": withFee("bybit-linear-2024"),
  "Generic linear (jesse, fixed 0.4% mmr), liquidation_price": withFee("bybit-linear-2024"),
  "Generic inverse, bankruptcy_price": inverseAtEntry,
  "Generic inverse, liquidation_price": inverseAtEntry,
  "MCS (Bybit-style inverse), liquidation_price": inverseAtEntry,
  "Bybit, bankruptcy_price": (one) => pricesOf(linear("bybit-linear-2024", one)),
  "Bybit, liquidation_price": bybit,
};

/** What an answer is not asked for: the inputs do not determine it, or its source contradicts itself. */
const unanswered: Readonly<Record<string, string>> = {
  "gate-051 gate_app_liq_price": "the right tier is not given",
  "kucoin-249 unrealised_pnl": "the mark is not given",
};
const excused: Readonly<Record<string, string>> = {
  "kucoin-243": "the page's price does not follow from the page's own ratio",
};

/** A Bybit case of a position whose price is known before margin is added has no door. */
const hasDoor = ({ venue, kind, inputs }: Case) => `${venue}, ${kind}` in mappings &&
  !("liq_before" in inputs) && !("base_liq" in inputs) && !("account_balance_btc" in inputs);

const all = golden<Case>("margin");
const asked = all.filter((one) => hasDoor(one) && !(one.id in excused));

describe.skipIf(asked.length === 0)("golden margin", () => {
  it.each(asked.map((one): [string, Case] => [`${one.id}, ${one.mode}, ${one.kind}`, one]))("%s", (_, one) => {
    const found = mappings[`${one.venue}, ${one.kind}`]!(new Inputs(one.inputs));
    for (const [name, expected] of Object.entries(one.expected)) {
      if (`${one.id} ${name}` in unanswered) continue;
      if (expected === null) {
        expect(found[name], name).toBeNull();
        continue;
      }
      // Two margins told a rate and an amount: they are as exact as a difference of them.
      const isTold = name === "mmr" || name === "cum";
      const allowed = isTold ? 1e-6 * Math.max(1, Number(expected)) : allowedError(one.tolerance, Number(expected));
      expect(Math.abs(found[name]! - Number(expected)), name).toBeLessThanOrEqual(allowed);
    }
  });

  it("says how many there were", () => {
    const left = all.filter((one) => !asked.includes(one));
    const kinds = [...new Set(left.map(({ venue, kind }) => `${venue}, ${kind}`))];
    console.log(`  golden margin: ${asked.length} of ${all.length} asked through plimsoll/margin; no door yet: ${kinds.join("; ")}`);
  });
});

// --- Positions that were held ----------------------------------------------------------------

const takers: Readonly<Record<string, number>> = { okx: 0.0005, bitget: 0.0006, mexc: 0.0006, blofin: 0.0006, kucoin: 0.0006 };
/** Ticks of instruments whose positions' payloads do not hold them. */
const ticks: Readonly<Record<string, number>> = {
  "BTC-USDT-SWAP": 0.1, "ETH-USD-210430": 0.01, "ETH-USDT-SWAP": 0.01, ETHUSDTM: 0.05, XRPUSDTM: 0.0001,
};

function heldAsked(one: Inputs): Asked {
  const venue = one.text("exchange").split(" ")[0]!;
  const quantity = Math.abs(one.number("size")) * one.number("contract_size");
  const raw = one.in("raw");
  const isInverse = one.text("contract_type") === "inverse";
  const isIsolated = one.text("margin_mode") === "isolated";
  const mark = one.has("mark") ? one.number("mark") : one.number("entry");
  const entryPrice = one.number("entry") > 0 ? one.number("entry")
    : mark - (one.sign * raw.number("unRealizedProfit")) / quantity;
  const rate = one.has("maintenance_margin_rate") && venue !== "htx" ? one.number("maintenance_margin_rate") : 0.015;
  const common = { quantity, side: one.side, mark, rate, inverse: isInverse, takerFeeRate: takers[venue] ?? 0 };
  const own = { ...common, entryPrice };
  const posted = isIsolated || venue === "binance" || venue === "lighter"
    ? one.number("isolated_or_wallet_margin") : 0;
  switch (venue) {
    case "binance":
      return { ...own, venue: isInverse ? "binance-coinm" : "binance-usdm", posted, amount: Number(one.number("maintenance_amount", 0)) };
    case "htx":
      return { ...own, venue: "htx", posted, leverageSetting: raw.number("lever_rate") };
    case "lighter": {
      const cost = raw.number("position_value") - raw.number("unrealized_pnl");
      return { ...own, venue: "lighter", posted, entryPrice: cost / quantity };
    }
    case "hyperliquid": {
      const leverage = raw.in("leverage");
      if (leverage.has("rawUsd")) return { ...own, venue: "hyperliquid", posted: leverage.number("rawUsd") + one.sign * quantity * entryPrice };
      const account = one.in("account");
      const summary = account.in("crossMarginSummary");
      const isLegacy = !account.has("crossMaintenanceMarginUsed");
      const maintenance = isLegacy ? rate * summary.number("totalNtlPos") : account.number("crossMaintenanceMarginUsed");
      const equity = summary.number("accountValue") - (maintenance - rate * quantity * mark);
      return { ...common, venue: isLegacy ? "hyperliquid-2023" : "hyperliquid", entryPrice: mark, equity };
    }
    case "bybit": {
      const account = one.in("account");
      const equity = account.number("totalMarginBalance") - (account.number("totalMaintenanceMargin") - raw.number("positionMM"));
      return { ...common, venue: "bybit-linear", entryPrice: mark, equity, maintenanceMargin: raw.number("positionMM") };
    }
    case "kucoin": {
      const tick = { tickSize: ticks[one.text("symbol")] ?? 0 };
      if (isIsolated) return { ...own, ...tick, venue: "kucoin", posted, maintenanceMargin: raw.number("posMaint"), leverageSetting: Math.max(1, one.number("leverage")) };
      const equity = one.sign * quantity * (mark - raw.number("bankruptPrice"));
      return { ...common, venue: "kucoin", entryPrice: mark, equity };
    }
    case "blofin": {
      const exact = raw.number("maintenanceMargin") / (rate * quantity);
      return { ...common, venue: "blofin", mark: exact, entryPrice: exact, equity: one.number("isolated_or_wallet_margin") };
    }
    default: {
      const tick = ticks[one.text("symbol")];
      const shown = tick === undefined ? {} : { tickSize: tick };
      if (isIsolated) return { ...own, ...shown, venue: venue as MarginVenue, posted };
      return { ...common, ...shown, venue: venue as MarginVenue, entryPrice: mark, equity: one.number("isolated_or_wallet_margin") };
    }
  }
}

/** The rest of Binance's account stands in the payload that its example was kept with. */
function heldPrice(held: Held): number | null {
  const one = new Inputs(held);
  const raw = one.in("raw");
  if (raw.isList("positions")) {
    return binanceCross(new Inputs({ ...(held as unknown as { raw: object }).raw, target: one.text("symbol") }))["liquidation_price"] ?? null;
  }
  return riskOf(heldAsked(one)).positions[0]!.liquidation.value;
}

const held = golden<Held>("positions").filter(({ complete }) => complete);

describe.skipIf(held.length === 0)("golden positions", () => {
  it.each(held)("$id", (one) => {
    const found = heldPrice(one);
    const expected = one.exchange_liquidation_price;
    if (expected === null || expected <= 0) expect(found).toBeNull();
    else expect(Math.abs(found! - expected)).toBeLessThanOrEqual(allowedError(one.tolerance, expected));
  });

  it("says how many there were", () => console.log(`  golden positions: ${held.length} asked through plimsoll/margin`));
});
