// What the numbers of a risk mean. Their names and order are the engine's: a name that is here
// and not there, or there and not here, is an error of types.

import type { accountEstimates, positionEstimates, ReasonCode } from "./generated/layout.ts";

/** A number about a position, or why there is none; and what it rests on. */
export interface Estimate {
  readonly value: number | null;
  /** Null exactly when there is a value. */
  readonly reason: ReasonCode | null;
  /** Inputs that would be needed. */
  readonly missing: readonly string[];
  /** What was taken to be so because nobody said. */
  readonly assumed: readonly string[];
  /** Whose rule it is, and where that stands. */
  readonly formula: string;
  /** Of the margin table, where it has one. */
  readonly tableDate: string | null;
}

/**
 * The numbers of one position, money in settlement units. Of a cross position equity, effective
 * leverage, margin ratio and the remedy are the account's.
 */
export interface PositionEstimates {
  /** Notional at entry over the margin that was posted; of a cross position its setting. */
  readonly entryLeverage: Estimate;
  /** At the mark. */
  readonly notional: Estimate;
  /** Above zero a profit. */
  readonly unrealizedPnl: Estimate;
  /** Margin and unrealized profit together. */
  readonly equity: Estimate;
  /** Notional over equity: what the leverage is now. */
  readonly effectiveLeverage: Estimate;
  /** Of this position at the mark, with the fees that its venue adds. */
  readonly maintenanceMargin: Estimate;
  /** Maintenance margin over equity: liquidated at 1, whatever the venue itself calls its ratio. */
  readonly marginRatio: Estimate;
  /** The highest setting that the table allows at this size. */
  readonly maxLeverage: Estimate;
  /** The mark price that liquidates, by the venue's formula; of a cross position while all other marks stand still. */
  readonly liquidationPrice: Estimate;
  /** The same on the tick, as the venue shows it. */
  readonly roundedLiquidationPrice: Estimate;
  /** The mark price at which nothing is left. */
  readonly bankruptcyPrice: Estimate;
  /** From the mark to the liquidation price, a fraction of the mark; below zero where it is beyond it. */
  readonly distanceRate: Estimate;
  /** What the position loses until there. */
  readonly distanceMoney: Estimate;
  /** In standard deviations of a day, where the instrument's `volatilityPerDay` is given. */
  readonly distanceDays: Estimate;
  /** In standard deviations of an hour. */
  readonly distanceHours: Estimate;
  /** In standard deviations of five minutes. */
  readonly distanceFiveMinutes: Estimate;
  /** Of the posted margin, after the venue's liquidation fee where it is given. */
  readonly lossIfLiquidated: Estimate;
  /** What to add for the wanted margin ratio; 0 where it is met. */
  readonly marginToAdd: Estimate;
  /**
   * What to close at the mark for the wanted margin ratio, up to the next lot, with the margin
   * staying in the position: a venue that pays it out in proportion leaves the ratio where it was.
   */
  readonly quantityToClose: Estimate;
}

/** The numbers of an account's cross part, in settlement units. */
export interface AccountEstimates {
  /** Wallet, weighted collaterals and unrealized profit. */
  readonly equity: Estimate;
  /** Of all cross positions. */
  readonly maintenanceMargin: Estimate;
  /** Notional over leverage setting; absent where a setting is not known. */
  readonly initialMargin: Estimate;
  /** Equity less initial margin, not below zero. */
  readonly freeMargin: Estimate;
  /** Maintenance margin over equity: liquidated at 1 on every venue. */
  readonly marginRatio: Estimate;
  /** The same as the venue itself counts it: some liquidate at 1 from above, some at the maintenance rate. */
  readonly venueMarginRatio: Estimate;
  /** Notional of both sides over equity. */
  readonly effectiveLeverage: Estimate;
  /** How far all marks move together, each by its beta, until something is liquidated: the nearer of the next two. */
  readonly commonMoveToLiquidation: Estimate;
  /** A fraction below zero. */
  readonly commonFallToLiquidation: Estimate;
  /** A fraction above zero. */
  readonly commonRiseToLiquidation: Estimate;
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;

export const documented: readonly [
  Same<keyof PositionEstimates, (typeof positionEstimates)[number]>,
  Same<keyof AccountEstimates, (typeof accountEstimates)[number]>,
] = [true, true];
