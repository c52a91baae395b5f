import { numberOf, type Numeric, orNull } from "../numbers.ts";
import type { Whole } from "./whole.ts";
import { listOf, recordOf } from "../words.ts";
import { ask, formula } from "./engine.ts";

// Ratios and weights are parts of 10 000, factors and fees parts of a million, as in the program.

/** A deposit, or below zero a debt. */
export interface DriftBalance {
  readonly tokens: Numeric;
  /** Of the oracle, in dollars; 1 by default. */
  readonly tokenPrice?: Numeric;
  readonly initialAsset?: Numeric;
  readonly maintenanceAsset?: Numeric;
  readonly initialLiability?: Numeric;
  readonly maintenanceLiability?: Numeric;
  readonly imfFactor?: Numeric;
  /** The same number for markets that share an oracle. */
  readonly oracle?: number;
}

/** A perpetual position with its market's parameters. */
export interface DriftPosition {
  /** Base units: above zero long, below zero short. */
  readonly signedQuantity: Numeric;
  /** Quote units: what a long has paid is below zero. */
  readonly quoteAmount: Numeric;
  readonly oraclePrice: Numeric;
  /** Margin ratio to open. */
  readonly initial: Numeric;
  /** Margin ratio not to be liquidated. */
  readonly maintenance: Numeric;
  readonly highLeverageInitial?: Numeric;
  readonly highLeverageMaintenance?: Numeric;
  readonly imfFactor?: Numeric;
  readonly initialPnlWeight?: Numeric;
  readonly maintenancePnlWeight?: Numeric;
  readonly pnlImfFactor?: Numeric;
  /** Base units in orders. */
  readonly openBids?: Numeric;
  readonly openAsks?: Numeric;
  /** Of a price between 0 and 1; a short owes 1 - price. */
  readonly isPrediction?: boolean;
  readonly oracle?: number;
}

export interface DriftAccountQuestion {
  readonly balances?: readonly DriftBalance[];
  readonly positions?: readonly DriftPosition[];
  /** Dollars for one quote unit; 1 by default. */
  readonly quotePrice?: Numeric;
  /** The least initial ratio that the user chose; 0 for none. */
  readonly customMarginRatio?: Numeric;
  readonly isHighLeverage?: boolean;
}

/** How a position of it stands. */
export interface DriftPositionRisk {
  readonly unrealizedPnl: number;
  /** Quote units; null when no price liquidates it. */
  readonly liquidationPrice: number | null;
  /** With all free margin in its market. */
  readonly maxLeverage: number | null;
  /** The same by the maintenance ratio. */
  readonly maxLeverageAtMaintenance: number | null;
}

/** How a Drift account stands, in dollars. */
export interface DriftAccount {
  readonly liquidatable: boolean;
  readonly initialCollateral: number;
  readonly initialMarginRequirement: number;
  readonly maintenanceCollateral: number;
  readonly maintenanceMarginRequirement: number;
  readonly freeMargin: number;
  /** From 0, where it is liquidated, to 1. */
  readonly health: number;
  readonly leverage: number | null;
  readonly positions: readonly DriftPositionRisk[];
}

const whole = 10_000;
const usualBalance = {
  tokens: 0, tokenPrice: 1, initialAsset: whole, maintenanceAsset: whole, initialLiability: whole,
  maintenanceLiability: whole, imfFactor: 0, oracle: -1,
};
const usualPosition = {
  signedQuantity: 0, quoteAmount: 0, oraclePrice: 0, initial: 0, maintenance: 0, highLeverageInitial: 0,
  highLeverageMaintenance: 0, imfFactor: 0, initialPnlWeight: whole, maintenancePnlWeight: whole, pnlImfFactor: 0,
  openBids: 0, openAsks: 0, isPrediction: 0, oracle: -1,
};

function rowsOf(list: readonly object[], usual: Readonly<Record<string, number>>, field: string): number[] {
  return listOf(list, field).flatMap((one) => {
    const given: Record<string, unknown> = { ...usual, ...recordOf(one, field) };
    return Object.keys(usual).map((name) => {
      const value = given[name];
      return typeof value === "boolean" ? Number(value) : numberOf(value as Numeric, name);
    });
  });
}

/**
 * A cross account as the program weighs it, weights of deposits and of profit included.
 * Source: Drift protocol-v2 math/margin.rs and sdk/src/user.ts, 2026-04.
 *
 * @throws {InputError} when a number cannot be used
 */
export function driftAccount(question: DriftAccountQuestion): DriftAccount {
  const { balances = [], positions = [] } = recordOf(question, "driftAccount");
  const usual = { quotePrice: 1, customMarginRatio: 0, isHighLeverage: false };
  const given = { ...question, balances: listOf(balances, "balances").length };
  const { found, rows } = ask("driftAccount", usual, given, [
    ...rowsOf(balances, usualBalance, "balances"),
    ...rowsOf(positions, usualPosition, "positions"),
  ]);
  const at = (place: number) => orNull(rows[place]!);
  return {
    ...(found as unknown as DriftAccount),
    liquidatable: found["liquidatable"] === 1,
    positions: positions.map((_, i) => ({
      unrealizedPnl: rows[4 * i]!,
      liquidationPrice: at(4 * i + 1),
      maxLeverage: at(4 * i + 2),
      maxLeverageAtMaintenance: at(4 * i + 3),
    })),
  };
}

/**
 * A perpetual market's margin ratios for a position of a size.
 * Source: Drift protocol-v2 state/perp_market.rs, 2026-04.
 *
 * @throws {InputError} when a number cannot be used
 * @example
 * driftMarginRatios({ initial: 1_000, maintenance: 500, imfFactor: 50, size: 10n ** 15n }).initialRatio; // 1300n
 */
export const driftMarginRatios = formula<
  {
    readonly initial: Whole;
    readonly maintenance: Whole;
    readonly highLeverageInitial?: Whole;
    readonly highLeverageMaintenance?: Whole;
    readonly imfFactor?: Whole;
    /** 10^-9 base units. */
    readonly size: Whole;
    readonly isHighLeverage?: boolean;
  },
  { readonly initialRatio: bigint; readonly fillRatio: bigint; readonly maintenanceRatio: bigint }
>("driftMarginRatios", {
  highLeverageInitial: 0, highLeverageMaintenance: 0, imfFactor: 0, isHighLeverage: false,
});

/**
 * What a token counts for, as a deposit and as a debt.
 * Source: Drift protocol-v2 state/spot_market.rs, 2026-04.
 *
 * @throws {InputError} when a number cannot be used
 */
export const driftSpotWeights = formula<
  {
    readonly initialAsset?: Whole;
    readonly maintenanceAsset?: Whole;
    readonly initialLiability?: Whole;
    readonly maintenanceLiability?: Whole;
    readonly imfFactor?: Whole;
    /** 10^-9 tokens. */
    readonly size?: Whole;
    /** From where the pool's deposits are worth more than this the asset counts for less; 0: never. */
    readonly scaleStart?: Whole;
    readonly deposits?: Whole;
  },
  {
    readonly initialAssetWeight: bigint;
    readonly maintenanceAssetWeight: bigint;
    readonly initialLiabilityWeight: bigint;
    readonly maintenanceLiabilityWeight: bigint;
    readonly scaledInitialAsset: bigint;
  }
>("driftSpotWeights", {
  initialAsset: whole, maintenanceAsset: whole, initialLiability: whole, maintenanceLiability: whole,
  imfFactor: 0, size: 0, scaleStart: 0, deposits: 0,
});

/**
 * Unrealized profit, and what it counts for. Source: Drift protocol-v2 math/margin.rs, 2026-04.
 *
 * @throws {InputError} when a number cannot be used
 */
export const driftPnl = formula<
  {
    /** 10^-9 base units, below zero on a short; 0 by default. */
    readonly base?: Whole;
    /** 10^-6 quote units. */
    readonly quote: Whole;
    /** 10^-6 quote units for one base unit; 0 by default. */
    readonly price?: Whole;
    readonly initialWeight?: Whole;
    readonly maintenanceWeight?: Whole;
    readonly imfFactor?: Whole;
    readonly maxImbalance?: Whole;
    readonly netUnsettledPnl?: Whole;
  },
  { readonly unrealizedPnl: bigint; readonly initialPnlWeight: bigint; readonly maintenancePnlWeight: bigint }
>("driftPnl", {
  base: 0, price: 0, initialWeight: whole, maintenanceWeight: whole, imfFactor: 0, maxImbalance: 0, netUnsettledPnl: 0,
});

/**
 * How much of a position a liquidator has to take over; null where closing frees no margin.
 * Source: Drift protocol-v2 math/liquidation.rs, 2026-04.
 *
 * @throws {InputError} when a number cannot be used
 */
export const driftBaseToCover = formula<
  {
    /** 10^-6 quote units. */
    readonly marginShortage: Whole;
    readonly marginRatio: Whole;
    readonly liquidatorFee?: Whole;
    readonly insuranceFee?: Whole;
    /** 10^-6 quote units for one base unit. */
    readonly oraclePrice: Whole;
    /** 10^-6 dollars for one quote unit; 1 000 000 by default. */
    readonly quotePrice?: Whole;
  },
  {
    /** 10^-9 base units. */
    readonly base: bigint | null;
  }
>("driftBaseToCover", { liquidatorFee: 0, insuranceFee: 0, quotePrice: 1_000_000 });
