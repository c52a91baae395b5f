import { InputError } from "../errors.ts";
import type { LendingAccount, LendingAsset } from "../lending.ts";
import { flagIn, knownOf, numberIn, optionalIn, type PayloadRecord, recordsIn, textIn, valueAt } from "./records.ts";
import type { AccountFrom } from "./stated.ts";

type Limits = Pick<Required<LendingAsset>, "maxLtv" | "liquidationThreshold">;

/** An asset without what is held of it; its eMode where the account's mode takes it as collateral. */
type Reserve = Omit<LendingAsset, "collateralQuantity" | "debtQuantity"> &
  { readonly address: string; readonly price: number; readonly eMode?: Limits | undefined };

/** In basis points, or in whole ones. */
function limits(record: PayloadRecord | undefined, maxLtv: string, threshold: string, whole = 1e4): Limits {
  return { maxLtv: numberIn(record, maxLtv) / whole, liquidationThreshold: numberIn(record, threshold) / whole };
}

const apiLimits = (record: PayloadRecord | undefined, path: string) =>
  limits(record, `${path}.maxLTV.value`, `${path}.liquidationThreshold.value`, 1);

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
  const [state, [user], rows, reserveRows, supplies, debts, apiReserveRows] = recordsIn(payload, "healthFactor",
    "userEmodeCategoryId", "scaledATokenBalance", "liquidityIndex", "isCollateral", "debt", "supplyInfo");
  const assets = new Map<string, LendingAsset>();
  const marks = new Map<string, number>();
  const assumed = new Set<string>();
  let mode: Limits | undefined;

  const add = (reserve: Reserve, kind: "collateralQuantity" | "debtQuantity", quantity: number) => {
    if (quantity === 0) return;
    const { address, price, eMode, ...asset } = reserve;
    const held = assets.get(address);
    if (held?.[kind]) throw new InputError("duplicateField", "address", address);
    const symbol = held?.symbol ?? (marks.has(asset.symbol) ? address : asset.symbol);
    assets.set(address, { ...held, ...asset, symbol, [kind]: quantity, ...(eMode && { inEMode: true }) });
    marks.set(symbol, price);
    mode ??= eMode;
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
    const asset: Reserve = {
      address,
      symbol: textIn(reserve, "symbol"),
      // Every market of v3 counts in dollars of eight decimals.
      price: optionalIn(reserve, "priceInUSD") || optionalIn(reserve, "priceInMarketReferenceCurrency") / 1e8,
      eMode: category > 0 ? eModeOf(reserve, category) : undefined,
      ...limits(reserve, "baseLTVasCollateral", "reserveLiquidationThreshold"),
    };
    const supplied = units("underlyingBalance", "scaledATokenBalance", "liquidityIndex");
    if (flagIn(row, "usageAsCollateralEnabledOnUser")) add(asset, "collateralQuantity", supplied);
    add(asset, "debtQuantity", units("totalBorrows", "scaledVariableDebt", "variableBorrowIndex"));
  }

  const apiReserves = new Map(apiReserveRows.map((reserve) => [valueAt(reserve, "underlyingToken.address"), reserve]));
  for (const row of [...supplies, ...debts]) {
    const isDebt = "debt" in row;
    if (!isDebt && !flagIn(row, "isCollateral")) continue;
    const field = isDebt ? "debt" : "balance";
    const address = textIn(row, "currency.address");
    const reserve = apiReserves.get(address);
    const isInMode = valueAt(reserve, "userState.emode.canBeCollateral") === true;
    add({
      address,
      symbol: textIn(row, "currency.symbol"),
      price: optionalIn(row, `${field}.usdPerToken`),
      eMode: isInMode ? apiLimits(reserve, "userState.emode") : undefined,
      ...(isDebt && !reserve ? {} : apiLimits(reserve, "supplyInfo")),
    }, isDebt ? "debtQuantity" : "collateralQuantity", numberIn(row, `${field}.amount.value`));
  }

  const healthFactor = optionalIn(state, "healthFactor");
  return {
    account: { venue: "aave-v3", assets: [...assets.values()], ...(mode && { eMode: mode }) },
    marks: knownOf(Object.fromEntries(marks)),
    stated: state ? { healthFactor: healthFactor >= 0 ? healthFactor : null } : {},
    assumed: [...assumed],
    missing: [...marks].flatMap(([symbol, price]) => (Number.isNaN(price) ? `marks.${symbol}` : [])),
  };
}
