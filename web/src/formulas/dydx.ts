import { InputError } from "../errors.ts";
import type { Numeric } from "../numbers.ts";
import { type Whole, wholeIn } from "./whole.ts";
import { listOf, recordOf } from "../words.ts";
import { ask, formula } from "./engine.ts";

/** A market of dYdX v4. */
export interface DydxMarketQuestion {
  /** Base IMF, a fraction. */
  readonly initialMarginRate: Numeric;
  /** MMF, a fraction. */
  readonly maintenanceMarginRate: Numeric;
  /** 6 by default. */
  readonly clampFactor?: Numeric;
  /** USDC, for `buyingPower`; 0 by default. */
  readonly freeMargin?: Numeric;
  /** USDC, of all positions of one side; 0 by default. */
  readonly openInterestNotional?: Numeric;
  readonly openInterestLowerCap?: Numeric;
  /** 0, so that nothing is raised, by default. */
  readonly openInterestUpperCap?: Numeric;
}

/** What follows from its fractions. */
export interface DydxMarket {
  /** The most that eight hours' funding may be, 6 (IMF - MMF). */
  readonly maxFundingRate: number;
  /** 500 USDC / IMF, at whose impact price funding is sampled. */
  readonly impactNotional: number;
  /** Notional that the free margin can still open. */
  readonly buyingPower: number;
  /** As open interest raises it; for initial margin only. */
  readonly effectiveInitialMarginRate: number;
}

/**
 * A market in people's units. Source: dYdX v4-web and documentation, 2026-07.
 *
 * @throws {InputError} when a number cannot be used
 */
export const dydxMarket = formula<DydxMarketQuestion, DydxMarket>("dydxMarket", {
  clampFactor: 6, freeMargin: 0, openInterestNotional: 0, openInterestLowerCap: 0, openInterestUpperCap: 0,
});

/** What governance sets for a class of markets, in parts per million and quote quantums. */
export interface DydxTier {
  readonly initialMarginPpm: Whole;
  readonly maintenanceFractionPpm: Whole;
  readonly openInterestLowerCap?: Whole;
  readonly openInterestUpperCap?: Whole;
  /** Of the leverage that the user has chosen; 0 for none. */
  readonly customInitialMarginPpm?: Whole;
}

const tier = { openInterestLowerCap: 0, openInterestUpperCap: 0, customInitialMarginPpm: 0 };

/**
 * Initial margin to the quantum, and the fractions behind it. Source: dYdX v4-chain x/perpetuals, 2026-03.
 *
 * @throws {InputError} when a number cannot be used
 */
export const dydxInitialMargin = formula<
  DydxTier & {
    /** Quote quantums. */
    readonly openInterestNotional?: Whole;
    /** Quote quantums. */
    readonly notional?: Whole;
  },
  {
    readonly maintenanceMarginPpm: bigint;
    readonly effectiveInitialMarginPpm: bigint;
    /** Quote quantums, rounded up. */
    readonly initialMargin: bigint;
  }
>("dydxInitialMargin", { ...tier, openInterestNotional: 0, notional: 0 });

/** A market at its oracle price, price x 10^exponent USDC for a coin. */
interface DydxPerpetual {
  readonly atomicResolution: Whole;
  readonly price: Whole;
  readonly exponent: Whole;
}

/** One position of a subaccount. */
export interface DydxPosition extends DydxTier, DydxPerpetual {
  /** Base quantums; 0 by default. */
  readonly openInterest?: Whole;
  /** Above zero long, below zero short. */
  readonly baseQuantums: Whole;
}

/** Closing part of a position, or its liquidation order. */
export interface DydxClose {
  /** Which position. */
  readonly index: number;
  /** Base quantums, against the position; without it only the fillable price is answered. */
  readonly delta?: Whole;
  /** 1 000 000 by default. */
  readonly bankruptcyAdjustmentPpm?: Whole;
  /** 1 500 000 by default. */
  readonly spreadToMaintenanceMarginPpm?: Whole;
}

/** What the chain weighs, in quote quantums. */
export interface DydxSubaccount {
  /** 1n or 0n. */
  readonly liquidatable: bigint;
  readonly netCollateral: bigint;
  readonly initialMargin: bigint;
  readonly maintenanceMargin: bigint;
  /** What must be received for the close, below zero may be paid; null without one. */
  readonly bankruptcyPrice: bigint | null;
  /** USDC for a coin, before rounding to the tick; null without a close. */
  readonly fillablePrice: number | null;
}

const positionFields = [
  "initialMarginPpm", "maintenanceFractionPpm", "openInterestLowerCap", "openInterestUpperCap",
  "customInitialMarginPpm", "atomicResolution", "price", "exponent", "openInterest", "baseQuantums",
] as const;

/**
 * A subaccount to the quantum. Source: dYdX v4-chain lib/margin and x/clob/keeper/liquidations.go, 2026-03.
 *
 * @throws {InputError} when a number cannot be used
 */
export function dydxSubaccount(
  subaccount: { readonly quoteBalance: Whole; readonly positions: readonly DydxPosition[] },
  close: DydxClose = { index: -1 },
): DydxSubaccount {
  const { quoteBalance, positions } = recordOf(subaccount, "dydxSubaccount");
  const rows = listOf(positions, "positions").flatMap((position) => {
    const whole = { ...tier, openInterest: 0, ...recordOf(position, "positions") };
    return positionFields.flatMap((field) => {
      if (whole[field] === undefined) throw new InputError("missingField", field, undefined);
      return wholeIn(whole[field], field);
    });
  });
  const usual = { delta: 0, bankruptcyAdjustmentPpm: 1_000_000, spreadToMaintenanceMarginPpm: 1_500_000 };
  const answer = ask("dydxSubaccount", usual, { quoteBalance, ...recordOf(close, "close") }, rows);
  const [fillablePrice = Number.NaN] = answer.rows;
  return {
    ...(answer.found as unknown as Omit<DydxSubaccount, "fillablePrice">),
    fillablePrice: Number.isNaN(fillablePrice) ? null : fillablePrice,
  };
}

/**
 * How much a market's funding index moves, in parts per million of a quote quantum for a base
 * quantum. Source: dYdX v4-chain x/perpetuals/funding, 2026-03.
 *
 * @throws {InputError} when a number cannot be used
 */
export const dydxFundingIndexDelta = formula<
  DydxPerpetual & {
    /** For eight hours. */
    readonly fundingRatePpm: Whole;
    readonly seconds: Whole;
  },
  { readonly indexDelta: bigint }
>("dydxFundingIndexDelta");
