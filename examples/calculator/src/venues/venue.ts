import type { MarginTable, MarginVenue } from "plimsoll/margin";

/** Formulas that only old data needs are there for proofs, and stand in no picker. */
export type VenueName = Exclude<
  MarginVenue,
  "bitmex" | "hyperliquid-2023" | "bybit-linear-2024" | "bybit-inverse-2024"
>;

/** What a venue's formula needs to know besides a position, its margin and its mark. */
export type Need =
  /** The fee of closing is counted in maintenance margin. */
  | "takerFee"
  /** The maintenance margin hangs on the leverage that was set. */
  | "leverage"
  /** Fees that are due and not paid yet are taken off the margin. */
  | "pendingFees"
  /** Linear and inverse contracts go by the same name. */
  | "kind"
  /** Other assets than the settlement unit stand behind the positions. */
  | "collateral";

/** What the page begins with on a venue: as somebody might hold it there. */
export interface ExampleMarket {
  readonly symbol: string;
  /** What one unit of the symbol is. */
  readonly base: string;
  readonly entryPrice: string;
  readonly markPrice: string;
  /** In what the venue counts: see `Venue.counts`. */
  readonly size: string;
  readonly leverage: string;
  readonly contractSize?: string;
  readonly tickSize?: string;
  readonly kind?: "linear" | "inverse";
}

/** Where a venue states its brackets to everybody. */
export interface Endpoint {
  readonly url: string;
  /** Where it has to be posted. */
  readonly body?: string;
}

/** A venue's margin tables in a few rows, with the page that they stand on and its date. */
export interface ExampleTable extends MarginTable {
  readonly symbol: string;
  readonly source: string;
  readonly date: string;
}

/** What the page has to know of a venue. All of its arithmetic is in the package. */
export interface Venue {
  readonly name: VenueName;
  readonly title: string;
  /** What margin, profit and loss are counted in. */
  readonly unit: string;
  /** What a position's size is typed in. */
  readonly counts: "quantity" | "contracts";
  readonly kind: "linear" | "inverse";
  readonly modes: readonly ("isolated" | "cross")[];
  readonly needs: readonly Need[];
  /** In per cent, where it is needed: a taker's of the lowest level. */
  readonly takerFee?: string;
  readonly market: ExampleMarket;
  readonly tables: readonly ExampleTable[];
  /** Left out where the venue answers signed requests only, or states its brackets nowhere. */
  readonly endpoint?: (symbol: string) => Endpoint;
  /** What may be pasted, in a few words. */
  readonly payload: string;
}

type Row = readonly [floor: number, cap: number | null, ratePercent: number, maxLeverage: number];

function exampleTable(
  unit: "notional" | "contracts",
  symbol: string,
  [source, date]: readonly [source: string, date: string],
  rows: readonly Row[],
): ExampleTable {
  const brackets = rows.map(([floor, cap, ratePercent, maxLeverage]) => ({
    [`${unit}Floor`]: floor,
    ...(cap !== null && { [`${unit}Cap`]: cap }),
    // Per cent as the pages write it, without the dust of a division.
    maintenanceMarginRate: Number((ratePercent / 100).toPrecision(12)),
    maxLeverage,
  }));
  return { symbol, source, date, brackets };
}

/** Brackets by notional, in settlement units. A row without a cap has no end. */
export const byNotional = exampleTable.bind(null, "notional");

/** Brackets by the number of contracts. */
export const byContracts = exampleTable.bind(null, "contracts");
