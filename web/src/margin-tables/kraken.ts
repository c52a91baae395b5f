import { numberOf, type Numeric } from "../numbers.ts";
import { fromContracts, rowsOf } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface KrakenInstrument {
  readonly symbol: string;
  /** Left out for indices. */
  readonly marginLevels?: readonly {
    readonly contracts?: Numeric;
    /** Quote units, of a linear contract. */
    readonly numNonContractUnits?: Numeric;
    readonly initialMargin: Numeric;
    readonly maintenanceMargin: Numeric;
  }[];
}

/**
 * Kraken Futures: `GET /derivatives/api/v3/instruments`. Source: Kraken API, "Get
 * instruments".
 *
 * The engine finds Kraken's level by contracts. Levels by quote units cannot be found so:
 * a linear contract is read where it has one level for every size, and left out where it
 * has several, because the lowest would be taken for all of them.
 */
export function kraken(payload: unknown): StatedTable[] | null {
  const instruments = rowsOf<KrakenInstrument>(payload, "instruments");
  if (!instruments?.some(({ marginLevels }) => Array.isArray(marginLevels))) return null;
  return instruments.flatMap(({ symbol, marginLevels = [] }) => {
    const isByNotional = marginLevels.some((level) => level.numNonContractUnits !== undefined);
    if (marginLevels.length === 0 || (isByNotional && marginLevels.length > 1)) return [];
    const brackets = marginLevels.map((level) => ({
      contractsFloor: level.contracts ?? level.numNonContractUnits,
      maintenanceMarginRate: level.maintenanceMargin,
      maxLeverage: 1 / numberOf(level.initialMargin, "initialMargin"),
    }));
    return { symbol, brackets: fromContracts(brackets) };
  });
}
