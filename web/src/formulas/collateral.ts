import { numberOf, type Numeric } from "../numbers.ts";
import { listOf, recordOf } from "../words.ts";
import { ask } from "./engine.ts";

/** One step of what a venue counts of an asset as collateral: it holds for the part between floor and cap. */
export interface CollateralTier {
  /** Units of the asset, or its value where the venue goes by that. */
  readonly floor: Numeric;
  /** The same; left out where the tiers have no end. */
  readonly cap?: Numeric;
  /** Fraction that counts: one less the haircut. */
  readonly weight: Numeric;
}

/** What counts of a quantity. */
export interface WeightedCollateral {
  /** Each part of it by its own tier; what is beyond the last counts for nothing. */
  readonly weightedQuantity: number;
  /** The one weight that counts as much: `weight` of a collateral. */
  readonly weight: number;
}

/**
 * How much of an asset counts as collateral where the venue's haircut grows with the quantity.
 * Sources: OKX "Discount rate", Bybit "Tiered collateral value ratio".
 *
 * @throws {InputError} when a number or the tiers cannot be used
 */
export function weightedCollateral(tiers: readonly CollateralTier[], quantity: Numeric): WeightedCollateral {
  const rows = listOf(tiers, "tiers").flatMap((tier) => {
    const { floor, cap, weight } = recordOf(tier, "tiers");
    return [
      numberOf(floor, "floor"),
      cap === undefined ? Infinity : numberOf(cap, "cap"),
      numberOf(weight, "weight"),
    ];
  });
  return ask("weightedCollateral", {}, { quantity }, rows, tiers).found as unknown as WeightedCollateral;
}
