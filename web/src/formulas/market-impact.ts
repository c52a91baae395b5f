import type { Numeric } from "../numbers.ts";
import { formula } from "./engine.ts";

/** An order, and the day of the market that it is part of. */
export interface ImpactQuestion {
  /** Standard deviation of a day's return: 0.03 is 3 %. */
  readonly dailyVolatility: Numeric;
  /** Traded in a day, in the unit of `quantity`. */
  readonly dailyQuantity: Numeric;
  /** Of the whole order, zero or above. */
  readonly quantity: Numeric;
  /** Y, 0.5 to 1.5; 1 by default. */
  readonly factor?: Numeric;
}

/**
 * How far an order moves the price in the end, as a fraction of it, by the square-root law:
 *
 *     Y sigma sqrt(Q / V)
 *
 * Four times the order moves it twice as far; what the order pays meanwhile is in the mean two
 * thirds of that. It knows no book, so it says nothing of orders that the touch fills.
 * Source: Donier and Bonart 2015, "A million metaorder analysis of market impact on the
 * Bitcoin", Market Microstructure and Liquidity 1(2).
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * squareRootImpact({ dailyVolatility: 0.5, dailyQuantity: 10_000, quantity: 400 }).impactRate; // 0.1
 */
export const squareRootImpact = formula<ImpactQuestion, { readonly impactRate: number }>("squareRootImpact", { factor: 1 });
