import type { Estimate, ReasonCode } from "plimsoll/margin";

import { fixed, none, percent, signed } from "../../../page/format.ts";
import { reasonText } from "../../../page/words.ts";
import { marketOf, type State, type TypedPosition } from "../state.ts";
import { venueOf } from "../venues/index.ts";

/** How numbers about a position are written: the same decimals each time, so that nothing jumps. */
export interface Units {
  /** Of margin and loss. */
  readonly money: string;
  readonly moneyDecimals: number;
  readonly priceDecimals: number;
  /** Of a position's size, as it is typed. */
  readonly size: string;
  readonly sizeDecimals: number;
  /** Base or quote units in one of what is typed. */
  readonly perSize: number;
}

function decimalsOf(text: string): number {
  return (text.trim().split(".")[1] ?? "").length;
}

/** So many that a number of this size has six digits or so. */
export function decimalsFor(value: number, digits: number, least: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return least;
  return Math.min(8, Math.max(least, digits - Math.floor(Math.log10(value))));
}

/** What a base is called, as far as a symbol says it: "BTC" of "BTC_USDC-PERPETUAL". */
export function baseOf(state: State, symbol: string): string {
  const { market, counts } = venueOf(state.venue);
  if (counts === "contracts") return "contracts";
  if (marketOf(state, symbol).kind === "inverse") return "USD";
  if (symbol === market.symbol) return market.base === "USD" ? "BTC" : market.base;
  return /^[A-Z0-9]+?(?=(USDT?|USDC|USD|PERP)?([-_/:]|$))/.exec(symbol)?.[0] || "units";
}

/** An inverse contract settles in its coin. */
export function moneyOf(state: State, symbol: string): string {
  const { unit, kind } = venueOf(state.venue);
  const own = marketOf(state, symbol).kind;
  if (own === kind) return unit;
  return own === "inverse" ? "coin" : "USD";
}

export function unitsOf(state: State, position: TypedPosition): Units {
  const market = marketOf(state, position.symbol);
  const tickDecimals = Number(market.tickSize) > 0 ? decimalsOf(market.tickSize) : null;
  const perSize = venueOf(state.venue).counts === "contracts" ? Number(market.contractSize) || 1 : 1;
  return {
    money: moneyOf(state, position.symbol),
    moneyDecimals: market.kind === "inverse" ? 6 : 2,
    priceDecimals: tickDecimals ?? decimalsFor(Number(market.markPrice), 5, 2),
    size: baseOf(state, position.symbol),
    sizeDecimals: decimalsFor(Number(position.size), 3, 0),
    perSize,
  };
}

export type Kind = "price" | "money" | "percent" | "times" | "size" | "factor";

function decimalsOfKind(kind: Kind, units: Units): number {
  switch (kind) {
    case "price": return units.priceDecimals;
    case "money": return units.moneyDecimals;
    case "size": return units.sizeDecimals;
    case "percent": return 2;
    case "times": return 1;
    case "factor": return 3;
  }
}

export function textOf(value: number | null, kind: Kind, units: Units): string {
  if (value === null) return none;
  if (kind === "percent") return percent(value);
  return `${fixed(value, decimalsOfKind(kind, units))}${kind === "times" ? "×" : ""}`;
}

/** With its sign; of percentages in points. */
export function differenceOf(from: number | null, to: number | null, kind: Kind, units: Units): string {
  if (from === null || to === null) return none;
  const difference = to - from;
  if (kind === "percent") return `${signed(100 * difference, 2)} pp`;
  return `${signed(difference, decimalsOfKind(kind, units))}${kind === "times" ? "×" : ""}`;
}

const briefReasons: Partial<Record<ReasonCode, string>> = {
  fullyCollateralized: "never",
  alreadyLiquidatable: "reached",
  noEquity: "no equity",
  noTable: "no table",
};

/** A number, or in a word or two why there is none: for a narrow place. */
export function briefText({ value, reason }: Estimate, kind: Kind, units: Units): string {
  if (value !== null) return textOf(value, kind, units);
  return (reason === null ? undefined : briefReasons[reason]) ?? none;
}

/** A number, or why there is none. */
export function estimateText({ value, reason }: Estimate, kind: Kind, units: Units): string {
  if (value !== null) return textOf(value, kind, units);
  return reason === null ? none : reasonText[reason];
}
