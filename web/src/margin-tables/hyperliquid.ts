import { InputError } from "../errors.ts";
import { numberOf, type Numeric } from "../numbers.ts";
import { fromFloors, rowsOf, unwrapped } from "./rows.ts";
import type { StatedTable } from "./stated.ts";

interface HyperliquidTier {
  readonly lowerBound: Numeric;
  readonly maxLeverage: Numeric;
}

interface HyperliquidMeta {
  readonly universe: readonly {
    readonly name: string;
    readonly maxLeverage: Numeric;
    readonly marginTableId?: number;
  }[];
  readonly marginTables?: readonly (readonly [id: number, { readonly marginTiers: readonly HyperliquidTier[] }])[];
}

/**
 * Hyperliquid: `{"type":"meta"}`, or `{"type":"metaAndAssetCtxs"}` whose first part is the
 * same. A table below 50 is one tier of that leverage; older answers have no tables. The
 * maintenance rate is half of the initial one at the tier's highest leverage. Source:
 * hyperliquid.gitbook.io, "Margin tiers".
 */
export function hyperliquid(payload: unknown): StatedTable[] | null {
  const meta = unwrapped(payload, "0") as HyperliquidMeta;
  const universe = rowsOf<HyperliquidMeta["universe"][number]>(meta?.universe);
  if (!universe?.every(({ name, maxLeverage }) => typeof name === "string" && maxLeverage !== undefined)) return null;
  const { marginTables } = meta;
  const isList = Array.isArray(marginTables) && marginTables.every((one: unknown): boolean => Array.isArray(one));
  const tables = new Map(isList ? marginTables : []);
  return universe.map(({ name, maxLeverage, marginTableId = 0 }) => {
    const single = [{ lowerBound: 0, maxLeverage: marginTableId || maxLeverage }];
    const isSingle = numberOf(marginTableId, "marginTableId") < 50;
    const tiers = isSingle ? single : rowsOf<HyperliquidTier>(tables.get(marginTableId), "marginTiers");
    if (tiers === null) throw new InputError("missingField", "marginTables", marginTableId);
    return {
      symbol: name,
      brackets: fromFloors(tiers.map((tier) => ({
        notionalFloor: tier.lowerBound,
        maintenanceMarginRate: 0.5 / numberOf(tier.maxLeverage, "maxLeverage"),
        maxLeverage: tier.maxLeverage,
      }))),
    };
  });
}
