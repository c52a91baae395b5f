import { InputError } from "../errors.ts";
import { flagIn, isSecond, numberIn, optionalIn, type PayloadRecord, recordsIn, textIn } from "./records.ts";
import { type AccountReader, holdings, oneDollar } from "./stated.ts";

const names = "symbol positionAmt entryPrice leverage markPrice liquidationPrice";

/** Account and positionRisk each have a row of a position; together they say all of it. */
function joined(rows: readonly PayloadRecord[]): Iterable<PayloadRecord> {
  const byKey = new Map<string, PayloadRecord>();
  for (const row of rows) {
    const key = textIn(row, "symbol") + textIn(row, "positionSide");
    const other = byKey.get(key);
    const isTwice = other && "markPrice" in other === "markPrice" in row;
    if (isTwice) throw new InputError("duplicateField", "symbol", row["symbol"]);
    byKey.set(key, { ...other, ...row });
  }
  return byKey.values();
}

function isIsolated(row: PayloadRecord): boolean {
  if ("isolated" in row) return flagIn(row, "isolated");
  if ("marginType" in row) return isSecond(row, "marginType", "cross", "isolated");
  // The newest answers say it only by what is there.
  return optionalIn(row, "isolatedMargin") !== 0;
}

/** Where neither the payload nor the options say it, what is known of the venue. */
const contractSize = (symbol: string) => (symbol.startsWith("BTC") ? 100 : 10);

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
  const [account, assets, rows] =
    recordsIn(payload, "totalCrossWalletBalance", "crossWalletBalance", "positionAmt");
  const balanceOf = (asset: string | undefined) =>
    optionalIn(assets.find((row) => row["asset"] === asset), "crossWalletBalance");
  const total = optionalIn(account, "totalCrossWalletBalance");
  const isCoin = venue === "binance-coinm";
  // With one asset for each contract the total is of USDT alone. Version 3 does not say which.
  const isPooled = !isCoin && (account?.["multiAssetsMargin"] ?? Math.abs(total - balanceOf("USDT")) > 0) === true;
  const assetNames = assets.map((row) => textIn(row, "asset"));
  const assetOf = (symbol: string) =>
    isCoin ? symbol.split("USD")[0] : assetNames.find((name) => !isPooled && symbol.split("_")[0]!.endsWith(name));
  return {
    ...holdings(joined(rows), names, (row, symbol) => {
      const isOwn = isIsolated(row);
      const posted = optionalIn(row, "isolatedWallet");
      // Of an isolated position the entry decides about its profit alone.
      const isUnknown = isOwn && optionalIn(row, "entryPrice") === 0;
      const isSized = isCoin && !instruments[symbol]?.contractSize;
      const margin = () =>
        isUnknown || !posted
          ? { equityAtMark: numberIn(row, "isolatedMargin"), markPrice: numberIn(row, "markPrice") }
          : { posted };
      return {
        isCounted: isCoin,
        isIsolated: isOwn,
        ...(isUnknown && { entryPrice: optionalIn(row, "markPrice") }),
        ...(isOwn && margin()),
        ...(isSized && { instrument: { contractSize: contractSize(symbol) } }),
        asset: assetOf(symbol),
        assumed: [
          ...(isUnknown ? [`entryPrice of ${symbol} as its mark`] : []),
          ...(isSized ? [`contractSize of ${symbol}`] : []),
        ],
      };
    }),
    fundsOf: (_, asset = "USDT") => {
      const own = balanceOf(asset);
      const isTotal = isPooled || (Number.isNaN(own) && asset === "USDT");
      return {
        walletBalance: isTotal ? total : own,
        field: "crossWalletBalance",
        assumed: isPooled ? [oneDollar] : [],
      };
    },
  };
};
