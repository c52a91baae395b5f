import type { Instrument } from "../account.ts";
import { isSecond, numberIn, onlyOf, optionalIn, type PayloadRecord, recordsIn, textIn } from "./records.ts";
import { type AccountReader, holdings, oneDollar } from "./stated.ts";

/** Account and positionRisk each have a row of a position; together they say all of it. */
function joined(rows: readonly PayloadRecord[]): readonly PayloadRecord[] {
  const keyOf = (row: PayloadRecord) => textIn(row, "symbol") + textIn(row, "positionSide");
  const isRisk = (row: PayloadRecord) => "markPrice" in row;
  const others = new Map(rows.filter((row) => !isRisk(row)).map((row) => [keyOf(row), row]));
  const risks = rows.filter(isRisk).map((row) => ({ ...others.get(keyOf(row)), ...row }));
  for (const row of risks) others.delete(keyOf(row));
  return [...risks, ...others.values()];
}

function isIsolated(row: PayloadRecord): boolean {
  const { isolated, marginType } = row;
  if (isolated !== undefined) return isolated === true || isolated === "true";
  // The newest answers say it only by what is there.
  if (marginType === undefined) return optionalIn(row, "isolatedMargin") !== 0;
  return isSecond(row, "marginType", "cross", "isolated");
}

/**
 * Binance: `GET /fapi/v2/account` or v3, `GET /fapi/v2/positionRisk` or v3, and COIN-M's
 * `GET /dapi/v1/account` and `/positionRisk`. Account and positionRisk belong together: only the
 * one has the wallet, only the other marks and liquidation prices, and from v3 on only that
 * one entry prices. Source: developers.binance.com, "Account Information", "Position
 * Information".
 *
 * `isolatedWallet` is what was posted, `isolatedMargin` what that has become at the mark.
 */
export const binance: AccountReader = (payload, venue, { instruments = {} }) => {
  const [accounts, assets, rows] =
    recordsIn(payload, "totalCrossWalletBalance", "crossWalletBalance", "positionAmt");
  const account = onlyOf(accounts, "totalCrossWalletBalance");
  const balanceOf = (asset: string | undefined) =>
    optionalIn(assets.find((row) => row["asset"] === asset), "crossWalletBalance");
  const total = optionalIn(account, "totalCrossWalletBalance");
  const isCoin = venue === "binance-coinm";
  // With one asset for each contract the total is of USDT alone. Version 3 does not say which.
  const isPooled = !isCoin && (account?.["multiAssetsMargin"] ?? Math.abs(total - balanceOf("USDT")) > 0) === true;
  const names = assets.map((row) => textIn(row, "asset"));
  const assetOf = (symbol: string) =>
    isCoin ? symbol.split("USD")[0] : names.find((name) => !isPooled && symbol.split("_")[0]!.endsWith(name));
  const assumed = isPooled ? [oneDollar] : [];
  const sizes: [string, Instrument][] = [];
  return {
    ...holdings(joined(rows), "symbol positionAmt entryPrice leverage markPrice liquidationPrice", (row, symbol) => {
      const isOwn = isIsolated(row);
      const posted = optionalIn(row, "isolatedWallet");
      // Of an isolated position the entry decides about its profit alone.
      const isUnknown = isOwn && optionalIn(row, "entryPrice") === 0;
      if (isUnknown) assumed.push(`entryPrice of ${symbol} as its mark`);
      if (isCoin && !instruments[symbol]?.contractSize) {
        sizes.push([symbol, { contractSize: symbol.startsWith("BTC") ? 100 : 10 }]);
        assumed.push(`contractSize of ${symbol}`);
      }
      return {
        isCounted: isCoin,
        isIsolated: isOwn,
        ...(isUnknown && { entryPrice: optionalIn(row, "markPrice") }),
        ...(isOwn && (isUnknown || !posted ? { equityAtMark: numberIn(row, "isolatedMargin"), markPrice: numberIn(row, "markPrice") } : { posted })),
        asset: assetOf(symbol),
      };
    }),
    fundsOf: (_, asset = "USDT") => {
      const own = balanceOf(asset);
      const isTotal = isPooled || (Number.isNaN(own) && asset === "USDT");
      return { walletBalance: isTotal ? total : own, field: "crossWalletBalance" };
    },
    instruments: Object.fromEntries(sizes),
    assumed,
  };
};
