import { kept, scaled } from "../texts.ts";
import type { LendingName } from "../venues/lending.ts";

// A lending account as it was typed, letter by letter, and what is tried on a copy of it:
// the same as state.ts is for positions.

export interface TypedAsset {
  readonly symbol: string;
  readonly price: string;
  readonly collateralQuantity: string;
  readonly debtQuantity: string;
  /** In per cent. */
  readonly maxLtv: string;
  /** In per cent; at Morpho what is typed as the one threshold. */
  readonly liquidationThreshold: string;
  /** "yes" or "". */
  readonly inEMode: string;
}

export interface LoanWhatIf {
  /** Fraction by which an asset's price moves. */
  readonly moves: Readonly<Record<string, number>>;
  /** Factors of all collateral and of all debt. */
  readonly collateral: number;
  readonly debt: number;
  /** Collateral over equity that the loop is wound to; null leaves it as it is. */
  readonly multiple: number | null;
}

export interface Loan {
  readonly venue: LendingName;
  readonly assets: readonly TypedAsset[];
  /** The symbol that axis and sliders are about. */
  readonly shown: string;
  /** In per cent; both empty where there is no e-mode. */
  readonly eModeMaxLtv: string;
  readonly eModeThreshold: string;
  readonly whatIf: LoanWhatIf;
}

export const nothingTried: LoanWhatIf = { moves: {}, collateral: 1, debt: 1, multiple: null };

export const blankAsset: TypedAsset = {
  symbol: "", price: "", collateralQuantity: "", debtQuantity: "", maxLtv: "", liquidationThreshold: "", inEMode: "",
};

/** Ether that dollars are borrowed against: three times the equity, twice it owed. */
export function exampleLoan(name: LendingName): Loan {
  const thresholds = name === "morpho-blue" ? { liquidationThreshold: "86" } : { maxLtv: "80", liquidationThreshold: "83" };
  return {
    venue: name,
    assets: [
      { ...blankAsset, symbol: "WETH", price: "2700", collateralQuantity: "10", ...thresholds },
      { ...blankAsset, symbol: "USDC", price: "1", debtQuantity: "18000" },
    ],
    shown: "WETH",
    eModeMaxLtv: "",
    eModeThreshold: "",
    whatIf: nothingTried,
  };
}

/** A row that was only just added is no mistake. */
export function isBegun({ symbol, price, collateralQuantity, debtQuantity }: TypedAsset): boolean {
  return [symbol, price, collateralQuantity, debtQuantity].some((text) => text.trim() !== "");
}

export function isTried({ whatIf: { moves, collateral, debt, multiple } }: Loan): boolean {
  return collateral !== 1 || debt !== 1 || multiple !== null || Object.values(moves).some((move) => move !== 0);
}

/** The account as it would be. A loop is wound at the prices of now, with the equity that is in it. */
export function tried(loan: Loan): Loan {
  const { moves, collateral, debt, multiple } = loan.whatIf;
  const wound = multiple === null ? { collateral: 1, debt: 1 } : factorsFor(loan, multiple);
  return {
    ...loan,
    assets: loan.assets.map((asset) => ({
      ...asset,
      price: scaled(asset.price, 1 + (kept(moves, asset.symbol) ?? 0)),
      collateralQuantity: scaled(asset.collateralQuantity, collateral * wound.collateral),
      debtQuantity: scaled(asset.debtQuantity, debt * wound.debt),
    })),
  };
}

/** What is typed of collateral and of debt, at the typed prices; what is no number counts nothing. */
export function valuesOf({ assets }: Pick<Loan, "assets">): { collateral: number; debt: number } {
  const sum = (name: "collateralQuantity" | "debtQuantity") =>
    assets.reduce((total, asset) => total + (Number(asset[name]) * Number(asset.price) || 0), 0);
  return { collateral: sum("collateralQuantity"), debt: sum("debtQuantity") };
}

/** Collateral over equity; null where there is no loop. */
export function multipleOf(loan: Pick<Loan, "assets">): number | null {
  const { collateral, debt } = valuesOf(loan);
  return collateral > debt && debt > 0 ? collateral / (collateral - debt) : null;
}

function factorsFor(loan: Loan, multiple: number): { collateral: number; debt: number } {
  const { collateral, debt } = valuesOf(loan);
  const equity = collateral - debt;
  return { collateral: (multiple * equity) / collateral, debt: ((multiple - 1) * equity) / debt };
}
