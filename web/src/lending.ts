// Accounts of collateral and debt, as lending protocols keep them.

import type { Marks } from "./account.ts";
import { InputError } from "./errors.ts";
import type { QuestionDoor } from "./account-door.ts";
import { accountQuestions } from "./generated/layout.ts";
import { numberOf, type Numeric, optionalNumber, orNull } from "./numbers.ts";
import { ask, numberCodec } from "./questions.ts";
import type { Estimate, ReasonCode } from "./risk.ts";
import { flagOf, listOf, ownOf, recordOf } from "./words.ts";

const formulas = {
  "aave-v3": "Aave v3 GenericLogic",
  "morpho-blue": "Morpho Blue, in people's units",
} as const;

/** The lending protocols whose rules Plimsoll knows. */
export type LendingVenue = keyof typeof formulas;

/** One asset of a lending account: collateral, debt, or both. */
export interface LendingAsset {
  readonly symbol: string;
  /** Units used as collateral, with interest up to now. */
  readonly collateralQuantity?: Numeric;
  /** Units owed, with interest up to now. */
  readonly debtQuantity?: Numeric;
  /** Fraction of collateral that may be borrowed against it; 0 by default. */
  readonly maxLtv?: Numeric;
  /** Fraction of collateral that counts for health; 0 by default. At Morpho both are the LLTV. */
  readonly liquidationThreshold?: Numeric;
  /** Whether the account's e-mode holds for it. */
  readonly inEMode?: boolean;
}

/** Everything that one account has supplied and borrowed. */
export interface LendingAccount {
  readonly venue: LendingVenue;
  readonly assets: readonly LendingAsset[];
  /** The parameters of Aave's efficiency mode, which replace those of the assets in it. */
  readonly eMode?: { readonly maxLtv: Numeric; readonly liquidationThreshold: Numeric };
}

/** How one asset decides about its account, the others standing still. */
export interface LendingAssetRisk {
  readonly symbol: string;
  /** Base currency for one unit: at it and below, or for a debt and above, the account is liquidated. */
  readonly liquidationPrice: Estimate;
  /** How far that is from the price now, as a signed fraction. */
  readonly moveToLiquidation: Estimate;
}

/** How a lending account stands; money in base currency. */
export interface LendingRisk {
  /** Sum of collateral x threshold over debt: below one anybody may liquidate. */
  readonly healthFactor: Estimate;
  readonly collateralValue: Estimate;
  readonly debtValue: Estimate;
  /** Debt over collateral. */
  readonly borrowedLtv: Estimate;
  /** Up to which may be borrowed, weighted by the collaterals' value. */
  readonly maxLtv: Estimate;
  /** Weighted by the collaterals' value. */
  readonly liquidationThreshold: Estimate;
  /** What may still be borrowed; liquidity and caps may leave less. */
  readonly availableBorrows: Estimate;
  /** By which fraction all collateral must fall against all debt. */
  readonly drawdownToLiquidation: Estimate;
  readonly liquidatable: boolean;
  readonly assets: readonly LendingAssetRisk[];
}

/** Why an answer is not there when all prices are. */
const reasons: Readonly<Record<string, ReasonCode>> = {
  healthFactor: "noDebt",
  drawdownToLiquidation: "noDebt",
  borrowedLtv: "noCollateral",
  maxLtv: "noCollateral",
  liquidationThreshold: "noCollateral",
};

const codecs = { "": numberCodec };
const assetFields = ["collateralQuantity", "debtQuantity", "maxLtv", "liquidationThreshold"] as const;

export function isLending(account: { readonly venue: string }): account is LendingAccount {
  const { venue } = recordOf(account, "account");
  return typeof venue === "string" && Object.hasOwn(formulas, venue);
}

/**
 * How a lending account stands at these prices.
 *
 * @throws {InputError} when an asset or a price cannot be used
 */
export function evaluateLending(door: QuestionDoor, account: LendingAccount, prices: Marks): LendingRisk {
  const { venue, eMode = { maxLtv: 0, liquidationThreshold: 0 } } = account;
  const symbols = new Set<string>();
  const assets = listOf(account.assets, "assets");
  const missing: string[] = [];
  const rows = assets.flatMap((asset) => {
    const { symbol, inEMode = false } = recordOf(asset, "assets");
    if (typeof symbol !== "string") throw new InputError("wrongType", "symbol", symbol);
    if (symbols.has(symbol)) throw new InputError("duplicateField", "symbol", symbol);
    symbols.add(symbol);
    const isInMode = flagOf(inEMode, "inEMode");
    if (isInMode === 1 && account.eMode === undefined) throw new InputError("missingField", "eMode", undefined);
    const field = `marks.${symbol}`;
    const price = optionalNumber(ownOf(recordOf(prices, "marks"), symbol), field);
    if (Number.isNaN(price)) missing.push(field);
    else if (price <= 0) throw new InputError("priceNotPositive", field, price);
    const numbers = assetFields.map((name) => numberOf(asset[name] ?? 0, name));
    return [missing.length > 0 ? 1 : price, ...numbers, isInMode];
  });
  const { maxLtv, liquidationThreshold } = recordOf(eMode, "eMode");
  const { found, rows: each } = ask({ door, questions: accountQuestions, codecs }, "lendingAccount", {
    eModeMaxLtv: maxLtv,
    eModeLiquidationThreshold: liquidationThreshold,
  }, rows, assets);
  const hasCollateral = found["collateralValue"] !== 0;
  const estimate = (
    value: number | null,
    otherwise: ReasonCode = hasCollateral || found["debtValue"] === 0 ? "fullyCollateralized" : "noCollateral",
  ): Estimate => {
    const reason = missing.length > 0 ? "noMark" : value === null ? otherwise : null;
    return { value: reason === null ? value : null, reason, missing, assumed: [], formula: formulas[venue], tableDate: null };
  };
  const { liquidatable, ...numbers } = found as Record<string, number | null>;
  const estimates = Object.entries(numbers).map(([name, value]) => [
    name,
    estimate(value, name === "drawdownToLiquidation" && numbers["debtValue"] !== 0 ? "noCollateral" : reasons[name]),
  ]);
  return {
    ...(Object.fromEntries(estimates) as LendingRisk),
    liquidatable: missing.length === 0 && liquidatable === 1,
    assets: assets.map(({ symbol }, i) => ({
      symbol,
      liquidationPrice: estimate(orNull(each[2 * i]!)),
      moveToLiquidation: estimate(orNull(each[2 * i + 1]!)),
    })),
  };
}
