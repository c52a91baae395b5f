import type { Numeric } from "../numbers.ts";
import { fromCaps, rowsOf, tablesOf } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface GateTier {
  /** Left out where one contract was asked for. */
  readonly contract?: string;
  /** The upper edge. */
  readonly risk_limit: Numeric;
  readonly maintenance_rate: Numeric;
  readonly leverage_max: Numeric;
  readonly deduction?: Numeric;
}

/**
 * Gate: `GET /api/v4/futures/{settle}/risk_limit_tiers`. Source: Gate API v4, "List risk
 * limit tiers".
 */
export function gate(payload: unknown, symbol?: string): StatedTable[] | null {
  return tablesOf(rowsOf<GateTier>(payload), ({ contract }) => contract ?? symbol, (row) => ({
    notionalCap: row.risk_limit,
    maintenanceMarginRate: row.maintenance_rate,
    maintenanceAmount: row.deduction,
    maxLeverage: row.leverage_max,
  }), fromCaps);
}
