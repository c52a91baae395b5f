import type { Numeric } from "../numbers.ts";
import { fromContracts, rowsOf } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface HtxFactors {
  readonly symbol: string;
  readonly contract_code?: string;
  readonly list: readonly {
    readonly lever_rate: Numeric;
    readonly ladders: readonly {
      /** In contracts, both in the row; without end the last one is null. */
      readonly min_size: Numeric;
      readonly max_size?: Numeric | null;
      readonly adjust_factor: Numeric;
    }[];
  }[];
}

/**
 * HTX: `GET /linear-swap-api/v1/swap_adjustfactor` and `swap_cross_adjustfactor`,
 * `/swap-api/v1/swap_adjustfactor`, `/api/v1/contract_adjustfactor`. Source: HTX futures
 * API, "Query Information on Tiered Adjustment Factor".
 *
 * Each leverage has a table of its own, named with it: `BTC-USDT@10`. Whoever holds
 * BTC-USDT at ten times takes `{ "BTC-USDT": tables["BTC-USDT@10"] }`.
 */
export function htx(payload: unknown): StatedTable[] | null {
  const rows = rowsOf<HtxFactors>(payload, "data");
  if (!rows?.every(({ list }) => rowsOf(list) && list.every(({ ladders }) => rowsOf(ladders)))) return null;
  return rows.flatMap(({ symbol, contract_code = symbol, list }) =>
    list.map(({ lever_rate, ladders }) => ({
      symbol: `${contract_code}@${lever_rate}`,
      brackets: fromContracts(ladders.map((row) => ({
        contractsFloor: row.min_size,
        contractsCap: row.max_size ?? undefined,
        maintenanceMarginRate: row.adjust_factor,
        maxLeverage: lever_rate,
      }))),
    })));
}
