import type { Numeric } from "../numbers.ts";
import { fromBoth, rowsOf, tablesOf } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface KucoinLevel {
  readonly symbol: string;
  readonly minRiskLimit: Numeric;
  readonly maxRiskLimit: Numeric;
  readonly maintainMargin: Numeric;
  readonly maxLeverage: Numeric;
}

/**
 * KuCoin: `GET /api/v1/contracts/risk-limit/{symbol}`. Source: KuCoin futures API, "Obtain
 * Futures Risk Limit Level".
 */
export function kucoin(payload: unknown): StatedTable[] | null {
  return tablesOf(rowsOf<KucoinLevel>(payload, "data"), ({ symbol }) => symbol, (row) => ({
    notionalFloor: row.minRiskLimit,
    notionalCap: row.maxRiskLimit,
    maintenanceMarginRate: row.maintainMargin,
    maxLeverage: row.maxLeverage,
  }), fromBoth);
}
