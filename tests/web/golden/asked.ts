// A case's position as a user of the package asks about it.

import { profit, type Profit, type ProfitQuestion } from "plimsoll/formulas";
import { type Account, type AccountRisk, evaluate, type MarginTable, type MarginVenue, type PositionRisk } from "plimsoll/margin";
import { type Inputs, NotComputable, type Side } from "./inputs.ts";
import type { Answers } from "./judging.ts";

export interface Asked {
  readonly venue: MarginVenue;
  /** Base units, of an inverse contract quote units. */
  readonly quantity: number;
  readonly entryPrice: number;
  readonly side: Side;
  /** Margin of its own; else `equity` stands behind it. */
  readonly posted?: number;
  /** A cross account's without this position's profit, less what its other positions need. */
  readonly equity?: number;
  readonly mark?: number;
  readonly rate?: number;
  readonly amount?: number;
  readonly rateGrowthPerUnit?: number;
  readonly takerFeeRate?: number;
  readonly leverageSetting?: number;
  /** As the venue states it. */
  readonly maintenanceMargin?: number;
  readonly inverse?: boolean;
  readonly tickSize?: number;
}

const countedVenues: readonly MarginVenue[] = ["okx", "kraken-futures", "htx"];

/**
 * A case names one bracket by its rate and amount; a table has to begin at zero. So below the
 * notional at which the amount has eaten all maintenance stands a bracket that asks for none.
 */
export function tableAround(rate: number, amount = 0, venue: MarginVenue = "binance-usdm"): MarginTable {
  const row = { maintenanceMarginRate: rate, maxLeverage: 0.999 / Math.max(rate, 1e-6) };
  if (countedVenues.includes(venue)) return { brackets: [{ contractsFloor: 0, ...row }] };
  if (!(amount > 0)) return { brackets: [{ notionalFloor: 0, ...row }] };
  const notionalFloor = amount / rate;
  return {
    brackets: [
      { ...row, notionalFloor: 0, notionalCap: notionalFloor, maintenanceMarginRate: 0, maintenanceAmount: 0 },
      { ...row, notionalFloor, maintenanceAmount: amount },
    ],
  };
}

/** An account of one position. */
export function accountRisk(asked: Asked): AccountRisk {
  const { venue, quantity, entryPrice, side, posted, rateGrowthPerUnit, leverageSetting, maintenanceMargin, tickSize } = asked;
  const given = {
    symbol: "X", side, quantity, entryPrice,
    ...(leverageSetting === undefined ? {} : { leverageSetting }),
    ...(maintenanceMargin === undefined ? {} : { maintenanceMargin }),
  };
  const account: Account = {
    venue,
    positions: [posted === undefined ? { ...given, mode: "cross" } : { ...given, mode: "isolated", posted }],
    tables: {
      X: {
        ...tableAround(asked.rate ?? 0, asked.amount, venue),
        ...(rateGrowthPerUnit === undefined ? {} : { rateGrowthPerUnit }),
      },
    },
    instruments: {
      X: {
        contractSize: 1,
        kind: asked.inverse ? "inverse" : "linear",
        ...(tickSize !== undefined && tickSize > 0 ? { tickSize } : {}),
      },
    },
    takerFeeRate: asked.takerFeeRate ?? 0,
    walletBalance: asked.equity ?? 0,
  };
  return evaluate(account, { X: asked.mark ?? entryPrice });
}

export function riskOf(asked: Asked): PositionRisk {
  return accountRisk(asked).positions[0]!;
}

export function pricesOf(asked: Asked): Answers {
  const { liquidation, bankruptcyPrice } = riskOf(asked);
  return { liquidation_price: liquidation.value, bankruptcy_price: bankruptcyPrice.value };
}

/** What a position of the case wins, pays and takes at a price. */
export function profitOf(asked: Omit<Asked, "venue">, price: number, more: Partial<ProfitQuestion> = {}): Profit {
  const { side, quantity, entryPrice, inverse } = asked;
  return profit({ kind: inverse ? "inverse" : "linear", side, quantity, entryPrice, price, ...more });
}

/** The notional of a linear position; below zero of a quantity below zero. */
export function worth(quantity: number, price: number): number {
  if (quantity === 0) return 0;
  const { notional } = profit({ side: "long", quantity: Math.abs(quantity), entryPrice: price, price });
  return Math.sign(quantity) * notional;
}

/** What a case may give in money. */
const sums = [
  "margin", "margin_expr", "position_margin", "pos_margin", "isolated_margin", "wallet_balance", "wallet_balance_expr",
  "wallet_balance_btc", "account_balance_btc", "margin_btc", "pos_init", "pos_cross", "pos_maint", "extra_margin",
  "mm_deduction", "mm_amount", "cum", "cum_btc", "raw_usd", "equity",
];

/** Where only rates and prices are given, a price does not hang on the size. */
function anySize(one: Inputs, otherwise: number): number {
  const isOfPrices = /liq|bankruptcy/.test(one.kind) && sums.every((name) => one.numberOr(name, 0) === 0);
  if (!isOfPrices) throw new NotComputable("size");
  return otherwise;
}

/** Quantity in base units, under whichever name it goes. */
export function sizeIn(one: Inputs): number {
  const name = one.nameOf("size", "lots", "contracts");
  if (name === undefined) return anySize(one, 1);
  const unit = name === "size" ? 1 : one.numberOr("mult", one.numberOr("multiplier", 1));
  return Math.abs(one.number(name) * unit);
}

/** Quantity in quote units of an inverse contract, likewise. */
export function quoteSizeIn(one: Inputs): number {
  const name = one.nameOf("contracts_usd", "quantity_usd", "qty_usd");
  if (name !== undefined) return one.number(name);
  const contracts = one.nameOf("contracts", "lots", "size");
  if (contracts === undefined) return anySize(one, 100);
  const face = one.nameOf("face_value_usd", "face_usd", "contract_usd", "multiplier");
  return one.number(contracts) * (face === undefined ? 1 : Math.abs(one.number(face)));
}

/** The case's position as it stands, without margin. */
export function position(one: Inputs, inverse = one.isInverse): Omit<Asked, "venue"> {
  return { quantity: inverse ? quoteSizeIn(one) : sizeIn(one), entryPrice: one.number("entry"), side: one.side, inverse };
}

/** Posted margin: as the case states it, or what its leverage takes. */
export function marginIn(one: Inputs): number {
  const name = one.nameOf("margin", "margin_expr", "position_margin", "pos_margin", "isolated_margin");
  if (name !== undefined) return one.number(name.replace("_expr", ""));
  return initialMarginIn(one) + one.numberOr("extra_margin", 0);
}

/** Notional at entry over leverage. */
export function initialMarginIn(one: Inputs): number {
  const found = profitOf(position(one), one.number("entry"), { leverage: one.number("leverage") }).initialMargin;
  if (found === null) throw new NotComputable("leverage");
  return found;
}

/** The case's position with its margin, rate and fee under a venue's rules. */
export function isolated(venue: MarginVenue, one: Inputs, more: Partial<Asked> = {}): Asked {
  const own = more.posted === undefined ? { posted: marginIn(one) } : {};
  return { venue, ...position(one, more.inverse), ...own, rate: one.numberOr("mmr", 0), takerFeeRate: one.numberOr("taker", 0), ...more };
}
