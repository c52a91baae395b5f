import { noRunways } from "../generated/layout.ts";
import { numberOf, type Numeric, optionalNumber } from "../numbers.ts";
import { listOf, recordOf } from "../words.ts";
import { ask } from "./engine.ts";
import type { Side } from "./orders.ts";

/** A position that is carried through fundings at a rate that stays. */
export interface CarryQuestion {
  readonly side: Side;
  /** L, notional over equity. */
  readonly leverage: Numeric;
  /** F, a fraction of notional for one interval, within -1 to 1: above zero longs pay. */
  readonly fundingRate: Numeric;
  /** h, from a second to 24 hours. */
  readonly intervalHours: Numeric;
  /** H, for how long it is carried; for `costOverHorizon` and, with `feeRate`, for break-even. */
  readonly horizonHours?: Numeric;
  /** Fraction of notional each way, below zero a rebate; for `breakEvenMove` and `breakEvenOnMargin`. */
  readonly feeRate?: Numeric;
  /** m, a fraction of notional from 0 to less than 1; for `runwayIntervals`. */
  readonly maintenanceMarginRate?: Numeric;
  /** b, fraction of equity that funding may take; with `intervals` for `leverageThatFundingEats`. */
  readonly budgetRate?: Numeric;
  /** n, above zero, within which it may. */
  readonly intervals?: Numeric;
}

/** Why there is no number of intervals: the position is on the receiving side, or nobody pays. */
export type NoRunway = Exclude<(typeof noRunways)[number], "none">;

/** What a rate costs; null where an input for it is not given, or no double holds the number. */
export interface Carry {
  /** F 8760 / h, what longs pay in a year of 365 days, a fraction of notional. */
  readonly ratePerYear: number | null;
  /** (1 + F)^(8760 / h) - 1, each payment added to the notional; null also at F = -1. */
  readonly compoundedRatePerYear: number | null;
  /** F 8 / h, so that intervals of any length compare. */
  readonly ratePer8Hours: number | null;
  /** s F L, a fraction of equity: below zero the position receives. */
  readonly costPerInterval: number | null;
  /** s F L H / h, a fraction of equity, notional and equity as at the start. */
  readonly costOverHorizon: number | null;
  /** s r with r = s F H / h + 2 phi, how far the price must go so that nothing is lost: above zero a rise. */
  readonly breakEvenMove: number | null;
  /** L r, what has to be earned, a fraction of equity. */
  readonly breakEvenOnMargin: number | null;
  /** (1 / L - m) / (s F), the settlements that the margin lasts at a price that stands still; 0 where it is liquidatable already. */
  readonly runwayIntervals: number | null;
  /** Why there is none; null where there is one, or it was not asked for. */
  readonly noRunway: NoRunway | null;
  /** b / (s F n), more leverage than which pays more than the budget; null also where it does not pay. */
  readonly leverageThatFundingEats: number | null;
}

const usual = { horizonHours: null, feeRate: null, maintenanceMarginRate: null, budgetRate: null, intervals: null };

/**
 * What a funding rate costs a leveraged position that stands still, per interval, over a horizon
 * and until its margin is used up. What longs pay shorts receive; all costs are linear in
 * leverage. In money and for a position's own quantity, see `fundingPayment`.
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * fundingCarry({ side: "long", leverage: 20, fundingRate: 0.0003, intervalHours: 8, maintenanceMarginRate: 0.005 }).runwayIntervals; // 150
 */
export function fundingCarry(question: CarryQuestion): Carry {
  const { found } = ask("fundingCarry", usual, question);
  const reason = found["noRunway"] as number | null;
  const noRunway = reason === null || noRunways[reason] === "none" ? null : noRunways[reason];
  return { ...found, noRunway } as unknown as Carry;
}

/** One venue's funding of a coin. */
export interface FundingAtVenue {
  /** A fraction of notional for one interval, within -1 to 1: above zero longs pay. */
  readonly fundingRate: Numeric;
  /** From a second to 24 hours. */
  readonly intervalHours: Numeric;
  /** Of one side, in one money for all venues; without it the venue has no weight. */
  readonly openInterestNotional?: Numeric;
}

/** Funding over venues, all for eight hours; null where no venue is given. */
export interface FundingAcrossVenues {
  /** sum F OI / sum OI; null where no open interest is known. */
  readonly weightedRatePer8Hours: number | null;
  /** How many venues have an open interest above zero, and so weigh in. */
  readonly weightedVenues: number;
  readonly lowestRatePer8Hours: number | null;
  readonly highestRatePer8Hours: number | null;
  /** Highest less lowest: what a long at one venue and a short at another earn together before fees. */
  readonly dispersionPer8Hours: number | null;
}

/**
 * What funding is over venues, whatever their intervals, and how far they are apart. Venues
 * without open interest count in the extremes alone.
 *
 * @throws {InputError} when a venue's number cannot be used
 * @example
 * fundingAcrossVenues({ venues: [{ fundingRate: 0.08, intervalHours: 8 }, { fundingRate: 0.05, intervalHours: 1 }] }).highestRatePer8Hours; // 0.4
 */
export function fundingAcrossVenues(question: { readonly venues: readonly FundingAtVenue[] }): FundingAcrossVenues {
  const venues = listOf(recordOf(question, "fundingAcrossVenues").venues, "venues");
  const rows = venues.flatMap((venue) => {
    const { fundingRate, intervalHours, openInterestNotional } = recordOf(venue, "venues");
    return [
      numberOf(fundingRate, "fundingRate"),
      numberOf(intervalHours, "intervalHours"),
      optionalNumber(openInterestNotional, "openInterestNotional"),
    ];
  });
  return ask("fundingAcrossVenues", {}, { venues: venues.length }, rows, venues).found as unknown as FundingAcrossVenues;
}
