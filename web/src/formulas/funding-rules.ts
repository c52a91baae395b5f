import { InputError } from "../errors.ts";
import { fundingVenues } from "../generated/layout.ts";
import type { Numeric } from "../numbers.ts";
import { recordOf } from "../words.ts";
import { ask } from "./engine.ts";

/** A venue whose funding formula is known, with every change of it by date. */
export type FundingVenue = (typeof fundingVenues)[number];

/** An interval's average premium, and what a venue sets for the market; what is left out is as the venue mostly has it. */
export interface VenueFundingQuestion {
  readonly venue: FundingVenue;
  /** Venue time in ms since 1970, which says whose formula of several in time it is. */
  readonly timeMs: Numeric;
  /** P, as a fraction of the index; of dYdX the hour's mean, of Deribit one that stands still. */
  readonly averagePremium: Numeric;
  /** h, above 0, at most 24: 1 at Hyperliquid and dYdX, otherwise 8 by default. */
  readonly intervalHours?: Numeric;
  /** I, where it is the market's own, as Binance's 0 for some; the venue's by default, mostly 0.0001. */
  readonly interestRatePer8Hours?: Numeric;
  /** A market in isolated margin, which dYdX charges interest; false by default. */
  readonly isIsolated?: boolean;
  /** Of the lowest tier, a fraction of notional; without it BitMEX's and dYdX's cap is left out. */
  readonly initialMarginRate?: Numeric;
  /** The same, and Binance's cap. */
  readonly maintenanceMarginRate?: Numeric;
  /** Highest rate of one interval, as the venue lists it for the market. */
  readonly capRate?: Numeric;
  /** Lowest rate of one interval, at most the cap. */
  readonly floorRate?: Numeric;
}

/** What an interval costs, and by which formula. */
export interface VenueFunding {
  /** F, a fraction of notional for one interval: above zero longs pay. */
  readonly fundingRate: number;
  /** h that was counted with. */
  readonly intervalHours: number;
  /** Venue time from which on the formula holds; 0 where the venue had no other that is known. */
  readonly validFromMs: number;
}

const usual = {
  intervalHours: null, interestRatePer8Hours: null, isIsolated: false,
  initialMarginRate: null, maintenanceMarginRate: null, capRate: null, floorRate: null,
};

/**
 * The funding rate that a venue makes of an average premium, by its formula as of a day:
 *
 *     P + clamp(I - P, -c, +c)          Binance, Bybit, OKX, BitMEX, Gate, Hyperliquid
 *     P + I                             dYdX
 *     max(c, P) + min(-c, P)            Deribit
 *
 * within the venue's caps, and times h / 8 where the formula is for eight hours. Within the band,
 * |I - P| <= c, the first is I exactly. `fundingRate` is that first formula alone, for a band and
 * an interest of one's own.
 *
 * Sources: the venues' pages as of 2025, by row in core/plimsoll/funding/funding_rules.cpp, where
 * what was not read again at its source says so; Binance divides by 8 / h from 2025-09-18 on.
 *
 * @throws {InputError} when a number cannot be used, or the time is before the venue's first
 *   formula (`windowOutOfRange`, `timeMs`)
 * @example
 * venueFundingRate({ venue: "hyperliquid", timeMs: 1_760_000_000_000, averagePremium: 0.9 }).fundingRate; // 0.04
 */
export function venueFundingRate(question: VenueFundingQuestion): VenueFunding {
  const { venue } = recordOf(question, "venueFundingRate");
  const number = fundingVenues.indexOf(venue);
  if (number < 0) throw new InputError("unknownVenue", "venue", venue);
  return ask("venueFundingRate", usual, { ...question, venue: number }).found as unknown as VenueFunding;
}
