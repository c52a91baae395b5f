/// <reference lib="esnext.disposable" preserve="true" />
// The entry for positions alone: a small engine inside, compiled when it is first asked.

import type { Account, EvaluateOptions, Marks, MarginVenue } from "./account.ts";
import bytes from "./generated/margin.wasm";
import { type Holdings, type HoldingsDoor, type HoldingsTerms, KeptHoldings, type PositionColumns } from "./holdings.ts";
import type { MarginTable } from "./margin-table.ts";
import { payloadTables, type TableOrigin } from "./margin-tables/payload.ts";
import { type AccountRisk, evaluate as evaluateAccount } from "./risk.ts";

export * from "./margin-exports.ts";
export type { Holdings, HoldingsTerms, MarkReadings, PositionColumns } from "./holdings.ts";
export type { TableOrigin } from "./margin-tables/payload.ts";

let started: HoldingsDoor | null = null;

const { log, pow } = Math;
const imports = { env: { emscripten_notify_memory_growth: () => {}, log, pow } };

/** The engine's exports, by the names that Emscripten's script gives them. */
function doorOf({ exports }: WebAssembly.Instance): HoldingsDoor {
  (exports["_initialize"] as () => void)();
  const named = Object.entries(exports).map(([name, value]) => [`_${name}`, value]);
  return { ...Object.fromEntries(named), wasmMemory: exports["memory"] } as HoldingsDoor;
}

function door(): HoldingsDoor {
  started ??= doorOf(new WebAssembly.Instance(new WebAssembly.Module(bytes()), imports));
  return started;
}

/**
 * Compiles the engine beforehand, off the main thread. Only for browsers that limit what may
 * be compiled at once: everywhere else the first question compiles it.
 */
export async function ready(): Promise<void> {
  if (started !== null) return;
  const { instance } = await WebAssembly.instantiate(bytes(), imports);
  started ??= doorOf(instance);
}

/**
 * How an account's positions stand at these marks, by symbol.
 *
 * @throws {InputError} when a position, table or mark cannot be used
 * @example
 * evaluate({
 *   venue: "binance-usdm",
 *   positions: [{ symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", posted: 5_000 }],
 *   tables: { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] } },
 * }, { BTCUSDT: 50_000 }).positions[0].liquidation.value; // 45226.13...
 */
export function evaluate(account: Account, marks: Marks, options?: EvaluateOptions): AccountRisk {
  return evaluateAccount(door(), account, marks, options);
}

/**
 * A venue's own payload of margin tables, by the payload's symbols; or ccxt's leverage
 * tiers, by ccxt's. Each venue's file in `margin-tables` names its endpoint.
 *
 * @param payload  as the venue answered, wrapped or not
 * @throws {InputError} when it is another payload or an error's answer, or a table has a
 *     hole, overlaps, or is in percent
 * @example
 * marginTables("kucoin", [
 *   { symbol: "XBTUSDTM", minRiskLimit: 0, maxRiskLimit: 300_000, maintainMargin: 0.004, maxLeverage: 125 },
 * ]).XBTUSDTM.brackets[0].maintenanceMarginRate; // 0.004
 */
export function marginTables(
  venue: MarginVenue,
  payload: unknown,
  stated?: TableOrigin,
): Record<string, MarginTable> {
  return payloadTables(door(), venue, payload, stated);
}

/**
 * Keeps positions in the engine, to be counted again whenever marks move.
 *
 * @throws {InputError} when a table or a number cannot be used
 * @example
 * const holdings = openHoldings({ venue: "binance-usdm", tables: [bitcoin, ether] });
 * holdings.fill({ symbol, signedQuantity, entryPrice, posted });
 * holdings.mark(Float64Array.of(61_800, 2_450), { distanceRate, marginRatio });
 * holdings.dispose();
 */
export function openHoldings(terms: HoldingsTerms): Holdings {
  return new KeptHoldings(door(), terms);
}

/**
 * The liquidation price of each of thousands of positions that have margin of their own, once.
 *
 * @param into  a new array by default
 * @returns quote units for one base unit; NaN where no price liquidates the position
 * @throws {InputError} when a table, a column or a number in it cannot be used
 * @example
 * liquidationPrices({
 *   venue: "binance-usdm",
 *   tables: [{ brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 100 }] }],
 *   symbol: Uint8Array.of(0, 0),
 *   signedQuantity: Float64Array.of(1, -1),
 *   entryPrice: Float64Array.of(50_000, 50_000),
 *   posted: Float64Array.of(5_000, 5_000),
 * }); // [45226.13..., 54726.36...]
 */
export function liquidationPrices(columns: HoldingsTerms & PositionColumns, into?: Float64Array): Float64Array {
  const holdings = openHoldings(columns);
  try {
    holdings.fill(columns);
    return holdings.liquidationPrices(into);
  } finally {
    holdings.dispose();
  }
}
