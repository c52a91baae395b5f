import { type MarginTable, type Plimsoll } from "plimsoll/full";

import { type SymbolName, symbols } from "./stated-contract.ts";

/** Where a margin table comes from decides how far it can be trusted. */
export type TableOrigin = "venue" | "pasted" | "example";

export interface OriginTable {
  readonly origin: TableOrigin;
  readonly table: MarginTable;
}

/**
 * Brackets as `leverageBracket` states them, by symbol.
 *
 * @throws {InputError} when it is something else, or a table that cannot be
 * @throws {SyntaxError} when it is no JSON
 */
export function tablesFrom(
  plimsoll: Plimsoll,
  text: string,
  stated: { origin: TableOrigin; date: string; source: string },
): Map<SymbolName, OriginTable> {
  const { origin, ...of } = stated;
  const tables = plimsoll.marginTables("binance-usdm", JSON.parse(text), of);
  return new Map(
    symbols.flatMap((symbol) => {
      const table = tables[symbol];
      return table === undefined ? [] : [[symbol, { origin, table }] as const];
    }),
  );
}

/**
 * The first bracket alone, as Binance's public page of leverage and margin showed it: enough to try the page with a
 * small position, and too hopeful for a large one. The venue changes its brackets.
 */
export const exampleTables: ReadonlyMap<SymbolName, OriginTable> = new Map(
  symbols.map((symbol) => [
    symbol,
    {
      origin: "example",
      table: {
        brackets: [{ notionalFloor: 0, notionalCap: 50_000, maintenanceMarginRate: 0.004, maxLeverage: 125 }],
        date: "2024-10",
        source: "first bracket of Binance’s public rules",
      },
    },
  ]),
);
