import { numberOf, type Numeric } from "../numbers.ts";
import { fromBoth, rowsOf } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface BinanceBracket {
  readonly initialLeverage: Numeric;
  readonly notionalFloor?: Numeric;
  readonly notionalCap?: Numeric;
  /** COIN-M states its edges in coin, which is what notional is there. */
  readonly qtyFloor?: Numeric;
  readonly qtyCap?: Numeric;
  /** As the venue's page spells it. */
  readonly qtylFloor?: Numeric;
  readonly maintMarginRatio: Numeric;
  readonly cum?: Numeric;
}

interface BinanceBrackets {
  readonly symbol: string;
  /** How much larger an account's own brackets are than everybody's. */
  readonly notionalCoef?: Numeric;
  readonly brackets: readonly BinanceBracket[];
}

/**
 * Binance: `GET /fapi/v1/leverageBracket` and, of COIN-M, `GET /dapi/v2/leverageBracket`, of
 * all symbols or of one. Amounts grow with the edges. Source: developers.binance.com,
 * "Notional and Leverage Brackets" and "Notional Bracket for Symbol".
 */
export function binance(payload: unknown): StatedTable[] | null {
  const lists = rowsOf<BinanceBrackets>([payload].flat());
  if (!lists?.every(({ symbol, brackets }) => typeof symbol === "string" && rowsOf(brackets))) return null;
  return lists.map(({ symbol, notionalCoef = 1, brackets }) => {
    const coef = numberOf(notionalCoef, "notionalCoef");
    const scaled = (value: Numeric | undefined, field: string) =>
      coef === 1 || value === undefined ? value : numberOf(value, field) * coef;
    return {
      symbol,
      brackets: fromBoth(brackets.map((row) => ({
        notionalFloor: scaled(row.notionalFloor ?? row.qtyFloor ?? row.qtylFloor, "notionalFloor"),
        notionalCap: scaled(row.notionalCap ?? row.qtyCap, "notionalCap"),
        maintenanceMarginRate: row.maintMarginRatio,
        maintenanceAmount: scaled(row.cum, "maintenanceAmount"),
        maxLeverage: row.initialLeverage,
      }))),
    };
  });
}
