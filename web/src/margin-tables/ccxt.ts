import type { MarginVenue } from "../account.ts";
import type { Numeric } from "../numbers.ts";
import { fromBoth, fromContracts, rowsOf, tablesOf } from "./rows.ts";
import type { StatedBracket, StatedTable } from "./stated.ts";

interface LeverageTier {
  readonly symbol?: string;
  readonly minNotional: Numeric;
  /** Left out where the table has no end. */
  readonly maxNotional?: Numeric | null;
  readonly maintenanceMarginRate: Numeric;
  readonly maxLeverage: Numeric;
}

function isTiers(list: unknown): list is readonly LeverageTier[] {
  return rowsOf<object>(list)?.every((tier) => "minNotional" in tier && "maintenanceMarginRate" in tier) ?? false;
}

function tablesOfTiers(tiers: readonly LeverageTier[], venue: MarginVenue, symbol?: string): StatedTable[] {
  // What ccxt calls notional is contracts where the venue states those.
  const isCounted = venue === "okx";
  return tablesOf(tiers, (tier) => symbol ?? tier.symbol, (tier): StatedBracket => {
    const cap = tier.maxNotional ?? undefined;
    return {
      ...(isCounted
        ? { contractsFloor: tier.minNotional, contractsCap: cap }
        : { notionalFloor: tier.minNotional, notionalCap: cap }),
      maintenanceMarginRate: tier.maintenanceMarginRate,
      maxLeverage: tier.maxLeverage,
    };
  }, isCounted ? fromContracts : fromBoth)!;
}

/**
 * ccxt: `fetchMarketLeverageTiers` and `fetchLeverageTiers`, by ccxt's own symbols. It
 * leaves amounts out; the engine computes them. Kraken's and HTX's tiers are read from the
 * venue's payload alone: ccxt mixes their units and leverages. Source: the ccxt manual,
 * "Leverage Tiers".
 */
export function ccxt(venue: MarginVenue, payload: unknown, symbol?: string): StatedTable[] | null {
  if (venue === "kraken-futures" || venue === "htx") return null;
  if (isTiers(payload)) return tablesOfTiers(payload, venue, payload[0]!.symbol === undefined ? symbol : undefined);
  const lists = Object.entries(payload ?? {});
  if (Array.isArray(payload) || lists.length === 0 || !lists.every(([, list]) => isTiers(list))) return null;
  return lists.flatMap(([symbol, list]) => tablesOfTiers(list as LeverageTier[], venue, symbol));
}
