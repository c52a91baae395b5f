import type { Numeric } from "../numbers.ts";
import type { Whole } from "./whole.ts";
import { formula } from "./engine.ts";

/** How an index has grown, with 27 decimals. */
export interface AaveInterest {
  /** Suppliers': MathUtils.calculateLinearInterest. */
  readonly linear: bigint;
  /** Borrowers': MathUtils.calculateCompoundedInterest, v3.4 and later. */
  readonly compounded: bigint | null;
  /** The same as aave-utilities shows them. */
  readonly shownLinear: bigint | null;
  readonly shownCompounded: bigint | null;
}

/**
 * Interest as Aave v3 adds it, to the last unit. Source: aave-v3-origin MathUtils; aave-utilities math-utils.
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * aaveInterest({ rateRay: 100_000_000_000_000_000_000_000_000n, seconds: 31_536_000 }).linear; // 1.1 with 27 decimals
 */
export const aaveInterest = formula<
  {
    /** For a year, with 27 decimals. */
    readonly rateRay: Whole;
    readonly seconds: Whole;
  },
  AaveInterest
>("aaveInterest");

/**
 * An account's health as the contract reckons it, from its sums in base currency.
 * Source: aave-v3-origin GenericLogic.
 *
 * @throws {InputError} when a number cannot be used
 */
export const aaveTotals = formula<
  {
    readonly collateralBase: Whole;
    /** Sum of value x threshold in basis points. */
    readonly weightedThresholdBase: Whole;
    readonly debtBase: Whole;
    /** Of the collaterals, weighted by value. */
    readonly ltvBps: Whole;
  },
  {
    /** With 18 decimals; null without debt. */
    readonly healthFactorWad: bigint | null;
    readonly availableBorrowsBase: bigint;
  }
>("aaveTotals");

/**
 * How much of a debt one call may repay, in dollars, from v3.3 on. Source: aave-v3-origin LiquidationLogic.
 *
 * @throws {InputError} when a number cannot be used
 */
export const aaveLiquidation = formula<
  {
    readonly healthFactor: Numeric;
    /** Of the whole account; dollars, as the others. */
    readonly totalDebt: Numeric;
    /** Of the asset to be repaid. */
    readonly debt: Numeric;
    /** Of the asset to be seized. */
    readonly collateral: Numeric;
  },
  { readonly maxLiquidatableDebt: number }
>("aaveLiquidation");
