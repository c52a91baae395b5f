import { numberOf, type Numeric } from "../numbers.ts";
import { listOf, recordOf } from "../words.ts";
import { ask } from "./engine.ts";
import type { Side } from "./orders.ts";

/** A history of funding, and a position that is to be carried through the next of it. */
export interface FundingRiskQuestion {
  /** Past rates, oldest first, of intervals of one length: fractions of notional within -1 to 1. */
  readonly rates: readonly Numeric[];
  readonly side: Side;
  /** Notional over equity. */
  readonly leverage: Numeric;
  /** H, how many fundings: a whole number from 1 to 1095, a year of eight hours each. */
  readonly intervals: Numeric;
  /** Rates that stay together when the history is drawn from; 9, three days of eight hours, by default. */
  readonly blockLength?: Numeric;
  /** A whole number; the same seed draws the same. 1 by default. */
  readonly seed?: Numeric;
}

/** All null where the history has fewer than ten rates; costs are fractions of equity, below zero received. */
export interface FundingRisk {
  /** mu of the history as an AR(1), F(t+1) = mu + phi (F(t) - mu) + e. */
  readonly meanRate: number | null;
  /** phi, -1 to 1, by Yule and Walker; of a short history too low, by about (1 + 4 phi) / n. */
  readonly autocorrelation: number | null;
  /** Standard deviation of e, taken to be normal. */
  readonly shockDeviation: number | null;
  /** The newest of the history, which the next ones start from. */
  readonly lastRate: number | null;
  /** s L times the mean of the sum of the next H rates, by that process. */
  readonly expectedCost: number | null;
  /** L times the standard deviation of that sum. */
  readonly costDeviation: number | null;
  /** 95th percentile of the cost: expected + 1.645 deviations. */
  readonly costAtRisk: number | null;
  /** That at least one of the next H rates has another sign than the last; null where that is zero. */
  readonly signFlipProbability: number | null;
  /** The same four by a thousand paths of blocks drawn from the history, which know nothing of where the rate stands now. */
  readonly bootstrappedExpectedCost: number | null;
  readonly bootstrappedCostDeviation: number | null;
  readonly bootstrappedCostAtRisk: number | null;
  readonly bootstrappedSignFlipProbability: number | null;
}

/**
 * What the next fundings may take from a position's equity, once by an AR(1) in closed form and
 * once by the circular block bootstrap (Kuensch 1989; Politis and Romano 1992) of the history
 * itself. Two answers that lie far apart say that the process is not the history's.
 *
 * @throws {InputError} when a rate or a number cannot be used
 * @example
 * fundingRisk({ rates: Array(90).fill(0.01), side: "long", leverage: 10, intervals: 3 }).costAtRisk; // 0.3
 */
export function fundingRisk(question: FundingRiskQuestion): FundingRisk {
  const { rates, ...given } = recordOf(question, "fundingRisk");
  const rows = listOf(rates, "rates").map((rate) => numberOf(rate, "rates"));
  const each = rates.map((rate) => ({ rates: rate }));
  return ask("fundingRisk", { blockLength: 9, seed: 1 }, given, rows, each).found as unknown as FundingRisk;
}
