// dYdX v4 in people's units; dydx-chain.ts has the chain's integers.

import { dydxMarket } from "plimsoll/formulas";
import { type AccountRisk, evaluate } from "plimsoll/margin";
import { chain } from "./dydx-chain.ts";
import { profitOf, tableAround, worth } from "./asked.ts";
import { type Inputs, NotComputable, opposite } from "./inputs.ts";
import type { Answers } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";

interface Held {
  /** Base units: above zero long, below zero short. */
  readonly size: number;
  readonly price: number;
  readonly rate: number;
}

/** A size that a side may stand beside. */
function sizeOf(one: Inputs): number {
  const size = one.number("size");
  return one.has("side") ? one.sign * Math.abs(size) : size;
}

function heldIn(one: Inputs): Held {
  const price = one.nameOf("oracle", "price", "entry", "mark");
  if (price === undefined) throw new NotComputable("a price");
  return { size: sizeOf(one), price: one.number(price), rate: one.numberOr("mmf", 0) };
}

/** One of the others of a case: named numbers, or size, price and maintenance rate in a row, after a symbol or without. */
function otherIn(one: Inputs, other: unknown): Held {
  if (Array.isArray(other) && other.length >= 3) {
    const [size, price, rate] = other.slice(-3) as [number, number, number];
    return { size, price, rate };
  }
  const named = one.of(other);
  named.number("mmf");
  return heldIn(named);
}

/** The case's own position first, then those it calls others. */
function positionsIn(one: Inputs): Held[] {
  const others = one.json["others"] ?? [];
  const list = Array.isArray(others) ? others : [others];
  return [heldIn(one), ...list.map((other) => otherIn(one, other))];
}

/** Entered at the prices of now, so that the wallet is the equity. */
function risk(held: readonly Held[], equity: number, marks: Readonly<Record<string, number>> = {}): AccountRisk {
  return evaluate({
    venue: "dydx",
    walletBalance: equity,
    positions: held.map(({ size, price }, i) => ({
      symbol: `${i}`, side: sideOf(size), quantity: Math.abs(size), entryPrice: price, mode: "cross",
    })),
    tables: Object.fromEntries(held.map(({ rate }, i) => [`${i}`, tableAround(rate)])),
  }, { ...Object.fromEntries(held.map(({ price }, i) => [`${i}`, price])), ...marks });
}

const sideOf = (size: number) => (size < 0 ? "short" : "long");

const liquidation: Mapping = (one) => {
  one.number("mmf");
  const held = positionsIn(one);
  const equity = one.has("usdc")
    ? held.reduce((sum, { size, price }) => sum + worth(size, price), one.number("usdc")) : one.number("equity");
  const price = risk(held, equity).positions[0]!.liquidationPrice.value;
  return {
    liquidation_price: price,
    equity_at_liq: price === null ? null : risk(held, equity, { 0: price }).equity.value,
    mmr_others: risk(held.slice(1), 0).maintenanceMargin.value,
  };
};

/** The rate that dYdX takes where it speaks of buying power without a market. */
const defaultRate = 0.02;

const account: Mapping = (one) => {
  const given = one.in("position");
  const imf = one.has("imf") ? one.number("imf") : given.number("imf");
  const held = { ...heldIn(given), rate: one.numberOr("mmf", given.numberOr("mmf", 0)) };
  const equity = one.number("usdc") + worth(held.size, held.price);
  const found = risk([held], equity);
  const entered = { quantity: Math.abs(held.size), entryPrice: held.price, side: sideOf(held.size) } as const;
  const initial = profitOf(entered, held.price, { leverage: 1 / imf }).initialMargin!;
  const free = equity - initial; // below zero at times, where the package shows zero
  const buyingPower = (initialMarginRate: number) =>
    dydxMarket({ initialMarginRate, maintenanceMarginRate: 0, freeMargin: free }).buyingPower;
  return {
    equity: found.equity.value,
    free_collateral: free,
    notional_total: found.positions[0]!.notional.value,
    initial_risk_total: initial,
    leverage: found.effectiveLeverage.value,
    // The part of the equity that a maintenance margin as high as the initial one would take.
    margin_usage: risk([{ ...held, rate: imf }], equity).marginRatio.value,
    subaccount_buying_power: buyingPower(defaultRate),
    position_buying_power: buyingPower(imf),
  };
};

/** Entered with this collateral, and all answers to what the price does then. */
const entered: Mapping = (one) => {
  const held = heldIn(one.with({ oracle: one.number("entry") }));
  const collateral = one.number("collateral");
  const at = (mark: number) => risk([held], collateral, { 0: mark });
  const bankruptcy = at(held.price).positions[0]!.bankruptcyPrice.value;
  const other = { quantity: Math.abs(held.size), entryPrice: held.price, side: opposite(sideOf(held.size)) };
  const answers: Answers = {
    equity_at_2: at(2).equity.value,
    bankruptcy_price: bankruptcy,
    counterparty_profit: bankruptcy === null ? null : profitOf(other, bankruptcy).unrealizedPnl,
  };
  if (!one.has("mark")) return answers;
  const moved = at(one.number("mark"));
  return { ...answers, equity: moved.equity.value, pnl: moved.positions[0]!.unrealizedPnl.value };
};

const maintenance: Mapping = (one) => {
  one.number("mmf");
  return { mmr: risk([heldIn(one)], 0).maintenanceMargin.value };
};

const fundingCap: Mapping = (one) => ({
  cap: dydxMarket({
    initialMarginRate: one.number("imf"), maintenanceMarginRate: one.number("mmf"), clampFactor: one.numberOr("clamp_factor", 6),
  }).maxFundingRate,
});

const impactNotional: Mapping = (one) => ({
  impact_notional: dydxMarket({ initialMarginRate: one.number("imf"), maintenanceMarginRate: 0 }).impactNotional,
});

export const dydx: Mappings = {
  ...chain,
  account_summary: account,
  bankruptcy_price: entered,
  equity_after_move: entered,
  impact_notional: impactNotional,
  liquidation_price: liquidation,
  maintenance_margin: maintenance,
  max_funding_rate_8h: fundingCap,
};
