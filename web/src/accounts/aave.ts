import { InputError } from "../errors.ts";
import type { Numeric } from "../numbers.ts";
import { flagIn, knownOf, numberIn, optionalIn, type PayloadRecord, recordsIn, textIn, valueAt } from "./records.ts";
import type { AccountFrom } from "./stated.ts";

/** An asset of a lending account, in units; fractions are of its value. */
export interface LendingAsset {
  readonly symbol: string;
  readonly collateralQuantity?: Numeric;
  readonly debtQuantity?: Numeric;
  readonly maxLtv?: Numeric;
  readonly liquidationThreshold?: Numeric;
  readonly inEMode?: boolean;
}

export interface LendingAccount {
  readonly venue: "aave-v3" | "morpho-blue";
  readonly assets: readonly LendingAsset[];
  readonly eMode?: { readonly maxLtv: Numeric; readonly liquidationThreshold: Numeric };
}

interface Limits {
  readonly maxLtv: number;
  readonly liquidationThreshold: number;
}

/** Of whole ones, or of basis points. */
function limits(record: PayloadRecord, maxLtv: string, threshold: string, whole = 1e4): Limits {
  return { maxLtv: numberIn(record, maxLtv) / whole, liquidationThreshold: numberIn(record, threshold) / whole };
}

const apiLimits = (record: PayloadRecord, prefix: string) =>
  limits(record, `${prefix}maxLTV.value`, `${prefix}liquidationThreshold.value`, 1);

/** Until v3.2 a reserve was in one mode, since then it is in several. */
function eModeOf(reserve: PayloadRecord, category: number): Limits | undefined {
  const { eModes } = reserve;
  if (Array.isArray(eModes)) {
    const mode = (eModes as PayloadRecord[]).find((one) => optionalIn(one, "id") === category);
    return mode?.["collateralEnabled"] === true ? limits(mode, "eMode.ltv", "eMode.liquidationThreshold") : undefined;
  }
  const isIn = numberIn(reserve, "eModeCategoryId") === category;
  return isIn ? limits(reserve, "eModeLtv", "eModeLiquidationThreshold") : undefined;
}

/**
 * Aave v3, one market of it: `getUserReservesData` and `getReservesData` of the contract
 * UiPoolDataProvider; or aave-utilities' `formatUserSummary` of them, which adds interest up
 * to now; or the API's `userSupplies`, `userBorrows`, `reserves` and `userMarketState`.
 * What does not serve as collateral is left out. Assets go by symbol, a second one of a symbol
 * by its address. Source: aave.com/docs, "View Contracts", "User Positions".
 */
export function aave(payload: unknown): AccountFrom<LendingAccount> {
  const [[state], [user], rows, reserveRows, supplies, debts, apiReserveRows] = recordsIn(payload, "healthFactor",
    "userEmodeCategoryId", "scaledATokenBalance", "liquidityIndex", "isCollateral", "debt", "supplyInfo");
  const assets = new Map<string, LendingAsset>();
  const marks = new Map<string, number>();
  const assumed = new Set<string>();
  let eMode: Limits | undefined;

  /** The API has what is supplied of an asset and what is borrowed apart. */
  const add = (address: string, symbol: string, price: number, asset: Omit<LendingAsset, "symbol">, mode?: Limits) => {
    const { collateralQuantity, debtQuantity } = asset;
    if (!collateralQuantity && !debtQuantity) return;
    const other = assets.get(address);
    if ((collateralQuantity && other?.collateralQuantity) || (debtQuantity && other?.debtQuantity)) {
      throw new InputError("duplicateField", "address", address);
    }
    const name = other?.symbol ?? (marks.has(symbol) ? address : symbol);
    eMode ??= mode;
    marks.set(name, price);
    assets.set(address, { symbol: name, ...other, ...knownOf({ ...asset, inEMode: mode && true }) });
  };

  const category = optionalIn(state ?? user, "userEmodeCategoryId");
  const reserves = new Map(reserveRows.map((reserve) => [reserve["underlyingAsset"], reserve]));
  for (const row of rows) {
    const address = textIn(row, "underlyingAsset");
    const reserve = reserves.get(address);
    if (!reserve) throw new InputError("missingField", "reserve", address);
    const units = (formatted: string, scaled: string, index: string) => {
      if (formatted in row) return numberIn(row, formatted);
      assumed.add("no interest since the reserves were last updated");
      return (numberIn(row, scaled) * numberIn(reserve, index)) / 10 ** (27 + numberIn(reserve, "decimals"));
    };
    if (Number.isNaN(category)) assumed.add("no efficiency mode");
    const supplied = units("underlyingBalance", "scaledATokenBalance", "liquidityIndex");
    // Every market of v3 counts in dollars of eight decimals.
    const price = optionalIn(reserve, "priceInUSD") || optionalIn(reserve, "priceInMarketReferenceCurrency") / 1e8;
    add(address, textIn(reserve, "symbol"), price, {
      collateralQuantity: (flagIn(row, "usageAsCollateralEnabledOnUser") && supplied) || Number.NaN,
      debtQuantity: units("totalBorrows", "scaledVariableDebt", "variableBorrowIndex") || Number.NaN,
      ...limits(reserve, "baseLTVasCollateral", "reserveLiquidationThreshold"),
    }, category > 0 ? eModeOf(reserve, category) : undefined);
  }

  const apiReserves = new Map(apiReserveRows.map((reserve) => [valueAt(reserve, "underlyingToken.address"), reserve]));
  for (const row of [...supplies, ...debts]) {
    const field = "debt" in row ? "debt" : "balance";
    const address = textIn(row, "currency.address");
    const reserve = apiReserves.get(address);
    const quantity = numberIn(row, `${field}.amount.value`);
    const isCounted = field === "balance" && flagIn(row, "isCollateral");
    if (isCounted && !reserve) throw new InputError("missingField", "supplyInfo", address);
    const isInMode = valueAt(reserve, "userState.emode.canBeCollateral") === true;
    add(address, textIn(row, "currency.symbol"), optionalIn(row, `${field}.usdPerToken`), {
      [isCounted ? "collateralQuantity" : "debtQuantity"]: isCounted || field === "debt" ? quantity : Number.NaN,
      ...(reserve && apiLimits(reserve, "supplyInfo.")),
    }, reserve && isInMode ? apiLimits(reserve, "userState.emode.") : undefined);
  }

  const healthFactor = optionalIn(state, "healthFactor");
  return {
    account: { venue: "aave-v3", assets: [...assets.values()], ...(eMode && { eMode }) },
    marks: knownOf(Object.fromEntries(marks)),
    stated: state ? { healthFactor: healthFactor >= 0 ? healthFactor : null } : {},
    assumed: [...assumed],
    missing: [...marks].flatMap(([symbol, price]) => (Number.isNaN(price) ? `marks.${symbol}` : [])),
  };
}
