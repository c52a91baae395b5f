/// <reference lib="esnext.disposable" preserve="true" />
// The entry for positions by the thousand, in typed arrays: a small engine inside, compiled when
// it is first asked.

import bytes from "./generated/holdings.wasm";
import { type Holdings, type HoldingsDoor, type HoldingsTerms, KeptHoldings, type PositionColumns } from "./holdings/kept.ts";
import { smallEngine } from "./small-engine.ts";

export type { Instrument, MarginVenue } from "./account.ts";
export { type ErrorCode, InputError, LoadError } from "./errors.ts";
export type { Holdings, HoldingsTerms, MarkReadings, PositionColumns } from "./holdings/kept.ts";
export type { MarginBracket, MarginTable } from "./margin-table.ts";
export type { Numeric } from "./numbers.ts";

const { door, ready } = smallEngine<HoldingsDoor>(bytes);

export { ready };

/**
 * Keeps positions in the engine, to be counted again whenever marks move. Each has margin of
 * its own: what a cross account shares is a question for `evaluate`.
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
