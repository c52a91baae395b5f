import { numberOf, type Numeric } from "../numbers.ts";
import { listOf, placeOf, recordOf } from "../words.ts";
import { ask } from "./engine.ts";

/** Trades of takers, as `market.tradeTimes()` gives them. */
export interface SelfExcitationQuestion {
  /**
   * The oldest first, at most 5,000. The first only marks where the window begins. Trades of one
   * side in one millisecond should be one.
   */
  readonly events: readonly { readonly venueTimeMs: number; readonly takerSide: "buy" | "sell" }[];
  /** Venue time at which the window ends: the last event by default, and no earlier than that. */
  readonly nowMs?: Numeric;
}

/** Who answers whom, by the likeliest bivariate Hawkes process with one exponential. */
export interface SelfExcitation {
  /** Buys in a second that no other trade caused. */
  readonly buyBaseRatePerS: number;
  readonly sellBaseRatePerS: number;
  /** How fast an answer fades: after 1 / decayPerS seconds to 1 / e. From 0.1 to 100. */
  readonly decayPerS: number;
  /** Buys that one buy causes directly, zero or above. */
  readonly buysPerBuy: number;
  readonly buysPerSell: number;
  readonly sellsPerBuy: number;
  readonly sellsPerSell: number;
  /**
   * Of the matrix of these four: how many trades one causes directly, and by way of them
   * 1 / (1 - radius) in all. At 1 and above each generation is as large as the last, so that what
   * began never ends. About 0.05 where trades come by chance.
   */
  readonly spectralRadius: number;
  /** Of all trades those that no other caused ... */
  readonly baseShare: number;
  /** ... those that one of their own side did ... */
  readonly selfShare: number;
  /** ... and one of the other; the three add up to one. */
  readonly crossShare: number;
  /** Log-likelihood beyond that of constant rates; up to about five is chance. */
  readonly gainOverChance: number;
  /** How many of each side the fit rests on. */
  readonly buys: number;
  readonly sells: number;
}

/**
 * Fits how trades of takers bring about further trades: of the base rate mu of each side, of what
 * one trade adds to both, and of how fast that fades,
 *
 *     lambda_i(t) = mu_i + sum over j of a_ij b sum of e^(-b (t - t_l)) over trades of side j
 *
 * by maximum likelihood (Bacry, Mastromatteo and Muzy 2015, arXiv 1502.04592; Veen and Schoenberg
 * 2008, JASA 103, 614-624). What happened before the first event is not known, and a base rate
 * that moved is taken for excitation with a slow decay: two hours are enough.
 *
 * A fit of 5,000 events takes 30 to 80 ms, which is longer than a frame: ask it in a worker.
 *
 * @returns null with fewer than 100 events after the first moment
 * @throws {InputError} when a time is not finite or earlier than the one before it, a side is no
 *   side, or there are more than 5,000 events
 * @example
 * selfExcitation({ events: market.tradeTimes() })?.spectralRadius;
 */
export function selfExcitation(question: SelfExcitationQuestion): SelfExcitation | null {
  const { events, ...given } = recordOf(question, "selfExcitation");
  const list = listOf(events, "events");
  const rows = list.flatMap((event) => {
    const { venueTimeMs, takerSide } = recordOf(event, "events");
    return [numberOf(venueTimeMs, "venueTimeMs"), placeOf(takerSide, ["sell", "buy"], "takerSide")];
  });
  const { found } = ask("selfExcitation", { nowMs: null }, { ...given, events: list.length }, rows, list);
  return found["spectralRadius"] === null ? null : (found as unknown as SelfExcitation);
}
