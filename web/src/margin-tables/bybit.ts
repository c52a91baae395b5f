import { numberOf, type Numeric } from "../numbers.ts";
import { fromCaps, rowsOf, tablesOf } from "./rows.ts";
import type { StatedBracket, StatedTable } from "./stated.ts";

interface BybitRiskLimit {
  readonly symbol: string;
  /** The upper edge; there is no lower one. In coin where the contract is inverse. */
  readonly riskLimitValue: Numeric;
  readonly maintenanceMargin: Numeric;
  readonly initialMargin: Numeric;
  readonly maxLeverage: Numeric;
  readonly mmDeduction?: Numeric;
}

/** A fraction and a percentage, told apart by initial margin: it is one over the leverage. */
function rateOf({ maintenanceMargin, initialMargin, maxLeverage }: BybitRiskLimit): Numeric {
  const product = Number(initialMargin) * Number(maxLeverage);
  const isPercent = product > 90 && product < 110;
  return isPercent ? numberOf(maintenanceMargin, "maintenanceMarginRate") / 100 : maintenanceMargin;
}

/** Amounts that are stated, "" being zero in the lowest bracket; the engine computes others. */
function withAmounts(brackets: readonly StatedBracket[]): StatedBracket[] {
  return fromCaps(brackets).map(({ maintenanceAmount: amount, ...bracket }, i) => ({
    ...bracket,
    maintenanceAmount: amount === "" ? (i === 0 ? 0 : undefined) : amount,
  }));
}

/**
 * Bybit: `GET /v5/market/risk-limit`, of linear and of inverse contracts; a page of it, or
 * the rows of all pages in one list. Source: bybit-exchange.github.io, "Get Risk Limit",
 * whose own example is in per cent.
 */
export function bybit(payload: unknown): StatedTable[] | null {
  return tablesOf(rowsOf<BybitRiskLimit>(payload, "result", "list"), ({ symbol }) => symbol, (row) => ({
    notionalCap: row.riskLimitValue,
    maintenanceMarginRate: rateOf(row),
    maintenanceAmount: row.mmDeduction,
    maxLeverage: row.maxLeverage,
  }), withAmounts);
}
