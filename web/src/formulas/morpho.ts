import type { Whole } from "./whole.ts";
import { formula } from "./engine.ts";

/** A position in one market of Morpho Blue, in its tokens' smallest units. */
export interface MorphoQuestion {
  readonly collateral: Whole;
  /** Loan units owed: see morphoBorrowAssets. */
  readonly borrowed: Whole;
  /** With 18 decimals. */
  readonly lltv: Whole;
  /** Of the oracle, with 36 decimals. */
  readonly price: Whole;
}

/** As the contract answers, rounded against the borrower. */
export interface MorphoPosition {
  /** 1n or 0n: not healthy may be liquidated, whole. */
  readonly isHealthy: bigint;
  readonly maxBorrow: bigint;
  readonly maxBorrowable: bigint;
  readonly withdrawableCollateral: bigint;
  /** With 18 decimals; null when nothing is borrowed. */
  readonly ltv: bigint | null;
  /** With 18 decimals; null when nothing is borrowed. */
  readonly healthFactor: bigint | null;
  /** Of the oracle, with 36 decimals; null when no price liquidates it. */
  readonly liquidationPrice: bigint | null;
  /** What a liquidator receives for each unit repaid, with 18 decimals. */
  readonly liquidationIncentiveFactor: bigint;
}

/**
 * A position of Morpho Blue to the last unit. Source: morpho-blue; blue-sdk for what the contract has no view of.
 *
 * @throws {InputError} when a number cannot be used
 */
export const morphoPosition = formula<MorphoQuestion, MorphoPosition>("morphoPosition");

/**
 * Loan units that borrow shares owe, rounded up. Source: morpho-blue SharesMathLib.
 *
 * @throws {InputError} when a number cannot be used
 */
export const morphoBorrowAssets = formula<
  { readonly shares: Whole; readonly totalAssets: Whole; readonly totalShares: Whole },
  { readonly borrowed: bigint }
>("morphoBorrowAssets");
