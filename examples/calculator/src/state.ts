import type { MarginTable } from "plimsoll/margin";

import { type VenueName, venueOf } from "./venues/index.ts";
import { nothingTried, type WhatIf } from "./what-if.ts";

// What has been typed, letter by letter, and what is asked of it: one plain object that
// nothing changes. Every function here makes another one.

/** A position as it stands in the form. */
export interface TypedPosition {
  readonly id: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly mode: "isolated" | "cross";
  /** In what its venue counts. */
  readonly size: string;
  readonly entryPrice: string;
  readonly marginBy: "leverage" | "posted";
  readonly leverage: string;
  readonly posted: string;
  readonly pendingFees: string;
}

/** What positions of one symbol share. */
export interface TypedMarket {
  readonly symbol: string;
  readonly markPrice: string;
  readonly contractSize: string;
  readonly tickSize: string;
  readonly kind: "linear" | "inverse";
  readonly beta: string;
}

export interface TypedCollateral {
  readonly asset: string;
  readonly quantity: string;
  readonly price: string;
  /** In per cent. */
  readonly weight: string;
  readonly follows: string;
}

/** A table that the venue answered or somebody pasted, instead of the example. */
export interface OwnTable {
  readonly symbol: string;
  readonly origin: "venue" | "pasted";
  readonly table: MarginTable;
}

export interface State {
  readonly venue: VenueName;
  readonly positions: readonly TypedPosition[];
  /** The position that form, axis and sliders are about; "" when there is none. */
  readonly shown: string;
  readonly markets: readonly TypedMarket[];
  readonly walletBalance: string;
  /** In per cent. */
  readonly takerFee: string;
  readonly orderMargin: string;
  readonly collaterals: readonly TypedCollateral[];
  readonly tables: readonly OwnTable[];
  readonly whatIf: WhatIf;
}

/** A venue's account without positions. */
export function emptyState(name: VenueName): State {
  return {
    venue: name,
    positions: [],
    shown: "",
    markets: [],
    walletBalance: "",
    takerFee: venueOf(name).takerFee ?? "",
    orderMargin: "",
    collaterals: [],
    tables: [],
    whatIf: nothingTried,
  };
}

/** A venue's account with its example position, to begin with. */
export function exampleState(name: VenueName): State {
  const { market, modes } = venueOf(name);
  const begun = withPosition(emptyState(name));
  const { entryPrice, size, leverage } = market;
  const posted = marginOf(begun, market);
  const [mode = "isolated"] = modes;
  return changePosition({ ...begun, walletBalance: mode === "cross" ? posted : "" }, begun.shown, {
    entryPrice, size, leverage, posted, mode,
  });
}

type Held = Pick<TypedPosition, "symbol" | "entryPrice" | "size">;

/** A position's value at its entry, in what margin is counted in; NaN where something is no number. */
export function entryNotional(state: State, { symbol, entryPrice, size }: Held): number {
  const { kind, contractSize } = marketOf(state, symbol);
  const units = venueOf(state.venue).counts === "contracts" ? Number(size) * Number(contractSize) : Number(size);
  return kind === "inverse" ? units / Number(entryPrice) : units * Number(entryPrice);
}

/** What leverage posts for a position, rounded for a person to read; "" where that is not known yet. */
export function marginOf(state: State, position: Held & Pick<TypedPosition, "leverage">): string {
  const posted = Number((entryNotional(state, position) / Number(position.leverage)).toPrecision(6));
  return Number.isFinite(posted) && posted > 0 ? String(posted) : "";
}

/** Another position of the venue's example symbol, empty, and shown. */
export function withPosition(state: State): State {
  const { market, modes } = venueOf(state.venue);
  const last = state.positions.at(-1);
  const position: TypedPosition = {
    id: freeId(state),
    symbol: market.symbol,
    side: "long",
    mode: last?.mode ?? modes[0] ?? "isolated",
    size: "",
    entryPrice: "",
    marginBy: "leverage",
    leverage: market.leverage,
    posted: "",
    pendingFees: "",
  };
  return withMarket({ ...state, positions: [...state.positions, position], shown: position.id }, market.symbol);
}

function freeId({ positions }: State): string {
  let number = positions.length + 1;
  while (positions.some(({ id }) => id === String(number))) ++number;
  return String(number);
}

/** What is known of a symbol, or what the page would begin with. */
export function marketOf(state: State, symbol: string): TypedMarket {
  const { market, kind } = venueOf(state.venue);
  const isExample = symbol === market.symbol;
  return state.markets.find((known) => known.symbol === symbol) ?? {
    symbol,
    markPrice: isExample ? market.markPrice : "",
    contractSize: (isExample ? market.contractSize : undefined) ?? "",
    tickSize: (isExample ? market.tickSize : undefined) ?? "",
    kind,
    beta: "",
  };
}

function withMarket(state: State, symbol: string): State {
  const isKnown = state.markets.some((market) => market.symbol === symbol);
  return isKnown ? state : { ...state, markets: [...state.markets, marketOf(state, symbol)] };
}

export function shownPosition({ positions, shown }: State): TypedPosition | null {
  return positions.find(({ id }) => id === shown) ?? null;
}

export function changePosition(state: State, id: string, change: Partial<TypedPosition>): State {
  const positions = state.positions.map((position) => (position.id === id ? { ...position, ...change } : position));
  const changed = { ...state, positions };
  return change.symbol === undefined ? changed : withMarket(changed, change.symbol);
}

export function changeMarket(state: State, symbol: string, change: Partial<TypedMarket>): State {
  const { markets } = withMarket(state, symbol);
  return { ...state, markets: markets.map((market) => (market.symbol === symbol ? { ...market, ...change } : market)) };
}

export function withoutPosition(state: State, id: string): State {
  const at = state.positions.findIndex((position) => position.id === id);
  const positions = state.positions.filter((position) => position.id !== id);
  const neighbour = positions[Math.min(at, positions.length - 1)];
  return { ...state, positions, shown: neighbour?.id ?? "", whatIf: nothingTried };
}

/** Tables of one origin take the place of others of the same symbols. */
export function withTables(state: State, own: readonly OwnTable[]): State {
  const kept = state.tables.filter(({ symbol }) => !own.some((table) => table.symbol === symbol));
  return { ...state, tables: [...kept, ...own] };
}

export function withoutTables(state: State): State {
  return { ...state, tables: [] };
}
