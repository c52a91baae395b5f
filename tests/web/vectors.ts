// tests/vectors, which the C++ tests read too, so that the door between them cannot drift.

import { readFileSync } from "node:fs";
import type { Account, MarginTable, Plimsoll, PositionRisk } from "plimsoll";

export interface Inputs {
  readonly side: "long" | "short";
  readonly quantity: number;
  readonly entryPrice: number;
  readonly posted: number;
  readonly markPrice?: number;
  readonly table?: string;
  readonly notional?: number;
  readonly wantedMarginRatio?: number;
  readonly exitCostRate?: number;
  readonly liquidationFeeRate?: number;
}

export interface Case {
  readonly name: string;
  readonly inputs: Inputs;
  readonly expected: Readonly<Record<string, number | null>>;
}

export interface Vectors {
  readonly relativeTolerance: number;
  readonly tables: Readonly<Record<string, MarginTable>>;
  readonly cases: readonly Case[];
  readonly loss: readonly Case[];
  readonly refused: readonly {
    readonly name: string;
    readonly brackets: MarginTable["brackets"];
    readonly expected: { readonly error: string; readonly field: string; readonly row: number };
  }[];
}

export function vectors(word: string): Vectors {
  return JSON.parse(readFileSync(new URL(`../vectors/${word}.json`, import.meta.url), "utf8")) as Vectors;
}

export function accountOf(inputs: Inputs, tables: Vectors["tables"]): Account {
  const { side, quantity, entryPrice, posted, table, liquidationFeeRate } = inputs;
  return {
    venue: "binance-usdm",
    positions: [{ symbol: "BTCUSDT", side, quantity, entryPrice, posted, mode: "isolated" }],
    tables: table === undefined ? {} : { BTCUSDT: tables[table]! },
    instruments: liquidationFeeRate === undefined ? {} : { BTCUSDT: { liquidationFeeRate } },
  };
}

/** What the public API says of a case; at its own entry price where it names no mark. */
export function riskOf(plimsoll: Plimsoll, inputs: Inputs, tables: Vectors["tables"]): PositionRisk {
  const { wantedMarginRatio, exitCostRate, markPrice = inputs.entryPrice } = inputs;
  return plimsoll.evaluate(accountOf(inputs, tables), { BTCUSDT: markPrice }, {
    ...(wantedMarginRatio === undefined ? {} : { wantedMarginRatio }),
    ...(exitCostRate === undefined ? {} : { exitCostRate }),
  }).positions[0]!;
}
