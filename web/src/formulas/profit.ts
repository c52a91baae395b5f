import type { Numeric } from "../numbers.ts";
import { formula } from "./engine.ts";
import type { ContractKind, Side } from "./orders.ts";

/** A position and a price at which it may be closed. */
export interface ProfitQuestion {
  /** Linear by default. */
  readonly kind?: ContractKind;
  readonly side: Side;
  /** Base units, of an inverse contract quote units. */
  readonly quantity: Numeric;
  readonly entryPrice: Numeric;
  /** At which it is closed, or the mark. */
  readonly price: Numeric;
  /** As set; initial margin and return are null without it. */
  readonly leverage?: Numeric;
  /** Fraction of notional at entry; 0 by default. */
  readonly openFeeRate?: Numeric;
  /** Fraction of notional at the price; 0 by default. */
  readonly closeFeeRate?: Numeric;
  /** Settlement units since it was opened, below zero received; 0 by default. */
  readonly fundingPaid?: Numeric;
  /** Settlement units after fees and funding, for `priceForProfit`. */
  readonly wantedProfit?: Numeric;
  /** Fraction of initial margin before fees, for `priceForReturn`. */
  readonly wantedReturn?: Numeric;
}

/** Settlement units, and prices in quote units for one base unit. */
export interface Profit {
  readonly notional: number;
  readonly unrealizedPnl: number;
  /** Notional at entry over leverage. */
  readonly initialMargin: number | null;
  /** Unrealized profit over initial margin: ROE. */
  readonly returnOnEquity: number | null;
  /** Of opening and closing. */
  readonly fees: number;
  /** After fees and funding. */
  readonly netProfit: number;
  /** Where closing neither wins nor loses; null when no price above zero does. */
  readonly breakEvenPrice: number | null;
  readonly priceForProfit: number | null;
  readonly priceForReturn: number | null;
}

/**
 * What a position wins or loses at a price, and the price for a wanted profit or return.
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * profit({ side: "long", quantity: 1, entryPrice: 50_000, price: 52_000, leverage: 10 }).returnOnEquity; // 0.4
 */
export const profit = formula<ProfitQuestion, Profit>("profit", {
  kind: "linear", openFeeRate: 0, closeFeeRate: 0, fundingPaid: 0, leverage: null, wantedProfit: null, wantedReturn: null,
});
