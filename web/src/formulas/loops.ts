import type { Numeric } from "../numbers.ts";
import { formula } from "./engine.ts";

/** One collateral and one debt of an account, in the same currency. */
export interface LoopQuestion {
  readonly collateralValue: Numeric;
  readonly debtValue: Numeric;
  /** Fraction of the collateral that counts for health. */
  readonly liquidationThreshold: Numeric;
  /** Fraction that a liquidator takes above what is repaid; 0 by default. */
  readonly bonusRate?: Numeric;
  /** What the collateral earns in a year, as a fraction of itself; 0 by default. */
  readonly supplyRate?: Numeric;
  /** What the debt costs in a year, as a fraction of itself; 0 by default. */
  readonly borrowRate?: Numeric;
  /** For `repaidForHealthFactor`. */
  readonly wantedHealthFactor?: Numeric;
}

/** How a loop stands. */
export interface Loop {
  /** Collateral over what is one's own; null when the debt has eaten it. */
  readonly multiple: number | null;
  /** Null without debt. */
  readonly healthFactor: number | null;
  /** The liquidation price as a fraction of the price now: D / (C T). */
  readonly liquidationPriceRate: number;
  /** By which fraction the collateral must fall against the debt until then. */
  readonly dropToLiquidation: number;
  /** L y - (L - 1) r, a fraction of one's own in a year. */
  readonly netYieldRate: number | null;
  /** The borrow rate at which that is nothing; null without debt. */
  readonly breakEvenBorrowRate: number | null;
  /** The health factor at which liquidations make it worse, T (1 + b). */
  readonly toxicHealthFactor: number;
  /** By which fraction the collateral must fall to come there. */
  readonly dropToToxic: number;
  /** What a liquidator must repay until the wanted health factor; null where that is out of reach. */
  readonly repaidForHealthFactor: number | null;
}

/**
 * A loop of supplying and borrowing, by its values. The toxic zone is that of Warmuz, Chaudhary
 * and Pinna 2022 (arXiv 2212.07306).
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * collateralLoop({ collateralValue: 30_000, debtValue: 20_000, liquidationThreshold: 0.825 }).dropToLiquidation; // 0.192
 */
export const collateralLoop = formula<LoopQuestion, Loop>("collateralLoop", {
  bonusRate: 0, supplyRate: 0, borrowRate: 0, wantedHealthFactor: null,
});

/** A loop that is to be made. */
export interface LoopPlanQuestion {
  /** Supplied before the first borrow. */
  readonly equity: Numeric;
  readonly liquidationThreshold: Numeric;
  /** Fraction of what is supplied that each turn borrows. */
  readonly ltv: Numeric;
  /** Fraction of each loan that is lost in the swap; 0 by default. */
  readonly swapCostRate?: Numeric;
  /** Of the first supply that is to be supplied in the end, at least. */
  readonly targetMultiple: Numeric;
}

/** What making it takes; all but `maxMultiple` is null where no number of borrows is enough. */
export interface LoopPlan {
  /** 1 / (1 - l (1 - c)), which no number of borrows reaches. */
  readonly maxMultiple: number;
  readonly borrows: number | null;
  readonly collateralValue: number | null;
  readonly debtValue: number | null;
  /** After what the swaps cost, so below what was supplied. */
  readonly multiple: number | null;
  readonly healthFactor: number | null;
}

/**
 * How often to borrow for a multiple, and what stands there then.
 *
 * @throws {InputError} when a number cannot be used
 */
export const loopPlan = formula<LoopPlanQuestion, LoopPlan>("loopPlan", { swapCostRate: 0 });

/** A loop that is to be taken apart. */
export interface UnwindingQuestion {
  readonly collateralValue: Numeric;
  readonly debtValue: Numeric;
  readonly liquidationThreshold: Numeric;
  /** 1, to be rid of all debt, by default. */
  readonly targetMultiple?: Numeric;
  /** Up to which collateral may be taken out on the way. */
  readonly ltvWhile: Numeric;
  /** Fraction of what is sold that is lost; 0 by default. */
  readonly swapCostRate?: Numeric;
}

/** What that takes; all but `soldAtOnce` is null where it cannot be done in steps. */
export interface Unwinding {
  /** Collateral to sell with a flash loan, in one step. */
  readonly soldAtOnce: number;
  /** Of withdrawing, selling and repaying. */
  readonly steps: number | null;
  readonly sold: number | null;
  readonly cost: number | null;
  readonly collateralValue: number | null;
  readonly debtValue: number | null;
}

/**
 * How a loop comes down to a multiple, at once and in steps.
 *
 * @throws {InputError} when a number cannot be used
 */
export const unwinding = formula<UnwindingQuestion, Unwinding>("unwinding", {
  targetMultiple: 1, swapCostRate: 0,
});
