import type { Numeric } from "../numbers.ts";
import { formula } from "./engine.ts";

/**
 * The fees of a position on Jupiter: that of closing, with the impact rounded up to a basis
 * point, and what borrowing has come to. Source: docs.jup.ag, perps; the program's published parser.
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * jupiterFees({ sizeUsd: 100_000, baseFeeRate: 0.0006, tradeImpactFeeScalar: 1.25e9 }).closeFee; // 70
 */
export const jupiterFees = formula<
  {
    readonly sizeUsd: Numeric;
    /** Fraction of size. */
    readonly baseFeeRate: Numeric;
    /** Dollars of size that cost a whole of it in impact. */
    readonly tradeImpactFeeScalar: Numeric;
    /** The maintenance one, 500 by default. */
    readonly maxLeverage?: Numeric;
    /** Of the custody now and at the position's last change, as fractions; 0 by default. */
    readonly cumulativeRate?: Numeric;
    readonly rateAtSnapshot?: Numeric;
  },
  {
    readonly closeFee: number;
    /** Fraction of size: `takerFeeRate` of an account on Jupiter. */
    readonly closeFeeRate: number;
    /** `pendingFees` of a position on Jupiter. */
    readonly borrowFee: number;
  }
>("jupiterFees", { maxLeverage: 500, cumulativeRate: 0, rateAtSnapshot: 0 });
