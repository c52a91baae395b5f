import type { Numeric } from "../numbers.ts";
import { fromContracts, rowsOf, tablesOf } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface OkxTier {
  /** Empty for swaps and futures, whose tiers belong to a family: "BTC-USDT". */
  readonly instId?: string;
  readonly instFamily?: string;
  readonly uly?: string;
  /** In contracts. */
  readonly minSz: Numeric;
  readonly maxSz: Numeric;
  readonly mmr: Numeric;
  readonly maxLever: Numeric;
}

/**
 * OKX: `GET /api/v5/public/position-tiers`, by instrument or, where the payload names only
 * that, by family. One row is for the whole position. Source: OKX API guide, "Get position
 * tiers".
 */
export function okx(payload: unknown, symbol?: string): StatedTable[] | null {
  const rows = rowsOf<OkxTier>(payload, "data");
  return tablesOf(rows, (row) => row.instId || row.instFamily || row.uly || symbol, (row) => ({
    contractsFloor: row.minSz,
    contractsCap: row.maxSz,
    maintenanceMarginRate: row.mmr,
    maxLeverage: row.maxLever,
  }), fromContracts);
}
