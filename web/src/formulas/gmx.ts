import type { Numeric } from "../numbers.ts";
import { formula } from "./engine.ts";
import type { Side } from "./orders.ts";

/** What a position is worth and what is due on it, in dollars; what is left out is 0. */
export interface GmxBalanceQuestion {
  readonly sizeUsd?: Numeric;
  readonly collateralUsd?: Numeric;
  readonly pnl?: Numeric;
  readonly fundingUsd?: Numeric;
  readonly borrowingUsd?: Numeric;
  readonly closingUsd?: Numeric;
  /** Of closing; below zero costs. */
  readonly priceImpactUsd?: Numeric;
  readonly minCollateralUsd?: Numeric;
  /** Fraction of size: minCollateralFactorForLiquidation. */
  readonly minCollateralRate?: Numeric;
  /** Fraction of size that an impact counts at most; 1 by default. */
  readonly maxImpactRate?: Numeric;
}

export interface GmxBalance {
  /** Collateral and profit less funding and borrowing. */
  readonly netValue: number;
  /** That with the price impact and the closing fee. */
  readonly netValueAfterFees: number;
  /** Never a gain, and a loss up to the cap. */
  readonly priceImpactForLiquidation: number;
  /** What must remain. */
  readonly requiredCollateral: number;
  /** The collateral with which this profit is not liquidated, fees of time left aside. */
  readonly minCollateral: number;
}

/**
 * What closing would bring and what must remain. Source: gmx-interface sdk/src/utils/positions, 2026-08.
 *
 * @throws {InputError} when a number cannot be used
 */
export const gmxBalance = formula<GmxBalanceQuestion, GmxBalance>("gmxBalance", {
  sizeUsd: 0, collateralUsd: 0, pnl: 0, fundingUsd: 0, borrowingUsd: 0, closingUsd: 0, priceImpactUsd: 0,
  minCollateralUsd: 0, minCollateralRate: 0, maxImpactRate: 1,
});

/**
 * The leverage that a market's factors allow, and the one that the interface lets a user choose.
 * Source: gmx-interface sdk/src/utils/markets, 2026-08.
 *
 * @throws {InputError} when a number cannot be used
 */
export const gmxLeverageLimits = formula<
  {
    /** minCollateralFactor, fraction of size. */
    readonly minCollateralRate: Numeric;
    /** That for liquidation; the same by default is not assumed. */
    readonly minCollateralRateForLiquidation: Numeric;
    /** The higher of the two position fees, fraction of size. */
    readonly positionFeeRate: Numeric;
  },
  {
    /** round(1 / factor) */
    readonly maxLeverage: number;
    readonly maxAllowedLeverage: number;
  }
>("gmxLeverageLimits");

/**
 * What an increase of a position is made of at a price impact. Source: gmx-synthetics README, 2026-03.
 *
 * @throws {InputError} when a number cannot be used
 */
export const gmxIncrease = formula<
  {
    readonly side: Side;
    readonly sizeUsd: Numeric;
    readonly oraclePrice: Numeric;
    /** Fraction of the size; above zero costs. */
    readonly priceImpactRate: Numeric;
  },
  { readonly sizeInTokens: number; readonly entryPrice: number; readonly pendingLoss: number }
>("gmxIncrease");

/**
 * What a trade pays (below zero) or receives for changing a market's balance, in dollars:
 * k |d|^e - k |d'|^e, before caps. Source: gmx-synthetics PricingUtils, 2026-03.
 *
 * @throws {InputError} when a number cannot be used
 */
export const gmxPriceImpact = formula<
  {
    readonly positiveFactor: Numeric;
    readonly positiveExponent: Numeric;
    readonly negativeFactor: Numeric;
    readonly negativeExponent: Numeric;
    readonly longUsd: Numeric;
    readonly shortUsd: Numeric;
    readonly longUsdAfter: Numeric;
    readonly shortUsdAfter: Numeric;
  },
  { readonly priceImpactUsd: number }
>("gmxPriceImpact");

/**
 * What each side pays in a second without adaptive funding, a fraction of its own size; below
 * zero it receives. Source: gmx-synthetics MarketUtils, 2026-03.
 *
 * @throws {InputError} when a number cannot be used
 */
export const gmxFunding = formula<
  { readonly factor: Numeric; readonly exponent: Numeric; readonly longUsd: Numeric; readonly shortUsd: Numeric },
  { readonly longRate: number; readonly shortRate: number }
>("gmxFunding");

/**
 * By how much the saved rate of adaptive funding moves while the sides stay apart.
 * Source: gmx-synthetics MarketUtils.getNextFundingFactorPerSecond, 2026-03.
 *
 * @throws {InputError} when a number cannot be used
 */
export const gmxFundingChange = formula<
  {
    readonly increasePerSecond: Numeric;
    readonly decreasePerSecond: Numeric;
    readonly thresholdForStable: Numeric;
    readonly thresholdForDecrease: Numeric;
    /** |L - S|^e / (L + S) */
    readonly imbalance: Numeric;
    readonly seconds: Numeric;
    /** Whether the side that pays is the heavier one. */
    readonly isSkewAsFunding: boolean;
  },
  { readonly change: number }
>("gmxFundingChange");

/**
 * The liquidation price of GMX v1, for old data. Source: gmx-interface getLiquidationPrice, until 2026.
 *
 * @throws {InputError} when a number cannot be used
 */
export const gmxV1LiquidationPrice = formula<
  {
    readonly side: Side;
    readonly sizeUsd: Numeric;
    readonly collateralUsd: Numeric;
    readonly averagePrice: Numeric;
    readonly fundingFeeUsd?: Numeric;
    /** 0.001 by default. */
    readonly marginFeeRate?: Numeric;
    /** 5 by default. */
    readonly liquidationFeeUsd?: Numeric;
    /** 100 by default. */
    readonly maxLeverage?: Numeric;
  },
  { readonly liquidationPrice: number | null }
>("gmxV1LiquidationPrice", { fundingFeeUsd: 0, marginFeeRate: 0.001, liquidationFeeUsd: 5, maxLeverage: 100 });
