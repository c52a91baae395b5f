// Margin tables that cases bring along, for themselves and for those of the same symbol.

import type { MarginBracket, MarginTable } from "plimsoll/margin";
import { vectors } from "../vectors.ts";
import type { Case, Json } from "./cases.ts";
import { type Inputs, NotComputable } from "./inputs.ts";

/** By venue and plain symbol. */
export type TablesBySymbol = ReadonlyMap<string, MarginTable>;

/** "BTC/USDT:USDT" and "BTCUSDT" are one symbol. */
const plainSymbol = (symbol: string) => symbol.replace(/:.*$/, "").replace("/", "");

/** A row is an object with ccxt's names, or floor, cap and rate in a list. */
function bracketOf(row: unknown): MarginBracket {
  const [notionalFloor, notionalCap, maintenanceMarginRate, maintenanceAmount] = Array.isArray(row) ? row as number[] : [];
  const given = Array.isArray(row) ? { notionalFloor, notionalCap, maintenanceMarginRate, maintenanceAmount } : row as Json;
  const { notionalCap: cap, maintenanceAmount: amount, maxLeverage = 1, ...rest } = given as Json;
  return {
    ...rest, maxLeverage,
    ...(cap === undefined || cap === null ? {} : { notionalCap: cap }),
    ...(amount === undefined || amount === null ? {} : { maintenanceAmount: amount }),
  } as MarginBracket;
}

function ownTable(inputs: Json): MarginTable | null {
  const rows = inputs["tiers"] ?? inputs["tiers_hint"];
  return Array.isArray(rows) ? { brackets: rows.map(bracketOf) } : null;
}

/** And the project's own for BTCUSDT, which is of the time of Binance's examples. */
export function tablesIn(cases: readonly Case[]): TablesBySymbol {
  const tables = new Map([["Binance USDM BTCUSDT", vectors("margin_table").tables["btcusdt-2022"]!]]);
  for (const { venue, inputs } of cases) {
    const table = ownTable(inputs);
    if (table !== null && typeof inputs["symbol"] === "string") tables.set(`${venue} ${plainSymbol(inputs["symbol"])}`, table);
  }
  return tables;
}

/**
 * The table of the case's own tiers, or else of its symbol.
 *
 * @throws {NotComputable} when there is none
 */
export function tableOf(one: Inputs, tables: TablesBySymbol): MarginTable {
  const symbol = plainSymbol(one.text("symbol"));
  const found = ownTable(one.json) ?? tables.get(`${one.venue} ${symbol}`);
  if (found === undefined) throw new NotComputable(`the tiers of ${symbol || "its contract"}`);
  return found;
}

/** The amount of a tier from the one before it: what a table without amounts is filled with. */
export function amountAfter(before: { readonly rate: number; readonly amount: number }, floor: number, rate: number): { table: MarginTable; size: number } {
  const row = { maxLeverage: 1 };
  // The row before as if it began where its own amount makes it continuous.
  const start = before.rate > 0 ? before.amount / before.rate : 0;
  const below = start > 0 ? [{ ...row, notionalFloor: 0, notionalCap: start, maintenanceMarginRate: 0 }] : [];
  return {
    table: {
      brackets: [
        ...below,
        { ...row, notionalFloor: start, notionalCap: floor, maintenanceMarginRate: before.rate },
        { ...row, notionalFloor: floor, maintenanceMarginRate: rate },
      ],
    },
    size: floor,
  };
}
