// BitMEX, Deribit, HTX and Kraken.

import { deleveragingQueue, fundingPayment, htxNetPosition } from "plimsoll/formulas";
import type { MarginTable } from "plimsoll/margin";
import { type Asked, isolated, profitOf, riskOf } from "./asked.ts";
import { type Inputs, NotComputable } from "./inputs.ts";
import { type Answer, Missing } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";

// --- BitMEX --------------------------------------------------------------------------------

const quantities = ["quantity", "qty", "contracts", "size", "position"] as const;
const ranks = ["rank", "ranking", "pnl_ranking", "pnl_rank", "score"] as const;

/** An account of the queue: its number, quantity and rank, in a list or by name. */
function queued(one: Inputs, account: unknown, place: number): { id: string; quantity: number; rank: number } {
  if (Array.isArray(account)) {
    const [id, quantity, rank] = account.length > 2 ? account as number[] : [place + 1, ...account as number[]];
    return { id: String(id), quantity: quantity!, rank: rank! };
  }
  const named = one.of(account);
  const number = (...names: readonly string[]) => {
    const name = named.nameOf(...names);
    if (name === undefined) throw new NotComputable(`${names[0]} of an account`);
    return named.number(name);
  };
  const id = named.nameOf("account", "id", "name");
  return {
    id: id === undefined ? String(place + 1) : String(named.json[id]),
    quantity: number(...quantities),
    // Or its place from the front: a percentile of 20 comes first.
    rank: named.nameOf(...ranks) === undefined ? -number("percentile") : number(...ranks),
  };
}

/** Who is closed, in their order; with how much of each; and what account 5 keeps. */
const deleveraging: Mapping = (one) => {
  const given = one.json["accounts"] ?? [];
  // By account number, or in a list.
  const list = Array.isArray(given) ? given : Object.entries(given).map(([account, held]) =>
    (Array.isArray(held) ? [account, ...held as unknown[]] : { account, ...held as object }));
  if (list.length === 0) throw new NotComputable("accounts");
  const accounts = list.map((account, place) => queued(one, account, place));
  const liquidated = one.json["liquidated_short"];
  const short = typeof liquidated === "object" ? one.in("liquidated_short") : one.with({ quantity: liquidated });
  const { places } = deleveragingQueue(accounts, short.number(short.nameOf(...quantities) ?? "liquidated_short"));
  const fifth = places.find(({ position }) => accounts[position]!.id === "5");
  return {
    order: places.map(({ position }) => accounts[position]!.id),
    closed: Object.fromEntries(places.flatMap(({ position, closed }) => (closed > 0 ? [[accounts[position]!.id, closed]] : []))),
    account5_remaining: fifth === undefined ? new Missing("account 5") : accounts[fifth.position]!.quantity - fifth.closed,
  };
};

/** A rate of notional over leverage, for maintenance too, which no venue does: a leverage of its own. */
const nautilusMargin: Mapping = (one) => {
  const entryPrice = one.number("price");
  const held = { quantity: one.number("qty_usd"), entryPrice, side: "long", inverse: true } as const;
  const share = (rate: string, of: Omit<Asked, "venue">): Answer => (one.has(rate)
    ? profitOf(of, of.entryPrice, { leverage: one.numberOr("leverage", 1) / one.number(rate) }).initialMargin
    : new Missing(rate));
  return {
    initial_margin_btc: share("margin_init", held),
    initial_margin_quote_usd: share("margin_init", { ...held, inverse: false, entryPrice: 1 }),
    maintenance_margin_btc: share("margin_maint", held),
  };
};

// --- Deribit, HTX, Kraken ------------------------------------------------------------------

const nothing = 1e-15;

const deribitMargin: Mapping = (one) => {
  const size = Math.abs(one.number("size"));
  const price = one.number("price");
  const margin = (quantity: number, entryPrice: number) => riskOf({
    venue: "deribit", side: "long", quantity, entryPrice, posted: quantity * entryPrice,
    rate: one.number("base_rate"), rateGrowthPerUnit: one.number("rate_per_unit"),
  }).maintenanceMargin.value;
  return {
    margin_usdc: size === 0 ? 0 : margin(size, price),
    // Of a position that is worth one: the rate hangs on its size and not on its price.
    rate: margin(size || nothing, 1 / (size || nothing)),
  };
};

const htxMargin: Mapping = (one) => {
  const price = one.number("price");
  const held = { quantity: one.number("contracts") * one.number("face_usd"), entryPrice: price, side: one.side, inverse: true };
  return { position_margin: profitOf(held, price, { leverage: one.number("leverage") }).initialMargin };
};

/** The ladder in a case's own tiers, by contracts. */
function ladderIn(one: Inputs): MarginTable | undefined {
  const name = one.nameOf("ladder", "tiers");
  if (name === undefined || !one.isList(name)) return undefined;
  return {
    brackets: one.raw(name).map((row) => {
      const [contractsFloor, contractsCap, maintenanceMarginRate] = row as [number, number | null, number];
      return { contractsFloor, ...(contractsCap === null ? {} : { contractsCap }), maintenanceMarginRate, maxLeverage: 0.999 / maintenanceMarginRate };
    }),
  };
}

const htxNet: Mapping = (one) => {
  const table = ladderIn(one);
  const found = htxNetPosition({
    longContracts: one.number("long_lots"), shortContracts: one.number("short_lots"), ...(table === undefined ? {} : { table }),
  });
  return {
    net_lots: found.netContracts,
    adjustment_factor: found.adjustmentFactor ?? new Missing(`the ladder of ${one.text("coin")}`),
  };
};

const krakenLiquidation: Mapping = (one) => {
  const asked = isolated("kraken-futures", one, { posted: one.number("margin_btc"), rate: one.number("mm_rate"), inverse: true });
  const risk = riskOf(asked);
  return {
    position_value_btc: risk.notional.value,
    initial_margin_btc: profitOf(asked, asked.entryPrice, { leverage: 1 / one.number("im_rate") }).initialMargin,
    maintenance_margin_btc: risk.maintenanceMargin.value,
    liquidation_price: risk.liquidation.value,
    bankruptcy_limit_price: risk.bankruptcyPrice.value,
  };
};

export const funding: Mapping = (one) => {
  const found = fundingPayment({
    side: one.side, quantity: Math.abs(one.number("size")), markPrice: one.number("mark"),
    fundingRate: one.number("funding_rate"), intervalPart: one.numberOr("time_in_ratio", 1),
  });
  return { funding_fee: -found.fundingPaid, nominal_value: found.notional };
};

export const bitmex: Mappings = { adl_percentiles: deleveraging };

export const nautilus: Mappings = { initial_margin: nautilusMargin, maintenance_margin: nautilusMargin };

export const deribit: Mappings = { initial_margin: deribitMargin, maintenance_margin: deribitMargin };

export const htx: Mappings = { net_position: htxNet, position_margin: htxMargin };

export const kraken: Mappings = { funding_payment: funding, liquidation_and_bankruptcy: krakenLiquidation };
