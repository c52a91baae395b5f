import type { Numeric } from "../numbers.ts";
import { fromBoth, rowsOf, tablesOf } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface BitgetTier {
  readonly symbol: string;
  readonly startUnit: Numeric;
  readonly endUnit: Numeric;
  readonly leverage: Numeric;
  readonly keepMarginRate: Numeric;
}

/**
 * Bitget: `GET /api/v2/mix/market/query-position-lever`. It states no amounts; the engine
 * computes them. Source: Bitget API documentation, "Get Position Tier".
 */
export function bitget(payload: unknown): StatedTable[] | null {
  return tablesOf(rowsOf<BitgetTier>(payload, "data"), ({ symbol }) => symbol, (row) => ({
    notionalFloor: row.startUnit,
    notionalCap: row.endUnit,
    maintenanceMarginRate: row.keepMarginRate,
    maxLeverage: row.leverage,
  }), fromBoth);
}
