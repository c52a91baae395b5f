import type { Numeric } from "../numbers.ts";
import { formula } from "./engine.ts";
import type { ContractKind, Side } from "./orders.ts";

/**
 * How far the impact bid of a perpetual stands above its index: (b - i) / i. Averaged over an
 * interval it is what `fundingRate` and `venueFundingRate` take.
 *
 * @throws {InputError} when a price cannot be used
 */
export const premiumRate = formula<
  { readonly impactBidPrice: Numeric; readonly indexPrice: Numeric },
  { readonly premiumRate: number }
>("premiumRate");

/**
 * The interest part of a funding rate: the quote's daily rate less the base's, over the
 * intervals in a day. Source: Bybit, "Funding rate".
 *
 * @throws {InputError} when a number cannot be used
 */
export const interestRate = formula<
  { readonly quoteRatePerDay: Numeric; readonly baseRatePerDay: Numeric; readonly intervalsPerDay: Numeric },
  { readonly interestRate: number }
>("interestRate");

/**
 * The funding rate that most venues compute for an interval: premium + clamp(interest - premium, -c, +c).
 * A venue's own formula of a day, with its interest, interval and caps, is `venueFundingRate`.
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * fundingRate({ premiumRate: 0.0001, interestRate: 0.0001, clampRate: 0.0005 }).fundingRate; // 0.0001
 */
export const fundingRate = formula<
  { readonly premiumRate: Numeric; readonly interestRate: Numeric; readonly clampRate: Numeric },
  { readonly fundingRate: number }
>("fundingRate");

/** A position at a settlement of funding. */
export interface FundingQuestion {
  /** Linear by default. */
  readonly kind?: ContractKind;
  readonly side: Side;
  /** Base units, of an inverse contract quote units. */
  readonly quantity: Numeric;
  readonly markPrice: Numeric;
  /** Fraction of notional for one interval. */
  readonly fundingRate: Numeric;
  /** The part of the interval held; 1, all of it, by default. */
  readonly intervalPart?: Numeric;
  /** Of the position, or of the cross account it stands in; for `intervalsUntilLiquidation`. */
  readonly equity?: Numeric;
  /** The same. */
  readonly maintenanceMargin?: Numeric;
}

/** Settlement units. */
export interface FundingPayment {
  readonly notional: number;
  /** Below zero it receives. */
  readonly fundingPaid: number;
  /** Until funding alone has taken what is left, the mark standing still; null where it takes nothing. */
  readonly intervalsUntilLiquidation: number | null;
}

/**
 * What a position pays at a settlement in money, and how many of them it bears. As fractions of
 * equity, over a horizon and at any leverage, see `fundingCarry`.
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * fundingPayment({ side: "short", quantity: 10, markPrice: 2.5, fundingRate: 0.0002 }).fundingPaid; // -0.005
 */
export const fundingPayment = formula<FundingQuestion, FundingPayment>("fundingPayment", {
  kind: "linear", intervalPart: 1, equity: null, maintenanceMargin: null,
});
