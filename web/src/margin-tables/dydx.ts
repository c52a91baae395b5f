import { numberOf, type Numeric } from "../numbers.ts";
import { rowsOf, unwrapped } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface DydxMarket {
  readonly ticker: string;
  readonly initialMarginFraction: Numeric;
  readonly maintenanceMarginFraction: Numeric;
}

/**
 * dYdX v4's indexer: `GET /v4/perpetualMarkets`. One bracket for every size: the maintenance
 * fraction is of the base one, which open interest does not scale. Source: docs.dydx.xyz,
 * "Indexer API".
 */
export function dydx(payload: unknown): StatedTable[] | null {
  const markets = rowsOf<DydxMarket>(Object.values(unwrapped(payload, "markets") ?? {}));
  if (!markets?.every(({ ticker }) => typeof ticker === "string")) return null;
  return markets.map(({ ticker, initialMarginFraction, maintenanceMarginFraction }) => ({
    symbol: ticker,
    brackets: [{
      notionalFloor: 0,
      maintenanceMarginRate: maintenanceMarginFraction,
      maxLeverage: 1 / numberOf(initialMarginFraction, "initialMarginFraction"),
    }],
  }));
}
