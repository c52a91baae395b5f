import { flatBrackets, type MarginTable } from "../margin-table.ts";
import type { Numeric } from "../numbers.ts";
import { recordOf } from "../words.ts";
import { ask } from "./engine.ts";

/** Both sides of one contract and expiry on HTX. */
export interface HtxHedge {
  readonly longContracts: Numeric;
  readonly shortContracts: Numeric;
  /** The ladder of adjustment factors, by contracts. */
  readonly table?: MarginTable;
}

/** What the ladder goes by, and what it says. */
export interface HtxNetPosition {
  /** |long - short| */
  readonly netContracts: number;
  /** Over leverage it is the maintenance rate; null without a table. */
  readonly adjustmentFactor: number | null;
}

/**
 * The adjustment factor of a hedge: HTX chooses the row by the net of both sides.
 * Source: HTX, "Tiered Adjustment Factors of Coin-margined Swaps".
 *
 * @throws {InputError} when a number or the table cannot be used
 * @example
 * htxNetPosition({ longContracts: 1_200, shortContracts: 3_000 }).netContracts; // 1800
 */
export function htxNetPosition(hedge: HtxHedge): HtxNetPosition {
  const { table } = recordOf(hedge, "htxNetPosition");
  const rows = table === undefined ? [] : flatBrackets(table);
  return ask("htxNetPosition", {}, hedge, rows).found as unknown as HtxNetPosition;
}
